"""What of a response's words may be published: one row for each answer in words that somebody checked."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.consultations.models.submissions import Answer, RedactionStatus
from collab.db import Base, Identified, Json, values


class Removal(enum.Enum):
    """Why words were taken out. Each mark in a public version names one."""

    name = "name"
    phone_number = "phone_number"
    email_address = "email_address"
    address = "address"
    postcode = "postcode"
    date_of_birth = "date_of_birth"
    national_insurance = "national_insurance"
    justice_reference = "justice_reference"
    link = "link"
    case = "case"
    identifying = "identifying"
    unlawful = "unlawful"


class AnswerRedaction(Base, Identified):
    """The public version of one answer in words. The answer itself is kept as it was sent.

    An amended response has answers of its own, so that a check of what was sent before says nothing about them.
    """

    __tablename__ = "answer_redactions"
    __table_args__ = (
        CheckConstraint("(status = 'withheld') = (withheld_for IS NOT NULL)", name="withheld_has_reason"),
    )

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answers.id"), unique=True)
    status: Mapped[RedactionStatus] = mapped_column(values(RedactionStatus))
    words: Mapped[str] = mapped_column(Text, default="")
    removals: Mapped[list[str]] = mapped_column(Json, default=list)
    withheld_for: Mapped[Removal | None] = mapped_column(values(Removal))
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    answer: Mapped[Answer] = relationship(back_populates="redaction")
