"""Windows are half-open and follow each other without gap or overlap, also over the nights of 23 and 25 hours."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.digests.models import Frequency
from collab.digests.rules.windows import SETTLING, boundary, due, ending_on, last_ended, next_end

LONDON = ZoneInfo("Europe/London")
DAILY, WEEKLY = Frequency.daily, Frequency.weekly


def hours(window):
    return (window.ends_at - window.starts_at).total_seconds() / 3600


@pytest.mark.parametrize(
    ("day", "length"),
    [
        (date(2026, 10, 24), 24),
        (date(2026, 10, 25), 25),
        (date(2026, 10, 26), 24),
        (date(2027, 3, 27), 24),
        (date(2027, 3, 28), 23),
        (date(2027, 3, 29), 24),
    ],
)
def test_a_day_has_the_hours_that_it_has_in_london(day, length):
    assert hours(ending_on(DAILY, day)) == length


def test_the_window_over_the_autumn_night():
    window = ending_on(DAILY, date(2026, 10, 25))
    assert window.starts_at == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert window.ends_at == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_the_window_over_the_spring_night():
    window = ending_on(DAILY, date(2027, 3, 28))
    assert window.starts_at == datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert window.ends_at == datetime(2027, 3, 28, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_a_day_ends_at_8am(now, end):
    assert last_ended(DAILY, now).ends_at == boundary(end)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 11, 21, 7, 59, 59, tzinfo=UTC), date(2026, 11, 14)),
        (datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 27, 23, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_a_week_ends_on_saturday_at_8am(now, end):
    window = last_ended(WEEKLY, now)
    assert window.ends_at == boundary(end)
    assert window.starts_at == boundary(end - timedelta(days=7))
    assert end.strftime("%A") == "Saturday"


def test_a_window_is_due_once_it_has_settled():
    end = boundary(date(2026, 11, 23))
    before = boundary(date(2026, 11, 22))
    assert list(due(DAILY, before, end + SETTLING - timedelta(seconds=1))) == []
    assert [w.ends_at for w in due(DAILY, before, end + SETTLING)] == [end]


def test_the_first_run_is_of_the_newest_window():
    (only,) = due(WEEKLY, None, datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert only.ends_at == boundary(date(2026, 11, 21))


def test_missed_windows_come_in_order():
    found = list(due(DAILY, boundary(date(2026, 10, 23)), datetime(2026, 10, 27, 12, tzinfo=UTC)))
    assert [w.ends_at for w in found] == [boundary(date(2026, 10, day)) for day in (24, 25, 26, 27)]
    assert [hours(w) for w in found] == [24, 25, 24, 24]


@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_year_of_windows_leaves_no_gap_and_overlaps_nowhere(frequency):
    start = last_ended(frequency, datetime(2026, 7, 1, tzinfo=UTC)).ends_at
    found = list(due(frequency, start, datetime(2027, 7, 1, tzinfo=UTC)))
    assert found[0].starts_at == start
    assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(found))
    assert all(one.ends_at.astimezone(LONDON).hour == 8 for one in found)
    assert {hours(one) for one in found} == ({23, 24, 25} if frequency is DAILY else {167, 168, 169})


INSTANTS = st.datetimes(datetime(2026, 7, 1), datetime(2027, 7, 1), timezones=st.just(UTC))


@given(instant=INSTANTS, frequency=st.sampled_from(Frequency))
def test_each_instant_of_a_year_is_in_exactly_one_window(instant, frequency):
    end = next_end(frequency, instant)
    around = list(due(frequency, last_ended(frequency, end - timedelta(days=30)).ends_at, end + timedelta(days=30)))
    assert [w for w in around if w.starts_at <= instant < w.ends_at] == [w for w in around if w.ends_at == end]
    assert last_ended(frequency, instant).ends_at <= instant < end


@given(first=INSTANTS, pauses=st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), max_size=12))
def test_however_seldom_it_is_called_no_window_is_left_out_or_doubled(first, pauses):
    after, called, seen = None, first, []
    for pause in pauses:
        called += pause
        for window in due(DAILY, after, called):
            seen.append(window)
            after = window.ends_at
    assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(seen))
