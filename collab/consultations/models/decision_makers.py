"""Who decides for each organisation that answers for a consultation."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation, Person
from collab.db import Base, Identified, Versioned

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation


class DecisionMaker(Base, Identified, Versioned):
    """The person who decides for a lead or joint organisation, when they were given the report, and their own word on it.

    `role` is what the public reads; that of the lead stands in the set-up, as the consultation's `decision_maker`.
    """

    __tablename__ = "decision_makers"
    __table_args__ = (
        UniqueConstraint("consultation_id", "organisation_id"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_pair"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    report_given_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    confirmed_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    statement: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship(back_populates="decision_makers")
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
