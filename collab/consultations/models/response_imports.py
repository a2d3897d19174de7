"""A file of responses on its way in: read, its columns chosen, checked, imported."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.db import Base, Identified, Json, Versioned, values

if TYPE_CHECKING:
    from collab.consultations.models.consultation import Consultation


class ImportStage(enum.Enum):
    reading = "reading"
    choosing = "choosing"
    checking = "checking"
    checked = "checked"
    importing = "importing"
    done = "done"
    refused = "refused"


WORKING = frozenset({ImportStage.reading, ImportStage.checking, ImportStage.importing})
"""The stages in which the worker has something to do."""


class ResponseImport(Base, Identified, Versioned):
    """One file. Its rows lie beside the database until they were imported; what is kept is which column was what.

    `faults` are the first that were found, each as row, column and words. `entered_at`: since when its answers in words
    can be read and coded.
    """

    __tablename__ = "response_imports"
    __table_args__ = (Index("ix_response_imports_consultation", "consultation_id", "uploaded_at"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    stage: Mapped[ImportStage] = mapped_column(values(ImportStage), index=True)
    uploaded_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]

    headings: Mapped[list[str]] = mapped_column(Json, default=list)
    signature: Mapped[str] = mapped_column(String(64), default="")
    plan: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    rows: Mapped[int] = mapped_column(default=0)
    at_fault: Mapped[int] = mapped_column(default=0)
    faults: Mapped[list[list[Any]]] = mapped_column(Json, default=list)
    known: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship()

    @property
    def is_working(self) -> bool:
        return self.stage in WORKING
