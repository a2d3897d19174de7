"""Where a consultation stands, read from its row: its state, the words for it, and the clock of the response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collab.consultations.models import Consultation, EngagementType
from collab.consultations.rules import window
from collab.consultations.rules.state import ConsultationState, Stamps, describe, state_of

ON_A_DECISION = frozenset(
    {
        EngagementType.formal_consultation,
        EngagementType.statutory_consultation,
        EngagementType.targeted_consultation,
    }
)
CLOSING_SOON = timedelta(days=14)

TAGS: dict[ConsultationState, tuple[str, str]] = {
    ConsultationState.DRAFT: ("Being prepared", "grey"),
    ConsultationState.READY: ("Ready to open", "grey"),
    ConsultationState.SCHEDULED: ("Approved, not open yet", "yellow"),
    ConsultationState.OPEN: ("Open", "green"),
    ConsultationState.PAUSED: ("Paused", "yellow"),
    ConsultationState.CLOSED: ("Closed", "grey"),
    ConsultationState.ANALYSING: ("Closed", "grey"),
    ConsultationState.FEEDBACK_PUBLISHED: ("Closed, feedback published", "grey"),
    ConsultationState.OUTCOME_PUBLISHED: ("Government response published", "blue"),
    ConsultationState.WITHDRAWN: ("Withdrawn", "red"),
    ConsultationState.CANCELLED: ("Cancelled", "red"),
}


def stamps_of(consultation: Consultation) -> Stamps:
    """What the row records. A historic consultation was approved by whoever ran it elsewhere."""
    feedback, outcome = consultation.feedback, consultation.outcome
    return Stamps(
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        opening_approved=consultation.is_historic or consultation.opening_approved_at is not None,
        feedback_published_at=feedback.published_at if feedback else None,
        outcome_published_at=outcome.published_at if outcome else None,
        paused_at=consultation.paused_at,
        withdrawn_at=consultation.withdrawn_at,
        cancelled_at=consultation.cancelled_at,
    )


def state(consultation: Consultation, now: datetime) -> ConsultationState:
    """The state at an aware instant."""
    return state_of(stamps_of(consultation), now)


def sentence(consultation: Consultation, now: datetime) -> str:
    """Where it stands, as one sentence without a full stop."""
    stamps = stamps_of(consultation)
    return describe(state_of(stamps, now), stamps)


def is_public(consultation: Consultation, now: datetime) -> bool:
    """Whether everybody may see it: it was approved and has opened, or it ran elsewhere. A cancelled one never opened."""
    if consultation.is_historic:
        return True
    approved = consultation.opening_approved_at is not None and consultation.cancelled_at is None
    return approved and consultation.opens_at is not None and consultation.opens_at <= now


def takes_responses(consultation: Consultation, now: datetime) -> bool:
    """Whether somebody can respond here and now. A historic one took its responses elsewhere."""
    return not consultation.is_historic and state(consultation, now) is ConsultationState.OPEN


def is_running(consultation: Consultation, now: datetime) -> bool:
    """Whether it has opened and not ended: people can write, and send what they wrote unless it is paused."""
    here = state(consultation, now) in (ConsultationState.OPEN, ConsultationState.PAUSED)
    return here and not consultation.is_historic


def is_paused(consultation: Consultation, now: datetime) -> bool:
    """Whether it takes no responses for now, but has not ended."""
    return state(consultation, now) is ConsultationState.PAUSED


def is_short(consultation: Consultation) -> bool:
    """Whether its window, as it is now, must say why it is short (N3)."""
    if consultation.opens_at is None or consultation.closes_at is None:
        return True
    return window.needs_short_window_reason(window.window_days(consultation.opens_at, consultation.closes_at))


def is_on_a_decision(consultation: Consultation) -> bool:
    """Whether it is a consultation on a decision (N1), by its type."""
    return consultation.engagement_type in ON_A_DECISION


def closing_soon(consultation: Consultation, now: datetime) -> str:
    """ "Closes today", "Closes in 3 days"; empty when that is more than 14 days away or it is not open."""
    if consultation.closes_at is None or not takes_responses(consultation, now):
        return ""
    if consultation.closes_at - now > CLOSING_SOON:
        return ""
    days = (window.closing_date(consultation.closes_at) - window.london_date(now)).days
    return {0: "Closes today", 1: "Closes tomorrow"}.get(days, f"Closes in {days} days")


@dataclass(frozen=True)
class ResponseClock:
    """The government response and its due date (N11). Days count from closing to publication, or to today."""

    closed_on: date
    due_on: date
    published_on: date | None
    days: int
    days_late: int

    @property
    def is_overdue(self) -> bool:
        """Not published, and the due day has ended."""
        return self.published_on is None and self.days_late > 0


def response_clock(consultation: Consultation, now: datetime) -> ResponseClock | None:
    """None while it is not closed, and where no decision waits for an answer.

    A historic one without an outcome has none either: what was copied does not tell what came later.
    """
    closed = consultation.closes_at is not None and consultation.closes_at <= now
    current = state(consultation, now)
    if not closed or current in (ConsultationState.WITHDRAWN, ConsultationState.CANCELLED, ConsultationState.DRAFT):
        return None
    published_at = consultation.outcome.published_at if consultation.outcome else None
    if not is_on_a_decision(consultation) or (consultation.is_historic and published_at is None):
        return None
    assert consultation.closes_at is not None
    return clock_since(consultation.closes_at, published_at, now)


def clock_since(closes_at: datetime, published_at: datetime | None, now: datetime) -> ResponseClock:
    """The clock of a consultation on a decision that ended at `closes_at`; a publication that is to come does not stop it."""
    closed_on = window.closing_date(closes_at)
    published_on = window.london_date(published_at) if published_at and published_at <= now else None
    until = published_on or window.london_date(now)
    return ResponseClock(
        closed_on=closed_on,
        due_on=window.response_due_on(closed_on),
        published_on=published_on,
        days=window.days_after_closing(closed_on, until),
        days_late=window.days_late(closed_on, until),
    )
