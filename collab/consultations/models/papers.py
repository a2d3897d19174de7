"""The papers of a consultation: what people can read before they answer, in which language and form, and since when."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.attachments.models import Attachment
from collab.consultations.models.consultation import Consultation
from collab.db import Base, Identified, Versioned, values
from collab.documents.models import BilingualText
from collab.text import Bilingual, Language


class PaperKind(enum.Enum):
    consultation_document = "consultation_document"
    options = "options"
    impact_assessment = "impact_assessment"
    equality_statement = "equality_statement"
    evidence = "evidence"
    response_form = "response_form"
    other = "other"


class PaperFormat(enum.Enum):
    """In what form somebody reads, hears or watches it."""

    standard = "standard"
    easy_read = "easy_read"
    large_print = "large_print"
    braille = "braille"
    audio = "audio"
    sign_language = "sign_language"
    video = "video"


class Paper(Base, Identified, Versioned):
    """A file or a link. `published_at` is set by the publication itself and never typed: the instant of the opening for
    what was there then, a later one for what was added while it was open. Without it the paper is a draft.
    """

    __tablename__ = "consultation_papers"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("(attachment_id IS NULL) = (url != '')", name="file_or_link"),
        CheckConstraint("removed_at IS NULL OR published_at IS NULL", name="published_stays"),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    kind: Mapped[PaperKind] = mapped_column(values(PaperKind))
    format: Mapped[PaperFormat] = mapped_column(values(PaperFormat))
    language: Mapped[Language] = mapped_column(values(Language))
    title: Mapped[Bilingual] = mapped_column(BilingualText)
    description: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachments.id"))
    is_material: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    removed_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
