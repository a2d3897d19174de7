"""What the holder of a private link reads once the government response is public: your answer, and what became of it (F11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from collab.consultations.models import (
    Coding,
    Consideration,
    DispositionDecision,
    Outcome,
    Question,
    Submission,
    Theme,
)
from collab.consultations.rules import analysis_words
from collab.consultations.rules.answers import in_language
from collab.consultations.rules.changed_words import Words, linked
from collab.consultations.rules.dispositions import CHANGES
from collab.db import db
from collab.text import say

NOTHING_TO_CODE = (
    "Your response was read and counted. It holds no point in words of its own that called for a separate decision."
)


@dataclass(frozen=True)
class YourTheme:
    """A point that your response makes, with the questions you made it under, the decision, why, and the words changed."""

    questions: tuple[str, ...]
    name: str
    definition: str
    decision: DispositionDecision
    decision_words: str
    reason: str
    links: tuple[Words, ...]

    @property
    def is_change(self) -> bool:
        return self.decision in CHANGES


@dataclass(frozen=True)
class YourOutcome:
    """At least one theme, or a sentence that says how the response was dealt with."""

    kind: str
    published_at: datetime
    sentence: str
    themes: tuple[YourTheme, ...]


def outcome_for(submission: Submission) -> YourOutcome | None:
    """What was decided about this response; None until the government response is published.

    The caller has checked the private link. Names and reasons come in Welsh for a Welsh response, where they are there.
    """
    consultation = submission.consultation
    outcome = consultation.outcome
    if outcome is None or outcome.published_at is None:
        return None
    excluded = _excluded(submission)
    themes = () if excluded else tuple(_themes(submission, outcome))
    return YourOutcome(
        kind=say(analysis_words.OUTCOME[outcome.kind]) if outcome.kind else "",
        published_at=outcome.published_at,
        sentence=excluded or ("" if themes else say(NOTHING_TO_CODE)),
        themes=themes,
    )


def _excluded(submission: Submission) -> str:
    if submission.withdrawn_at is not None:
        return say("You withdrew your response, so it was not taken into account.")
    if submission.consideration is not Consideration.excluded or submission.exclusion_reason is None:
        return ""
    reason = say(analysis_words.EXCLUSION[submission.exclusion_reason])
    return say(
        "Your response was not taken into account. The reason: %(reason)s.", reason=reason[0].lower() + reason[1:]
    )


def _themes(submission: Submission, outcome: Outcome) -> Iterable[YourTheme]:
    before = submission.consultation.edition
    language = submission.language
    codings: dict[Theme, list[Question]] = {}
    for coding in _codings(submission):
        if coding.theme is not None:
            codings.setdefault(coding.theme, []).append(coding.question)
    for theme, questions in sorted(codings.items(), key=lambda item: item[0].number):
        held = theme.disposition
        if held is not None:
            yield YourTheme(
                questions=tuple(in_language(question.current.wording, language) for question in questions),
                name=in_language(theme.name, language),
                definition=theme.definition,
                decision=held.decision,
                decision_words=say(analysis_words.DECISION[held.decision]),
                reason=in_language(held.reason, language),
                links=tuple(linked(held, before, outcome.edition)) if outcome.edition else (),
            )


def _codings(submission: Submission) -> Iterable[Coding]:
    query = select(Coding).where(Coding.submission_id == submission.id, Coding.person_id.is_not(None))
    return db.session.scalars(
        query.options(
            joinedload(Coding.theme).joinedload(Theme.disposition),
            joinedload(Coding.question).selectinload(Question.versions),
        ).order_by(Coding.at, Coding.id)
    ).all()
