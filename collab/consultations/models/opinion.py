"""The map of opinions as it was last drawn, and which statements were left out of it by hand or kept in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.consultations.models.questions import Question
from collab.db import Base, Json, Versioned


class KeptMap(Base):
    """What pages draw common ground from. It can be drawn anew from the votes at any time, so no audit entry speaks of it.

    `head` is that of the consultation's chain when the votes were read, and `votes_mark` says which votes there were.
    `groups` has the group of each response, so that groups keep their names; no page reads it.
    """

    __tablename__ = "opinion_maps"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    drawn_at: Mapped[datetime]
    head: Mapped[str] = mapped_column(String(64))
    votes_mark: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    groups: Mapped[dict[str, str]] = mapped_column(Json, default=dict, deferred=True)


class StatementChoice(Base, Versioned):
    """What somebody decided about a statement's place in the map, with the reason. The newest decision stands."""

    __tablename__ = "statement_choices"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    is_left_out: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    question: Mapped[Question] = relationship()
