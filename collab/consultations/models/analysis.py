"""Themes and codings: what respondents said, in an analyst's words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned
from collab.documents.models import BilingualText
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.dispositions import Disposition
    from collab.consultations.models.frames import ThemeExample
    from collab.consultations.models.questions import Question
    from collab.consultations.models.submissions import Submission


class Theme(Base, Identified, Versioned):
    """Something that respondents said, in an analyst's words. It may serve several questions, and be part of another one.

    One that was retired, merged or split is never deleted: what was coded to it can be read.
    """

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    name: Mapped[Bilingual] = mapped_column(BilingualText)
    definition: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"))
    split_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"))

    consultation: Mapped[Consultation] = relationship(back_populates="themes")
    questions: Mapped[list[Question]] = relationship(secondary="theme_questions", order_by="Question.position")
    codings: Mapped[list[Coding]] = relationship(back_populates="theme")
    parent: Mapped[Theme | None] = relationship(
        remote_side="Theme.id", foreign_keys=[parent_id], back_populates="children"
    )
    children: Mapped[list[Theme]] = relationship(
        foreign_keys=[parent_id], back_populates="parent", order_by="Theme.number"
    )
    merged_into: Mapped[Theme | None] = relationship(remote_side="Theme.id", foreign_keys=[merged_into_id])
    split_from: Mapped[Theme | None] = relationship(remote_side="Theme.id", foreign_keys=[split_from_id])
    examples: Mapped[list[ThemeExample]] = relationship(back_populates="theme")
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
