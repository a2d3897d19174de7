"""A commitment after it was signed: reports, changes of date, milestones, completion and its verification, ends (C2 to C4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import PERMISSIONS, Permission, Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import (
    Commitment,
    DateChangeReason,
    Delivery,
    Edition,
    MilestoneState,
    Progress,
    ProgressKind,
    PublishedCommitment,
    Rag,
)
from collab.proposals.queries import commitments as queries
from collab.proposals.queries import delivery as reading
from collab.proposals.rules import delivery as rules
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.contents import BINDING
from collab.proposals.rules.delivery import Report

DONE = frozenset({MilestoneState.complete, MilestoneState.dropped})


@permitted(policy.can_report)
def report_progress(commitment: Commitment, *, report: Report, version: int | None = None, by: Viewer) -> Progress:
    """How it goes, in the owner's words. Raises Refused for what C4 and C5 ask of its colour."""
    _open(commitment, version)
    in_the_way = [one for one in queries.depended_on(commitment, viewer=by) if one.stands_in_the_way]
    problems = rules.report_problems(
        report,
        acceptance=commitment.acceptance,
        is_live=_is_live(commitment),
        standing_in_the_way=[f"{one.name}, which is {'overdue' if one.is_overdue else 'red'}" for one in in_the_way],
        word=word_of(commitment.organisation),
    )
    if problems:
        raise Refused(problems)
    is_off = report.rag in (Rag.amber, Rag.red)
    commitment.delivery, commitment.rag, commitment.reported_at = report.delivery, report.rag, clock.now()
    commitment.path_to_green = report.path_to_green.strip() if is_off else ""
    commitment.green_on = report.green_on if is_off else None
    commitment.dependency_note = report.dependency_note.strip() if report.rag is Rag.green and in_the_way else ""
    entry = _note(
        commitment,
        ProgressKind.reported,
        by=by,
        words=report.words.strip(),
        evidence=report.evidence.strip(),
        evidence_url=report.evidence_url,
        delivery=report.delivery,
        rag=report.rag,
        path_to_green=commitment.path_to_green,
        green_on=commitment.green_on,
        dependency_note=commitment.dependency_note,
    )
    _record(commitment, Event.commitment_reported, by=by, rag=report.rag.value if report.rag else None)
    return entry


@permitted(policy.can_report)
def change_date(
    commitment: Commitment,
    *,
    to_on: date | None,
    reason: DateChangeReason | None,
    words: str,
    version: int | None = None,
    by: Viewer,
) -> Progress:
    """Moves the due date and says so; the baseline stays (C2). While the text is in clearance the date is part of it."""
    open_for_writing(commitment.proposal, by=by)
    _reread(commitment, version)
    still_open = [stone.due_on for stone in commitment.milestones if stone.state not in DONE]
    problems = rules.date_problems(
        old=commitment.due_on,
        new=to_on,
        reason=reason,
        words=words,
        is_live=_is_live(commitment),
        last_milestone=max(still_open, default=None),
    )
    if problems or commitment.due_on is None:
        raise Refused(problems)
    old, commitment.due_on = commitment.due_on, to_on
    is_late = rules.is_late_notified(old, clock.today())
    entry = _note(
        commitment,
        ProgressKind.date_changed,
        by=by,
        words=words.strip(),
        from_on=old,
        to_on=to_on,
        date_reason=reason,
        is_late_notified=is_late,
    )
    public = reading.published(commitment)
    if public is not None and public.standing in BINDING:
        public.due_on = to_on
    dates = {"from": old.isoformat(), "to": to_on.isoformat() if to_on else None, "late_notified": is_late}
    _record(commitment, Event.commitment_date_changed, by=by, **dates)
    return entry


@permitted(policy.can_report)
def change_milestones(
    commitment: Commitment, *, states: Mapping[UUID, MilestoneState], version: int | None = None, by: Viewer
) -> int:
    """Sets how far milestones have come, by id. Returns how many changed."""
    _open(commitment, version)
    if not _is_live(commitment):
        raise Refused("Milestones are brought up to date while what is signed is not closed")
    changed = [stone for stone in commitment.milestones if states.get(stone.id, stone.state) is not stone.state]
    for stone in changed:
        stone.state = states[stone.id]
        _note(commitment, ProgressKind.milestone_changed, by=by, milestone=stone.words, milestone_state=stone.state)
    if changed:
        commitment.reported_at = clock.now()
        _record(commitment, Event.commitment_milestones_changed, by=by, changed=len(changed))
    return len(changed)


@permitted(policy.can_report)
def claim_completion(
    commitment: Commitment, *, evidence: str, evidence_url: str = "", version: int | None = None, by: Viewer
) -> Progress:
    """The owner's word that it is done, with what shows it. It is closed only by another body (C3)."""
    _open(commitment, version)
    is_live = _is_live(commitment)
    problems = rules.claim_problems(evidence, evidence_url, is_live=is_live, delivery=commitment.delivery)
    if problems:
        raise Refused(problems)
    commitment.delivery, commitment.reported_at = Delivery.complete_claimed, clock.now()
    what = {"evidence": evidence.strip(), "evidence_url": evidence_url, "delivery": commitment.delivery}
    entry = _note(commitment, ProgressKind.claimed, by=by, **what)
    _ask_to_verify(commitment, entry)
    _record(commitment, Event.commitment_claimed, by=by)
    return entry


@permitted(policy.can_verify)
def verify_completion(
    commitment: Commitment, *, accepts: bool | None, words: str = "", version: int | None = None, by: Viewer
) -> Progress:
    """Another body's verdict: closed, or sent back to be worked on with the reason (C3)."""
    _open(commitment, version)
    problems = rules.verdict_problems(words, accepts=accepts, delivery=commitment.delivery)
    if problems:
        raise Refused(problems)
    kind = ProgressKind.verified if accepts else ProgressKind.sent_back
    commitment.delivery = Delivery.closed_verified if accepts else Delivery.in_progress
    entry = _note(commitment, kind, by=by, words=words.strip(), delivery=commitment.delivery)
    _tell_verdict(commitment, entry, by=by)
    _record(commitment, Event.commitment_verified if accepts else Event.commitment_sent_back, by=by)
    return entry


@permitted(policy.can_report)
def end_commitment(
    commitment: Commitment,
    *,
    words: str,
    superseded_by: Commitment | None = None,
    version: int | None = None,
    by: Viewer,
) -> Progress:
    """Cancels it with the reason, or says which one of the same organisation replaces it. The next edition says so too."""
    open_for_writing(commitment.proposal, by=by)
    _reread(commitment, version)
    problems = rules.end_problems(words, is_live=_is_live(commitment), replaced_by_itself=superseded_by is commitment)
    if superseded_by is not None and superseded_by.organisation_id != commitment.organisation_id:
        problems.append(Problem("Only one of your own organisation can replace it", field="superseded_by"))
    if problems:
        raise Refused(problems)
    commitment.superseded_by = superseded_by
    commitment.delivery = Delivery.superseded if superseded_by else Delivery.cancelled
    kind = ProgressKind.superseded if superseded_by else ProgressKind.cancelled
    entry = _note(commitment, kind, by=by, words=words.strip(), delivery=commitment.delivery)
    _record(commitment, Event.commitment_ended, by=by)
    return entry


def _open(commitment: Commitment, version: int | None) -> None:
    """For what stands beside the frozen text: it goes on while an edition is in clearance."""
    lock(commitment.proposal)
    _reread(commitment, version)


def _reread(commitment: Commitment, version: int | None) -> None:
    db.session.refresh(commitment)
    if version is not None and commitment.version != version:
        raise Stale(_as_typed(commitment))


def _as_typed(commitment: Commitment) -> dict[str, object]:
    """What is stored, under the names of the forms' fields."""
    return {
        "delivery": commitment.delivery,
        "rag": commitment.rag,
        "path_to_green": commitment.path_to_green,
        "green_on": commitment.green_on,
        "dependency_note": commitment.dependency_note,
        "to_on": commitment.due_on,
    }


def _is_live(commitment: Commitment) -> bool:
    return rules.is_live(commitment.status, commitment.delivery)


def _note(commitment: Commitment, kind: ProgressKind, *, by: Viewer, **said: Any) -> Progress:
    entry = Progress(
        commitment_id=commitment.id,
        kind=kind,
        at=clock.now(),
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        membership_id=by.membership_id,
        **said,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _record(commitment: Commitment, event: Event, *, by: Viewer, **about: object) -> None:
    known = {"commitment": str(commitment.id), "delivery": commitment.delivery.value if commitment.delivery else None}
    record(RootKind.proposal, commitment.proposal_id, event, by=by, about={**known, **about})


# --- What the public sees --------------------------------------------------------------------------------------------


@permitted(policy.is_published_edition)
def list_published(edition: Edition, *, by: Viewer) -> None:
    """Makes each commitment of a newly published edition public as that edition words it; those left out are shown as dropped."""
    held = {one.commitment_id: one for one in reading.all_published(edition.proposal_id)}
    content = edition.content
    ids = {commitment.number: commitment.id for commitment in edition.proposal.commitments}
    listed = set()
    for frozen in content["commitments"]:
        key = ids[frozen["number"]]
        public = held.get(key) or PublishedCommitment(commitment_id=key)
        public.edition, public.title, public.record = edition, content["title"]["en"], frozen
        public.standing, public.is_dropped = frozen["standing"], False
        public.due_on = date.fromisoformat(frozen["due_on"]) if frozen["due_on"] else None
        db.session.add(public)
        listed.add(key)
        words = f"Edition {edition.label}: {frozen['standing']}"
        db.session.add(Progress(commitment_id=key, kind=ProgressKind.published, at=clock.now(), words=words))
    for key, public in held.items():
        public.is_dropped = key not in listed
    db.session.flush()


# --- Mail ------------------------------------------------------------------------------------------------------------


def _ask_to_verify(commitment: Commitment, entry: Progress) -> None:
    """To the signatories of the bodies that lead, but for the owner's: any other named body may do it too."""
    asked = [
        part.organisation_id
        for part in commitment.proposal.participations
        if part.role in policy.CLEARERS and part.organisation_id != commitment.organisation_id
    ]
    word = word_of(commitment.organisation)
    _mail(
        commitment,
        entry,
        asked,
        Permission.sign,
        subject=f"A {word} is said to be complete: verify it",
        body=(
            "You get this because you sign for an organisation that leads the proposal.\n\n"
            f"{opening(the(commitment.organisation.name))} says that its {word}, number {commitment.number}, is complete. "
            "Another organisation that is named on the proposal verifies that, or sends it back."
        ),
    )


def _tell_verdict(commitment: Commitment, entry: Progress, *, by: Viewer) -> None:
    what = "verified as complete" if entry.kind is ProgressKind.verified else "sent back: not complete yet"
    word = word_of(commitment.organisation)
    _mail(
        commitment,
        entry,
        [commitment.organisation_id],
        Permission.write,
        subject=f"Your {word} was {what}",
        body=(
            f"You get this because you are an author of {the(commitment.organisation.name)}.\n\n"
            f"{opening(the(by.organisation_name))} looked at its {word}, number {commitment.number}. It was {what}."
        ),
    )


def _mail(
    commitment: Commitment, entry: Progress, bodies: Sequence[UUID], needs: Permission, *, subject: str, body: str
) -> None:
    roles = {role for role in Role if needs in PERMISSIONS[role]}
    where = f"{SITE}/proposals/{commitment.proposal.address}/commitments/{commitment.id}"
    for member in accounts.members_with(bodies):
        if roles & member.role_set:
            key = f"commitment:{entry.id}:{member.person_id}"
            queue(member.person.email, subject, f"{body}\n\nSign in to collab and open {where}\n", purpose_key=key)
