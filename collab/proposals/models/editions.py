"""Frozen texts, and what each body said about them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Versioned, values
from collab.proposals.models.proposal import Purpose

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal


class ClearanceDecision(enum.Enum):
    cleared = "cleared"
    objected = "objected"


class ClearanceEnd(enum.Enum):
    """Why a clearance or an objection counts no longer."""

    stale = "stale"
    withdrawn = "withdrawn"
    replaced = "replaced"


class Edition(Base, Identified, Versioned):
    """The text as it was frozen. `canonical` is RFC 8785 JSON and `hash` its SHA-256; neither ever changes."""

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
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    purpose: Mapped[Purpose] = mapped_column(values(Purpose))
    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    change_note: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    last_writer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recalled_at: Mapped[datetime | None]
    recalled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    publication_number: Mapped[int | None]

    proposal: Mapped[Proposal] = relationship(back_populates="editions")
    clearances: Mapped[list[Clearance]] = relationship(back_populates="edition", order_by="Clearance.at")

    @property
    def content(self) -> dict[str, Any]:
        """The frozen text as it was written: what a page or an export of this edition is drawn from."""
        import json

        content: dict[str, Any] = json.loads(self.canonical)
        return content


class Clearance(Base, Identified):
    """A signatory's word for their organisation on exactly one frozen text."""

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
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("editions.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decision: Mapped[ClearanceDecision] = mapped_column(values(ClearanceDecision))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[ClearanceEnd | None] = mapped_column(values(ClearanceEnd))

    edition: Mapped[Edition] = relationship(back_populates="clearances")
    organisation: Mapped[Organisation] = relationship()
