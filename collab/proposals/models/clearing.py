"""What a text that several bodies clear has, whatever it is: that it was frozen, and each body's word on it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import values


class ClearanceDecision(enum.Enum):
    cleared = "cleared"
    objected = "objected"


class ClearanceEnd(enum.Enum):
    """Why a clearance or an objection counts no longer."""

    stale = "stale"
    withdrawn = "withdrawn"
    replaced = "replaced"


class Frozen:
    """A text as it was frozen. `canonical` is RFC 8785 JSON and `hash` its SHA-256; neither ever changes."""

    canonical: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    recalled_at: Mapped[datetime | None]
    recalled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    @property
    def content(self) -> dict[str, Any]:
        """The frozen text as it was written: what a page or an export of it is drawn from."""
        import json

        content: dict[str, Any] = json.loads(self.canonical)
        return content


class Word:
    """A signatory's word for their organisation on exactly one frozen text."""

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decision: Mapped[ClearanceDecision] = mapped_column(values(ClearanceDecision))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[ClearanceEnd | None] = mapped_column(values(ClearanceEnd))

    @declared_attr
    def organisation(cls) -> Mapped[Organisation]:
        return relationship(Organisation)
