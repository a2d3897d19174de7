"""What is searched of responses, selections that are kept, and quotes that are collected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation, Person
from collab.db import Base, Identified, Json, Versioned

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Theme
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.questions import Question
    from collab.consultations.models.submissions import Submission


class SearchedRevision(Base):
    """A revision whose answers are in `SearchedAnswer`, or were, until a newer one came."""

    __tablename__ = "searched_revisions"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("submission_revisions.id"), primary_key=True)


class SearchedAnswer(Base):
    """The words of an answer, folded: without case, accents and marks, with a space on each side."""

    __tablename__ = "searched_answers"
    __table_args__ = (Index("ix_searched_answers_consultation", "consultation_id", "question_id"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    folded: Mapped[str] = mapped_column(Text)


class SavedSelection(Base, Identified, Versioned):
    """A search with its filters under a name, for all who analyse the consultation. What it finds is found anew each time."""

    __tablename__ = "saved_selections"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    name: Mapped[str] = mapped_column(String(120))
    filters: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))

    consultation: Mapped[Consultation] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Quote(Base, Identified, Versioned):
    """Words of a response that somebody collected. Whether they may be published is worked out whenever they are shown."""

    __tablename__ = "quotes"
    __table_args__ = (Index("ix_quotes_consultation", "consultation_id", "made_at"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))

    consultation: Mapped[Consultation] = relationship()
    submission: Mapped[Submission] = relationship()
    question: Mapped[Question] = relationship()
    theme: Mapped[Theme | None] = relationship()
    person: Mapped[Person] = relationship()
