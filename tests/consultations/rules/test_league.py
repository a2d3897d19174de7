"""Reminders of the government response, and the league of days late: each on both sides of its boundaries (N11)."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from collab.consultations.rules import league, window
from collab.consultations.rules.league import Order, Waited
from collab.consultations.rules.standing import clock_since

DUE, ENDS = date(2026, 8, 31), window.closes_at(date(2026, 6, 8))
DAY = timedelta(days=1)


@pytest.mark.parametrize(("left", "weeks"), [(29, None), (28, 4), (8, 4), (7, 1), (1, 1), (0, 1), (-1, None)])
def test_a_reminder_holds_from_its_day_until_the_next_or_until_it_is_late(left, weeks):
    assert window.reminder(DUE, DUE - left * DAY) == weeks


def test_what_may_need_a_reminder_is_found_by_when_it_ended():
    for left, expected in ((29, False), (28, True), (0, True)):
        first, last = window.reminded_when_closed_within(DUE - left * DAY)
        assert (first <= ENDS <= last) is expected
        assert (first <= ENDS - timedelta(hours=8) <= last) is expected  # closed at four in the afternoon


def waited(name, days, published=None):
    """Closed on 8 June 2026, looked at `days` after its due day or published `published` days after it."""
    late = window.closes_at(DUE + days * DAY) - timedelta(hours=1)
    on = None if published is None else window.closes_at(DUE + published * DAY) - timedelta(hours=1)
    return Waited(name.lower(), name, clock_since(ENDS, on, late))


FOUND = [
    waited("Zeta", 0),
    waited("Zeta", 1),
    waited("Alpha", 300, published=0),
    waited("Alpha", 300, published=1),
    waited("Alpha", 300, published=20),
    waited("Beta", 40),
    waited("Beta", 300, published=-80),
]


def test_each_number_of_days_has_what_it_is_of():
    beta, zeta, alpha = league.league(FOUND)
    assert (zeta.waiting, zeta.late_now, zeta.days_now, zeta.published, zeta.average) == (2, 1, 1, 0, None)
    assert (alpha.waiting, alpha.days_now, alpha.published, alpha.published_late) == (0, None, 3, 2)
    assert (alpha.average, league.tenth(alpha.average), alpha.longest) == (Fraction(7), "7", 20)
    assert (beta.days_now, beta.published_late, beta.longest) == (40, 0, 0)
    assert [league.tenth(Fraction(one, 20)) for one in (0, 1, 19, 146)] == ["0", "0.1", "1", "7.3"]


def test_it_is_sorted_both_ways_and_who_has_no_number_comes_last():
    rows = league.league(FOUND)
    expected = {
        (Order.organisation, True): "Alpha Beta Zeta",
        (Order.organisation, False): "Zeta Beta Alpha",
        (Order.days_now, False): "Beta Zeta Alpha",
        (Order.days_now, True): "Zeta Beta Alpha",
        (Order.late_now, False): "Beta Zeta Alpha",
        (Order.longest, True): "Beta Alpha Zeta",
        (Order.average, False): "Alpha Beta Zeta",
    }
    for (by, upwards), names in expected.items():
        found = league.ordered(rows, by, is_ascending=upwards)
        assert " ".join(one.organisation for one in found) == names, (by, upwards)


def test_a_publication_that_is_to_come_does_not_stop_the_clock():
    at = datetime(2026, 9, 10, 12, tzinfo=ENDS.tzinfo)
    assert clock_since(ENDS, at + timedelta(seconds=1), at).published_on is None
    assert clock_since(ENDS, at, at).published_on == at.date()
