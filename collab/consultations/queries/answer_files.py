"""The files that answers hold: for whoever may read the answer, and for the job that forgets the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from collab import clock
from collab.attachments import queries as attachments
from collab.attachments.models import Attachment, ParentKind
from collab.consultations.models import (
    Answer,
    Consultation,
    Question,
    QuestionType,
    QuestionVersion,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    Workspace,
    WorkspaceAnswer,
    WorkspaceWording,
)
from collab.consultations.rules.answers import Given, file_of
from collab.db import db
from collab.errors import NotFound


def ids_in(keys: Iterable[str]) -> Iterator[UUID]:
    found = (file_of(key)[0] for key in keys)
    return (one for one in found if one is not None)


def files_of(consultation: Consultation, given: Iterable[Given]) -> Sequence[Attachment]:
    """The files of these answers."""
    ids = {each for one in given for each in ids_in(one.keys)}
    return attachments.some(ParentKind.answer, consultation.id, ids) if ids else []


def file_in(consultation: Consultation, given: Iterable[Given], file_id: str) -> Attachment:
    """One of them, whose answers the reader may read. Raises NotFound for any other, also one of another response."""
    found = next((one for one in files_of(consultation, given) if str(one.id) == file_id), None)
    if found is None:
        raise NotFound
    return found


def answered(submission: Submission) -> list[Given]:
    """The answers of the newest revision."""
    return [Given(tuple(one.keys), one.words) for one in submission.answers]


def asks_for_files(consultation_id: UUID) -> bool:
    """Whether a consultation has a question that is answered with files."""
    kind = Question.versions.any(QuestionVersion.type == QuestionType.file)
    query = select(Question.id).where(Question.consultation_id == consultation_id, Question.removed_at.is_(None), kind)
    return db.session.scalar(query.limit(1)) is not None


def referenced(consultation_ids: Collection[UUID]) -> set[UUID]:
    """The files that something holds which is kept: a draft, a response that stands, a workspace that was or can be sent."""
    found: set[UUID] = set()
    for consultation_id in consultation_ids:
        for keys in (*_of_drafts(consultation_id), *_of_responses(consultation_id), *_of_workspaces(consultation_id)):
            found.update(ids_in(keys))
    return found


def _of_drafts(consultation_id: UUID) -> Iterator[Sequence[str]]:
    query = select(SubmissionDraft.answers).where(
        SubmissionDraft.consultation_id == consultation_id, SubmissionDraft.revision_id.is_(None)
    )
    for answers in db.session.scalars(query.execution_options(yield_per=500)):
        yield from (kept.get("keys", ()) for kept in answers.values())


def _of_responses(consultation_id: UUID) -> Sequence[Sequence[str]]:
    query = select(Answer.keys).join(Answer.question_version).join(Answer.revision).join(SubmissionRevision.submission)
    standing = Submission.consultation_id == consultation_id, Submission.withdrawn_at.is_(None)
    return db.session.scalars(query.where(*standing, QuestionVersion.type == QuestionType.file)).all()


def _of_workspaces(consultation_id: UUID) -> Sequence[Sequence[str]]:
    query = select(WorkspaceWording.keys).join(WorkspaceWording.question_version).join(WorkspaceWording.answer)
    query = query.join(WorkspaceAnswer.workspace).join(Workspace.consultation)
    kept = Workspace.sent_at.is_not(None) | (Consultation.closes_at > clock.now())
    standing = Workspace.consultation_id == consultation_id, Workspace.withdrawn_at.is_(None), kept
    return db.session.scalars(query.where(*standing, QuestionVersion.type == QuestionType.file)).all()
