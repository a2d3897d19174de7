"""London deadlines, the length of a window, holidays in it, and when a response is due."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.consultations.rules import window
from collab.consultations.rules.window import Holiday, NonexistentTime

LONDON = ZoneInfo("Europe/London")
A_LEAP_YEAR = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_window_ends_at_the_next_london_midnight() -> None:
    assert window.closes_at(date(2026, 10, 8)) == utc(2026, 10, 8, 23)
    assert window.closes_at(date(2026, 12, 8)) == utc(2026, 12, 9)
    assert window.closes_at(date(2026, 10, 8)).tzinfo is UTC


def test_a_window_opens_at_london_midnight_unless_a_time_is_given() -> None:
    assert window.opens_at(date(2026, 7, 16)) == utc(2026, 7, 15, 23)
    assert window.opens_at(date(2026, 7, 16), time(9, 30)) == utc(2026, 7, 16, 8, 30)
    assert window.opens_at(date(2026, 12, 16), time(0, 0)) == utc(2026, 12, 16)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 30), time(1, 59, 59)])
def test_a_time_that_the_clocks_skip_is_refused(at: time) -> None:
    with pytest.raises(NonexistentTime, match="28 March 2027 does not exist"):
        window.from_london(date(2027, 3, 28), at)


def test_the_minutes_on_both_sides_of_the_skipped_hour_exist() -> None:
    assert window.from_london(date(2027, 3, 28), time(0, 59)) == utc(2027, 3, 28, 0, 59)
    assert window.from_london(date(2027, 3, 28), time(2, 0)) == utc(2027, 3, 28, 1, 0)


@pytest.mark.parametrize("fold", [0, 1])
def test_the_first_of_two_equal_clock_times_is_taken(fold: int) -> None:
    assert window.from_london(date(2027, 10, 31), time(1, 30, fold=fold)) == utc(2027, 10, 31, 0, 30)
    assert window.from_london(date(2027, 10, 31), time(2, 0)) == utc(2027, 10, 31, 2, 0)


def test_days_meet_without_gap_or_overlap() -> None:
    changes = {date(2028, 3, 26): 23, date(2028, 10, 29): 25}
    for day in A_LEAP_YEAR:
        start, end = window.opens_at(day), window.closes_at(day)
        assert end - start == timedelta(hours=changes.get(day, 24)), day
        assert end == window.opens_at(day + timedelta(days=1))
        assert window.closing_date(end) == day == window.london_date(start)
        assert window.london_date(end) == day + timedelta(days=1)


@given(st.sampled_from(A_LEAP_YEAR), st.times())
def test_a_london_time_is_refused_or_comes_back(day: date, at: time) -> None:
    skipped = day == date(2028, 3, 26) and at.hour == 1
    if skipped:
        with pytest.raises(NonexistentTime):
            window.from_london(day, at)
        return
    back = window.from_london(day, at).astimezone(LONDON)
    assert (back.date(), back.time(), back.fold) == (day, at, 0)


@given(st.sampled_from(A_LEAP_YEAR), st.integers(0, 200), st.times())
def test_days_are_the_same_from_dates_and_from_instants(day: date, days: int, at: time) -> None:
    closes_on = day + timedelta(days=days)
    opens_at = datetime.combine(day, at, LONDON)
    assert window.window_days(day, closes_on) == days
    assert window.window_days(opens_at, window.closes_at(closes_on)) == days


def test_days_of_a_known_window() -> None:
    assert window.window_days(date(2015, 7, 16), date(2015, 10, 8)) == 84
    assert window.window_days(utc(2015, 7, 15, 23), utc(2015, 10, 8, 23)) == 84
    assert window.window_days(utc(2015, 7, 15, 22, 59), utc(2015, 10, 8, 23)) == 85
    assert window.window_days(utc(2015, 7, 15, 23), utc(2015, 10, 8, 23, 1)) == 85


def test_a_naive_time_has_no_days() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        window.window_days(datetime(2015, 7, 16, 9), date(2015, 10, 8))


@pytest.mark.parametrize(("days", "needed"), [(0, True), (83, True), (84, False), (85, False)])
def test_a_short_window_needs_a_reason(days: int, needed: bool) -> None:
    assert window.needs_short_window_reason(days) is needed


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 7, 31), None),
        (date(2026, 8, 1), Holiday.AUGUST),
        (date(2026, 8, 31), Holiday.AUGUST),
        (date(2026, 9, 1), None),
        (date(2026, 12, 19), None),
        (date(2026, 12, 20), Holiday.CHRISTMAS),
        (date(2026, 12, 31), Holiday.CHRISTMAS),
        (date(2027, 1, 1), Holiday.CHRISTMAS),
        (date(2027, 1, 3), Holiday.CHRISTMAS),
        (date(2027, 1, 4), None),
        (date(2026, 3, 29), None),
        (date(2026, 3, 30), Holiday.EASTER),
        (date(2026, 4, 5), Holiday.EASTER),
        (date(2026, 4, 12), Holiday.EASTER),
        (date(2026, 4, 13), None),
    ],
)
def test_the_edges_of_each_holiday(day: date, holiday: Holiday | None) -> None:
    assert window.holiday_on(day) is holiday


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1818, 3, 22),  # the earliest possible
        (1943, 4, 25),  # the latest possible
        (1954, 4, 18),
        (1981, 4, 19),
        (2008, 3, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
        (2049, 4, 18),
        (2076, 4, 19),
    ],
)
def test_easter_of_known_years(year: int, month: int, day: int) -> None:
    assert window.easter_sunday(year) == date(year, month, day)


def test_easter_agrees_with_the_printed_table_of_full_moons() -> None:
    # The paschal full moon of each golden number, as prayer books print it for 1900 to 2199.
    april = [14, 3, 23, 11, 31, 18, 8, 28, 16, 5, 25, 13, 2, 22, 10, 30, 17, 7, 27]
    march = {3, 5, 8, 11, 14, 16, 19}  # golden numbers whose full moon is in March
    for year in range(1900, 2200):
        golden = year % 19 + 1
        moon = date(year, 3 if golden in march else 4, april[golden - 1])
        after = (moon + timedelta(days=n) for n in range(1, 8))
        assert window.easter_sunday(year) == next(day for day in after if day.weekday() == 6), year


# A window of 84 days, a quarter of which is 21, moved into August a day at a time.
@pytest.mark.parametrize(("in_august", "needed"), [(20, False), (21, True), (22, True)])
def test_a_quarter_of_the_window_in_a_holiday_needs_mitigation(in_august: int, needed: bool) -> None:
    closes_on = date(2026, 7, 31) + timedelta(days=in_august)
    overlap = window.holiday_overlap(closes_on - timedelta(days=84), closes_on)
    assert overlap.days == {Holiday.AUGUST: in_august}
    assert (overlap.total, overlap.window) == (in_august, 84)
    assert overlap.needs_mitigation() is needed


def test_the_share_can_be_set() -> None:
    overlap = window.holiday_overlap(date(2026, 6, 1), date(2026, 8, 10))
    assert (overlap.total, overlap.window) == (10, 70)
    assert not overlap.needs_mitigation()
    assert overlap.needs_mitigation(Fraction(1, 7))


def test_the_holidays_of_one_window_count_together() -> None:
    overlap = window.holiday_overlap(date(2026, 8, 20), date(2026, 12, 31))
    assert overlap.days == {Holiday.AUGUST: 11, Holiday.CHRISTMAS: 12}
    assert overlap.window == 133


def test_the_opening_day_is_not_counted_unless_it_is_the_only_one() -> None:
    assert window.holiday_overlap(date(2026, 8, 31), date(2026, 9, 4)).total == 0
    assert window.holiday_overlap(date(2026, 8, 31), date(2026, 8, 31)).total == 1
    assert not window.holiday_overlap(date(2026, 5, 5), date(2026, 5, 5)).needs_mitigation()


def test_a_window_over_christmas_needs_mitigation() -> None:
    assert window.holiday_overlap(date(2017, 12, 11), date(2018, 1, 29)).needs_mitigation()


def test_a_backward_window_has_no_holidays() -> None:
    with pytest.raises(ValueError, match="closes before it opens"):
        window.holiday_overlap(date(2026, 8, 2), date(2026, 8, 1))


def test_a_response_is_due_84_days_after_closing_and_overdue_when_that_day_has_ended_in_london() -> None:
    closed_on = date(2026, 7, 1)
    assert window.response_due_on(closed_on) == date(2026, 9, 23)
    assert not window.is_response_overdue(closed_on, utc(2026, 9, 23, 22, 59, 59))
    assert window.is_response_overdue(closed_on, utc(2026, 9, 23, 23))


@pytest.mark.parametrize(("days", "late"), [(-1, 0), (0, 0), (83, 0), (84, 0), (85, 1), (401, 317)])
def test_days_late(days: int, late: int) -> None:
    closed_on = date(2014, 10, 7)
    on = closed_on + timedelta(days=days)
    assert window.days_after_closing(closed_on, on) == days
    assert window.days_late(closed_on, on) == late
