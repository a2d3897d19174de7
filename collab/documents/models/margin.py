"""What stands beside a text: suggested changes, and comments in threads on words of it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from collab.accounts.models import Organisation, Person
from collab.db import Base, Identified, Json, Versioned, values


class ChangeKind(enum.Enum):
    """What a suggestion changes: words, the kind of a block, or whether there is a block."""

    words = "words"
    kind = "kind"
    added = "added"
    removed = "removed"


class SuggestionStatus(enum.Enum):
    pending = "pending"
    accepted = "accepted"
    rejected = "rejected"
    withdrawn = "withdrawn"


class Audience(enum.Enum):
    """Who may read a thread: the organisation that began it, or every body that may read the draft."""

    own = "own"
    named = "named"


class Suggestion(Base, Identified, Versioned):
    """One change that an organisation suggests. `change` is as `rules.suggestions.stored` writes it, and never edited."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint("(status = 'pending') = (decided_at IS NULL)", name="decided_pair"),
        CheckConstraint("status != 'rejected' OR decision_reason != ''", name="rejection_has_reason"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(values(ChangeKind))
    change: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[SuggestionStatus] = mapped_column(values(SuggestionStatus), default=SuggestionStatus.pending)
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Thread(Base, Identified, Versioned):
    """Comments on words of a text, on a suggestion, or on the text as a whole where `anchor` holds nothing."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("uq_threads_suggestion", "suggestion_id", unique=True),
        CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_pair"),
        CheckConstraint("suggestion_id IS NULL OR audience = 'named'", name="suggestion_is_for_all"),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    suggestion_id: Mapped[UUID | None] = mapped_column(ForeignKey("suggestions.id"))
    anchor: Mapped[dict[str, Any] | None] = mapped_column(Json)
    audience: Mapped[Audience] = mapped_column(values(Audience))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    organisation: Mapped[Organisation] = relationship()
    comments: Mapped[list[Comment]] = relationship(back_populates="thread", order_by="Comment.position")


class Comment(Base, Identified):
    """One comment. Never changed; `mentions` are the ids of organisations and people that were told."""

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("thread_id", "position"),)

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    mentions: Mapped[list[str]] = mapped_column(Json, default=list)
    at: Mapped[datetime]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))

    thread: Mapped[Thread] = relationship(back_populates="comments")
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()
