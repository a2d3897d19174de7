"""The windows of digests: from 8am to 8am in London, half-open, every day or every Saturday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from collab.clock import LONDON, london
from collab.digests.models import Frequency

AT = time(8)
SATURDAY = 5
DAYS = {Frequency.daily: 1, Frequency.weekly: 7}
SETTLING = timedelta(minutes=5)  # a write is stamped when its request arrives and is there a little later


@dataclass(frozen=True)
class Window:
    """`starts_at <= t < ends_at`, both aware UTC. A day has 23, 24 or 25 hours."""

    frequency: Frequency
    starts_at: datetime
    ends_at: datetime


def boundary(day: date) -> datetime:
    """8am of a day in London. No change of the clocks comes near it, so it is one instant."""
    return datetime.combine(day, AT, LONDON).astimezone(UTC)


def ending_on(frequency: Frequency, day: date) -> Window:
    return Window(frequency, boundary(day - timedelta(days=DAYS[frequency])), boundary(day))


def last_ended(frequency: Frequency, now: datetime) -> Window:
    """The newest window that has ended at `now`."""
    day = london(now).date()
    if boundary(day) > now:
        day -= timedelta(days=1)
    if frequency is Frequency.weekly:
        day -= timedelta(days=(day.weekday() - SATURDAY) % 7)
    return ending_on(frequency, day)


def next_end(frequency: Frequency, now: datetime) -> datetime:
    """When the window that runs now will end."""
    day = london(last_ended(frequency, now).ends_at).date()
    return boundary(day + timedelta(days=DAYS[frequency]))


def due(frequency: Frequency, after: datetime | None, now: datetime) -> Iterator[Window]:
    """The windows to send, the oldest first: those that follow the one that ended at `after`; without it, the newest.

    A window is due a few minutes after its end.
    """
    newest = last_ended(frequency, now - SETTLING)
    day = london(after or newest.starts_at).date()
    while (day := day + timedelta(days=DAYS[frequency])) <= london(newest.ends_at).date():
        yield ending_on(frequency, day)
