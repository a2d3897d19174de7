"""What is published afterwards: feedback and outcome."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values
from collab.documents.models import Document
from collab.proposals.models import Edition, Frozen, Word

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation


class OutcomeKind(enum.Enum):
    proceed_as_proposed = "proceed_as_proposed"
    proceed_with_changes = "proceed_with_changes"
    proceed_in_part = "proceed_in_part"
    further_consultation = "further_consultation"
    deferred = "deferred"
    not_proceeding = "not_proceeding"
    withdrawn = "withdrawn"


class AnswerPart(enum.Enum):
    """The two texts that answer a consultation, each published on its own date."""

    feedback = "feedback"
    outcome = "outcome"


class PublicFeedback(Base, Identified, Versioned):
    """What people said: a summary, published on its own date."""

    __tablename__ = "public_feedback"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), unique=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    consultation: Mapped[Consultation] = relationship(back_populates="feedback")
    document: Mapped[Document] = relationship()


class Outcome(Base, Identified, Versioned):
    """What was decided and why; a reader sees "government response". Published on its own date."""

    __tablename__ = "outcomes"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), unique=True)
    kind: Mapped[OutcomeKind | None] = mapped_column(values(OutcomeKind))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("editions.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    revised_expected_on: Mapped[date | None]
    lateness_explanation: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship(back_populates="outcome")
    document: Mapped[Document] = relationship()
    edition: Mapped[Edition | None] = relationship()


class AnswerText(Base, Identified, Versioned, Frozen):
    """Feedback or outcome as it was frozen for clearance: text, decision, edition, numbers and what was decided."""

    __tablename__ = "answer_texts"
    __table_args__ = (
        UniqueConstraint("consultation_id", "part", "number"),
        Index(
            "uq_answer_texts_in_clearance",
            "consultation_id",
            "part",
            unique=True,
            sqlite_where=text("recalled_at IS NULL"),
            postgresql_where=text("recalled_at IS NULL"),
        ),
        CheckConstraint("recalled_at IS NULL OR published_at IS NULL", name="recalled_or_published"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_pair"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    part: Mapped[AnswerPart] = mapped_column(values(AnswerPart))
    number: Mapped[int]

    consultation: Mapped[Consultation] = relationship()
    clearances: Mapped[list[AnswerClearance]] = relationship(back_populates="answer", order_by="AnswerClearance.at")


class AnswerClearance(Base, Identified, Word):
    """The word of a lead or joint organisation on a frozen answer."""

    __tablename__ = "answer_clearances"
    __table_args__ = (
        Index(
            "uq_answer_clearances_current",
            "answer_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("decision != 'objected' OR reason != ''", name="objection_has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_pair"),
    )

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answer_texts.id"), index=True)

    answer: Mapped[AnswerText] = relationship(back_populates="clearances")
