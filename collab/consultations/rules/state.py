"""The state of a consultation, computed from times and stamps whenever it is asked for, and said in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from collab.consultations.rules.window import LONDON, closing_date, london_date
from collab.text import say, say_day


class ConsultationState(StrEnum):
    """Where a consultation stands; the values are those that pages, interfaces and filters use."""

    DRAFT = "draft"
    READY = "ready"
    SCHEDULED = "scheduled"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    ANALYSING = "analysing"
    FEEDBACK_PUBLISHED = "feedback_published"
    OUTCOME_PUBLISHED = "outcome_published"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Stamps:
    """What is recorded about a consultation, all instants aware; a stamp counts from its instant on.

    `is_ready` says that nothing is missing (N2); `closes_at` is an exclusive end; resuming clears
    `paused_at`.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_ready: bool = False
    opening_approved: bool = False
    paused_at: datetime | None = None
    analysis_started_at: datetime | None = None
    feedback_published_at: datetime | None = None
    outcome_published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    cancelled_at: datetime | None = None


def state_of(stamps: Stamps, now: datetime) -> ConsultationState:
    """The state at an aware instant.

    Cancelling and withdrawing end everything. Otherwise an approved window opens and closes by itself, and
    what was published before it closed does not close it.
    """
    if ended := _ended(stamps, now):
        return ended
    if not stamps.opening_approved or stamps.opens_at is None or stamps.closes_at is None:
        return ConsultationState.READY if stamps.is_ready else ConsultationState.DRAFT
    if now < stamps.opens_at:
        return ConsultationState.SCHEDULED
    if now < stamps.closes_at:
        return ConsultationState.PAUSED if _passed(stamps.paused_at, now) else ConsultationState.OPEN
    return _after_closing(stamps, now)


def accepts_responses(state: ConsultationState) -> bool:
    """Whether a response sent now is in time (N5)."""
    return state is ConsultationState.OPEN


def _ended(stamps: Stamps, now: datetime) -> ConsultationState | None:
    if _passed(stamps.cancelled_at, now):
        return ConsultationState.CANCELLED
    if _passed(stamps.withdrawn_at, now):
        return ConsultationState.WITHDRAWN
    return None


def _after_closing(stamps: Stamps, now: datetime) -> ConsultationState:
    if _passed(stamps.outcome_published_at, now):
        return ConsultationState.OUTCOME_PUBLISHED
    if _passed(stamps.feedback_published_at, now):
        return ConsultationState.FEEDBACK_PUBLISHED
    if _passed(stamps.analysis_started_at, now):
        return ConsultationState.ANALYSING
    return ConsultationState.CLOSED


def _passed(stamp: datetime | None, now: datetime) -> bool:
    return stamp is not None and stamp <= now


def describe(state: ConsultationState, stamps: Stamps) -> str:
    """One sentence without a full stop, in the language that is spoken. Times are London's; a midnight end is said as 11:59pm."""
    return say(_SENTENCES[state]) % {
        "opening": _opening(stamps.opens_at),
        "closing": _closing(stamps.closes_at),
        "closed_on": _day(stamps.closes_at and closing_date(stamps.closes_at)),
        "feedback_on": _day(stamps.feedback_published_at and london_date(stamps.feedback_published_at)),
        "outcome_on": _day(stamps.outcome_published_at and london_date(stamps.outcome_published_at)),
        "withdrawn_on": _day(stamps.withdrawn_at and london_date(stamps.withdrawn_at)),
        "cancelled_on": _day(stamps.cancelled_at and london_date(stamps.cancelled_at)),
    }


_SENTENCES = {
    ConsultationState.DRAFT: "Being prepared, not yet ready to open",
    ConsultationState.READY: "Ready to open, waiting for approval",
    ConsultationState.SCHEDULED: "Opens %(opening)s, closes at %(closing)s",
    ConsultationState.OPEN: "Open until %(closing)s",
    ConsultationState.PAUSED: "Paused, not taking responses for now, closes at %(closing)s",
    ConsultationState.CLOSED: "Closed at %(closing)s",
    ConsultationState.ANALYSING: "Closed on %(closed_on)s, responses are being analysed",
    ConsultationState.FEEDBACK_PUBLISHED: (
        "Closed on %(closed_on)s, public feedback published on %(feedback_on)s, waiting for the government response"
    ),
    ConsultationState.OUTCOME_PUBLISHED: ("Closed on %(closed_on)s, government response published on %(outcome_on)s"),
    ConsultationState.WITHDRAWN: "Withdrawn on %(withdrawn_on)s",
    ConsultationState.CANCELLED: "Cancelled on %(cancelled_on)s",
}


def _opening(opens_at: datetime | None) -> str:
    if opens_at is None:
        return say("on a date not set")
    local = opens_at.astimezone(LONDON)
    at_midnight = local.time() == time()
    day = _day(local.date())
    if at_midnight:
        return say("on %(day)s", day=day)
    return say("at %(time)s on %(day)s", time=_clock(local.time()), day=day)


def _closing(closes_at: datetime | None) -> str:
    if closes_at is None:
        return say("a time not set")
    local = closes_at.astimezone(LONDON)
    clock = "11:59pm" if local.time() == time() else _clock(local.time())
    return say("%(time)s on %(day)s", time=clock, day=_day(closing_date(closes_at.astimezone(UTC))))


def _clock(at: time) -> str:
    if (at.hour, at.minute) == (12, 0):
        return say("midday")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _day(on: date | None) -> str:
    return say("a date not set") if on is None else say_day(on)
