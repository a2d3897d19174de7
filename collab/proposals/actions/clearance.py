"""Freezing an edition, recalling it, each body's word on it, and its publication. All of them lock the proposal first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab import clock
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version, lock
from collab.documents.actions import next_reference
from collab.errors import Problem, Refused
from collab.proposals import policy
from collab.proposals.actions import notices
from collab.proposals.actions.delivery import list_published
from collab.proposals.actions.drafting import settle_texts
from collab.proposals.models import Clearance, ClearanceDecision, ClearanceEnd, Edition, Proposal
from collab.proposals.queries import editions as queries
from collab.proposals.queries.places import documents_of
from collab.proposals.rules import canonical, readiness
from collab.proposals.rules.contents import content
from collab.proposals.rules.editions import MAJOR, Position, next_numbers, significance_problems

PREFIX = "JP"
CHANGED = "The working text is not the one that was frozen any more. Recall it and freeze it again."
BOUND = (
    "purpose",
    "title",
    "summary",
    "sections",
    "provisions",
    "options",
    "commitments",
    "implications",
    "nil_returns",
    "attachments",
    "assessments",
)
"""What must still be as it was frozen when the edition is published; an invitation in between changes none of it."""


@permitted(policy.can_manage)
def freeze(
    proposal: Proposal, *, change_note: str, significance: str = MAJOR, by: Viewer, version: int | None = None
) -> Edition:
    """Freezes the working text as the next edition. Raises Refused with all that is missing, each with where to mend it.

    A minor edition corrects what is public; every body clears it all the same, and subscribers are not told.
    """
    lock(proposal)
    expect_version(proposal, version)
    settle_texts(proposal, documents_of(proposal), by=by)
    note = canonical.plain(change_note.strip())
    _refuse_freezing(proposal, note, significance)
    loaded = queries.whole(proposal)
    text = canonical.dumps(content(loaded, change_note=note, significance=significance))
    edition = Edition(
        proposal=proposal,
        number=queries.last_number(proposal) + 1,
        purpose=proposal.preparing,
        canonical=text,
        hash=canonical.sha256(text),
        change_note=note,
        frozen_at=clock.now(),
        frozen_by_id=by.person_id,
        last_writer_id=queries.last_writer(loaded),
    )
    db.session.add(edition)
    db.session.flush()
    notices.ask_for_clearance(edition)
    record_event(edition, Event.edition_frozen, by)
    return edition


def _refuse_freezing(proposal: Proposal, note: str, significance: str) -> None:
    here = f"/proposals/{proposal.address}"
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn. Nothing more can be published from it.")
    if queries.in_clearance(proposal) is not None:
        raise Refused(Problem("The text is frozen already. Recall that edition first.", href=f"{here}/clearance"))
    problems = _unmet(proposal)
    problems += significance_problems(significance, queries.newest_published(proposal), proposal.preparing)
    if not note:
        problems.append(Problem("Enter a change note: what this edition is, or what is new in it", field="change_note"))
    if problems:
        raise Refused(problems)


def _unmet(proposal: Proposal) -> list[Problem]:
    found = readiness.unmet(queries.readiness(proposal))
    return [Problem(f"{row.rule}: {row.missing}", href=row.href) for row in found]


@permitted(policy.can_recall)
def recall(edition: Edition, *, reason: str, by: Viewer) -> None:
    """Opens the text again. Every clearance and objection becomes stale: each body is asked anew."""
    take(edition)
    refuse_unless_frozen(edition)
    if not reason.strip():
        raise Refused(Problem("Enter why the edition is recalled", field="reason"))
    end_clearance(edition, reason, by)


def end_clearance(edition: Edition, reason: str, by: Viewer) -> None:
    """Recalls an edition that is locked. Its own text says whom it is from: where one of them ended, it is recalled too."""
    _unschedule(edition, "It was recalled.")
    now = clock.now()
    ended = queries.current_clearances(edition)
    for said in ended:
        said.ended_at, said.ended_why = now, ClearanceEnd.stale
    edition.recalled_at, edition.recalled_by_id, edition.recall_reason = (
        now,
        by.person_id,
        canonical.plain(reason.strip()),
    )
    notices.tell_recalled(edition, ended)
    record_event(edition, Event.edition_recalled, by, stale=[str(said.organisation_id) for said in ended])


@permitted(policy.can_clear)
def clear(edition: Edition, *, hash: str, by: Viewer) -> Clearance:
    """The organisation's yes to exactly the text with this hash. Saying it twice is saying it once."""
    take(edition)
    current = _say(edition, hash, by, by.organisation_id)
    if current is not None and current.decision is ClearanceDecision.cleared and not current.given_by:
        return current
    said = replace(edition, current, ClearanceDecision.cleared, "", by)
    record_event(edition, Event.edition_cleared, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear)
def object_to(edition: Edition, *, reason: str, hash: str, by: Viewer) -> Clearance:
    """The organisation's no, with the reason. It replaces a clearance of the same organisation."""
    take(edition)
    current = _say(edition, hash, by, by.organisation_id)
    reason = canonical.plain(reason.strip())
    if not reason:
        raise Refused(Problem("Enter why your organisation objects, and what would settle it", field="reason"))
    if current is not None and current.decision is ClearanceDecision.objected and current.reason == reason:
        return current
    _unschedule(edition, f"{opening(the(by.organisation_name))} objects.")
    said = replace(edition, current, ClearanceDecision.objected, reason, by)
    notices.tell_objection(edition, by)
    record_event(edition, Event.edition_objected, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear)
def withdraw_clearance(edition: Edition, *, by: Viewer) -> None:
    """Takes back what the organisation said: it is asked again."""
    take(edition)
    refuse_unless_frozen(edition)
    current = current_of(edition, by.organisation_id)
    if current is None:
        raise Refused("Your organisation has neither cleared this edition nor objected to it.")
    _unschedule(edition, f"{opening(the(by.organisation_name))} took its clearance back.")
    current.ended_at, current.ended_why = clock.now(), ClearanceEnd.withdrawn
    record_event(edition, Event.edition_clearance_withdrawn, by, organisation=str(by.organisation_id))


@permitted(policy.can_record_word)
def record_word(
    edition: Edition,
    *,
    organisation: Organisation,
    decision: ClearanceDecision,
    given_by: str,
    evidence: str,
    reason: str = "",
    hash: str,
    by: Viewer,
) -> Clearance:
    """Another body's word, which its signatory gave by telephone or letter. It is shown as recorded on its behalf.

    `given_by` is the signatory's role. Raises Refused for a body that has spoken itself.
    """
    take(edition)
    current = _say(edition, hash, by, organisation.id)
    problems = _word_problems(edition, organisation, decision, given_by, evidence, reason, by)
    if current is not None and not current.given_by:
        problems = [Problem(f"{opening(the(organisation.name))} has spoken itself. Only it can change that")]
    if problems:
        raise Refused(problems)
    if decision is ClearanceDecision.objected:
        _unschedule(edition, f"{opening(the(organisation.name))} objects.")
    said = replace(edition, current, decision, reason, by, organisation.id, given_by=given_by, evidence=evidence)
    notices.tell_word_recorded(edition, organisation.id, by)
    about = {"organisation": str(organisation.id), "decision": decision.value}
    record_event(edition, Event.edition_word_recorded, by, **about)
    return said


def _word_problems(
    edition: Edition,
    organisation: Organisation,
    decision: ClearanceDecision,
    given_by: str,
    evidence: str,
    reason: str,
    by: Viewer,
) -> list[Problem]:
    asked = {position.organisation_id for position in queries.positions(edition)}
    problems = []
    if organisation.id not in asked or by.acts_for(organisation.id):
        problems.append(Problem("Choose another lead or joint organisation", field="organisation"))
    if not given_by.strip():
        problems.append(Problem("Enter the role of the signatory who gave this word", field="given_by"))
    if not evidence.strip():
        problems.append(Problem("Enter how and when it was given, and where that is kept", field="evidence"))
    if decision is ClearanceDecision.objected and not reason.strip():
        problems.append(Problem("Enter why it objects", field="reason"))
    return problems


def _say(edition: Edition, seen: str, by: Viewer, organisation_id: UUID | None) -> Clearance | None:
    """What this organisation says now, once it is sure that this person may change it."""
    refuse_unless_frozen(edition)
    refuse_other_text(edition, seen)
    refuse_second_voice(edition, by, organisation_id)
    return current_of(edition, organisation_id)


def refuse_other_text(edition: Edition, seen: str) -> None:
    if seen != edition.hash:
        raise Refused("The text that you read is not the one that is frozen now. Read it again before you decide.")


def refuse_second_voice(edition: Edition, by: Viewer, organisation_id: UUID | None) -> None:
    """One person speaks for one body, whether as its signatory or on its behalf."""
    if any(said.organisation_id != organisation_id for said in queries.clearances_by(by.person_id, edition)):
        raise Refused(
            "You have spoken for another organisation on this edition. Somebody else must do it for this one."
        )


def current_of(edition: Edition, organisation_id: UUID | None) -> Clearance | None:
    found = queries.current_clearances(edition)
    return next((said for said in found if said.organisation_id == organisation_id), None)


def replace(
    edition: Edition,
    old: Clearance | None,
    decision: ClearanceDecision,
    reason: str,
    by: Viewer,
    organisation_id: UUID | None = None,
    *,
    given_by: str = "",
    evidence: str = "",
) -> Clearance:
    """Ends what the organisation said before, and adds what it says now; the one acted for unless another is named."""
    if old is not None:
        old.ended_at, old.ended_why = clock.now(), ClearanceEnd.replaced
        db.session.flush()  # before the new one comes: one current word an organisation, says the database
    said = Clearance(
        edition=edition,
        organisation_id=organisation_id or by.organisation_id,
        decision=decision,
        reason=canonical.plain(reason.strip()),
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        given_by=given_by.strip(),
        evidence=evidence.strip(),
    )
    db.session.add(said)
    db.session.flush()
    return said


def _unschedule(edition: Edition, why: str) -> None:
    """Takes back the hour of publication, if it has one, and tells the lead."""
    if edition.is_scheduled:
        edition.scheduled_for = edition.scheduled_membership_id = None
        db.session.flush()
        notices.tell_unscheduled(edition, why)


@permitted(policy.can_publish)
def publish(edition: Edition, *, by: Viewer, hash: str | None = None) -> Edition:
    """Makes a cleared edition public in one transaction: reference, number and time. Raises Refused naming who is missing.

    `hash` is that of the text which the publisher saw.
    """
    take(edition)
    refuse_unless_frozen(edition)
    waiting = [said for said in queries.positions(edition) if said.missing]
    refuse_publishing(edition, seen=hash, waiting=waiting)
    make_public(edition, Event.edition_published, by)
    return edition


def make_public(edition: Edition, event: Event, by: Viewer, **about: object) -> None:
    """Reference, number and time at once, once all is checked."""
    proposal = edition.proposal
    if proposal.reference is None:
        proposal.reference = next_reference(PREFIX, by=by)
    newest = queries.newest_published(proposal)
    edition.publication_number = (newest.publication_number or 0) + 1 if newest else 1
    significance = edition.content.get("significance", MAJOR)
    edition.major_number, edition.minor_number = next_numbers(newest, significance)
    edition.published_at, edition.published_by_id = clock.now(), by.person_id
    db.session.flush()
    list_published(edition, by=by)
    notices.tell_published(edition)
    known = {"reference": proposal.reference, "publication": edition.label}
    cleared_by = [str(said.organisation_id) for said in queries.current_clearances(edition)]
    record_event(edition, event, by, **known, clearances=cleared_by, **about)


def refuse_publishing(edition: Edition, *, seen: str | None, waiting: Sequence[Position]) -> None:
    """Raises Refused naming all that stands in the way; `waiting` are the bodies whose word is missing."""
    proposal = edition.proposal
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn. Nothing more can be published from it.")
    if seen is not None and seen != edition.hash:
        raise Refused("The text that you saw is not the one that is frozen now. Read it again before you publish it.")
    if not canonical.is_intact(edition.canonical, edition.hash):
        raise Refused("The frozen text does not have the hash that was cleared. It was changed after it was frozen.")
    here = f"/proposals/{proposal.address}/clearance"
    problems = [Problem(f"{said.missing}.", href=here) for said in waiting] + _unmet(proposal)
    if not problems and not _is_still_the_text(edition):
        problems = [Problem(CHANGED, href=here)]
    if problems:
        raise Refused(problems)


def _is_still_the_text(edition: Edition) -> bool:
    """Whether nothing that was frozen has changed since; the other actions see to that, and this makes sure."""
    working = canonical.plain(content(queries.whole(edition.proposal), change_note=edition.change_note))
    held = edition.content
    return all(working[key] == held.get(key, []) for key in BOUND)  # the first format had no assessments


def take(edition: Edition) -> None:
    lock(edition.proposal)
    lock(edition)


def refuse_unless_frozen(edition: Edition) -> None:
    if edition.published_at is not None:
        raise Refused("This edition is published already.")
    if edition.recalled_at is not None:
        raise Refused("This edition was recalled. What anybody said about it does not count any more.")


def record_event(edition: Edition, event: Event, by: Viewer, **about: object) -> None:
    known = {"edition": str(edition.id), "number": edition.number, "hash": edition.hash}
    record(RootKind.proposal, edition.proposal_id, event, by=by, about={**known, **about})
