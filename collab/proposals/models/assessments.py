"""What government asks for beside a text: assessments with their status, and HM Treasury's position."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal


class AssessmentKind(enum.Enum):
    impact_assessment = "impact_assessment"
    options_assessment = "options_assessment"
    justice_impact_test = "justice_impact_test"
    new_burdens = "new_burdens"
    equality = "equality"
    dpia = "dpia"
    welsh_language = "welsh_language"
    rural = "rural"
    family = "family"
    theory_of_change = "theory_of_change"


class AssessmentStatus(enum.Enum):
    """How far an assessment is; one that is not required says why."""

    not_required = "not_required"
    screening = "screening"
    in_progress = "in_progress"
    submitted = "submitted"
    cleared = "cleared"
    published = "published"


class Assessment(Base, Identified, Versioned):
    """One assessment of a proposal. What is public goes into the frozen text."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("proposal_id", "kind"),
        CheckConstraint("status != 'not_required' OR reason != ''", name="not_required_has_reason"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    kind: Mapped[AssessmentKind] = mapped_column(values(AssessmentKind))
    status: Mapped[AssessmentStatus] = mapped_column(values(AssessmentStatus))
    reason: Mapped[str] = mapped_column(Text, default="")
    reference: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    status_on: Mapped[date]
    is_public: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="assessments")


class TreasuryPosition(Base, Identified, Versioned):
    """HM Treasury's position on the cost, in the words agreed with it, as the lead recorded them."""

    __tablename__ = "treasury_positions"
    __table_args__ = (UniqueConstraint("proposal_id"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    words: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="treasury_position")
