"""Reading drafts and submissions by their tokens, for those who hold them, and what entering one takes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts import queries as accounts
from collab.accounts.models import Area, AreaKind
from collab.consultations.models import (
    Answer,
    Consultation,
    Question,
    QuestionVersion,
    Runner,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    SubmissionToken,
)
from collab.consultations.queries.setup import questions
from collab.consultations.rules import links
from collab.db import db
from collab.errors import NotFound

__all__ = ["area_name", "areas", "draft", "find_draft", "is_taken", "questions", "submission", "versions"]


def find_draft(token: str) -> SubmissionDraft | None:
    """The draft that a token opens, with what its pages show."""
    query = select(SubmissionDraft).where(SubmissionDraft.token_hash == links.stored(token))
    revision = joinedload(SubmissionDraft.revision).joinedload(SubmissionRevision.submission)
    consultation = joinedload(SubmissionDraft.consultation)
    loaded = query.options(
        revision,
        joinedload(SubmissionDraft.amends).joinedload(SubmissionRevision.submission),
        consultation.selectinload(Consultation.runners).joinedload(Runner.organisation),
    )
    return db.session.scalars(loaded).one_or_none()


def draft(token: str) -> SubmissionDraft:
    """The same. Raises NotFound."""
    found = find_draft(token)
    if found is None:
        raise NotFound
    return found


def submission(token: str) -> Submission:
    """What a private link opens, with its answers. Raises NotFound, also for a link that was ended."""
    query = select(Submission).join(Submission.tokens)
    mine = query.where(SubmissionToken.token_hash == links.stored(token), SubmissionToken.ended_at.is_(None))
    answers = selectinload(Submission.revisions).selectinload(SubmissionRevision.answers)
    asked = answers.joinedload(Answer.question_version)
    runners = joinedload(Submission.consultation).selectinload(Consultation.runners).joinedload(Runner.organisation)
    loaded = mine.options(
        asked.selectinload(QuestionVersion.options),
        asked.joinedload(QuestionVersion.question),
        runners,
        joinedload(Submission.area),
    )
    found = db.session.scalars(loaded).one_or_none()
    if found is None:
        raise NotFound
    return found


def versions(ids: Sequence[UUID]) -> dict[UUID, QuestionVersion]:
    """Question versions by id, removed questions' ones too: what a draft's answers were given to."""
    query = select(QuestionVersion).join(QuestionVersion.question).where(QuestionVersion.id.in_(ids))
    loaded = query.options(joinedload(QuestionVersion.question), selectinload(QuestionVersion.options))
    found = db.session.scalars(loaded.order_by(Question.position, Question.number))
    return {version.id: version for version in found}


def is_taken(consultation_id: UUID, receipt: str) -> bool:
    """Whether a response to this consultation has the receipt number already."""
    query = select(Submission.id).where(Submission.consultation_id == consultation_id, Submission.receipt == receipt)
    return db.session.scalar(query) is not None


def areas() -> Sequence[Area]:
    """Where a respondent can live or work: the police force areas."""
    return accounts.areas(AreaKind.police_force_area)


def area_name(area_id: UUID | None) -> str:
    """The name of an area, empty where none was given."""
    found = db.session.get(Area, area_id) if area_id else None
    return found.name if found else ""
