"""What is published afterwards: feedback and outcome."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values
from collab.documents.models import Document
from collab.proposals.models import Edition

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
