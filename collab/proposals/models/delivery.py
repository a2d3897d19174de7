"""What becomes of a commitment after it was signed: where it stands, what its owner reported, and who verified it."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Json, values

if TYPE_CHECKING:
    from collab.proposals.models.commitments import Commitment
    from collab.proposals.models.editions import Edition


class Delivery(enum.Enum):
    """Where what was signed stands. A commitment has none before its first report: then it is signed, and no more is known."""

    not_started = "not_started"
    in_progress = "in_progress"
    complete_claimed = "complete_claimed"
    closed_verified = "closed_verified"
    superseded = "superseded"
    cancelled = "cancelled"


class Rag(enum.Enum):
    """Green: on track. Amber: can be done if something is done about it. Red: cannot be done as agreed."""

    green = "green"
    amber = "amber"
    red = "red"


class MilestoneState(enum.Enum):
    not_started = "not_started"
    in_progress = "in_progress"
    complete = "complete"
    dropped = "dropped"


class DateChangeReason(enum.Enum):
    resource = "resource"
    dependency = "dependency"
    legal = "legal"
    procurement = "procurement"
    election_or_recess = "election_or_recess"
    scope_change = "scope_change"
    external_event = "external_event"
    other = "other"


class ProgressKind(enum.Enum):
    """What an entry of a commitment's history is."""

    signed = "signed"
    published = "published"
    reported = "reported"
    date_changed = "date_changed"
    milestone_changed = "milestone_changed"
    claimed = "claimed"
    sent_back = "sent_back"
    verified = "verified"
    cancelled = "cancelled"
    superseded = "superseded"


class Progress(Base, Identified):
    """One entry of a commitment's history. It is never changed: what was wrong is put right by a later one."""

    __tablename__ = "commitment_progress"
    __table_args__ = (
        Index("ix_commitment_progress_timeline", "commitment_id", "at"),
        CheckConstraint("kind != 'date_changed' OR (from_on IS NOT NULL AND to_on IS NOT NULL)", name="dates_pair"),
        CheckConstraint("kind != 'sent_back' OR words != ''", name="sent_back_has_reason"),
    )

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"))
    kind: Mapped[ProgressKind] = mapped_column(values(ProgressKind))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_url: Mapped[str] = mapped_column(String(500), default="")
    delivery: Mapped[Delivery | None] = mapped_column(values(Delivery))
    rag: Mapped[Rag | None] = mapped_column(values(Rag))
    path_to_green: Mapped[str] = mapped_column(Text, default="")
    green_on: Mapped[date | None]
    dependency_note: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    date_reason: Mapped[DateChangeReason | None] = mapped_column(values(DateChangeReason))
    is_late_notified: Mapped[bool] = mapped_column(default=False)
    milestone: Mapped[str] = mapped_column(String(500), default="")
    milestone_state: Mapped[MilestoneState | None] = mapped_column(values(MilestoneState))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    organisation: Mapped[Organisation | None] = relationship()


class CommitmentDependency(Base):
    """`commitment` cannot be done before `on` is; the two may be of different proposals."""

    __tablename__ = "commitment_dependencies"
    __table_args__ = (CheckConstraint("commitment_id != on_id", name="not_itself"),)

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), primary_key=True)
    on_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), primary_key=True, index=True)


class PublishedCommitment(Base):
    """What the newest edition with this commitment in it says. What the public sees of a commitment begins here.

    `title` is the edition's, `record` the commitment's in the frozen text; `due_on` follows later changes of date;
    `is_dropped` once a newer edition left it out.
    """

    __tablename__ = "published_commitments"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitments.id"), primary_key=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(String(60))
    due_on: Mapped[date | None] = mapped_column(index=True)
    record: Mapped[dict[str, Any]] = mapped_column(Json)
    is_dropped: Mapped[bool] = mapped_column(default=False)

    commitment: Mapped[Commitment] = relationship()
    edition: Mapped[Edition] = relationship()
