"""What is decided about what respondents said."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation
from collab.db import Base, Identified, Versioned, values
from collab.documents.models import BilingualText
from collab.proposals.models import Commitment, Implication, Provision
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Theme
    from collab.consultations.models.submissions import Submission


class DispositionDecision(enum.Enum):
    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    already_planned = "already_planned"
    not_accepted = "not_accepted"
    out_of_scope = "out_of_scope"
    noted = "noted"
    deferred = "deferred"


class Disposition(Base, Identified, Versioned):
    """What is done about a theme, or about one response that needs it, and why; with links to what it changed.

    `quote` are the words of the next edition's provision that do it.

    It is decided for an organisation by its `decision_maker`, a role in words. `report_given_at` is when that person had
    been given the report that was in hand then; without it, the decision came before the report.
    """

    __tablename__ = "dispositions"
    __table_args__ = (CheckConstraint("(theme_id IS NULL) != (submission_id IS NULL)", name="about_one"),)

    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"), unique=True)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submissions.id"), unique=True)
    decision: Mapped[DispositionDecision] = mapped_column(values(DispositionDecision))
    reason: Mapped[Bilingual] = mapped_column(BilingualText)
    provision_id: Mapped[UUID | None] = mapped_column(ForeignKey("provisions.id"))
    quote: Mapped[str] = mapped_column(Text, default="")
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitments.id"))
    implication_id: Mapped[UUID | None] = mapped_column(ForeignKey("implications.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decision_maker: Mapped[str] = mapped_column(String(200), default="")
    report_given_at: Mapped[datetime | None]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))

    theme: Mapped[Theme | None] = relationship(back_populates="disposition")
    submission: Mapped[Submission | None] = relationship(back_populates="disposition")
    organisation: Mapped[Organisation] = relationship()
    provision: Mapped[Provision | None] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    implication: Mapped[Implication | None] = relationship()

    @property
    def has_link(self) -> bool:
        return any((self.provision_id, self.commitment_id, self.implication_id))
