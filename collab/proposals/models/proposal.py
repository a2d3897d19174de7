"""The proposal itself: its organisations, sections, provisions and options."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.attachments.models import Attachment
from collab.db import Base, Identified, Versioned, values
from collab.documents.models import BilingualText, Document
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.proposals.models.assessments import Assessment, TreasuryPosition
    from collab.proposals.models.commitments import Commitment
    from collab.proposals.models.editions import Edition
    from collab.proposals.models.implications import Implication, NilReturn
    from collab.proposals.models.rounds import WriteRound


class PartRole(enum.Enum):
    """What an organisation is on a proposal."""

    lead = "lead"
    joint = "joint"
    supporting = "supporting"
    affected = "affected"
    consulted = "consulted"
    observer = "observer"
    not_affected = "not_affected"


class SectionKind(enum.Enum):
    """The sections that are written as running text, in the order of the document."""

    problem = "problem"
    vision = "vision"
    evidence = "evidence"
    delivery = "delivery"


class OptionKind(enum.Enum):
    do_nothing = "do_nothing"
    preferred = "preferred"
    considered = "considered"
    discarded = "discarded"


class Purpose(enum.Enum):
    """What an edition is for."""

    consultation = "consultation"
    decision = "decision"


class Marking(enum.Enum):
    official = "OFFICIAL"
    official_sensitive = "OFFICIAL-SENSITIVE"


class Proposal(Base, Identified, Versioned):
    """The root. `preparing` is the purpose of the next edition; `reference` is given at first publication."""

    __tablename__ = "proposals"

    reference: Mapped[str | None] = mapped_column(String(20), unique=True)
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    summary: Mapped[Bilingual] = mapped_column(BilingualText)
    marking: Mapped[Marking] = mapped_column(values(Marking), default=Marking.official)
    preparing: Mapped[Purpose] = mapped_column(values(Purpose), default=Purpose.consultation)
    straight_to_decision_reason: Mapped[str] = mapped_column(Text, default="")
    last_provision_number: Mapped[int] = mapped_column(default=0)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    started_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    participations: Mapped[list[Participation]] = relationship(
        back_populates="proposal", order_by="Participation.position", cascade="all, delete-orphan"
    )
    sections: Mapped[list[Section]] = relationship(back_populates="proposal", order_by="Section.position")
    provisions: Mapped[list[Provision]] = relationship(
        back_populates="proposal", order_by="[Provision.position, Provision.number]"
    )
    options: Mapped[list[Option]] = relationship(
        back_populates="proposal", order_by="Option.position", cascade="all, delete-orphan"
    )
    commitments: Mapped[list[Commitment]] = relationship(back_populates="proposal", order_by="Commitment.number")
    implications: Mapped[list[Implication]] = relationship(back_populates="proposal", order_by="Implication.number")
    nil_returns: Mapped[list[NilReturn]] = relationship(back_populates="proposal")
    editions: Mapped[list[Edition]] = relationship(back_populates="proposal", order_by="Edition.number")
    attachments: Mapped[list[Attachment]] = relationship(
        primaryjoin=lambda: (foreign(Attachment.parent_id) == Proposal.id) & Attachment.removed_at.is_(None),
        order_by=Attachment.number,
        viewonly=True,
    )
    rounds: Mapped[list[WriteRound]] = relationship(back_populates="proposal", order_by="WriteRound.number")
    assessments: Mapped[list[Assessment]] = relationship(back_populates="proposal")
    treasury_position: Mapped[TreasuryPosition | None] = relationship(back_populates="proposal")

    @property
    def address(self) -> str:
        """The last part of its address: the reference once it has one, before that a random id."""
        return self.reference or str(self.id)


class Participation(Base, Identified, Versioned):
    """An organisation's role on a proposal. There is one lead, which the database sees to."""

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("proposal_id", "organisation_id"),
        Index(
            "uq_participations_lead",
            "proposal_id",
            unique=True,
            sqlite_where=text("role = 'lead'"),
            postgresql_where=text("role = 'lead'"),
        ),
        CheckConstraint("role != 'not_affected' OR reason != ''", name="not_affected_has_reason"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[PartRole] = mapped_column(values(PartRole))
    reason: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="participations")
    organisation: Mapped[Organisation] = relationship()


class Section(Base, Identified):
    """A section of running text."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("proposal_id", "kind"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    kind: Mapped[SectionKind] = mapped_column(values(SectionKind))
    position: Mapped[int]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)

    proposal: Mapped[Proposal] = relationship(back_populates="sections")
    document: Mapped[Document] = relationship()


def provision_label(number: int) -> str:
    """3.2: the second provision ever made, in section 3 of the document, "What is proposed"."""
    return f"3.{number}"


class Provision(Base, Identified, Versioned):
    """One thing that is proposed. Its number is its own for ever; its position may change."""

    __tablename__ = "provisions"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
    retired_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="provisions")
    document: Mapped[Document] = relationship()

    @property
    def label(self) -> str:
        return provision_label(self.number)


class Option(Base, Identified, Versioned):
    """A way that was considered. Every proposal has "do nothing"; a discarded one says why."""

    __tablename__ = "options"
    __table_args__ = (
        CheckConstraint("kind != 'discarded' OR discarded_reason != ''", name="discarded_has_reason"),
        Index(
            "uq_options_do_nothing",
            "proposal_id",
            unique=True,
            sqlite_where=text("kind = 'do_nothing'"),
            postgresql_where=text("kind = 'do_nothing'"),
        ),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    position: Mapped[int]
    kind: Mapped[OptionKind] = mapped_column(values(OptionKind))
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    description: Mapped[Bilingual] = mapped_column(BilingualText)
    discarded_reason: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[Proposal] = relationship(back_populates="options")
