"""How long it is kept who a respondent is, which privacy notices they saw, and when an export can be fetched."""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from collab.consultations.rules.window import london_date
from collab.text import say, say_day

LEAST_MONTHS, MOST_MONTHS = 1, 24
FETCHED_WITHIN = timedelta(hours=1)
"""How long the file of an export can be fetched, by the one person who asked for it."""
REASON_ERASED = "Given, and erased with the personal details"
"""What stands for the reason of who asked for confidentiality: that they asked still holds."""


class Ended(Protocol):
    """What it takes to say when the personal details of a consultation's respondents are erased."""

    @property
    def identifiers_kept_months(self) -> int: ...
    @property
    def identifiers_erased_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> Any: ...


def months_after(on: date, months: int) -> date:
    """The same day so many calendar months later; the last of that month where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def erase_on(consultation: Ended) -> date | None:
    """The day on which personal details are erased: months after the government response was published, or after the
    consultation was withdrawn. None while neither has happened.
    """
    ends = [consultation.withdrawn_at, consultation.outcome.published_at if consultation.outcome else None]
    known = [one for one in ends if one is not None]
    return months_after(london_date(min(known)), consultation.identifiers_kept_months) if known else None


def is_due(consultation: Ended, today: date) -> bool:
    """Whether that day has come in London."""
    on = erase_on(consultation)
    return on is not None and on <= today


def kept_words(consultation: Ended) -> str:
    """What every page that asks for personal details, or shows them, says about how long they are kept."""
    but = say("Those who agreed to be named stay named.")
    return f"{_erased(consultation)} {but}"


def _erased(consultation: Ended) -> str:
    what = say("names, email addresses and whatever else shows who responded")
    if consultation.identifiers_erased_at is not None:
        day = say_day(london_date(consultation.identifiers_erased_at))
        return say("On %(day)s we erased %(what)s.", day=day, what=what)
    on, months = erase_on(consultation), consultation.identifiers_kept_months
    if on is not None:
        return say("On %(day)s we erase %(what)s.", day=say_day(on), what=what)
    after = say("One month") if months == 1 else say("%(months)s months", months=months)
    return say("%(after)s after the government response is published we erase %(what)s.", after=after, what=what)


def notices_hash(notices: Sequence[Mapping[str, Any]]) -> str:
    """The SHA-256 of the notices that were shown together, in hexadecimal; empty where there are none."""
    if not any(one["words"] for one in notices):
        return ""
    told = json.dumps(list(notices), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def months_problem(months: int | None) -> str:
    """What is wrong with a number of months; empty when nothing is."""
    if months is None or not LEAST_MONTHS <= months <= MOST_MONTHS:
        return f"Enter a number of months from {LEAST_MONTHS} to {MOST_MONTHS}"
    return ""
