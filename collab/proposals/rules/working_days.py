"""Working days between dates, weekends and the bank holidays that are handed in left out."""

from collections.abc import Collection
from datetime import date, timedelta

MINIMUM_CLEAR_DAYS = 10
"""The least time for a write-round without a stated reason (W1)."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(on: date, holidays: Collection[date]) -> bool:
    return on.weekday() < _SATURDAY and on not in holidays


def clear_working_days(issued_on: date, deadline_on: date, holidays: Collection[date]) -> int:
    """The working days strictly between the two, neither of which counts (W1)."""
    between = (deadline_on - issued_on).days
    days = (issued_on + timedelta(days=n) for n in range(1, between))
    return sum(is_working_day(day, holidays) for day in days)


def earliest_deadline(issued_on: date, clear_days: int, holidays: Collection[date]) -> date:
    """The first working day that leaves `clear_days` clear working days after the day of issue (W1)."""
    remaining, day = clear_days, issued_on + _ONE_DAY
    while remaining > 0 or not is_working_day(day, holidays):
        remaining -= is_working_day(day, holidays)
        day += _ONE_DAY
    return day


def needs_short_round_reason(issued_on: date, deadline_on: date, holidays: Collection[date]) -> bool:
    """Whether the round must say why it is shorter than ten clear working days (W1)."""
    return clear_working_days(issued_on, deadline_on, holidays) < MINIMUM_CLEAR_DAYS
