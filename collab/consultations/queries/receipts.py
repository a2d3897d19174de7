"""What the holder of a private link reads once the government response is public: your answer, and what became of it (F11)."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from collab.consultations.models import (
    Coding,
    Consideration,
    Consultation,
    Disposition,
    DispositionDecision,
    Outcome,
    Question,
    Submission,
    Theme,
)
from collab.consultations.queries import analysis, dispositions
from collab.consultations.queries.analysis import Worked
from collab.consultations.rules import analysis_words
from collab.consultations.rules.answers import in_language
from collab.consultations.rules.changed_words import Words, linked
from collab.consultations.rules.dispositions import CHANGES
from collab.db import db
from collab.text import say

NOTHING_TO_CODE = (
    "Your response was read and counted. It holds no point in words of its own that called for a separate decision."
)
ONLY_COUNTED = "You answered no question in words. Your answers are counted in the results of each question, which the decision-makers had."


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
class YourDecision:
    """What was decided about this response alone."""

    decision_words: str
    reason: str
    links: tuple[Words, ...]


@dataclass(frozen=True)
class YourOutcome:
    """At least one theme or a decision of its own, or a sentence that says how the response was dealt with."""

    kind: str
    published_at: datetime
    sentence: str
    own: YourDecision | None
    themes: tuple[YourTheme, ...]
    is_left_out: bool


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
    own = None if excluded else _own(submission, outcome)
    return YourOutcome(
        kind=say(analysis_words.OUTCOME[outcome.kind]) if outcome.kind else "",
        published_at=outcome.published_at,
        sentence=excluded or ("" if themes or own else _counted(submission)),
        own=own,
        themes=themes,
        is_left_out=bool(excluded),
    )


def _counted(submission: Submission) -> str:
    return say(NOTHING_TO_CODE if any(one.words for one in submission.answers) else ONLY_COUNTED)


def _own(submission: Submission, outcome: Outcome) -> YourDecision | None:
    held = submission.disposition
    if held is None:
        return None
    return YourDecision(
        decision_words=say(analysis_words.DECISION[held.decision]),
        reason=in_language(held.reason, submission.language),
        links=_links(held, outcome),
    )


def _links(held: Disposition, outcome: Outcome) -> tuple[Words, ...]:
    before = outcome.consultation.edition
    return tuple(linked(held, before, outcome.edition)) if outcome.edition else ()


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
                links=_links(held, outcome),
            )


def _codings(submission: Submission) -> Iterable[Coding]:
    query = select(Coding).where(Coding.submission_id == submission.id, Coding.person_id.is_not(None))
    return db.session.scalars(
        query.options(
            joinedload(Coding.theme).joinedload(Theme.disposition),
            joinedload(Coding.question).selectinload(Question.versions),
        ).order_by(Coding.at, Coding.id)
    ).all()


# --- Over all responses -----------------------------------------------------------------------------------------------


class Resolution(enum.Enum):
    """What a response leads to, for whoever sent it."""

    themes = "themes"
    own_decision = "own_decision"
    counted = "counted"
    left_out = "left_out"
    nothing = "nothing"
    """What may not be: it was not read, not wholly coded, or speaks of a theme that is not decided."""


def resolutions(consultation: Consultation) -> dict[Resolution, int]:
    """How many responses lead to what, each in one place, in few statements; `outcome_for` says the same of each one."""
    decided, own = analysis.decided_themes(consultation), dispositions.responses_decided(consultation)
    found = Counter(_resolution(one, decided, own) for one in analysis.worked(consultation))
    found[Resolution.left_out] = analysis.tally(consultation).total - found.total()
    return {one: found[one] for one in Resolution}


def _resolution(work: Worked, decided: frozenset[UUID], own: frozenset[UUID]) -> Resolution:
    if not work.is_read or work.in_words - work.coded or work.themes - decided:
        return Resolution.nothing
    if work.themes:
        return Resolution.themes
    return Resolution.own_decision if work.id in own else Resolution.counted
