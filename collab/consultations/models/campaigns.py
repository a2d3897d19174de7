"""Campaigns: responses that were made from the same letter, and the runs that look for them (N9)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.submissions import Submission


class CampaignRun(Base, Identified):
    """Somebody asked, or it was time, to look for campaigns. What a run found is in the campaigns; this keeps the numbers."""

    __tablename__ = "campaign_runs"
    __table_args__ = (Index("ix_campaign_runs_consultation", "consultation_id", "asked_at"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    texts: Mapped[int] = mapped_column(default=0)
    grouped: Mapped[int] = mapped_column(default=0)
    campaigns: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation] = relationship()


class Campaign(Base, Identified, Versioned):
    """Responses that were made from one letter. Until somebody confirms it, it is what a machine found."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        UniqueConstraint("consultation_id", "name"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_pair"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    is_found: Mapped[bool] = mapped_column(default=False)
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    consultation: Mapped[Consultation] = relationship()
    letter: Mapped[Submission | None] = relationship()

    @property
    def is_proposed(self) -> bool:
        """Whether only a machine says so."""
        return self.is_found and self.confirmed_at is None


class CampaignMember(Base):
    """The campaign that a response belongs to. Without a campaign: a person said that it belongs to none.

    What a person said stands, whatever a later run finds.
    """

    __tablename__ = "campaign_members"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    by_person: Mapped[bool] = mapped_column(default=False)
    adds_words: Mapped[bool] = mapped_column(default=True)

    submission: Mapped[Submission] = relationship(back_populates="membership")
    campaign: Mapped[Campaign | None] = relationship()
