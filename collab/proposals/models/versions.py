"""States of a whole working text that were kept."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, values


class VersionKind(enum.Enum):
    """Why a version was kept."""

    named = "named"
    daily = "daily"
    restored = "restored"


class Version(Base, Identified):
    """What all readers of the draft could see at one time, as canonical JSON; what each body had not shared stands apart."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        Index(
            "uq_versions_day",
            "proposal_id",
            "on",
            unique=True,
            sqlite_where=text("kind = 'daily'"),
            postgresql_where=text("kind = 'daily'"),
        ),
        CheckConstraint("""(kind = 'daily') = ("on" IS NOT NULL)""", name="daily_pair"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(values(VersionKind))
    name: Mapped[str] = mapped_column(String(200), default="")
    on: Mapped[date | None]
    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))

    drafts: Mapped[list[VersionDraft]] = relationship(back_populates="version")


class VersionDraft(Base):
    """What one body had entered and not shared. Nobody else ever sees it."""

    __tablename__ = "version_drafts"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    canonical: Mapped[str] = mapped_column(Text)

    version: Mapped[Version] = relationship(back_populates="drafts")
