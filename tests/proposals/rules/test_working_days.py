"""Clear working days between the day of issue and the deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.proposals.rules.working_days import (
    clear_working_days,
    earliest_deadline,
    is_working_day,
    needs_short_round_reason,
)

# England and Wales: Christmas 2026 (Boxing Day is a Saturday, so the 28th stands in), New Year, Easter 2027.
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)})
MONDAY = date(2026, 6, 1)
dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("deadline", "clear", "too_short"),
    [
        (date(2026, 6, 12), 8, True),
        (date(2026, 6, 15), 9, True),
        (date(2026, 6, 16), 10, False),
        (date(2026, 6, 17), 11, False),
    ],
)
def test_neither_end_counts(deadline: date, clear: int, too_short: bool) -> None:
    assert clear_working_days(MONDAY, deadline, ()) == clear
    assert needs_short_round_reason(MONDAY, deadline, ()) is too_short


@pytest.mark.parametrize("days", [-3, 0, 1])
def test_there_is_nothing_between_neighbours_or_backwards(days: int) -> None:
    assert clear_working_days(MONDAY, MONDAY + timedelta(days=days), ()) == 0


@pytest.mark.parametrize(
    ("issued", "clear_days", "deadline"),
    [
        (MONDAY, 9, date(2026, 6, 15)),
        (MONDAY, 10, date(2026, 6, 16)),
        (MONDAY, 11, date(2026, 6, 17)),
        (MONDAY, 4, date(2026, 6, 8)),  # a Saturday would do, a Monday is when people work
        (date(2026, 6, 6), 10, date(2026, 6, 22)),  # issued on a Saturday
        (date(2026, 12, 18), 10, date(2027, 1, 7)),  # over Christmas and New Year
        (date(2027, 3, 24), 1, date(2027, 3, 30)),  # Thursday, then Good Friday to Easter Monday
        (MONDAY, 0, date(2026, 6, 2)),
    ],
)
def test_the_earliest_deadline(issued: date, clear_days: int, deadline: date) -> None:
    assert earliest_deadline(issued, clear_days, HOLIDAYS) == deadline


def test_bank_holidays_do_not_count() -> None:
    assert clear_working_days(date(2026, 12, 18), date(2027, 1, 6), ()) == 12
    assert clear_working_days(date(2026, 12, 18), date(2027, 1, 6), HOLIDAYS) == 9
    assert clear_working_days(date(2026, 12, 18), date(2027, 1, 7), HOLIDAYS) == 10
    assert clear_working_days(date(2026, 12, 18), date(2027, 1, 8), HOLIDAYS) == 11


@given(dates, st.integers(0, 60))
def test_the_earliest_deadline_leaves_exactly_those_days(issued: date, clear_days: int) -> None:
    deadline = earliest_deadline(issued, clear_days, HOLIDAYS)
    assert is_working_day(deadline, HOLIDAYS)
    assert clear_working_days(issued, deadline, HOLIDAYS) == clear_days


@given(dates, dates)
def test_counted_another_way(issued: date, deadline: date) -> None:
    ordinals = range(issued.toordinal() + 1, deadline.toordinal())
    between = {date.fromordinal(n) for n in ordinals} - HOLIDAYS
    assert clear_working_days(issued, deadline, HOLIDAYS) == sum(day.isoweekday() <= 5 for day in between)
