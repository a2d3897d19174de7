"""Answers about equality: counted, and kept nowhere else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from collab.db import Base


class EqualityCount(Base):
    """How many chose an option of a question version; under the empty key, how many answered it.

    It knows no response, no draft, no order and no time, so that nothing can lead from a number to a person.
    """

    __tablename__ = "equality_counts"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    option_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
