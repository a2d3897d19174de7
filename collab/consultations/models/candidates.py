"""Candidate themes: what a machine found in the answers to a question, apart from the themes that people chose."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Json, Versioned, values

if TYPE_CHECKING:
    from collab.consultations.models.analysis import Theme
    from collab.consultations.models.consultation import Consultation
    from collab.consultations.models.questions import Question


class CandidateState(enum.Enum):
    """What a person made of a candidate. An adopted one has a theme; a merged one went into another candidate."""

    proposed = "proposed"
    adopted = "adopted"
    merged = "merged"
    dropped = "dropped"


class CandidateRun(Base, Identified):
    """Somebody asked for candidate themes of a question. What a run found is in the candidates; this keeps the numbers."""

    __tablename__ = "candidate_runs"
    __table_args__ = (Index("ix_candidate_runs_question", "question_id", "asked_at"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    answers: Mapped[int] = mapped_column(default=0)
    different: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    candidates: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation] = relationship()
    question: Mapped[Question] = relationship()


class CandidateTheme(Base, Identified, Versioned):
    """Words that go together in answers to a question. `sureness` says, in per cent, how far it comes out again of half of
    the answers; `size` counts the responses. `is_named` says that a person gave it its name.
    """

    __tablename__ = "candidate_themes"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("(state = 'adopted') = (theme_id IS NOT NULL)", name="adopted_has_theme"),
        CheckConstraint("(state = 'merged') = (into_id IS NOT NULL)", name="merged_has_other"),
        CheckConstraint("(state = 'proposed') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_pair"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("candidate_runs.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    is_named: Mapped[bool] = mapped_column(default=False)
    words: Mapped[list[str]] = mapped_column(Json, default=list)
    in_welsh: Mapped[bool] = mapped_column(default=False)
    sureness: Mapped[int]
    size: Mapped[int]
    state: Mapped[CandidateState] = mapped_column(values(CandidateState), default=CandidateState.proposed)
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("themes.id"))
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate_themes.id"))
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    consultation: Mapped[Consultation] = relationship()
    question: Mapped[Question] = relationship()
    theme: Mapped[Theme | None] = relationship()
    into: Mapped[CandidateTheme | None] = relationship(remote_side="CandidateTheme.id")


class CandidateMember(Base):
    """A response whose answer a machine puts under a candidate; `share` is how much of the answer, in per cent."""

    __tablename__ = "candidate_members"

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate_themes.id"), primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True, index=True)
    share: Mapped[int]
