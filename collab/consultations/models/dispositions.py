"""What is decided about what respondents said."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values
from collab.documents.models import BilingualText
from collab.proposals.models import Commitment, Provision
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Theme


class DispositionDecision(enum.Enum):
    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    already_planned = "already_planned"
    not_accepted = "not_accepted"
    out_of_scope = "out_of_scope"
    noted = "noted"
    deferred = "deferred"


class Disposition(Base, Identified, Versioned):
    """What is done about a theme, and why; with a link to what it changed."""

    __tablename__ = "dispositions"

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), unique=True)
    decision: Mapped[DispositionDecision] = mapped_column(values(DispositionDecision))
    reason: Mapped[Bilingual] = mapped_column(BilingualText)
    provision_id: Mapped[UUID | None] = mapped_column(ForeignKey("provisions.id"))
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitments.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))

    theme: Mapped[Theme] = relationship(back_populates="disposition")
    provision: Mapped[Provision | None] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
