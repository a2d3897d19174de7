"""Questions, their versions and their options."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Json, values
from collab.documents.models import BilingualText
from collab.proposals.models import Provision
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.sections import QuestionSection


class QuestionType(enum.Enum):
    agree5 = "agree5"
    yes_no_dontknow = "yes_no_dontknow"
    single = "single"
    multi = "multi"
    rank = "rank"
    matrix = "matrix"
    number = "number"
    date = "date"
    free_text = "free_text"
    file = "file"
    statement_vote = "statement_vote"


class Question(Base, Identified):
    """A question's place. What it asks is in its versions: answers keep the one that they were given to.

    `is_measure`: expected positions are compared with its answers.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    position: Mapped[int]
    provision_id: Mapped[UUID | None] = mapped_column(ForeignKey("provisions.id"))
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_sections.id"))
    is_with_previous: Mapped[bool] = mapped_column(default=False)
    is_measure: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(back_populates="questions")
    provision: Mapped[Provision | None] = relationship()
    section: Mapped[QuestionSection | None] = relationship()
    versions: Mapped[list[QuestionVersion]] = relationship(back_populates="question", order_by="QuestionVersion.number")

    @property
    def is_equality(self) -> bool:
        """Whether its answers are counted and never kept."""
        return self.section is not None and self.section.is_equality

    @property
    def current(self) -> QuestionVersion:
        return self.versions[-1]


class QuestionVersion(Base, Identified):
    """What a question asked from one moment on."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), index=True)
    number: Mapped[int]
    type: Mapped[QuestionType] = mapped_column(values(QuestionType))
    wording: Mapped[Bilingual] = mapped_column(BilingualText)
    hint: Mapped[Bilingual] = mapped_column(BilingualText)
    help: Mapped[Bilingual] = mapped_column(BilingualText, default=Bilingual.of(""))
    condition: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    is_required: Mapped[bool] = mapped_column(default=False)
    most_characters: Mapped[int | None]
    least: Mapped[Decimal | None]
    most: Mapped[Decimal | None]
    unit: Mapped[Bilingual] = mapped_column(BilingualText, default=Bilingual.of(""))
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship(back_populates="versions")
    options: Mapped[list[QuestionOption]] = relationship(
        back_populates="question_version", order_by="QuestionOption.position", cascade="all, delete-orphan"
    )
    rows: Mapped[list[QuestionRow]] = relationship(
        back_populates="question_version", order_by="QuestionRow.position", cascade="all, delete-orphan"
    )


class QuestionOption(Base):
    """A choice of one question version. Answers point to its key."""

    __tablename__ = "question_options"

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    label: Mapped[Bilingual] = mapped_column(BilingualText)
    is_exclusive: Mapped[bool] = mapped_column(default=False)

    question_version: Mapped[QuestionVersion] = relationship(back_populates="options")


class QuestionRow(Base):
    """A line of a table of radio buttons. An answer to it is kept as `row=option`."""

    __tablename__ = "question_rows"

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    label: Mapped[Bilingual] = mapped_column(BilingualText)

    question_version: Mapped[QuestionVersion] = relationship(back_populates="rows")
