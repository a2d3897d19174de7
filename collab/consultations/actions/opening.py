"""Approving the opening, which takes a second person, and taking the approval back before it opens."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import papers
from collab.consultations.actions.notices import keep_notices
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.models import Consultation
from collab.consultations.queries import setup as reading
from collab.consultations.rules import readiness
from collab.consultations.rules.checks import is_a_sentence
from collab.consultations.rules.papers import identity
from collab.db import expect_version, lock
from collab.documents.actions import next_reference
from collab.errors import Problem, Refused


@permitted(policy.can_approve_opening)
def approve_opening(consultation: Consultation, *, by: Viewer, version: int | None = None) -> None:
    """Fixes the set-up and gives the public reference; it then opens and closes by itself.

    An opening time earlier today becomes now, as nobody could have responded before. Raises Refused with all
    that is missing, each with the address that mends it.
    """
    take_up(consultation, version)
    lacking = readiness.missing(reading.facts(consultation))
    if lacking:
        raise Refused([Problem(one.missing, href=one.href(consultation.address)) for one in lacking])
    now = clock.now()
    assert consultation.opens_at is not None
    assert consultation.closes_at is not None
    consultation.opens_at = max(consultation.opens_at, now)
    consultation.opening_approved_at, consultation.opening_approved_by_id = now, by.person_id
    consultation.reference = consultation.reference or next_reference("C", by=by)
    keep_notices(consultation, by=by)
    published = papers.publish_with(consultation, at=consultation.opens_at, by=by)
    about = {
        "reference": consultation.reference,
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
        "edition": consultation.edition.hash if consultation.edition else None,
        "papers": [identity(one) for one in published],
    }
    record(RootKind.consultation, consultation.id, Event.consultation_opening_approved, by=by, about=about)


@permitted(policy.can_except)
def approve_exception(consultation: Consultation, *, by: Viewer, version: int | None = None) -> None:
    """A second person's word that it may be open in an election period, for the reason that is given."""
    take_up(consultation, version)
    if not is_a_sentence(consultation.election_reason):
        raise Refused("No reason is given why it cannot wait until after the election.")
    consultation.election_approved_at, consultation.election_approved_by_id = clock.now(), by.person_id
    about = {"reason": consultation.election_reason}
    record(RootKind.consultation, consultation.id, Event.election_exception_approved, by=by, about=about)


@permitted(policy.can_edit)
def withdraw_approval(consultation: Consultation, *, by: Viewer, version: int | None = None) -> None:
    """Makes an approved consultation a draft again. Once it has opened that is refused."""
    lock(consultation)
    expect_version(consultation, version)
    if consultation.opening_approved_at is None:
        raise Refused("Its opening is not approved.")
    if consultation.opens_at is None or consultation.opens_at <= clock.now():
        raise Refused("It has opened, so its approval cannot be withdrawn.")
    if consultation.cancelled_at is not None:
        raise Refused("It was cancelled, so its approval cannot be withdrawn.")
    consultation.opening_approved_at = consultation.opening_approved_by_id = None
    papers.take_back(consultation, by=by)
    remember(consultation, by=by)
    record(RootKind.consultation, consultation.id, Event.consultation_approval_withdrawn, by=by)
