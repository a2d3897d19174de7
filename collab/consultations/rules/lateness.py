"""Responses that came after closing: one decision for all alike, never one for a single response (N5)."""

from __future__ import annotations

from datetime import date, datetime

from collab.consultations.models import Consultation, LateDecision
from collab.consultations.rules import window
from collab.consultations.rules.outcome import is_answered
from collab.errors import Problem


def decision_of(consultation: Consultation) -> LateDecision | None:
    """The one that holds."""
    return consultation.late_decisions[-1] if consultation.late_decisions else None


def is_late(received_at: datetime, closes_at: datetime) -> bool:
    """A response is in time when it came before the end of the window, to the instant (N5)."""
    return received_at >= closes_at


def is_accepted(received_at: datetime, closes_at: datetime, until: datetime | None) -> bool:
    """Whether a response counts: it was in time, or the decision about late ones covers it, to the instant."""
    return not is_late(received_at, closes_at) or (until is not None and received_at < until)


NOT_DECIDED = "Late responses are not accepted, unless the lead organisation decides that for all alike."


def sentence(until: datetime, reason: str) -> str:
    """The decision, for everybody."""
    return f"Late responses received up to the end of {_day(window.closing_date(until))} are accepted. {reason}"


def problems(consultation: Consultation, *, on: date | None, reason: str, now: datetime) -> list[Problem]:
    """What speaks against accepting all responses that were received up to the end of a day."""
    if consultation.is_historic or consultation.closes_at is None or now < consultation.closes_at:
        return [Problem("Late responses can be accepted once the consultation has closed")]
    if consultation.withdrawn_at is not None:
        return [Problem("The consultation was withdrawn, so nothing is accepted any more")]
    if is_answered(consultation):
        return [Problem("The government response is published. What it was based on can no longer be changed")]
    found = [] if reason.strip() else [Problem("Say why late responses are accepted", field="reason")]
    if on is None:
        return [*found, Problem("Enter the last day", field="accepted_on")]
    last = decision_of(consultation)
    if window.closes_at(on) <= consultation.closes_at:
        closed = _day(window.closing_date(consultation.closes_at))
        found.append(Problem(f"The last day must be after {closed}, the day of closing", field="accepted_on"))
    elif last is not None and window.closes_at(on) < last.until:
        before = _day(window.closing_date(last.until))
        words = f"Responses received up to {before} are accepted already, so the last day cannot be before it"
        found.append(Problem(words, field="accepted_on"))
    return found


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
