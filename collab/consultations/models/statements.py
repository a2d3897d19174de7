"""Statements that respondents add to those on which people vote, and what became of each."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.consultations.models.consultation import Consultation
from collab.consultations.models.questions import Question
from collab.db import Base, Identified, Versioned, values
from collab.text import Language


class StatementState(enum.Enum):
    waiting = "waiting"
    accepted = "accepted"
    rejected = "rejected"


class RejectionReason(enum.Enum):
    says_the_same = "says_the_same"
    not_about_this = "not_about_this"
    several_points = "several_points"
    not_a_statement = "not_a_statement"
    about_oneself = "about_oneself"
    names_somebody = "names_somebody"
    abusive = "abusive"


class AddedStatement(Base, Identified, Versioned):
    """A statement as somebody sent it; nobody can change its words. Who sent it is not kept, and it is part of no response.

    Accepted, it is a question on which later respondents vote.
    """

    __tablename__ = "added_statements"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("(state = 'rejected') = (reason IS NOT NULL)", name="rejected_has_reason"),
        CheckConstraint("(state = 'accepted') = (question_id IS NOT NULL)", name="accepted_is_asked"),
        CheckConstraint("(moderated_at IS NULL) = (moderated_by_id IS NULL)", name="moderated_pair"),
        CheckConstraint("(state = 'waiting') = (moderated_at IS NULL)", name="waiting_is_not_moderated"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[Language] = mapped_column(values(Language))
    state: Mapped[StatementState] = mapped_column(values(StatementState), default=StatementState.waiting)
    sent_at: Mapped[datetime]
    moderated_at: Mapped[datetime | None]
    moderated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[RejectionReason | None] = mapped_column(values(RejectionReason))
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("questions.id"), unique=True)

    consultation: Mapped[Consultation] = relationship()
    question: Mapped[Question | None] = relationship()
