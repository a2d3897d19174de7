"""What organisations bind themselves to."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Versioned, values

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal, Provision


class CommitmentKind(enum.Enum):
    deliverable = "deliverable"
    service_standard = "service_standard"
    funding = "funding"
    policy_change = "policy_change"
    legislation = "legislation"
    guidance_training = "guidance_training"
    data_sharing = "data_sharing"
    research_evaluation = "research_evaluation"
    governance = "governance"
    undertaking_independent = "undertaking_independent"


class Acceptance(enum.Enum):
    agreed = "agreed"
    partly_agreed = "partly_agreed"
    not_agreed = "not_agreed"
    under_consideration = "under_consideration"


class CommitmentStatus(enum.Enum):
    proposed = "proposed"
    signed = "signed"
    withdrawn = "withdrawn"


class Commitment(Base, Identified, Versioned):
    """What an organisation binds itself to, or refuses with a reason. A draft is its own until `shared_at`."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[int]
    kind: Mapped[CommitmentKind] = mapped_column(values(CommitmentKind))
    acceptance: Mapped[Acceptance] = mapped_column(values(Acceptance))
    words: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    accepted_part: Mapped[str] = mapped_column(Text, default="")
    rejected_part: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    owner_role: Mapped[str] = mapped_column(String(200), default="")
    baseline_on: Mapped[date | None]
    due_on: Mapped[date | None]
    dependencies: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[CommitmentStatus] = mapped_column(values(CommitmentStatus), default=CommitmentStatus.proposed)
    shared_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="commitments")
    organisation: Mapped[Organisation] = relationship()
    provisions: Mapped[list[Provision]] = relationship(
        secondary="commitment_provisions", order_by="[Provision.position, Provision.number]"
    )
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="commitment", order_by="Milestone.position", cascade="all, delete-orphan"
    )


class CommitmentProvision(Base):
    __tablename__ = "commitment_provisions"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), primary_key=True)
    provision_id: Mapped[UUID] = mapped_column(ForeignKey("provisions.id"), primary_key=True)


class Milestone(Base, Identified):
    __tablename__ = "milestones"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), index=True)
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]

    commitment: Mapped[Commitment] = relationship(back_populates="milestones")
