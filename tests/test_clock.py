"""One instant for each request, aware UTC inside and London for people."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from collab import clock


def test_now_is_aware_and_now():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_the_clock_stands_still_while_it_is_pinned():
    with clock.pinned() as held:
        assert clock.now() is held
        assert clock.now() is held
    assert clock.now() > held


def test_pins_nest_and_are_undone_by_an_error():
    outer, inner = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)

    def work():
        with clock.pinned(inner):
            assert clock.now() == inner
            raise ValueError

    with clock.pinned(outer):
        with pytest.raises(ValueError):
            work()
        assert clock.now() == outer


def test_a_pin_holds_in_its_own_thread_only():
    seen = []
    with clock.pinned(datetime(2000, 1, 1, tzinfo=UTC)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0].year > 2000


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-07-31T22:59:59", date(2026, 7, 31)),
        ("2026-07-31T23:00:00", date(2026, 8, 1)),
        ("2026-12-31T23:59:59", date(2026, 12, 31)),
        ("2027-01-01T00:00:00", date(2027, 1, 1)),
        ("2026-03-28T23:59:59", date(2026, 3, 28)),
        ("2026-03-29T22:59:59", date(2026, 3, 29)),
        ("2026-03-29T23:00:00", date(2026, 3, 30)),
        ("2026-10-24T22:59:59", date(2026, 10, 24)),
        ("2026-10-24T23:00:00", date(2026, 10, 25)),
        ("2026-10-25T23:59:59", date(2026, 10, 25)),
        ("2026-10-26T00:00:00", date(2026, 10, 26)),
    ],
)
def test_today_begins_at_midnight_in_london(instant, day):
    with clock.pinned(datetime.fromisoformat(instant).replace(tzinfo=UTC)):
        assert clock.today() == day


def test_london_time_is_the_same_instant():
    summer, winter = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert (clock.london(summer).hour, clock.london(winter).hour) == (13, 12)
    assert clock.london(summer) == summer


def test_a_request_has_one_instant(app):
    """The clock is pinned before anything of the request runs, and free after it."""
    seen = []
    app_before = app.before_request_funcs
    app.before_request_funcs = {
        **app_before,
        None: [*app_before[None], lambda: seen.append(clock.now()), lambda: seen.append(clock.now())],
    }
    try:
        app.test_client().get("/")
    finally:
        app.before_request_funcs = app_before
    assert seen[0] is seen[1]
    assert clock.now() > seen[0]
