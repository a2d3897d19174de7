"""Reading an organisation's response while its members work on it. There is none but one's own organisation's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import (
    Answer,
    Consultation,
    QuestionVersion,
    Submission,
    SubmissionRevision,
    Workspace,
    WorkspaceAnswer,
    WorkspaceComment,
    WorkspaceWording,
)
from collab.consultations.rules.answers import Given
from collab.db import db
from collab.errors import NotFound


def find(consultation: Consultation, *, viewer: Viewer) -> Workspace | None:
    """The viewer's organisation's: the one that is not withdrawn, else the last one that was."""
    query = _of(viewer).where(Workspace.consultation_id == consultation.id).options(*_content())
    newest = query.order_by(Workspace.withdrawn_at.is_not(None), Workspace.started_at.desc(), Workspace.id).limit(1)
    return db.session.scalars(newest).one_or_none()


def get(consultation: Consultation, *, viewer: Viewer) -> Workspace:
    """The same. Raises NotFound."""
    found = find(consultation, viewer=viewer)
    if found is None:
        raise NotFound
    return found


def reload(workspace: Workspace) -> None:
    """Reads its content in a few statements, where a lock has forgotten what was read before."""
    db.session.scalars(select(Workspace).where(Workspace.id == workspace.id).options(*_content())).one()


def exists_for(consultation: Consultation, *, viewer: Viewer) -> bool:
    """Whether the viewer's organisation has begun a response."""
    if viewer.organisation_id is None:
        return False
    query = select(Workspace.id).where(Workspace.consultation_id == consultation.id, policy.is_workspace_of(viewer))
    return db.session.scalar(query.limit(1)) is not None


def to_finish(viewer: Viewer) -> Sequence[Workspace]:
    """What the viewer's organisation began and has not sent as it stands, where the window has not ended."""
    standing = Workspace.withdrawn_at.is_(None), Consultation.closes_at > clock.now()
    unsent = or_(Workspace.sent_at.is_(None), Workspace.changed_at > Workspace.sent_at)
    query = _of(viewer).join(Workspace.consultation).where(*standing, unsent)
    consultation = contains_eager(Workspace.consultation)
    loaded = query.options(
        consultation.joinedload(Consultation.feedback),
        consultation.joinedload(Consultation.outcome),
        selectinload(Workspace.sign_offs),
    )
    return db.session.scalars(loaded.order_by(Consultation.closes_at, Workspace.id)).all()


def sent_to(consultation: Consultation) -> Sequence[Workspace]:
    """The responses of organisations that were sent and stand."""
    sent = Workspace.submission_id.is_not(None), Workspace.withdrawn_at.is_(None)
    query = select(Workspace).where(Workspace.consultation_id == consultation.id, *sent)
    return db.session.scalars(query.options(joinedload(Workspace.organisation)).order_by(Workspace.id)).all()


def names(workspace: Workspace) -> dict[UUID, str]:
    """The names of all who wrote, commented, signed or sent, by their ids."""
    people = [wording.person_id for answer in workspace.answers for wording in answer.wordings]
    people += [one.person_id for one in workspace.comments] + [one.person_id for one in workspace.sign_offs]
    return accounts.names(list({one for one in people if one}))


def comments_on(workspace: Workspace, question_id: UUID) -> list[WorkspaceComment]:
    return [one for one in workspace.comments if one.question_id == question_id]


def answer_to(workspace: Workspace, question_id: UUID) -> WorkspaceAnswer | None:
    return next((one for one in workspace.answers if one.question_id == question_id), None)


def ever_given(workspace: Workspace) -> list[Given]:
    """All that was ever answered there."""
    return [Given(tuple(one.keys), one.words) for answer in workspace.answers for one in answer.wordings]


def _of(viewer: Viewer) -> Select[Workspace]:
    return select(Workspace).where(policy.is_workspace_of(viewer))


def _content() -> tuple[ExecutableOption, ...]:
    wordings = selectinload(Workspace.answers).selectinload(WorkspaceAnswer.wordings)
    version = wordings.joinedload(WorkspaceWording.question_version)
    sent = joinedload(Workspace.submission).selectinload(Submission.revisions).selectinload(SubmissionRevision.answers)
    asked = sent.joinedload(Answer.question_version)
    return (
        version.selectinload(QuestionVersion.options),
        version.selectinload(QuestionVersion.rows),
        asked.selectinload(QuestionVersion.options),
        asked.selectinload(QuestionVersion.rows),
        selectinload(Workspace.comments),
        selectinload(Workspace.sign_offs),
        joinedload(Workspace.organisation),
    )
