"""The window of a consultation: London deadlines, its length, holidays in it, and when a response is due.

A window is half-open: it starts at an instant and ends just before another. "Closes on the 8th" means that
it ends at the London midnight after the 8th, so the closing date of an end is the London date just before
it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FULL_WINDOW_DAYS = 84
RESPONSE_DAYS = 84
REMIND_WEEKS = (4, 1)
"""How many weeks before the due day the team is reminded of the response (N11)."""
HOLIDAY_SHARE = Fraction(1, 4)

_ONE_DAY = timedelta(days=1)


class NonexistentTime(ValueError):
    """A London time that the clocks skipped when they went forward."""


def from_london(on: date, at: time) -> datetime:
    """The UTC instant of a London clock time, the first of the two when the clocks go back (N5).

    Raises NonexistentTime for a time that the clocks skip.
    """
    local = datetime.combine(on, at.replace(tzinfo=None, fold=0), LONDON)
    instant = local.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NonexistentTime(f"{at:%H:%M} on {on:%d %B %Y} does not exist: the clocks go forward")
    return instant


def comes_twice(instant: datetime) -> bool:
    """Whether the London clock shows the time of this instant again, an hour later, as the clocks go back."""
    local = instant.astimezone(LONDON)
    again = local.replace(fold=1).astimezone(UTC)
    return local.fold == 0 and again != instant


def opens_at(on: date, at: time | None = None) -> datetime:
    """The UTC instant of opening: the London midnight that starts the day, unless a time is given (N5).

    Raises NonexistentTime for a time that the clocks skip.
    """
    return from_london(on, at or time())


def closes_at(on: date) -> datetime:
    """The UTC instant of the London midnight that ends the day: the window ends just before it (N5)."""
    return from_london(on + _ONE_DAY, time())


def london_date(instant: datetime) -> date:
    """The date in London at an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("a time without a zone has no London date")
    return instant.astimezone(LONDON).date()


def closing_date(ends_at: datetime) -> date:
    """The London date just before an exclusive end: the 8th, for the midnight that ends the 8th."""
    return london_date(ends_at - timedelta.resolution)


def window_days(opens: date | datetime, closes: date | datetime) -> int:
    """Closing date less opening date (N3): 16 July to 8 October 2015 is 84.

    An aware `opens` counts by its London date, an aware `closes` as an exclusive end.
    """
    opens_on = london_date(opens) if isinstance(opens, datetime) else opens
    closes_on = closing_date(closes) if isinstance(closes, datetime) else closes
    return (closes_on - opens_on).days


def overdue_when_closed_by(today: date) -> datetime:
    """The latest end of a window whose response is overdue today, where none is published (N11)."""
    return closes_at(today - timedelta(days=RESPONSE_DAYS + 1))


def reminded_when_closed_within(today: date) -> tuple[datetime, datetime]:
    """The earliest and the latest end of a window of whose response a reminder is due today (N11)."""
    first, last = (today - timedelta(days=RESPONSE_DAYS - left) for left in (0, max(REMIND_WEEKS) * 7))
    return closes_at(first - _ONE_DAY), closes_at(last)


def needs_short_window_reason(days: int) -> bool:
    """Whether a window of so many days must say why it is short (N3)."""
    return days < FULL_WINDOW_DAYS


class Holiday(StrEnum):
    """A period in which people are likely to be away (N4)."""

    AUGUST = "august"
    CHRISTMAS = "christmas"
    EASTER = "easter"


@dataclass(frozen=True, slots=True)
class HolidayOverlap:
    """How many of a window's days fall in each holiday that it meets; `window` is the days of the window."""

    days: Mapping[Holiday, int]
    window: int

    @property
    def total(self) -> int:
        return sum(self.days.values())

    def needs_mitigation(self, share: Fraction = HOLIDAY_SHARE) -> bool:
        """Whether the holidays together take at least that share of the window (N4)."""
        return self.total >= share * self.window


def holiday_overlap(opens_on: date, closes_on: date) -> HolidayOverlap:
    """The holiday days of a window (N4).

    They are counted among the days that N3 counts, those after the opening date up to and including the
    closing date, or the one day of a window that opens and closes on the same date. Raises ValueError for a
    window that closes before it opens.
    """
    dates = list(_dates_counted(opens_on, closes_on))
    found = [holiday for day in dates if (holiday := holiday_on(day)) is not None]
    return HolidayOverlap({holiday: found.count(holiday) for holiday in Holiday if holiday in found}, len(dates))


def _dates_counted(opens_on: date, closes_on: date) -> Iterator[date]:
    if closes_on < opens_on:
        raise ValueError("the window closes before it opens")
    days = (closes_on - opens_on).days or 1
    return (closes_on - timedelta(days=n) for n in reversed(range(days)))


def holiday_on(day: date) -> Holiday | None:
    """The holiday period that holds a day (N4).

    August; 20 December to 3 January; and the two calendar weeks around Easter Sunday, from the Monday
    before it to the Sunday after it.
    """
    if day.month == 8:
        return Holiday.AUGUST
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3):
        return Holiday.CHRISTMAS
    if -6 <= (day - easter_sunday(day.year)).days <= 7:
        return Holiday.EASTER
    return None


def easter_sunday(year: int) -> date:
    """Western Easter: the Sunday after the ecclesiastical full moon that falls on or follows 21 March."""
    golden, century = year % 19, year // 100
    leap_correction, moon_correction = century - century // 4, (8 * century + 13) // 25
    epact = (19 * golden + leap_correction - moon_correction + 15) % 30
    # Two epacts would put the full moon a day past the last that the tables allow, 18 April.
    full_moon_after_21_march = epact - (epact == 29 or (epact == 28 and golden > 10))
    full_moon = date(year, 3, 21) + timedelta(days=full_moon_after_21_march)
    return full_moon + timedelta(days=6 - full_moon.weekday() or 7)


def response_due_on(closed_on: date) -> date:
    """The last day on which the government response is in time (N11)."""
    return closed_on + timedelta(days=RESPONSE_DAYS)


def is_response_overdue(closed_on: date, now: datetime) -> bool:
    """Whether the due day has ended in London (N11)."""
    return now >= closes_at(response_due_on(closed_on))


def days_after_closing(closed_on: date, on: date) -> int:
    """The days from closing to publication, or to today: the number that every page shows (N11)."""
    return (on - closed_on).days


def days_late(closed_on: date, on: date) -> int:
    """The days past the due day on a date, 0 when in time (N11)."""
    return max(0, days_after_closing(closed_on, on) - RESPONSE_DAYS)


def reminder(due_on: date, today: date) -> int | None:
    """Which of `REMIND_WEEKS` holds today: the last that has come; None before the first, and once the due day has ended (N11)."""
    left = (due_on - today).days
    return min((weeks for weeks in REMIND_WEEKS if left <= weeks * 7), default=None) if left >= 0 else None
