"""Erasing the addresses of those who get nothing any more."""

from __future__ import annotations

from sqlalchemy import delete

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.db import db
from collab.digests.actions.asking import PURPOSE
from collab.digests.models import DigestMail
from collab.digests.queries import subscriptions as queries
from collab.digests.rules import asking
from collab.notifications.actions import forget

BATCH = 500


@permitted(is_system)
def erase_addresses(*, by: Viewer) -> int:
    """Erases who has nothing current or waiting, 28 days after the last confirmed subscription ended; with their mails.

    Returns how many addresses went.
    """
    now = clock.now()
    gone = 0
    for subscriber in queries.perhaps_over(now - asking.KEPT, now - asking.LINK_HOLDS, BATCH):
        if not asking.may_erase(subscriber.subscriptions, now):
            continue
        forget(subscriber.email, purpose=PURPOSE)
        db.session.execute(delete(DigestMail).where(DigestMail.subscriber_id == subscriber.id))
        db.session.delete(subscriber)
        gone += 1
    return gone


@permitted(is_system)
def drop_unconfirmed(*, by: Viewer) -> int:
    """Takes away what was asked for and not confirmed in seven days. Returns how many."""
    waited = queries.never_confirmed(clock.now() - asking.LINK_HOLDS)
    for one in waited:
        db.session.delete(one)
    return len(waited)
