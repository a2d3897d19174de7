"""Freezing an edition, recalling it, each body's word on it, and its publication. All of them lock the proposal first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import PERMISSIONS, Permission, Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version, lock
from collab.documents.actions import next_reference
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.delivery import list_published
from collab.proposals.actions.drafting import settle_texts
from collab.proposals.models import Clearance, ClearanceDecision, ClearanceEnd, Edition, PartRole, Proposal
from collab.proposals.queries import editions as queries
from collab.proposals.queries.places import documents_of
from collab.proposals.rules import canonical, readiness
from collab.proposals.rules.contents import content

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
)
"""What must still be as it was frozen when the edition is published; an invitation in between changes none of it."""


@permitted(policy.can_manage)
def freeze(proposal: Proposal, *, change_note: str, by: Viewer, version: int | None = None) -> Edition:
    """Freezes the working text as the next edition. Raises Refused with all that is missing, each with where to mend it."""
    lock(proposal)
    expect_version(proposal, version)
    settle_texts(proposal, documents_of(proposal), by=by)
    note = canonical.plain(change_note.strip())
    _refuse_freezing(proposal, note)
    loaded = queries.whole(proposal)
    text = canonical.dumps(content(loaded, change_note=note))
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
    _ask_for_clearance(edition)
    _record(edition, Event.edition_frozen, by)
    return edition


def _refuse_freezing(proposal: Proposal, note: str) -> None:
    here = f"/proposals/{proposal.address}"
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn. Nothing more can be published from it.")
    if queries.in_clearance(proposal) is not None:
        raise Refused(Problem("The text is frozen already. Recall that edition first.", href=f"{here}/clearance"))
    problems = _unmet(proposal)
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
    _lock(edition)
    _refuse_unless_frozen(edition)
    if not reason.strip():
        raise Refused(Problem("Enter why the edition is recalled", field="reason"))
    now = clock.now()
    ended = queries.current_clearances(edition)
    for said in ended:
        said.ended_at, said.ended_why = now, ClearanceEnd.stale
    edition.recalled_at, edition.recalled_by_id, edition.recall_reason = (
        now,
        by.person_id,
        canonical.plain(reason.strip()),
    )
    _tell_recalled(edition, ended)
    _record(edition, Event.edition_recalled, by, stale=[str(said.organisation_id) for said in ended])


@permitted(policy.can_clear)
def clear(edition: Edition, *, hash: str, by: Viewer) -> Clearance:
    """The organisation's yes to exactly the text with this hash. Saying it twice is saying it once."""
    _lock(edition)
    current = _say(edition, hash, by)
    if current is not None and current.decision is ClearanceDecision.cleared:
        return current
    said = _replace(edition, current, ClearanceDecision.cleared, "", by)
    _record(edition, Event.edition_cleared, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear)
def object_to(edition: Edition, *, reason: str, hash: str, by: Viewer) -> Clearance:
    """The organisation's no, with the reason. It replaces a clearance of the same organisation."""
    _lock(edition)
    current = _say(edition, hash, by)
    reason = canonical.plain(reason.strip())
    if not reason:
        raise Refused(Problem("Enter why your organisation objects, and what would settle it", field="reason"))
    if current is not None and current.decision is ClearanceDecision.objected and current.reason == reason:
        return current
    said = _replace(edition, current, ClearanceDecision.objected, reason, by)
    _tell_objection(edition, by)
    _record(edition, Event.edition_objected, by, organisation=str(by.organisation_id))
    return said


@permitted(policy.can_clear)
def withdraw_clearance(edition: Edition, *, by: Viewer) -> None:
    """Takes back what the organisation said: it is asked again."""
    _lock(edition)
    _refuse_unless_frozen(edition)
    current = _current(edition, by)
    if current is None:
        raise Refused("Your organisation has neither cleared this edition nor objected to it.")
    current.ended_at, current.ended_why = clock.now(), ClearanceEnd.withdrawn
    _record(edition, Event.edition_clearance_withdrawn, by, organisation=str(by.organisation_id))


def _say(edition: Edition, seen: str, by: Viewer) -> Clearance | None:
    """What this organisation says now, once it is sure that this person may change it."""
    _refuse_unless_frozen(edition)
    if seen != edition.hash:
        raise Refused("The text that you read is not the one that is frozen now. Read it again before you decide.")
    if any(said.organisation_id != by.organisation_id for said in queries.clearances_by(by.person_id, edition)):
        raise Refused(
            "You have spoken for another organisation on this edition. Somebody else must do it for this one."
        )
    return _current(edition, by)


def _current(edition: Edition, by: Viewer) -> Clearance | None:
    found = queries.current_clearances(edition)
    return next((said for said in found if by.acts_for(said.organisation_id)), None)


def _replace(
    edition: Edition, old: Clearance | None, decision: ClearanceDecision, reason: str, by: Viewer
) -> Clearance:
    if old is not None:
        old.ended_at, old.ended_why = clock.now(), ClearanceEnd.replaced
        db.session.flush()  # before the new one comes: one current word an organisation, says the database
    said = Clearance(
        edition=edition,
        organisation_id=by.organisation_id,
        decision=decision,
        reason=reason,
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
    )
    db.session.add(said)
    db.session.flush()
    return said


@permitted(policy.can_publish)
def publish(edition: Edition, *, by: Viewer, hash: str | None = None) -> Edition:
    """Makes a cleared edition public in one transaction: reference, number and time. Raises Refused naming who is missing.

    `hash` is that of the text which the publisher saw.
    """
    proposal = edition.proposal
    _lock(edition)
    _refuse_unless_frozen(edition)
    _refuse_publishing(edition, seen=hash)
    if proposal.reference is None:
        proposal.reference = next_reference(PREFIX, by=by)
    newest = queries.newest_published(proposal)
    edition.publication_number = (newest.publication_number or 0) + 1 if newest else 1
    edition.published_at, edition.published_by_id = clock.now(), by.person_id
    db.session.flush()
    list_published(edition, by=by)
    _tell_published(edition)
    about = {"reference": proposal.reference, "publication": edition.publication_number}
    cleared_by = [str(said.organisation_id) for said in queries.current_clearances(edition)]
    _record(edition, Event.edition_published, by, **about, clearances=cleared_by)
    return edition


def _refuse_publishing(edition: Edition, *, seen: str | None) -> None:
    proposal = edition.proposal
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn. Nothing more can be published from it.")
    if seen is not None and seen != edition.hash:
        raise Refused("The text that you saw is not the one that is frozen now. Read it again before you publish it.")
    if not canonical.is_intact(edition.canonical, edition.hash):
        raise Refused("The frozen text does not have the hash that was cleared. It was changed after it was frozen.")
    here = f"/proposals/{proposal.address}/clearance"
    waiting = [Problem(f"{said.missing}.", href=here) for said in queries.positions(edition) if said.missing]
    problems = waiting + _unmet(proposal)
    if not problems and not _is_still_the_text(edition):
        problems = [Problem(CHANGED, href=here)]
    if problems:
        raise Refused(problems)


def _is_still_the_text(edition: Edition) -> bool:
    """Whether nothing that was frozen has changed since; the other actions see to that, and this makes sure."""
    working = canonical.plain(content(queries.whole(edition.proposal), change_note=edition.change_note))
    held = edition.content
    return all(working[key] == held[key] for key in BOUND)


def _lock(edition: Edition) -> None:
    lock(edition.proposal)
    lock(edition)


def _refuse_unless_frozen(edition: Edition) -> None:
    if edition.published_at is not None:
        raise Refused("This edition is published already.")
    if edition.recalled_at is not None:
        raise Refused("This edition was recalled. What anybody said about it does not count any more.")


def _record(edition: Edition, event: Event, by: Viewer, **about: object) -> None:
    known = {"edition": str(edition.id), "number": edition.number, "hash": edition.hash}
    record(RootKind.proposal, edition.proposal_id, event, by=by, about={**known, **about})


def _mail(
    edition: Edition, what: str, organisations: Sequence[UUID], subject: str, body: str, needs: Permission | None = None
) -> None:
    """One mail a person, however many of the organisations they belong to. No words of a draft are in it."""
    roles = {role for role in Role if needs is None or needs in PERMISSIONS[role]}
    page = "/clearance" if edition.published_at is None else ""
    where = f"Sign in to collab and open {SITE}/proposals/{edition.proposal.address}{page}"
    for membership in accounts.members_with(list(organisations)):
        if roles & membership.role_set:
            queue(
                membership.person.email,
                subject,
                f"{body}\n\n{where}\n",
                purpose_key=f"{what}:{edition.id}:{membership.person_id}",
            )


def _ask_for_clearance(edition: Edition) -> None:
    asked = [p.organisation_id for p in edition.proposal.participations if p.role in policy.CLEARERS]
    body = (
        "You get this because you can clear joint proposals for your organisation.\n\n"
        "The text of a joint proposal is frozen. It waits for your organisation to clear it, or to object with a reason."
    )
    _mail(edition, "frozen", asked, "A joint proposal is waiting for you to clear it", body, Permission.sign)


def _tell_recalled(edition: Edition, ended: Sequence[Clearance]) -> None:
    body = (
        "You get this because your organisation had cleared this edition or objected to it.\n\n"
        "The lead organisation recalled it. What your organisation said counts no longer; you will be asked again."
    )
    told = [said.organisation_id for said in ended]
    _mail(edition, "recalled", told, "A joint proposal that you spoke on was recalled", body, Permission.sign)


def _tell_objection(edition: Edition, by: Viewer) -> None:
    lead = [p.organisation_id for p in edition.proposal.participations if p.role is PartRole.lead]
    body = (
        "You get this because your organisation leads the proposal.\n\n"
        f"{opening(the(by.organisation_name))} objects to the edition that is in clearance. Its reason is on the clearance page."
    )
    subject = f"{opening(the(by.organisation_name))} objects to a joint proposal that you lead"
    _mail(edition, f"objected-{by.organisation_id}", lead, subject, body, Permission.write)


def _tell_published(edition: Edition) -> None:
    proposal = edition.proposal
    named = [p.organisation_id for p in proposal.participations if p.role in policy.NAMED or p.invited_at]
    demonstration = "Demonstration: invented content\n\n" if proposal.is_demonstration else ""
    body = (
        f"{demonstration}You get this because your organisation is named on the proposal.\n\n"
        f"{proposal.reference}, {proposal.title}: edition {edition.publication_number} is public."
    )
    subject = f"{proposal.reference} is published: {proposal.title}"
    _mail(edition, "published", named, subject, body)
