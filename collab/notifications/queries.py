"""Reading the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from collab import clock
from collab.db import db
from collab.notifications.models import Message, MessageState

LONG_ENOUGH = timedelta(minutes=15)
"""No delivery that is alive keeps a claimed mail for so long."""


def in_doubt() -> Sequence[Message]:
    """Mails that may have arrived: the server did not say so, or the process that sent them was killed."""
    waiting = Message.state == MessageState.sending, Message.claimed_at < clock.now() - LONG_ENOUGH
    return db.session.scalars(select(Message).where(*waiting).order_by(Message.claimed_at, Message.id)).all()
