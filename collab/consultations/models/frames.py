"""The versions of a theme frame, and answers that show what a theme means."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Person
from collab.consultations.models.analysis import Theme
from collab.consultations.models.questions import Question
from collab.consultations.models.submissions import Submission
from collab.db import Base, Identified, Json, values


class FrameChange(enum.Enum):
    """What made the next version of a theme frame."""

    added = "added"
    changed = "changed"
    merged = "merged"
    split = "split"
    retired = "retired"


class FrameVersion(Base, Identified):
    """One change of the themes of a consultation, as they stand from then on; `before` and `after` are the theme's facts.

    `answers` counts those that were coded to a theme which went out of use.
    """

    __tablename__ = "frame_versions"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"), index=True)
    change: Mapped[FrameChange] = mapped_column(values(FrameChange))
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    answers: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    theme: Mapped[Theme] = relationship()
    person: Mapped[Person | None] = relationship()


class ThemeExample(Base, Identified):
    """Words of an answer that show what belongs in a theme. Only analysts read them."""

    __tablename__ = "theme_examples"
    __table_args__ = (UniqueConstraint("theme_id", "submission_id", "question_id"),)

    theme_id: Mapped[UUID] = mapped_column(ForeignKey("themes.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    theme: Mapped[Theme] = relationship(back_populates="examples")
    submission: Mapped[Submission] = relationship()
    question: Mapped[Question] = relationship()
