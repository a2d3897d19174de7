"""Reading what a first draft of feedback or outcome is made of."""

from __future__ import annotations

from collab.consultations.models import AnswerPart, Consultation
from collab.consultations.queries import analysis, answering
from collab.consultations.queries.analysis import ThemeRow
from collab.consultations.rules import analysis_words
from collab.consultations.rules.answer_draft import Figures, Point, draft
from collab.consultations.rules.answers import in_language
from collab.consultations.rules.changed_words import links_of
from collab.consultations.rules.dispositions import CHANGES
from collab.text import Language, say, speaking


def drafted(consultation: Consultation, part: AnswerPart, language: Language) -> str:
    """The draft in one language, with the numbers as they are now."""
    with speaking(language):
        return draft(part, _figures(consultation, language), language)


def _figures(consultation: Consultation, language: Language) -> Figures:
    rows = sorted(analysis.themes(consultation), key=lambda row: row.theme.number)
    points = {row.theme.id: _point(row, language) for row in rows}
    numbers = analysis.tally(consultation, only_confirmed=True)
    return Figures(
        numbers=numbers,
        by_type=[(say(kind), number) for kind, number in answering.by_type(numbers)],
        questions=[
            (
                question.number,
                in_language(question.current.wording, language),
                [points[row.theme.id] for row in rows if question in row.theme.questions],
            )
            for question in analysis.free_text_questions(consultation)
        ],
        points=list(points.values()),
        names=answering.respondents(consultation),
    )


def _point(row: ThemeRow, language: Language) -> Point:
    held = row.theme.disposition
    name = in_language(row.theme.name, language)
    if held is None:
        return Point(name, row.theme.definition, row.number)
    quote = links_of(held).quote
    return Point(
        name,
        row.theme.definition,
        row.number,
        decision=say(analysis_words.DECISION[held.decision]),
        reason=in_language(held.reason, language),
        is_change=held.decision in CHANGES,
        quotes=[quote] if quote else [],
    )
