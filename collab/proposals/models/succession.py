"""Which body followed another on a proposal, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified

if TYPE_CHECKING:
    from collab.proposals.models.proposal import Proposal


class Succession(Base, Identified):
    """What `old` was bound to on a proposal passed to `new`; `on` was the last day of `old`."""

    __tablename__ = "successions"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    old_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    new_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    on: Mapped[date] = mapped_column("ended_on")
    passed_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship()
    old: Mapped[Organisation] = relationship(foreign_keys=[old_id])
    new: Mapped[Organisation] = relationship(foreign_keys=[new_id])
