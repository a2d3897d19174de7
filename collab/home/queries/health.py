"""Whether this installation can do its work: schema and outbox."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, inspect, select, text

from collab import clock, migrations
from collab.db import db
from collab.notifications.models import Message, MessageState

STUCK = timedelta(minutes=15)


def schema() -> str:
    """Empty when the migrations are at their head, else what is wrong."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return "The database is empty. Run: collab db upgrade"
    found = list(db.session.scalars(text("SELECT version_num FROM alembic_version ORDER BY version_num")))
    return "" if found == migrations.heads() else "The schema is not up to date. Run: collab db upgrade"


def outbox() -> str:
    """Empty when mail goes out, else what is wrong: a mail that nobody has tried to send is long there."""
    untried = Message.state == MessageState.queued, Message.attempts == 0, Message.queued_at < clock.now() - STUCK
    waiting = db.session.scalar(select(func.count(Message.id)).where(*untried)) or 0
    minutes = int(STUCK.total_seconds() // 60)
    return f"{waiting} mails have waited more than {minutes} minutes. Is a worker running?" if waiting else ""
