"""Closing a consultation later: one person of the lead organisation asks, another approves."""

from __future__ import annotations

from datetime import date

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.running import take_up
from collab.consultations.actions.telling import public_reason, tell
from collab.consultations.models import Consultation, Extension, NoticeKind
from collab.consultations.queries import notices as queries
from collab.consultations.rules import extending, standing, window
from collab.db import db, lock, touch
from collab.errors import Refused

NOT_RUNNING = "It is not open, so it cannot be extended."
CLOSED = "It has closed, so it cannot be extended."


@permitted(policy.can_conduct)
def ask_to_extend(
    consultation: Consultation,
    *,
    closes_on: date,
    reason: str,
    reason_cy: str = "",
    decision_expected_on: date | None = None,
    holiday_mitigation: str = "",
    by: Viewer,
    version: int | None = None,
) -> Extension:
    """Asks a second person to let it close at the end of a later London day. Raises Refused by the rules of N2 and N4."""
    take_up(consultation, version)
    _refuse_unless_running(consultation)
    if queries.waiting(consultation) is not None:
        raise Refused("An extension waits to be approved already.")
    why = public_reason(reason, reason_cy, words="Enter why it is extended")
    more = {"decision_expected_on": decision_expected_on, "holiday_mitigation": holiday_mitigation.strip()}
    found = extending.problems(consultation, closes_on, **more)  # type: ignore[arg-type]
    if found:
        raise Refused(found)
    assert by.person_id is not None
    ends_at = window.closes_at(closes_on)
    asked = Extension(
        consultation=consultation, closes_at=ends_at, reason=why, asked_at=clock.now(), asked_by_id=by.person_id, **more
    )
    db.session.add(asked)
    touch(consultation)
    about = {"closes_at": ends_at.isoformat()}
    record(RootKind.consultation, consultation.id, Event.consultation_extension_asked, by=by, about=about)
    return asked


@permitted(policy.can_approve_extension)
def approve_extension(extension: Extension, *, by: Viewer, version: int | None = None) -> None:
    """Moves the end, tells everybody, and answers what changed questions asked the team. Once it has closed it is too
    late, whenever it was asked for.
    """
    consultation = extension.consultation
    _decide(extension, version, by)
    _refuse_unless_running(consultation)
    closes_on = window.closing_date(extension.closes_at)
    more = {
        "decision_expected_on": extension.decision_expected_on,
        "holiday_mitigation": extension.holiday_mitigation,
    }
    found = extending.problems(consultation, closes_on, **more)  # type: ignore[arg-type]
    if found:
        raise Refused(found)
    before = consultation.closes_at
    assert before is not None
    extension.is_approved = True
    consultation.closes_at = extension.closes_at
    consultation.decision_expected_on = extension.decision_expected_on or consultation.decision_expected_on
    consultation.holiday_mitigation = extension.holiday_mitigation or consultation.holiday_mitigation
    for asking in queries.unsettled(consultation):
        asking.settled_at = clock.now()
    tell(consultation, NoticeKind.extended, reason=extension.reason, closed_before=before, by=by)
    about = {"closed_before": before.isoformat(), "closes_at": extension.closes_at.isoformat()}
    record(RootKind.consultation, consultation.id, Event.consultation_extended, by=by, about=about)


@permitted(policy.can_end_extension)
def decline_extension(extension: Extension, *, by: Viewer, version: int | None = None) -> None:
    """Ends one that waits without an extension, whether its asker takes it back or another person says no."""
    _decide(extension, version, by)
    consultation = extension.consultation
    touch(consultation)
    record(RootKind.consultation, consultation.id, Event.consultation_extension_declined, by=by)


def _refuse_unless_running(consultation: Consultation) -> None:
    """Raises Refused unless it is open or paused now."""
    now = clock.now()
    if not standing.is_running(consultation, now):
        is_over = consultation.closes_at is not None and consultation.closes_at <= now
        raise Refused(CLOSED if is_over else NOT_RUNNING)


def _decide(extension: Extension, version: int | None, by: Viewer) -> None:
    take_up(extension.consultation, version)
    lock(extension)
    if extension.decided_at is not None:
        raise Refused("This extension was decided already.")
    extension.decided_at, extension.decided_by_id = clock.now(), by.person_id
