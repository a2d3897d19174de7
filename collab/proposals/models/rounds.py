"""Write-rounds: the working text as it was sent out, whom it was sent to, what each replied, and the conditions raised."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Versioned, values

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal


class ReplyKind(enum.Enum):
    """What a reply is. Having said nothing is none of them."""

    condition = "condition"
    advisory = "advisory"
    comment_only = "comment_only"
    nil_return = "nil_return"


class RoundEnd(enum.Enum):
    """How the lead ended a round itself; one that was answered by all needs no end."""

    refused = "refused"
    lapsed = "lapsed"


class ConditionEnd(enum.Enum):
    """Who closed a condition, and as what: its raiser as satisfied or withdrawn, or the lead by a recorded decision."""

    satisfied = "satisfied"
    withdrawn = "withdrawn"
    decided = "decided"


class WriteRound(Base, Identified, Versioned):
    """One letter to several bodies. `canonical` is the working text as it was sent, and `hash` its SHA-256; neither changes."""

    __tablename__ = "write_rounds"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended_pair"),
        CheckConstraint("ended_at IS NULL OR end_reason != ''", name="end_has_reason"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    question: Mapped[str] = mapped_column(Text, default="")
    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    issued_membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    deadline_on: Mapped[date]
    short_reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[RoundEnd | None] = mapped_column(values(RoundEnd))
    end_reason: Mapped[str] = mapped_column(Text, default="")
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="rounds")
    asked: Mapped[list[AskedOrganisation]] = relationship(
        back_populates="round", order_by="AskedOrganisation.position", cascade="all, delete-orphan"
    )

    @property
    def content(self) -> dict[str, Any]:
        """The text as it was sent out."""
        import json

        content: dict[str, Any] = json.loads(self.canonical)
        return content


class AskedOrganisation(Base, Identified):
    """A body that a round was sent to. `waived_*` is the lead's recorded decision to go on without its reply."""

    __tablename__ = "round_organisations"
    __table_args__ = (
        UniqueConstraint("round_id", "organisation_id"),
        CheckConstraint("(waived_at IS NULL) = (waived_by_id IS NULL)", name="waived_pair"),
        CheckConstraint("waived_at IS NULL OR waived_reason != ''", name="waived_has_reason"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("write_rounds.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    position: Mapped[int]
    waived_at: Mapped[datetime | None]
    waived_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    waived_reason: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[WriteRound] = relationship(back_populates="asked")
    organisation: Mapped[Organisation] = relationship()
    replies: Mapped[list[RoundReply]] = relationship(back_populates="asked", order_by="RoundReply.number")

    @property
    def reply(self) -> RoundReply | None:
        """What it says now: its last reply."""
        return self.replies[-1] if self.replies else None

    @property
    def conditions(self) -> list[Condition]:
        """All that it ever raised in this round."""
        return [reply.condition for reply in self.replies if reply.condition is not None]


class RoundReply(Base, Identified):
    """What a body replied, by one of its authors or signatories. A later reply stands beside the earlier, and counts."""

    __tablename__ = "round_replies"
    __table_args__ = (UniqueConstraint("asked_id", "number"),)

    asked_id: Mapped[UUID] = mapped_column(ForeignKey("round_organisations.id"), index=True)
    number: Mapped[int]
    kind: Mapped[ReplyKind] = mapped_column(values(ReplyKind))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))

    asked: Mapped[AskedOrganisation] = relationship(back_populates="replies")
    organisation: Mapped[Organisation] = relationship()
    condition: Mapped[Condition | None] = relationship(back_populates="reply")


class Condition(Base, Identified):
    """What must be met before a body agrees. `organisation` may close it: its raiser, or the body that followed that."""

    __tablename__ = "round_conditions"
    __table_args__ = (
        UniqueConstraint("reply_id"),
        CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name="closed_pair"),
        CheckConstraint("closed_at IS NULL OR closed_reason != ''", name="closed_has_reason"),
    )

    reply_id: Mapped[UUID] = mapped_column(ForeignKey("round_replies.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[ConditionEnd | None] = mapped_column(values(ConditionEnd))
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))

    reply: Mapped[RoundReply] = relationship(back_populates="condition")
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    closed_for: Mapped[Organisation | None] = relationship(foreign_keys=[closed_for_id])
