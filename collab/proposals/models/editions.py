"""Frozen texts, and what each body said about them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Versioned, values
from collab.proposals.models.clearing import Frozen, Word
from collab.proposals.models.proposal import Purpose

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal


def edition_label(major: int | None, minor: int) -> str:
    """2, or 2.1 for a minor edition; empty for one that is not public."""
    if major is None:
        return ""
    return f"{major}.{minor}" if minor else str(major)


class Edition(Base, Identified, Versioned, Frozen):
    """The text of a proposal as it was frozen.

    `number` counts what was frozen, `publication_number` what was published, in order; people read `label`.
    """

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        Index(
            "uq_editions_in_clearance",
            "proposal_id",
            unique=True,
            sqlite_where=text("recalled_at IS NULL AND published_at IS NULL"),
            postgresql_where=text("recalled_at IS NULL AND published_at IS NULL"),
        ),
        Index(  # which public edition of a proposal is its newest
            "uq_editions_publication",
            "proposal_id",
            "publication_number",
            unique=True,
            sqlite_where=text("publication_number IS NOT NULL"),
            postgresql_where=text("publication_number IS NOT NULL"),
        ),
        Index(  # public editions in the order of lists, without reading their long texts
            "ix_editions_published",
            "published_at",
            "proposal_id",
            "publication_number",
            sqlite_where=text("publication_number IS NOT NULL"),
            postgresql_where=text("publication_number IS NOT NULL"),
        ),
        CheckConstraint("recalled_at IS NULL OR published_at IS NULL", name="recalled_or_published"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_pair"),
        CheckConstraint("(scheduled_for IS NULL) = (scheduled_membership_id IS NULL)", name="scheduled_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    purpose: Mapped[Purpose] = mapped_column(values(Purpose))
    change_note: Mapped[str] = mapped_column(Text)
    last_writer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    publication_number: Mapped[int | None]
    major_number: Mapped[int | None]
    minor_number: Mapped[int] = mapped_column(default=0)
    scheduled_for: Mapped[datetime | None]
    scheduled_membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    urgent_reason: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[Proposal] = relationship(back_populates="editions")
    clearances: Mapped[list[Clearance]] = relationship(back_populates="edition", order_by="Clearance.at")
    missing: Mapped[list[MissingClearance]] = relationship(back_populates="edition", cascade="all, delete-orphan")

    @property
    def label(self) -> str:
        """What a published edition is called, and the last part of its address: 2, or 2.1 for a minor one."""
        return edition_label(self.major_number, self.minor_number)

    @property
    def is_scheduled(self) -> bool:
        """Whether it waits for its hour; nothing of it is public before."""
        return self.scheduled_for is not None and self.published_at is None and self.recalled_at is None


class Clearance(Base, Identified, Word):
    """A word on an edition.

    One that was given by telephone or letter has who gave it and the evidence; its person and membership are those of who
    recorded it. One that came after an urgent publication is later than that.
    """

    __tablename__ = "clearances"
    __table_args__ = (
        Index(
            "uq_clearances_current",
            "edition_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("decision != 'objected' OR reason != ''", name="objection_has_reason"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_pair"),
        CheckConstraint("(given_by = '') = (evidence = '')", name="on_behalf_has_evidence"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"), index=True)
    given_by: Mapped[str] = mapped_column(String(200), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[Edition] = relationship(back_populates="clearances")


class MissingClearance(Base):
    """A body without whose word an edition was published urgently; it is asked to approve afterwards."""

    __tablename__ = "missing_clearances"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)

    edition: Mapped[Edition] = relationship(back_populates="missing")
    organisation: Mapped[Organisation] = relationship()
