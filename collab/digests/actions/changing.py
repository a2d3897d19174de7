"""Changing how often, and stopping one or all. Whoever holds the link may; doing it twice is doing it once."""

from __future__ import annotations

from collections.abc import Iterable

from collab import clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import lock
from collab.digests.models import EndReason, Frequency, Subscriber, Subscription
from collab.digests.queries import subscriptions as queries


@permitted(anybody)
def change_frequency(one: Subscription, *, frequency: Frequency, by: Viewer) -> None:
    """Nothing is lost or told twice: the next mail tells what happened since the last one."""
    lock(one.subscriber)
    if one.is_current:
        one.frequency = frequency


@permitted(anybody)
def stop(one: Subscription, *, by: Viewer) -> None:
    lock(one.subscriber)
    _end([one], EndReason.unsubscribed)


@permitted(anybody)
def stop_all(subscriber: Subscriber, *, by: Viewer) -> None:
    """Also ends what was asked for and not confirmed: an older link does not begin it again."""
    lock(subscriber)
    _end(queries.all_of(subscriber), EndReason.unsubscribed_from_all)


def _end(subscriptions: Iterable[Subscription], why: EndReason) -> None:
    for one in subscriptions:
        if one.ended_at is None:
            one.ended_at, one.ended_why = clock.now(), why
