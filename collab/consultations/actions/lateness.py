"""Accepting late responses by one decision."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import update

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import settle, take_up
from collab.consultations.models import Consideration, Consultation, ExclusionReason, LateDecision, Submission
from collab.consultations.rules import lateness, window
from collab.db import db, expect_version, lock, touch
from collab.errors import Refused


@permitted(policy.can_publish_answer)
def accept_late(
    consultation: Consultation, *, on: date | None, reason: str, version: int | None = None, by: Viewer
) -> LateDecision:
    """Accepts every response that is received up to the end of a day, those that are here and those that come. It is public.

    Raises Refused and Stale. No response is left out by its name, and none is taken by it.
    """
    lock(consultation)
    expect_version(consultation, version)
    found = lateness.problems(consultation, on=on, reason=reason, now=clock.now())
    if found:
        raise Refused(found)
    assert on is not None
    take_up(consultation, by=by)
    made = LateDecision(number=len(consultation.late_decisions) + 1, until=window.closes_at(on), reason=reason.strip())
    made.at, made.person_id, made.membership_id = clock.now(), by.person_id, by.membership_id
    consultation.late_decisions.append(made)
    touch(consultation)
    db.session.flush()
    accepted = _take_in(consultation, made)
    settle(consultation, accepted, by=by)
    about = {"until": made.until.isoformat(), "number": made.number, "accepted": len(accepted)}
    record(RootKind.consultation, consultation.id, Event.late_responses_accepted, by=by, about=about)
    return made


def _take_in(consultation: Consultation, decision: LateDecision) -> set[UUID]:
    """The responses that were left out only because they were late, and are not any more."""
    covered = (
        Submission.consultation_id == consultation.id,
        Submission.exclusion_reason == ExclusionReason.late_not_accepted,
        Submission.received_at < decision.until,
    )
    now = {"consideration": Consideration.unread, "exclusion_reason": None, "version": Submission.version + 1}
    statement = update(Submission).where(*covered).values(now).returning(Submission.id)
    return set(db.session.scalars(statement, execution_options={"synchronize_session": False}))
