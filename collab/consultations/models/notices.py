"""What everybody is told of a consultation while it runs, and extensions that wait for a second person."""

from __future__ import annotations

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.consultations.models.consultation import Consultation
from collab.consultations.models.questions import QuestionVersion
from collab.db import Base, Identified, values
from collab.documents.models import BilingualText
from collab.text import Bilingual

UNDECIDED = text("decided_at IS NULL")


class NoticeKind(enum.Enum):
    paused = "paused"
    resumed = "resumed"
    extended = "extended"
    question_changed = "question_changed"


class Notice(Base, Identified):
    """One change of a consultation that runs, with its public reason. It is never changed or taken back.

    A changed question asks the team to extend, until they do or say why not: `settled_at` and `settled_reason`.
    It is mailed in portions: all addresses up to `mailed_to` are queued, and at `mailed_at` all were.
    `closes_at` is the end that held from then on; `place` is where the question stands among those that are asked.
    """

    __tablename__ = "consultation_notices"
    __table_args__ = (
        CheckConstraint("(kind = 'extended') = (closed_before IS NOT NULL)", name="extended_has_end"),
        CheckConstraint("(kind = 'question_changed') = (question_version_id IS NOT NULL)", name="changed_has_version"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(values(NoticeKind))
    told_at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[Bilingual] = mapped_column(BilingualText)
    closes_at: Mapped[datetime]
    closed_before: Mapped[datetime | None]
    question_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_versions.id"))
    place: Mapped[int | None]
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str] = mapped_column(Text, default="")
    mailed_at: Mapped[datetime | None]
    mailed_to: Mapped[str] = mapped_column(String(320), default="")

    consultation: Mapped[Consultation] = relationship(back_populates="notices")
    question_version: Mapped[QuestionVersion | None] = relationship()


class Extension(Base, Identified):
    """A later end that one person of the lead asks for and another approves. One at a time waits."""

    __tablename__ = "consultation_extensions"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decision_pair"),
        Index(
            "uq_consultation_extensions_waiting",
            "consultation_id",
            unique=True,
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    closes_at: Mapped[datetime]
    reason: Mapped[Bilingual] = mapped_column(BilingualText)
    decision_expected_on: Mapped[date | None]
    holiday_mitigation: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    is_approved: Mapped[bool] = mapped_column(default=False)

    consultation: Mapped[Consultation] = relationship()
