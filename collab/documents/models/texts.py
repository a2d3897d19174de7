"""A document is an ordered list of blocks in English and Welsh; each save is a revision that knows who wrote it for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, ForeignKey, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab import text
from collab.db import Base, Identified, Json, Versioned, values
from collab.text import Bilingual, Block, Language, TextStatus


class BilingualText(TypeDecorator[Bilingual]):
    """A short text in both languages, each with its status and the revision it was made from; stored as JSON."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: Bilingual | None, dialect: Dialect) -> Any:
        return None if value is None else value.as_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Bilingual | None:
        return None if value is None else Bilingual.from_json(value)


class Blocks(TypeDecorator[tuple[Block, ...]]):
    """Blocks of text, stored as JSON."""

    impl = Json
    cache_ok = True

    def process_bind_param(self, value: tuple[Block, ...] | None, dialect: Dialect) -> Any:
        return None if value is None else text.as_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Block, ...] | None:
        return None if value is None else text.from_json(value)


class Document(Base, Identified, Versioned):
    """A text that several bodies write. `revision` counts saves; the Welsh knows which English it was made from.

    `sequence` is the last number allotted in the log of what was typed live, and `settled_sequence` the one whose text
    `blocks` holds; both are 0 until the document is opened live.
    """

    __tablename__ = "documents"

    revision: Mapped[int] = mapped_column(default=0)
    blocks: Mapped[tuple[Block, ...]] = mapped_column(Blocks, default=())
    blocks_cy: Mapped[tuple[Block, ...]] = mapped_column(Blocks, default=())
    status_cy: Mapped[TextStatus] = mapped_column(values(TextStatus), default=TextStatus.missing)
    source_cy: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    settled_sequence: Mapped[int] = mapped_column(default=0, server_default="0")

    revisions: Mapped[list[Revision]] = relationship(back_populates="document", order_by="Revision.number")

    @property
    def is_unsettled(self) -> bool:
        """Whether something was typed live that `blocks` does not hold yet."""
        return self.sequence != self.settled_sequence

    @property
    def is_begun(self) -> bool:
        return bool(self.blocks) or self.is_unsettled

    @property
    def text(self) -> str:
        """The English as it is typed in a form."""
        return text.source(self.blocks)

    @property
    def text_cy(self) -> str:
        """The Welsh as it is typed in a form."""
        return text.source(self.blocks_cy)

    @property
    def plain(self) -> str:
        return text.plain(self.blocks)

    @property
    def html(self) -> Any:
        return text.html(self.blocks)

    @property
    def html_cy(self) -> Any:
        return text.html(self.blocks_cy)

    @property
    def is_empty(self) -> bool:
        return not self.blocks


class Revision(Base, Identified):
    """One save: the whole text, by a person acting for an organisation. Never changed, never removed."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    language: Mapped[Language] = mapped_column(values(Language), default=Language.english)
    blocks: Mapped[tuple[Block, ...]] = mapped_column(Blocks)
    status: Mapped[TextStatus] = mapped_column(values(TextStatus), default=TextStatus.approved)
    source: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))

    document: Mapped[Document] = relationship(back_populates="revisions")


class ReferenceCounter(Base):
    """The last public reference given in a year, for each prefix: JP for proposals, C for consultations."""

    __tablename__ = "reference_counters"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
