"""The outbox."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from collab.db import Base, Identified, values


class MessageState(enum.Enum):
    """Where a message stands; `sending` without an end is in doubt, and is never sent again by itself."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    dropped = "dropped"  # nothing was left to say when it was to be sent


class Message(Base, Identified):
    """One mail to one address. `purpose_key` is unique, so that one reason makes one mail."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_state_queued_at", "state", "queued_at"),)

    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    list_unsubscribe: Mapped[str | None] = mapped_column(String(500))
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    purpose_key: Mapped[str] = mapped_column(String(160), unique=True)
    state: Mapped[MessageState] = mapped_column(values(MessageState), default=MessageState.queued)
    queued_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(400), default="")
