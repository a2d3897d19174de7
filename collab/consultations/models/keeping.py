"""What is kept about how responses are kept: the privacy notices that were shown, and who had them all exported."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.consultations.models.consultation import Consultation
from collab.db import Base, Identified, Json, values


class PrivacyNotices(Base, Identified):
    """The privacy notices of all controllers as they stood together from one moment on. Each response names their hash."""

    __tablename__ = "privacy_notices"
    __table_args__ = (UniqueConstraint("consultation_id", "hash"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    hash: Mapped[str] = mapped_column(String(64))
    notices: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    from_at: Mapped[datetime]


class DisclosureForm(enum.Enum):
    csv = "csv"
    xlsx = "xlsx"


class Disclosure(Base, Identified):
    """That somebody had all responses exported, for a request under the Freedom of Information Act."""

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_consultation", "consultation_id", "made_at"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    made_at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    request_reference: Mapped[str] = mapped_column(String(80))
    form: Mapped[DisclosureForm] = mapped_column(values(DisclosureForm))
    responses: Mapped[int]

    consultation: Mapped[Consultation] = relationship()
