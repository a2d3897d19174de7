"""Where the members of an organisation write its one response together: answers with their history, comments, sign-offs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Json, Versioned, values
from collab.text import Language

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.questions import Question, QuestionVersion
    from collab.consultations.models.submissions import Submission


class Workspace(Base, Identified, Versioned):
    """An organisation's response to a consultation while its members work on it, and after it was sent.

    There is one that is not withdrawn. Its version rises with each change of what would be sent; `about_saves` counts those
    of what it says about the organisation.
    """

    __tablename__ = "response_workspaces"
    __table_args__ = (
        Index(
            "uq_response_workspaces_live",
            "consultation_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("(submission_id IS NULL) = (sent_at IS NULL)", name="sent_pair"),
        CheckConstraint("withdrawn_at IS NULL OR sent_at IS NOT NULL", name="withdrawn_was_sent"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    about: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    about_saves: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    started_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    changed_at: Mapped[datetime]
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"), unique=True)
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    sent_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    withdrawn_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    organisation: Mapped[Organisation] = relationship()
    submission: Mapped[Submission | None] = relationship()
    answers: Mapped[list[WorkspaceAnswer]] = relationship(back_populates="workspace")
    comments: Mapped[list[WorkspaceComment]] = relationship(
        back_populates="workspace", order_by="WorkspaceComment.at, WorkspaceComment.id"
    )
    sign_offs: Mapped[list[WorkspaceSignOff]] = relationship(
        back_populates="workspace", order_by="WorkspaceSignOff.at, WorkspaceSignOff.id"
    )

    @property
    def sign_off(self) -> WorkspaceSignOff | None:
        """The one that stands."""
        return next((one for one in self.sign_offs if one.ended_at is None), None)

    @property
    def has_unsent(self) -> bool:
        """Whether something was changed since it was sent, or it never was."""
        return self.sent_at is None or self.changed_at > self.sent_at


class WorkspaceAnswer(Base, Identified, Versioned):
    """The answer to one question. Its version is that of the newest wording."""

    __tablename__ = "workspace_answers"
    __table_args__ = (UniqueConstraint("workspace_id", "question_id"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("response_workspaces.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    changed_at: Mapped[datetime]

    workspace: Mapped[Workspace] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
    wordings: Mapped[list[WorkspaceWording]] = relationship(back_populates="answer", order_by="WorkspaceWording.number")

    @property
    def current(self) -> WorkspaceWording:
        return self.wordings[-1]


class WorkspaceWording(Base, Identified):
    """What an answer said from one moment on, and who wrote it. None is lost. Keys and words are as in `Answer`."""

    __tablename__ = "workspace_wordings"
    __table_args__ = (UniqueConstraint("answer_id", "number"),)

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("workspace_answers.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"))
    number: Mapped[int]
    keys: Mapped[list[str]] = mapped_column(Json, default=list)
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    answer: Mapped[WorkspaceAnswer] = relationship(back_populates="wordings")
    question_version: Mapped[QuestionVersion] = relationship()


class WorkspaceComment(Base, Identified):
    """What a member says to the others beside a question. It never leaves the organisation."""

    __tablename__ = "workspace_comments"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("response_workspaces.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    workspace: Mapped[Workspace] = relationship(back_populates="comments")


class WorkspaceSignOff(Base, Identified):
    """A signatory's word for exactly the content with this hash. It ends with any change; the row stays."""

    __tablename__ = "workspace_sign_offs"
    __table_args__ = (
        Index(
            "uq_workspace_sign_offs_standing",
            "workspace_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("response_workspaces.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]

    workspace: Mapped[Workspace] = relationship(back_populates="sign_offs")
