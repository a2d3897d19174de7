"""Sections: a heading and an introduction, under which questions stand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Versioned
from collab.documents.models import BilingualText
from collab.text import Bilingual

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation


class QuestionSection(Base, Identified, Versioned):
    """Part of a questionnaire. Its number never changes; its position does. Questions without a section come first.

    `is_equality`: the answers of this part are counted and never kept.
    """

    __tablename__ = "question_sections"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    number: Mapped[int]
    position: Mapped[int]
    heading: Mapped[Bilingual] = mapped_column(BilingualText)
    introduction: Mapped[Bilingual] = mapped_column(BilingualText)
    is_equality: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(back_populates="sections")
