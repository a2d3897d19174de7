"""People who follow something, and the mails that they get. Call them inside `writing_in()`."""

import re
from datetime import UTC, datetime

from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.db import db
from collab.digests.actions import asking, runs
from collab.digests.models import Frequency, Subscription, Topic
from collab.digests.queries import subjects
from collab.digests.queries import subscriptions as queries
from collab.digests.rules import links
from collab.notifications.models import Message

SECRET = "development only: not a secret at all"
BEFORE = datetime(2026, 8, 20, 12, tzinfo=UTC)
"""When a subscriber confirmed who says nothing else: before all that the other factories publish."""


def subscription(
    email="reader@example.org",
    topic=Topic.everything,
    address="",
    *,
    frequency=Frequency.daily,
    at=BEFORE,
    confirmed=True,
) -> Subscription:
    """Somebody asked at this time, and confirmed in the same moment. An address is a slug or a public reference."""
    with clock.pinned(at):
        asking.ask(email, subjects.subject(topic, address), frequency=frequency, secret=SECRET, by=ANONYMOUS)
        found = newest(email)
        if confirmed:
            asking.confirm(found, secret=SECRET, by=ANONYMOUS)
    return found


def newest(email) -> Subscription:
    """What an address asked for last."""
    query = select(Subscription).where(Subscription.subscriber.has(email=email))
    return db.session.scalars(query.order_by(Subscription.asked_at.desc(), Subscription.id)).first()


def token(one, use: links.Use) -> str:
    """The token of a link, of a subscription or of a subscriber."""
    return links.token(SECRET, use, one.id, one.salt)


def send(app, at):
    """Queues all digests that are due at this time, as the command and the worker do."""
    with app.app_context(), clock.pinned(at):
        return list(runs.send_due(secret=SECRET, by=SYSTEM))


def digests() -> list[Message]:
    """The digests in the outbox, in the order of their addresses."""
    query = select(Message).where(Message.purpose_key.startswith(runs.DIGEST))
    return list(db.session.scalars(query.order_by(Message.queued_at, Message.to)))


def titles(message) -> list[str]:
    """The items of a digest, as (what happened) lines of its text."""
    return re.findall(r"^(.+ (?:published|opened|closed|withdrawn)) on ", message.body, re.MULTILINE)


def current(subscriber):
    return queries.current(subscriber)
