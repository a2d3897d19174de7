"""Pausing a consultation that runs, opening it again, withdrawing it, and cancelling one before it opens."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.telling import public_reason, tell
from collab.consultations.models import Consultation, NoticeKind
from collab.consultations.rules import standing
from collab.consultations.rules.state import ConsultationState
from collab.db import expect_version, lock
from collab.errors import Refused


@permitted(policy.can_conduct)
def pause(
    consultation: Consultation, *, reason: str, reason_cy: str = "", by: Viewer, version: int | None = None
) -> None:
    """It takes no responses until it is opened again; drafts can be written still, and its end does not move."""
    take_up(consultation, version)
    if standing.state(consultation, clock.now()) is not ConsultationState.OPEN:
        raise Refused("Only an open consultation can be paused.")
    why = public_reason(reason, reason_cy, words="Enter why it is paused")
    consultation.paused_at = clock.now()
    tell(consultation, NoticeKind.paused, reason=why, by=by)
    record(RootKind.consultation, consultation.id, Event.consultation_paused, by=by)


@permitted(policy.can_conduct)
def resume(consultation: Consultation, *, by: Viewer, version: int | None = None) -> None:
    """Ends a pause. What was missed is given back only by an extension."""
    take_up(consultation, version)
    if not standing.is_paused(consultation, clock.now()):
        raise Refused("This consultation is not paused.")
    assert consultation.paused_at is not None
    since = consultation.paused_at.isoformat()
    consultation.paused_at = None
    tell(consultation, NoticeKind.resumed, by=by)
    record(RootKind.consultation, consultation.id, Event.consultation_resumed, by=by, about={"paused_at": since})


@permitted(policy.can_conduct)
def withdraw(consultation: Consultation, *, reason: str, by: Viewer, version: int | None = None) -> None:
    """Ends one that has opened, for ever. Its page stays, with the reason; responses stay with those who run it."""
    take_up(consultation, version)
    now = clock.now()
    if consultation.is_historic or not standing.is_public(consultation, now):
        raise Refused("Only a consultation that has opened can be withdrawn.")
    if standing.state(consultation, now) is ConsultationState.WITHDRAWN:
        raise Refused("This consultation was withdrawn already.")
    if consultation.outcome is not None and consultation.outcome.published_at is not None:
        raise Refused("The government response is published, so the consultation cannot be withdrawn.")
    why = public_reason(reason, words="Enter why the consultation is withdrawn")
    consultation.withdrawn_at, consultation.withdrawn_reason = now, str(why)
    about = {"reference": consultation.reference}
    record(RootKind.consultation, consultation.id, Event.consultation_withdrawn, by=by, about=about)


@permitted(policy.can_conduct)
def cancel(consultation: Consultation, *, reason: str, by: Viewer, version: int | None = None) -> None:
    """Ends one that was approved, before it opens, for ever. Whoever was told its reference finds the reason there."""
    take_up(consultation, version)
    if standing.state(consultation, clock.now()) is not ConsultationState.SCHEDULED:
        raise Refused("Only a consultation that is approved and has not opened can be cancelled.")
    why = public_reason(reason, words="Enter why the consultation is cancelled")
    consultation.cancelled_at, consultation.cancelled_reason = clock.now(), str(why)
    about = {"reference": consultation.reference}
    record(RootKind.consultation, consultation.id, Event.consultation_cancelled, by=by, about=about)


def take_up(consultation: Consultation, version: int | None) -> None:
    """Holds the consultation as its editor read it: from here on the clock and what is stored decide."""
    lock(consultation)
    expect_version(consultation, version)
