"""What explains a late government response (N11)."""

from datetime import date, timedelta

from collab.consultations.rules.outcome import lateness_problems
from collab.consultations.rules.standing import ResponseClock

TODAY = date(2027, 3, 1)


def clock(days_late, published_on=None):
    return ResponseClock(date(2026, 1, 1), date(2026, 3, 26), published_on, 84 + days_late, days_late)


def fields(at, words="Why.", on=TODAY + timedelta(days=1)):
    return [problem.field for problem in lateness_problems(at, words, on, TODAY)]


def test_only_an_overdue_response_is_explained():
    assert fields(None) == [""]
    assert fields(clock(0)) == [""]
    assert fields(clock(1)) == []
    assert fields(clock(1, published_on=TODAY)) == [""]


def test_it_takes_words_and_a_date_to_come():
    assert fields(clock(1), words=" ") == ["lateness_explanation"]
    assert fields(clock(1), on=None) == ["revised_expected_on"]
    assert fields(clock(1), on=TODAY) == ["revised_expected_on"]
