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
from collab.proposals.models.delivery import Delivery, MilestoneState, Progress, Rag

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
    """Whether it binds. What became of it after that is its `delivery`: a new wording to be signed again undoes none of it."""

    proposed = "proposed"
    signed = "signed"
    withdrawn = "withdrawn"


class Commitment(Base, Identified, Versioned):
    """What an organisation binds itself to, or refuses with a reason. A draft is its own until `shared_at`."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(status = 'signed') = (signed_at IS NOT NULL)", name="signed_pair"),
        CheckConstraint("rag IS NULL OR acceptance = 'agreed'", name="rag_of_what_is_agreed"),
        CheckConstraint(
            "rag IS NULL OR rag = 'green' OR (path_to_green != '' AND green_on IS NOT NULL)", name="path_to_green"
        ),
        CheckConstraint(
            "(COALESCE(delivery, '') = 'superseded') = (superseded_by_id IS NOT NULL)", name="superseded_pair"
        ),
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
    recommendation: Mapped[str] = mapped_column(String(500), default="")
    recommendation_url: Mapped[str] = mapped_column(String(500), default="")
    recommended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    recommended_on: Mapped[date | None]
    status: Mapped[CommitmentStatus] = mapped_column(values(CommitmentStatus), default=CommitmentStatus.proposed)
    shared_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    delivery: Mapped[Delivery | None] = mapped_column(values(Delivery))
    rag: Mapped[Rag | None] = mapped_column(values(Rag))
    path_to_green: Mapped[str] = mapped_column(Text, default="")
    green_on: Mapped[date | None]
    dependency_note: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None]
    superseded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitments.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="commitments")
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    recommended_by: Mapped[Organisation | None] = relationship(foreign_keys=[recommended_by_id])
    superseded_by: Mapped[Commitment | None] = relationship(
        foreign_keys=[superseded_by_id], remote_side="Commitment.id"
    )
    depends_on: Mapped[list[Commitment]] = relationship(
        secondary="commitment_dependencies",
        primaryjoin="Commitment.id == CommitmentDependency.commitment_id",
        secondaryjoin="Commitment.id == CommitmentDependency.on_id",
        order_by="Commitment.number",
    )
    provisions: Mapped[list[Provision]] = relationship(
        secondary="commitment_provisions", order_by="[Provision.position, Provision.number]"
    )
    date_changes: Mapped[list[Progress]] = relationship(
        primaryjoin="and_(Progress.commitment_id == Commitment.id, Progress.kind == 'date_changed')",
        order_by="[Progress.at, Progress.id]",
        viewonly=True,
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
    state: Mapped[MilestoneState] = mapped_column(values(MilestoneState), default=MilestoneState.not_started)

    commitment: Mapped[Commitment] = relationship(back_populates="milestones")
