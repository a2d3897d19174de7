"""What was typed live: the log of updates, snapshots beside it, and who is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from collab.db import Base, Identified, Json


class DocumentUpdate(Base, Identified):
    """One update of a document as it was sent, in the Yjs encoding (version 1). Never changed, never removed.

    Nobody sent the first one of a document: it is the text as it stood before it was opened live.
    `client` is the number that the sender's window writes under; it belongs to the person who used it first.
    """

    __tablename__ = "document_updates"
    __table_args__ = (
        UniqueConstraint("document_id", "sequence"),
        UniqueConstraint("document_id", "key"),
        Index("ix_document_updates_client", "document_id", "client"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    sequence: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    update: Mapped[bytes] = mapped_column(LargeBinary)
    client: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    at: Mapped[datetime]


class DocumentSnapshot(Base, Identified):
    """All of the log up to a sequence as one state, so that opening a long document is quick. The log stays whole."""

    __tablename__ = "document_snapshots"
    __table_args__ = (UniqueConstraint("document_id", "sequence"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    sequence: Mapped[int]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    attribution: Mapped[Any | None] = mapped_column(Json)


class Presence(Base):
    """A window in which somebody has a document open. Forgotten soon after it was last heard of."""

    __tablename__ = "presences"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    client: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    cursor: Mapped[Any | None] = mapped_column(Json)
    seen_at: Mapped[datetime]
