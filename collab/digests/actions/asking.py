"""Asking for updates and confirming, which takes the link that only the holder of the address gets."""

from __future__ import annotations

import uuid
from datetime import datetime

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import add_once, db, lock
from collab.digests.models import EndReason, Frequency, Subscriber, Subscription
from collab.digests.queries import subscriptions as queries
from collab.digests.queries.subjects import Subject
from collab.digests.rules import asking, links, mail
from collab.digests.rules.links import Use
from collab.errors import Refused
from collab.notifications.actions import SITE, queue

PURPOSE = "updates:"  # how the keys of all mails to subscribers begin


@permitted(anybody)
def ask(email: str, subject: Subject, *, frequency: Frequency, secret: str, by: Viewer) -> None:
    """Sends the address a link that confirms. Nobody learns from this whether the address was known."""
    now = clock.now()
    subscriber = _subscriber(email.strip().lower(), now)
    asked = queries.asked_since(subscriber, now - asking.HOUR)
    same = [one.asked_at for one in asked if (one.topic, one.subject_id) == (subject.topic, subject.id)]
    if asking.may_mail(same, [one.asked_at for one in asked], now):
        _send_link(subscriber, subject, frequency, secret, now)


def _subscriber(email: str, now: datetime) -> Subscriber:
    """The row of this address, locked: two who ask at once for one address come one after the other."""
    while True:
        add_once(Subscriber, id=uuid.uuid4(), email=email, made_at=now)
        held = queries.subscriber(email)
        if held is not None:  # else the address was being erased, and is gone now
            return held


def _send_link(subscriber: Subscriber, subject: Subject, frequency: Frequency, secret: str, now: datetime) -> None:
    asked = Subscription(
        subscriber=subscriber, topic=subject.topic, subject_id=subject.id, frequency=frequency, asked_at=now
    )
    db.session.add(asked)
    db.session.flush()
    token = links.token(secret, Use.confirm, asked.id, asked.salt)
    asked.confirm_hash = links.stored(token)
    href = f"{SITE}/updates/confirm/{token}"
    words = mail.confirmation(subject.name, frequency, href, now + asking.LINK_HOLDS)
    queue(subscriber.email, words.subject, words.text, purpose_key=f"{PURPOSE}confirm:{asked.id}")


@permitted(anybody)
def confirm(asked: Subscription, *, secret: str, by: Viewer) -> None:
    """Begins the updates that were asked for; doing it again changes nothing. Raises Refused once the link has ended.

    Somebody who gets updates about the subject already gets them as often as they asked for now.
    """
    lock(asked.subscriber)
    if asked.confirmed_at is not None or asked.ended_at is not None:
        return
    now = clock.now()
    if not asking.link_holds(asked.asked_at, now):
        raise Refused("This link has ended. Ask for the updates again.")
    held = _same(asked)
    if held is not None:
        held.frequency = asked.frequency
        asked.ended_at, asked.ended_why = now, EndReason.confirmed_another
    else:
        asked.confirmed_at = asked.covered_until = now
        _keep_hashes(asked, secret)


def _same(asked: Subscription) -> Subscription | None:
    current = queries.current(asked.subscriber)
    return next((o for o in current if (o.topic, o.subject_id) == (asked.topic, asked.subject_id)), None)


def _keep_hashes(one: Subscription, secret: str) -> None:
    """What lets the links of a mail be found again. They are the same as before, unless the secret key was changed."""
    whom = one.subscriber
    _keep(one, "stop_hash", links.token(secret, Use.stop, one.id, one.salt))
    _keep(whom, "stop_hash", links.token(secret, Use.stop_all, whom.id, whom.salt))
    _keep(whom, "manage_hash", links.token(secret, Use.manage, whom.id, whom.salt))


def _keep(row: Subscription | Subscriber, column: str, token: str) -> None:
    """Sets only what differs: a row that is set to what it is costs a write's work all the same."""
    if getattr(row, column) != links.stored(token):
        setattr(row, column, links.stored(token))
