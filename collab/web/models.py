"""Idempotency keys: one intent, one effect."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from collab.db import Base


class IdempotencyKey(Base):
    """A key that was consumed, with the result that a replay gets again."""

    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime]
    status: Mapped[int | None]
    location: Mapped[str] = mapped_column(Text, default="")
    content_type: Mapped[str] = mapped_column(String(80), default="")
    body: Mapped[str] = mapped_column(Text, default="")
