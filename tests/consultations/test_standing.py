"""Where a consultation stands and the clock of its response: the rules alone, each on both sides of its boundary."""

from datetime import UTC, date, datetime, timedelta

import pytest

from collab.consultations.models import Consultation, EngagementType, Outcome, QuestionType
from collab.consultations.rules import standing, window
from collab.consultations.rules.questions import Choice, Written, choices, problems

OPENS, CLOSES = datetime(2026, 3, 2, 9, tzinfo=UTC), window.closes_at(date(2026, 6, 8))
SECOND = timedelta(seconds=1)


def approved(**more):
    return Consultation(
        **{
            "engagement_type": EngagementType.formal_consultation,
            "opening_approved_at": OPENS - timedelta(days=2),
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "is_historic": False,
        }
        | more
    )


def test_it_takes_responses_from_the_opening_until_just_before_the_end():
    one = approved()
    moments = (OPENS - SECOND, OPENS, CLOSES - SECOND, CLOSES)
    assert [standing.takes_responses(one, at) for at in moments] == [False, True, True, False]
    assert [standing.is_public(one, at) for at in moments] == [False, True, True, True]


def test_without_approval_time_does_nothing():
    one = approved(opening_approved_at=None)
    assert not standing.takes_responses(one, OPENS)
    assert not standing.is_public(one, CLOSES)
    assert standing.response_clock(one, CLOSES + timedelta(days=200)) is None


def test_a_historic_one_takes_no_responses_and_is_public():
    one = approved(opening_approved_at=None, is_historic=True)
    assert not standing.takes_responses(one, OPENS)
    assert standing.is_public(one, OPENS)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 5, 25, 22, 59, tzinfo=UTC), ""),
        (datetime(2026, 5, 25, 23, 0, tzinfo=UTC), "Closes in 13 days"),
        (datetime(2026, 6, 6, 22, 59, tzinfo=UTC), "Closes in 2 days"),
        (datetime(2026, 6, 6, 23, 0, tzinfo=UTC), "Closes tomorrow"),
        (datetime(2026, 6, 7, 23, 0, tzinfo=UTC), "Closes today"),
        (CLOSES, ""),
    ],
)
def test_closing_soon_is_said_in_words(at, words):
    assert standing.closing_soon(approved(), at) == words


def test_the_response_is_overdue_once_the_84th_day_has_ended_in_london():
    one, due_on = approved(), date(2026, 8, 31)
    assert standing.response_clock(one, CLOSES - SECOND) is None
    in_time = standing.response_clock(one, window.closes_at(due_on) - SECOND)
    assert (in_time.due_on, in_time.days, in_time.days_late, in_time.is_overdue) == (due_on, 84, 0, False)
    late = standing.response_clock(one, window.closes_at(due_on))
    assert (late.days, late.days_late, late.is_overdue) == (85, 1, True)


def test_the_clock_stops_when_the_response_is_published():
    one = approved(outcome=Outcome(published_at=datetime(2026, 9, 10, 9, tzinfo=UTC)))
    clock = standing.response_clock(one, datetime(2027, 1, 1, tzinfo=UTC))
    assert (clock.days, clock.days_late, clock.is_overdue) == (94, 10, False)


def test_no_clock_runs_where_no_decision_waits():
    after = CLOSES + timedelta(days=200)
    assert standing.response_clock(approved(engagement_type=EngagementType.survey), after) is None
    assert standing.response_clock(approved(withdrawn_at=CLOSES), after) is None
    assert standing.response_clock(approved(is_historic=True), after) is None


def single(options, options_cy=""):
    return Written(type=QuestionType.single, wording="Where?", options=options, options_cy=options_cy)


def test_keys_are_kept_and_never_given_twice():
    first = choices(single("Here\n There ", "Yma\nAcw"), known={})
    assert first == (Choice("o1", "Here", "Yma"), Choice("o2", "There", "Acw"))
    again = choices(single("There\nElsewhere"), known={"Here": "o1", "There": "o2"}, taken={"o3"})
    assert again == (Choice("o2", "There"), Choice("o4", "Elsewhere"))


@pytest.mark.parametrize(("number", "is_right"), [(1, False), (2, True), (40, True), (41, False)])
def test_a_question_has_from_2_to_40_options(number, is_right):
    typed = "\n".join(f"Option {place}" for place in range(number))
    assert (problems(Written(type=QuestionType.multi, wording="Which?", options=typed)) == []) is is_right


@pytest.mark.parametrize(
    ("most", "is_right"), [(99, False), (100, True), (20_000, True), (20_001, False), (None, True)]
)
def test_an_answer_can_be_limited_from_100_to_20000_characters(most, is_right):
    assert (problems(Written(type=QuestionType.free_text, wording="Why?", most_characters=most)) == []) is is_right
