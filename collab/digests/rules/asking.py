"""How often somebody can be asked to confirm, how long a link holds, and when an address is erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from collab.digests.models import Frequency, Subscription

LINK_HOLDS = timedelta(days=7)
PAUSE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
MOST_IN_AN_HOUR = 10
KEPT = timedelta(days=28)

WORDS = {
    Frequency.daily: ("every day", "at 8am, about the 24 hours before"),
    Frequency.weekly: ("once a week", "on Saturday at 8am, about the week before"),
}


def link_holds(asked_at: datetime, now: datetime) -> bool:
    """Whether the link of a confirmation mail still works."""
    return now < asked_at + LINK_HOLDS


def may_mail(same_subject: Iterable[datetime], all_subjects: Iterable[datetime], now: datetime) -> bool:
    """Whether an address gets another confirmation mail: one a subject in 5 minutes, and 10 an hour in all."""
    again = any(now < at + PAUSE for at in same_subject)
    return not again and sum(now < at + HOUR for at in all_subjects) < MOST_IN_AN_HOUR


def may_erase(subscriptions: Iterable[Subscription], now: datetime) -> bool:
    """Whether an address has to go: nothing is current or waits, and the last confirmed one ended 28 days ago."""
    return all(_is_over(one, now) for one in subscriptions)


def _is_over(one: Subscription, now: datetime) -> bool:
    if one.ended_at is not None:
        return one.confirmed_at is None or now >= one.ended_at + KEPT
    return one.confirmed_at is None and not link_holds(one.asked_at, now)
