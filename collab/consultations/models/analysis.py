"""Themes, codings and what is decided about each theme."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned, values
from collab.documents.models import BilingualText
from collab.proposals.models import Commitment, Provision
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.questions import Question
    from collab.consultations.models.submissions import Submission


class DispositionDecision(enum.Enum):
    accepted = "accepted"
    accepted_in_part = "accepted_in_part"
    already_planned = "already_planned"
    not_accepted = "not_accepted"
    out_of_scope = "out_of_scope"
    noted = "noted"
    deferred = "deferred"


class Theme(Base, Identified, Versioned):
    """Something that respondents said, in an analyst's words. It may serve several questions."""

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    name: Mapped[Bilingual] = mapped_column(BilingualText)
    definition: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(back_populates="themes")
    questions: Mapped[list[Question]] = relationship(secondary="theme_questions", order_by="Question.position")
    codings: Mapped[list[Coding]] = relationship(back_populates="theme")
    disposition: Mapped[Disposition | None] = relationship(back_populates="theme")


class ThemeQuestion(Base):
    __tablename__ = "theme_questions"

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)


class Coding(Base, Identified):
    """A submission's answer to a question says this; without a theme, that nothing in it is to be coded.

    Nobody's name means that a machine proposed it.
    """

    __tablename__ = "codings"
    __table_args__ = (
        UniqueConstraint("submission_id", "question_id", "theme_id"),
        Index(
            "uq_codings_nothing",
            "submission_id",
            "question_id",
            unique=True,
            sqlite_where=text("theme_id IS NULL"),
            postgresql_where=text("theme_id IS NULL"),
        ),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    submission: Mapped[Submission] = relationship(back_populates="codings")
    question: Mapped[Question] = relationship()
    theme: Mapped[Theme | None] = relationship(back_populates="codings")


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
