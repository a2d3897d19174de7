"""Double coding: a sample of answers that a second reader codes without seeing what the first one said."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Person
from collab.consultations.models.questions import Question
from collab.consultations.models.submissions import Submission
from collab.db import Base, Identified, Json, Versioned


class Sample(Base, Identified):
    """Answers to one question that were drawn for a second reader. Drawn again with its seed, they are the same."""

    __tablename__ = "samples"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    size: Mapped[int]
    seed: Mapped[int]
    only_coded: Mapped[bool]
    drawn_from: Mapped[int]
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship()
    reader: Mapped[Person] = relationship(foreign_keys=[reader_id])
    answers: Mapped[list[SampledAnswer]] = relationship(back_populates="sample", order_by="SampledAnswer.position")


class SampledAnswer(Base, Identified, Versioned):
    """One of them. `second` and `first` are theme numbers as both readers said, kept apart from the codings that count.

    `first` is kept when both have coded, before either can have seen what the other said.
    """

    __tablename__ = "sampled_answers"
    __table_args__ = (
        UniqueConstraint("sample_id", "position"),
        UniqueConstraint("sample_id", "submission_id"),
        CheckConstraint("(settled_at IS NULL) OR (compared_at IS NOT NULL)", name="settled_after_comparison"),
    )

    sample_id: Mapped[UUID] = mapped_column(ForeignKey("samples.id"))
    position: Mapped[int]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    second: Mapped[list[str]] = mapped_column(Json, default=list)
    second_at: Mapped[datetime | None]
    first: Mapped[list[str]] = mapped_column(Json, default=list)
    compared_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    sample: Mapped[Sample] = relationship(back_populates="answers")
    submission: Mapped[Submission] = relationship()
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
