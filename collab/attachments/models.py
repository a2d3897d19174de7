"""A file that belongs to something: its words, what it is made of, and under which random name it is kept."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collab.db import Base, Identified, Versioned, values


class ParentKind(enum.Enum):
    """What a file can belong to. The parent's feature decides who may read it and who may add one."""

    proposal = "proposal"
    answer = "answer"
    scan = "scan"
    consultation = "consultation"


class FileKind(enum.Enum):
    """The kinds that are taken, as their content says, not their name."""

    pdf = "pdf"
    docx = "docx"
    xlsx = "xlsx"
    odt = "odt"
    ods = "ods"
    csv = "csv"
    txt = "txt"
    png = "png"
    jpeg = "jpeg"


class Accessibility(enum.Enum):
    """Whether everybody can read it, whatever they read it with."""

    accessible = "accessible"
    alternative = "alternative"
    not_accessible = "not_accessible"


class Attachment(Base, Identified, Versioned):
    """A file of a parent, with a number that is its own for ever. Its content never changes; taken off, it is kept.

    The parent is known by its id alone: it stands on a floor above. What respondents send belongs to no organisation.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("parent_id", "number"),
        UniqueConstraint("storage_name"),
        Index("ix_attachments_organisation_id", "organisation_id"),
        CheckConstraint("accessibility != 'alternative' OR accessible_note != ''", name="alternative_is_named"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_pair"),
    )

    parent_kind: Mapped[ParentKind] = mapped_column(values(ParentKind))
    parent_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    title_cy: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text)
    accessibility: Mapped[Accessibility] = mapped_column(values(Accessibility))
    accessible_note: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(String(140))
    kind: Mapped[FileKind] = mapped_column(values(FileKind))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_name: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
