"""Publication at an hour that was set before, urgent publication without a body's word, and that body's word afterwards."""

from __future__ import annotations

from datetime import datetime

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.models import Event
from collab.db import db
from collab.errors import NotAllowed, Problem, Refused
from collab.proposals import policy
from collab.proposals.actions import notices
from collab.proposals.actions.clearance import (
    current_of,
    make_public,
    publish,
    record_event,
    refuse_other_text,
    refuse_publishing,
    refuse_second_voice,
    refuse_unless_frozen,
    replace,
    take,
)
from collab.proposals.models import Clearance, ClearanceDecision, Edition, MissingClearance, PartRole
from collab.proposals.queries import editions as queries
from collab.proposals.rules import canonical
from collab.proposals.rules import publication as rules
from collab.web.filters import moment


@permitted(policy.can_publish)
def schedule(edition: Edition, *, at: datetime, hash: str | None = None, by: Viewer) -> None:
    """Sets the hour at which a cleared edition is published; nothing of it is public before. Raises Refused as `publish` does."""
    take(edition)
    refuse_unless_frozen(edition)
    if edition.is_scheduled:
        raise Refused(f"It is to be published on {moment(edition.scheduled_for)} already. Take that back first.")
    problems = rules.hour_problems(at, clock.now())
    if problems:
        raise Refused(problems)
    waiting = [said for said in queries.positions(edition) if said.missing]
    refuse_publishing(edition, seen=hash, waiting=waiting)
    edition.scheduled_for, edition.scheduled_membership_id = at, by.membership_id
    db.session.flush()
    notices.tell_scheduled(edition)
    record_event(edition, Event.edition_scheduled, by, at=at.isoformat())


@permitted(policy.can_unschedule)
def unschedule(edition: Edition, *, by: Viewer) -> None:
    """Takes back the hour. The clearances stand."""
    take(edition)
    if not edition.is_scheduled:
        raise Refused("No hour is set for it, or it is published already.")
    _forget_hour(edition)
    record_event(edition, Event.edition_unscheduled, by)


def _forget_hour(edition: Edition) -> None:
    edition.scheduled_for = edition.scheduled_membership_id = None
    db.session.flush()


def _can_keep_hours(by: Viewer, edition: Edition) -> bool:
    """Only a command of this installation does this."""
    return policy.can_act_as_system(by)


@permitted(_can_keep_hours)
def publish_scheduled(edition: Edition, *, by: Viewer) -> bool:
    """Publishes at its hour, as the person who set it; all is checked anew. What stands in the way unschedules it.

    Says whether it was published.
    """
    take(edition)
    if not edition.is_scheduled or edition.scheduled_for is None or edition.scheduled_for > clock.now():
        return False
    try:
        publish(edition, by=accounts.acting_in(edition.scheduled_membership_id))
    except (Refused, NotAllowed) as obstacle:
        _forget_hour(edition)
        notices.tell_unscheduled(edition, str(obstacle))
        record_event(edition, Event.edition_unscheduled, by)
        return False
    return True


@permitted(policy.can_publish_urgently)
def publish_urgently(edition: Edition, *, reason: str, hash: str | None = None, by: Viewer) -> Edition:
    """Publishes without the word of bodies that have said nothing yet. An objection is not passed over. Raises Refused."""
    take(edition)
    refuse_unless_frozen(edition)
    positions = queries.positions(edition)
    silent = [said for said in positions if said.said is None and said.role is not PartRole.lead]
    waiting = [said for said in positions if said.missing and said not in silent]
    refuse_publishing(edition, seen=hash, waiting=waiting)
    if not silent:
        raise Refused("Every organisation has cleared it. Publish it in the ordinary way.")
    if not reason.strip():
        raise Refused(Problem("Enter why it cannot wait", field="reason"))
    edition.urgent_reason = canonical.plain(reason.strip())
    edition.missing = [MissingClearance(organisation_id=said.organisation_id) for said in silent]
    missing = [str(said.organisation_id) for said in silent]
    make_public(edition, Event.edition_published_urgently, by, without=missing)
    notices.ask_to_approve_afterwards(edition)
    return edition


@permitted(policy.can_answer_afterwards)
def approve_afterwards(edition: Edition, *, hash: str, by: Viewer) -> Clearance:
    """The yes of a body without whose word it was published; the public page names it no longer."""
    current = _answer(edition, hash, by)
    if current is not None and current.decision is ClearanceDecision.cleared:
        return current
    said = replace(edition, current, ClearanceDecision.cleared, "", by)
    notices.tell_answered_afterwards(edition, "approves", by)
    record_event(edition, Event.edition_approved_afterwards, by)
    return said


@permitted(policy.can_answer_afterwards)
def decline_afterwards(edition: Edition, *, reason: str, hash: str, by: Viewer) -> Clearance:
    """Its no, with the reason; both are published. The edition stays as it is: a new one can answer it."""
    current = _answer(edition, hash, by)
    if not reason.strip():
        name = opening(the(by.organisation_name))
        raise Refused(Problem(f"Enter why {name} declines. It is published", field="reason"))
    said = replace(edition, current, ClearanceDecision.objected, reason, by)
    notices.tell_answered_afterwards(edition, "declines", by)
    record_event(edition, Event.edition_declined_afterwards, by)
    return said


def _answer(edition: Edition, seen: str, by: Viewer) -> Clearance | None:
    take(edition)
    refuse_other_text(edition, seen)
    refuse_second_voice(edition, by, by.organisation_id)
    return current_of(edition, by.organisation_id)
