"""What was decided about responses that came after closing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation


class LateDecision(Base, Identified):
    """The lead's decision, public, that all late responses received before an instant are accepted, and why (N5).

    The newest holds; the earlier ones stay, as they were public.
    """

    __tablename__ = "late_decisions"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    consultation: Mapped[Consultation] = relationship(back_populates="late_decisions")
