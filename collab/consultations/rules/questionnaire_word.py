"""A questionnaire as a Word document, numbered as on the page, to be read, discussed and filled in on paper."""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.shared import Pt

from collab.consultations.models import Question, QuestionType, QuestionVersion
from collab.consultations.rules import answer_words, answers, paths
from collab.text import Language

_LANGUAGES = {Language.english: "en-GB", Language.welsh: "cy-GB"}
ON_PAPER = {
    Language.english: "Your answers in this part are counted, and not kept with your response.",
    Language.welsh: "Cyfrifir eich atebion yn y rhan hon, ac ni chânt eu cadw gyda’ch ymateb.",
}
_BOX, _LINE = "☐", "_" * 30


def word(title: str, questions: Sequence[Question], language: Language) -> bytes:
    """The questions in their order, under the headings of their sections."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.language = title[:255], _LANGUAGES[language]
    made.styles["Normal"].font.size = Pt(12)
    made.add_heading(title, 0)
    conditions = paths.words_of(questions)
    section_id = None
    for place, question in enumerate(questions, 1):
        if question.section is not None and question.section_id != section_id:
            made.add_heading(answers.in_language(question.section.heading, language), 1)
            made.add_paragraph(answers.in_language(question.section.introduction, language))
            if question.section.is_equality:
                made.add_paragraph(ON_PAPER[language]).runs[0].italic = True
        section_id = question.section_id
        made.add_heading(f"{place}. {answers.in_language(question.current.wording, language)}", 2)
        if question.number in conditions:
            made.add_paragraph(f"{conditions[question.number]}.").runs[0].italic = True
        _draw(made, question.current, language)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _draw(made: Document, version: QuestionVersion, language: Language) -> None:
    hint = answer_words.HINTS.get(version.type, {}).get(language, "")
    for words in (answers.in_language(version.hint, language), answers.in_language(version.help, language), hint):
        if words:
            made.add_paragraph(words)
    offered = answers.choices(version, language)
    if version.type is QuestionType.matrix:
        _table(made, version, offered, language)
    elif offered:
        mark = "__" if version.type is QuestionType.rank else _BOX
        for _, label in offered:
            made.add_paragraph(f"{mark} {label}", style="List Paragraph")
    elif version.type is QuestionType.free_text:
        for _ in range(6):
            made.add_paragraph(_LINE * 2)
    elif version.type is QuestionType.file:
        made.add_paragraph(answer_words.WITH_IT[language])
    else:
        made.add_paragraph(f"{_LINE} {answers.in_language(version.unit, language)}".strip())


def _table(made: Document, version: QuestionVersion, offered: Sequence[tuple[str, str]], language: Language) -> None:
    table = made.add_table(rows=1, cols=len(offered) + 1, style="Table Grid")
    for cell, (_, label) in zip(table.rows[0].cells[1:], offered, strict=True):
        cell.text = label
    for _, name in answers.lines(version, language):
        cells = table.add_row().cells
        cells[0].text = name
        for cell in cells[1:]:
            cell.text = _BOX
