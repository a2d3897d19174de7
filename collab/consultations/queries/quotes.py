"""Reading the quotes that were collected, each with what can be done with it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from collab.consultations.models import (
    Answer,
    AnswerRedaction,
    Consultation,
    Question,
    Quote,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries import as_id, redactions
from collab.consultations.rules import quoting
from collab.consultations.rules.quoting import Quotable, Use
from collab.db import db
from collab.errors import NotFound


@dataclass(frozen=True)
class QuoteRow:
    """A quote with the name that stands beside it, and what can be done with it now."""

    quote: Quote
    name: str
    use: Use

    @property
    def is_usable(self) -> bool:
        return self.use is Use.usable


def answers(submission: Submission) -> list[Answer]:
    """The answers in words that can be quoted from, each with its check."""
    return redactions.in_words(submission)


def listed(consultation: Consultation, *, theme: int | None = None) -> list[QuoteRow]:
    """All quotes, or those of a theme, the newest first."""
    query = select(Quote).where(Quote.consultation_id == consultation.id)
    if theme:
        query = query.join(Theme, Theme.id == Quote.theme_id).where(Theme.number == theme)
    loaded = query.options(
        joinedload(Quote.submission),
        joinedload(Quote.theme),
        joinedload(Quote.person),
        joinedload(Quote.question).selectinload(Question.versions),
    )
    found = db.session.scalars(loaded.order_by(Quote.made_at.desc(), Quote.id)).all()
    checked = _checks([one.submission_id for one in found])
    return [
        QuoteRow(one, quoting.name(one.submission), quoting.use(one.words, _quotable(one, checked))) for one in found
    ]


Checks = dict[tuple[UUID, UUID], AnswerRedaction | None]


def _quotable(quote: Quote, checked: Checks) -> Quotable:
    return Quotable(quote.submission, checked.get((quote.submission_id, quote.question_id)))


def _checks(ids: Sequence[UUID]) -> Checks:
    """The check of each answer of the newest revisions, by response and question."""
    query = (
        select(SubmissionRevision)
        .where(SubmissionRevision.submission_id.in_(ids))
        .options(
            selectinload(SubmissionRevision.answers).joinedload(Answer.redaction),
            selectinload(SubmissionRevision.answers).joinedload(Answer.question_version),
        )
        .order_by(SubmissionRevision.submission_id, SubmissionRevision.number)
    )
    newest = {one.submission_id: one for one in db.session.scalars(query)} if ids else {}
    return {
        (key, answer.question_version.question_id): answer.redaction
        for key, revision in newest.items()
        for answer in revision.answers
    }


def get(consultation: Consultation, quote_id: str) -> Quote:
    """Raises NotFound."""
    key = as_id(quote_id)
    found = db.session.get(Quote, key) if key else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found
