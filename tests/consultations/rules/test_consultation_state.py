"""The state of a consultation from times and stamps, and how a page says it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab.consultations.rules import window
from collab.consultations.rules.state import ConsultationState as State
from collab.consultations.rules.state import Stamps, accepts_responses, describe, state_of

OPENS = window.opens_at(date(2026, 7, 16), time(9, 30))
CLOSES = window.closes_at(date(2026, 10, 8))
INSTANT = timedelta.resolution
APPROVED = Stamps(opens_at=OPENS, closes_at=CLOSES, is_ready=True, opening_approved=True)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def test_the_values_are_those_of_the_vocabulary() -> None:
    words = "draft ready scheduled open paused closed analysing feedback_published outcome_published"
    assert [state.value for state in State] == [*words.split(), "withdrawn", "cancelled"]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - INSTANT, State.SCHEDULED),
        (OPENS, State.OPEN),
        (CLOSES - INSTANT, State.OPEN),
        (CLOSES, State.CLOSED),
    ],
)
def test_an_approved_window_opens_and_closes_by_itself(now: datetime, state: State) -> None:
    assert state_of(APPROVED, now) is state
    assert accepts_responses(state) is (state is State.OPEN)


@pytest.mark.parametrize(("is_ready", "state"), [(False, State.DRAFT), (True, State.READY)])
@pytest.mark.parametrize("now", [OPENS - INSTANT, OPENS, CLOSES])
def test_nothing_opens_without_approval(is_ready: bool, state: State, now: datetime) -> None:
    assert state_of(replace(APPROVED, opening_approved=False, is_ready=is_ready), now) is state


@pytest.mark.parametrize("missing", ["opens_at", "closes_at"])
def test_an_approval_without_a_window_opens_nothing(missing: str) -> None:
    assert state_of(replace(APPROVED, **{missing: None}), OPENS) is State.READY


@pytest.mark.parametrize(
    ("stamp", "state", "before"),
    [
        ("analysis_started_at", State.ANALYSING, State.CLOSED),
        ("feedback_published_at", State.FEEDBACK_PUBLISHED, State.CLOSED),
        ("outcome_published_at", State.OUTCOME_PUBLISHED, State.CLOSED),
        ("withdrawn_at", State.WITHDRAWN, State.CLOSED),
        ("cancelled_at", State.CANCELLED, State.CLOSED),
    ],
)
def test_a_stamp_counts_from_its_instant_on(stamp: str, state: State, before: State) -> None:
    at = CLOSES + timedelta(days=30)
    stamped = replace(APPROVED, **{stamp: at})
    assert state_of(stamped, at) is state
    assert state_of(stamped, at - INSTANT) is before


def test_a_pause_lasts_until_the_window_closes() -> None:
    paused = replace(APPROVED, paused_at=OPENS + timedelta(days=1))
    assert state_of(paused, OPENS) is State.OPEN
    assert state_of(paused, OPENS + timedelta(days=1)) is State.PAUSED
    assert state_of(paused, CLOSES - INSTANT) is State.PAUSED
    assert state_of(paused, CLOSES) is State.CLOSED
    assert not accepts_responses(State.PAUSED)


def test_feedback_during_the_window_does_not_close_it() -> None:
    early = replace(APPROVED, feedback_published_at=OPENS + timedelta(days=1))
    assert state_of(early, CLOSES - INSTANT) is State.OPEN
    assert state_of(early, CLOSES) is State.FEEDBACK_PUBLISHED


def test_the_outcome_goes_over_feedback_and_withdrawal_over_the_outcome() -> None:
    all_published = replace(
        APPROVED, analysis_started_at=CLOSES, feedback_published_at=CLOSES, outcome_published_at=CLOSES
    )
    assert state_of(all_published, CLOSES) is State.OUTCOME_PUBLISHED
    assert state_of(replace(all_published, withdrawn_at=CLOSES), CLOSES) is State.WITHDRAWN
    assert state_of(replace(all_published, withdrawn_at=CLOSES, cancelled_at=CLOSES), CLOSES) is State.CANCELLED


@given(instants, instants, instants)
def test_open_is_exactly_the_half_open_window(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    stamps = Stamps(opens_at=opens_at, closes_at=closes_at, opening_approved=True)
    assert (state_of(stamps, now) is State.OPEN) is (opens_at <= now < closes_at)


def test_what_a_page_says() -> None:
    stamps = replace(
        APPROVED,
        feedback_published_at=window.opens_at(date(2026, 11, 2)),
        outcome_published_at=window.opens_at(date(2026, 12, 31), time(23, 59)),
        withdrawn_at=window.opens_at(date(2026, 8, 1)),
        cancelled_at=window.opens_at(date(2026, 7, 9)),
    )
    assert {state: describe(state, stamps) for state in State} == {
        State.DRAFT: "Being prepared, not yet ready to open",
        State.READY: "Ready to open, waiting for approval",
        State.SCHEDULED: "Opens at 9:30am on 16 July 2026, closes at 11:59pm on 8 October 2026",
        State.OPEN: "Open until 11:59pm on 8 October 2026",
        State.PAUSED: "Paused, not taking responses for now, closes at 11:59pm on 8 October 2026",
        State.CLOSED: "Closed at 11:59pm on 8 October 2026",
        State.ANALYSING: "Closed on 8 October 2026, responses are being analysed",
        State.FEEDBACK_PUBLISHED: "Closed on 8 October 2026, public feedback published on 2 November 2026, "
        "waiting for the government response",
        State.OUTCOME_PUBLISHED: "Closed on 8 October 2026, government response published on 31 December 2026",
        State.WITHDRAWN: "Withdrawn on 1 August 2026",
        State.CANCELLED: "Cancelled on 9 July 2026",
    }


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(0, 1), "12:01am on 8 October 2026"),
        (time(9), "9am on 8 October 2026"),
        (time(12), "midday on 8 October 2026"),
        (time(12, 5), "12:05pm on 8 October 2026"),
        (time(17), "5pm on 8 October 2026"),
        (time(23, 45), "11:45pm on 8 October 2026"),
        (time(0), "11:59pm on 7 October 2026"),
    ],
)
def test_a_closing_time_is_said_in_london(at: time, words: str) -> None:
    stamps = replace(APPROVED, closes_at=window.from_london(date(2026, 10, 8), at))
    assert describe(State.OPEN, stamps) == f"Open until {words}"


def test_an_opening_at_midnight_is_said_without_a_time() -> None:
    stamps = replace(APPROVED, opens_at=window.opens_at(date(2026, 7, 16)))
    assert describe(State.SCHEDULED, stamps).startswith("Opens on 16 July 2026, closes")


@pytest.mark.parametrize("state", State)
def test_a_missing_time_is_said_rather_than_failing(state: State) -> None:
    assert "None" not in describe(state, Stamps())
