"""What is checked of the dates: days that can be, a window that is long enough, holidays and elections (N3, N4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from collab.accounts.models import Nation
from collab.consultations.rules import elections, window
from collab.consultations.rules.checks import Check, Criterion, Facts, is_a_sentence, unless


def dates(facts: Facts) -> Iterator[Check]:
    page = "set-up/dates"
    yield Check("The opening day is not past", _opening(facts), page, "opens_on-day", Criterion.time)
    yield Check("The closing date is after the opening", _closing(facts), page, "closes_on-day", Criterion.time)
    if facts.opens_at is None or facts.closes_at is None or facts.closes_at <= facts.opens_at:
        return
    opens_on, closes_on = window.london_date(facts.opens_at), window.closing_date(facts.closes_at)
    yield _length(facts, window.window_days(opens_on, closes_on))
    overlap = window.holiday_overlap(opens_on, closes_on)
    if overlap.needs_mitigation():
        away = f"{overlap.total} of its {overlap.window} days are in holidays. Say what is done so that people can still respond."
        yield _excused("Holidays in the window are made up for", away, facts.holiday_mitigation, "holiday_mitigation")
    yield from _elections(facts, opens_on, closes_on)


def _length(facts: Facts, days: int) -> Check:
    if not window.needs_short_window_reason(days):
        rule = f"It is open for {window.FULL_WINDOW_DAYS} days or longer"
        return Check(rule, "", "set-up/dates", "closes_on-day", Criterion.time)
    short = f"It is open for {days} days, fewer than {window.FULL_WINDOW_DAYS}. Say in a sentence why that is enough."
    return _excused("A short window has a reason", short, facts.short_window_reason, "short_window_reason")


def _elections(facts: Facts, opens_on: date, closes_on: date) -> Iterator[Check]:
    """Open on a day of an election period: a reason, and the word of a second person (N4)."""
    held = [(Nation.england, facts.applies_to_england), (Nation.wales, facts.applies_to_wales)]
    periods = elections.met(opens_on, closes_on, [nation for nation, applies in held if applies])
    if not periods:
        return
    names = " and ".join(dict.fromkeys(one.name for one in periods))
    first, last = min(one.starts_on for one in periods), max(one.polling_on for one in periods)
    when = f"{names}, {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    reason = f"It is open in an election period ({when}). Choose other dates, or say in a sentence why it cannot wait."
    yield _excused(
        "It keeps out of election periods, or says why not", reason, facts.election_reason, "election_reason"
    )
    if is_a_sentence(facts.election_reason):
        approved = unless(
            facts.election_is_approved, "A second person of the lead organisation has to approve this exception below."
        )
        rule = "A second person approved that it is open in an election period"
        yield Check(rule, approved, "readiness", "election", Criterion.time)


def _excused(rule: str, otherwise: str, reason: str, field: str) -> Check:
    """A rule about the dates that a sentence stands in for."""
    missing = unless(is_a_sentence(reason), otherwise)
    return Check(rule, missing, "set-up/dates", field, Criterion.time, "" if missing else reason)


def _opening(facts: Facts) -> str:
    if facts.opens_at is None:
        return "Enter the opening date."
    past = window.london_date(facts.opens_at) < window.london_date(facts.now)
    return "The opening date has passed. Choose today or a later day." if past else ""


def _closing(facts: Facts) -> str:
    if facts.closes_at is None:
        return "Enter the closing date."
    begins = max(facts.opens_at, facts.now) if facts.opens_at else facts.now
    return "" if facts.closes_at > begins else "The closing date must be after the opening."
