"""The time: aware UTC inside, Europe/London for people, and one instant for each request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_pinned: ContextVar[datetime | None] = ContextVar("collab_pinned_instant", default=None)


def now() -> datetime:
    """The instant that the running request was received, or the present one outside a request."""
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


@contextmanager
def pinned(instant: datetime | None = None) -> Iterator[datetime]:
    """Holds the clock still, so that all that one request writes has one time."""
    held = (instant or datetime.now(UTC)).astimezone(UTC)
    token = _pinned.set(held)
    try:
        yield held
    finally:
        _pinned.reset(token)


def london(instant: datetime) -> datetime:
    """The same instant on a London wall clock."""
    return instant.astimezone(LONDON)


def midnight(day: date) -> datetime:
    """The instant at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
