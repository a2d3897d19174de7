"""How long it is kept who responded, what privacy notices are named by, and an export that loses nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from collab.consultations.models import Disclosure
from collab.consultations.rules import disclosure, keeping


@dataclass
class Ended:
    identifiers_kept_months: int = 1
    identifiers_erased_at: datetime | None = None
    withdrawn_at: datetime | None = None
    outcome: object = None


@dataclass
class Answer:
    published_at: datetime | None


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2026, 11, 26), 1, date(2026, 12, 26)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2027, 1, 28), 1, date(2027, 2, 28)),
        (date(2027, 1, 29), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2027, 2, 28), 1, date(2027, 3, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 24, date(2028, 12, 1)),
    ],
)
def test_a_calendar_month_ends_with_the_month(on, months, then):
    assert keeping.months_after(on, months) == then


def test_the_day_is_counted_from_the_first_end_in_london():
    assert keeping.erase_on(Ended()) is None
    assert keeping.erase_on(Ended(outcome=Answer(None))) is None
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 1 July in London
    assert keeping.erase_on(Ended(outcome=Answer(summer))) == date(2026, 8, 1)
    assert keeping.erase_on(Ended(outcome=Answer(summer - timedelta(hours=1)))) == date(2026, 7, 30)
    both = Ended(withdrawn_at=datetime(2026, 1, 31, 12, tzinfo=UTC), outcome=Answer(summer))
    assert keeping.erase_on(both) == date(2026, 2, 28)
    assert not keeping.is_due(both, date(2026, 2, 27))
    assert keeping.is_due(both, date(2026, 2, 28))
    assert [keeping.months_problem(one) == "" for one in (None, 0, 1, 24, 25)] == [False, False, True, True, False]


def test_pages_say_when():
    answered = Answer(datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert keeping.kept_words(Ended()).startswith(
        "One month after the government response is published we erase names,"
    )
    assert keeping.kept_words(Ended(3)).startswith("3 months after")
    assert keeping.kept_words(Ended(outcome=answered)).startswith("On 28 February 2026 we erase names")
    erased = Ended(identifiers_erased_at=datetime(2026, 3, 1, 12, tzinfo=UTC), outcome=answered)
    assert keeping.kept_words(erased).startswith("On 1 March 2026 we erased names")


def test_notices_are_named_by_their_words():
    one = [{"organisation": "1", "name": "One", "words": "We keep it."}]
    other = [{**one[0], "words": "We keep it not."}]
    assert len(keeping.notices_hash(one)) == 64
    assert keeping.notices_hash(one) == keeping.notices_hash([dict(reversed(one[0].items()))])
    assert keeping.notices_hash(one) != keeping.notices_hash(other)
    assert keeping.notices_hash([{**one[0], "words": ""}]) == keeping.notices_hash([]) == ""


def test_an_export_loses_nothing_and_is_fetched_within_the_hour():
    row = ["x"] * len(disclosure.HEADING)
    row[disclosure.SENT], row[disclosure.REDACTED] = "a" * 32_001, "b"
    parts = list(disclosure.in_parts(row))
    assert [part[disclosure.PART] for part in parts] == ["1 of 2", "2 of 2"]
    assert "".join(part[disclosure.SENT] for part in parts) == "a" * 32_001
    assert "".join(part[disclosure.REDACTED] for part in parts) == "b"
    row[disclosure.SENT] = "a" * 32_000
    assert [part[disclosure.PART] for part in disclosure.in_parts(row)] == [""]
    made = Disclosure(made_at=datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert disclosure.can_be_fetched(made, datetime(2026, 11, 26, 9, 59, 59, tzinfo=UTC))
    assert not disclosure.can_be_fetched(made, datetime(2026, 11, 26, 10, tzinfo=UTC))
