"""What analysts work on: each answer in words, how far it has come, and the log of what it was coded to."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, literal_column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Person
from collab.consultations.models.analysis import Theme
from collab.consultations.models.questions import Question
from collab.consultations.models.submissions import Answer, Submission
from collab.db import Base, Identified, Versioned, values
from collab.text import Language


class CodingAct(enum.Enum):
    """What happened to a coding."""

    proposed = "proposed"
    coded = "coded"
    confirmed = "confirmed"
    removed = "removed"
    rejected = "rejected"
    carried_over = "carried_over"
    merged = "merged"
    set_aside = "set_aside"
    imported = "imported"
    settled = "settled"


class Reading(Base, Versioned):
    """The work on one answer in words: who read it, what was noted about it, and to whom it was given.

    Its version guards its coding, so that two analysts who work on two answers of one response do not meet. What stands
    in the order of reading (when the response came, and its receipt) is copied, so that the next answer is found in an index.
    A translation stands beside the answer under its translator's name, and never in its place. `is_left_out`: the response
    is excluded, or says nothing on the question any more.
    """

    __tablename__ = "readings"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answers.id"))
    received_at: Mapped[datetime]
    receipt: Mapped[str] = mapped_column(String(20))
    language: Mapped[Language] = mapped_column(values(Language))
    is_left_out: Mapped[bool] = mapped_column(default=False)
    is_coded: Mapped[bool] = mapped_column(default=False)
    is_proposed: Mapped[bool] = mapped_column(default=False)
    is_evidence_rich: Mapped[bool] = mapped_column(default=False)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    flag_note: Mapped[str] = mapped_column(Text, default="")
    needs_second: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    assigned_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime | None]
    assigned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    translation: Mapped[str] = mapped_column(Text, default="")
    translator: Mapped[str] = mapped_column(String(200), default="")
    translated_at: Mapped[datetime | None]
    translated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    translated_answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id"))

    submission: Mapped[Submission] = relationship()
    question: Mapped[Question] = relationship()
    answer: Mapped[Answer] = relationship(foreign_keys=[answer_id])
    read_by: Mapped[Person | None] = relationship(foreign_keys=[read_by_id])
    assigned_to: Mapped[Person | None] = relationship(foreign_keys=[assigned_to_id])


def _in_order(name: str, wanted: ColumnElement[bool]) -> Index:
    """Answers of a question in the order of reading, only those that are `wanted`."""
    order = (Reading.question_id, Reading.received_at, Reading.receipt)
    return Index(name, *order, sqlite_where=wanted, postgresql_where=wanted)


READABLE = Reading.is_left_out.is_(False)
UNREAD = and_(READABLE, Reading.read_at.is_(None))
UNCODED = and_(READABLE, Reading.is_coded.is_(False))
PROPOSED = and_(READABLE, Reading.is_proposed.is_(True))
FLAGGED = and_(READABLE, Reading.is_flagged.is_(True))
FREE = and_(UNCODED, Reading.assigned_to_id.is_(None))
ASSIGNED = and_(READABLE, Reading.assigned_to_id.is_not(None))
SECOND = and_(READABLE, Reading.needs_second.is_(True))
RICH = and_(READABLE, Reading.is_evidence_rich.is_(True))
WELSH = and_(READABLE, Reading.language == literal_column("'cy'"))  # no parameter, or the index is not found

# One for each filter of the workspace: the next answer that fits is found as fast among 100,000 as among 1,000.
_in_order("ix_readings_in_order", READABLE)
_in_order("ix_readings_unread", UNREAD)
_in_order("ix_readings_uncoded", UNCODED)
_in_order("ix_readings_proposed", PROPOSED)
_in_order("ix_readings_flagged", FLAGGED)
_in_order("ix_readings_second", SECOND)
_in_order("ix_readings_rich", RICH)
_in_order("ix_readings_welsh", WELSH)
_in_order("ix_readings_free", FREE)
Index(
    "ix_readings_assigned",
    Reading.assigned_to_id,
    Reading.question_id,
    Reading.received_at,
    Reading.receipt,
    sqlite_where=ASSIGNED,
    postgresql_where=ASSIGNED,
)


class ReadingCount(Base):
    """How many answers of a question are in which state, kept in step by `actions.readings`: no page counts them."""

    __tablename__ = "reading_counts"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    uncoded: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[int] = mapped_column(default=0)
    second: Mapped[int] = mapped_column(default=0)

    question: Mapped[Question] = relationship()


class CodingChange(Base, Identified):
    """One line of the log of codings. Nobody's name means a machine; no theme, that there is nothing to code."""

    __tablename__ = "coding_changes"
    __table_args__ = (Index("ix_coding_changes_answer", "submission_id", "question_id", "at"),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"), index=True)
    into_theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"))
    act: Mapped[CodingAct] = mapped_column(values(CodingAct))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))

    theme: Mapped[Theme | None] = relationship(foreign_keys=[theme_id])
    into_theme: Mapped[Theme | None] = relationship(foreign_keys=[into_theme_id])
    person: Mapped[Person | None] = relationship()
