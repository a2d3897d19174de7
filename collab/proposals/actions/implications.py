"""What provisions mean for organisations: asserted by any that is named, answered by the affected one alone; nil returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation, Role
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.errors import NotFound, Problem, Refused, Stale
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import Commitment, Implication, ImplicationStatus, Proposal, Provision
from collab.proposals.rules import implications as rules
from collab.proposals.rules.implication_tables import Assertion, Row
from collab.proposals.rules.implications import ImplicationTerms

LISTS = ("stages", "user_groups")
RECORDS = ("force_areas", "evidence")
TERMS = tuple(field.name for field in fields(ImplicationTerms) if field.name not in (*LISTS, *RECORDS))


@permitted(policy.can_contribute)
def assert_implication(
    proposal: Proposal,
    *,
    provision: Provision,
    organisation: Organisation,
    terms: ImplicationTerms,
    caused_by: Commitment | None = None,
    by: Viewer,
) -> Implication:
    """What a provision means for a named organisation, in the words of the one acted for; its own until it shares it."""
    open_for_writing(proposal, by=by)
    _check(proposal, provision, organisation, terms)
    [implication] = _assert(proposal, [Assertion(provision, organisation, terms, caused_by)], by=by)
    _record(implication, Event.implication_asserted, by=by)
    return implication


@permitted(policy.can_contribute)
def assert_implications(proposal: Proposal, *, rows: Sequence[Row], by: Viewer) -> list[Implication]:
    """All rows of a table, or none: Refused names the row and the column of each fault."""
    open_for_writing(proposal, by=by)
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise Refused(problems)
    made = _assert(proposal, [row.assertion for row in rows if row.assertion], by=by)
    about = {"implications": [str(one.id) for one in made], "count": len(made)}
    record(RootKind.proposal, proposal.id, Event.implications_asserted, by=by, about=about)
    return made


def _assert(proposal: Proposal, assertions: Sequence[Assertion], *, by: Viewer) -> list[Implication]:
    if by.organisation_id is None:
        raise NotFound
    ours = accounts.organisation_by_id(by.organisation_id)
    last = max((held.number for held in proposal.implications), default=0)
    made = []
    for number, one in enumerate(assertions, start=last + 1):
        implication = Implication(
            provision=one.provision,
            organisation=one.organisation,
            asserted_by=ours,
            number=number,
            caused_by_id=_cause(proposal, one.caused_by, by=by),
        )
        _enter(implication, one.terms)
        made.append(implication)
    proposal.implications.extend(made)
    db.session.flush()
    return made


@permitted(policy.can_edit_implication)
def change_implication(
    implication: Implication,
    *,
    provision: Provision,
    organisation: Organisation,
    terms: ImplicationTerms,
    caused_by: Commitment | None = None,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes every term until it is answered, and an organisation's own words about itself also afterwards."""
    proposal = implication.proposal
    open_for_writing(proposal, by=by)
    _reread(implication, version)
    is_own = implication.organisation_id == implication.asserted_by_id
    if not rules.can_change(implication.status, is_own=is_own):
        raise Refused(
            f"{opening(the(implication.organisation.name))} has answered this. Withdraw it and assert it anew to change it"
        )
    if implication.shared_at is not None and organisation.id != implication.organisation_id:
        raise Refused(Problem("This has been shared as it is. Withdraw it to say it of another", field="organisation"))
    _check(proposal, provision, organisation, terms)
    implication.provision, implication.organisation = provision, organisation
    implication.caused_by_id = _cause(proposal, caused_by, by=by)
    _enter(implication, terms)
    if implication.status is ImplicationStatus.confirmed:
        _answer(implication, by=by)
    _record(implication, Event.implication_changed, by=by)


def _check(proposal: Proposal, provision: Provision, organisation: Organisation, terms: ImplicationTerms) -> None:
    problems = rules.term_problems(terms)
    if provision.proposal_id != proposal.id or provision.retired_at is not None:
        problems.append(Problem("Choose from the provisions of this proposal", field="provision"))
    if all(part.organisation_id != organisation.id for part in proposal.participations):
        problems.append(Problem("Choose an organisation that is named on this proposal", field="organisation"))
    if problems:
        raise Refused(problems)


def _cause(proposal: Proposal, commitment: Commitment | None, *, by: Viewer) -> UUID | None:
    """The commitment that brings it about: one that this writer can see."""
    if commitment is None:
        return None
    if commitment.proposal_id != proposal.id or not policy.can_see_commitment(by, commitment):
        raise Refused(Problem("Choose from the commitments that you can see", field="caused_by"))
    return commitment.id


def _enter(implication: Implication, terms: ImplicationTerms) -> None:
    for name in TERMS:
        setattr(implication, name, getattr(terms, name))
    for name in LISTS:
        setattr(implication, name, list(getattr(terms, name)))
    implication.force_areas = [area.stored() for area in terms.force_areas]
    implication.evidence = [one.stored() for one in terms.evidence if not one.is_empty]
    if not terms.figures:
        implication.unit, implication.price_base = None, ""
    else:
        implication.cannot_quantify_reason = ""


@permitted(policy.can_edit_implication)
def share_implication(implication: Implication, *, by: Viewer) -> None:
    """Shows it to the organisations that are named. About itself, a body's word counts as confirmed from here on."""
    open_for_writing(implication.proposal, by=by)
    _reread(implication, None)
    _share([implication], by=by)


@permitted(policy.can_contribute)
def share_all_implications(proposal: Proposal, *, by: Viewer) -> int:
    """Shares all that the organisation acted for has drafted. Returns how many."""
    open_for_writing(proposal, by=by)
    return _share([held for held in proposal.implications if by.acts_for(held.asserted_by_id)], by=by)


def _share(implications: Iterable[Implication], *, by: Viewer) -> int:
    drafts = [i for i in implications if i.shared_at is None and i.status is ImplicationStatus.asserted]
    for implication in drafts:
        is_own = implication.organisation_id == implication.asserted_by_id
        implication.shared_at = clock.now()
        implication.status = rules.status_when_shared(is_own=is_own)
        if is_own:
            _answer(implication, by=by)
        else:
            _tell_affected(implication)
        _record(implication, Event.implication_shared, by=by)
    return len(drafts)


@permitted(policy.can_edit_implication)
def withdraw_implication(implication: Implication, *, by: Viewer) -> None:
    """Takes it out of the grid and of the next edition. What the affected organisation confirmed stays."""
    open_for_writing(implication.proposal, by=by)
    _reread(implication, None)
    is_own = implication.organisation_id == implication.asserted_by_id
    if implication.status is ImplicationStatus.confirmed and not is_own:
        raise Refused(f"{opening(the(implication.organisation.name))} has confirmed this, so it stays")
    implication.status = ImplicationStatus.withdrawn
    _record(implication, Event.implication_withdrawn, by=by)


@permitted(policy.can_answer_implication)
def confirm_implication(implication: Implication, *, answer: str = "", version: int | None = None, by: Viewer) -> None:
    """The affected organisation's own word that it is so. `version` is the one that was read."""
    open_for_writing(implication.proposal, by=by)
    _reread(implication, version)
    _refuse_answer(implication)
    implication.status, implication.answer = ImplicationStatus.confirmed, answer
    _answer(implication, by=by)
    _record(implication, Event.implication_confirmed, by=by)


@permitted(policy.can_answer_implication)
def dispute_implication(implication: Implication, *, answer: str, version: int | None = None, by: Viewer) -> None:
    """The affected organisation's own word that it is not so, with the reason, which is shown beside it."""
    open_for_writing(implication.proposal, by=by)
    _reread(implication, version)
    _refuse_answer(implication)
    if not answer.strip():
        raise Refused(Problem("Say why you dispute it", field="answer"))
    implication.status, implication.answer = ImplicationStatus.disputed, answer
    _answer(implication, by=by)
    _record(implication, Event.implication_disputed, by=by)


def _refuse_answer(implication: Implication) -> None:
    is_own = implication.organisation_id == implication.asserted_by_id
    is_shared = implication.shared_at is not None
    problems = rules.answer_problems(implication.status, is_shared=is_shared, is_own=is_own)
    if problems:
        raise Refused(problems)


def _answer(implication: Implication, *, by: Viewer) -> None:
    implication.answered_at = clock.now()
    implication.answered_by_id, implication.answered_membership_id = by.person_id, by.membership_id


def _reread(implication: Implication, version: int | None) -> None:
    """Reads the row anew, now that its proposal is locked. Raises Stale, with what is stored, for an older version."""
    db.session.refresh(implication)
    if version is not None and implication.version != version:
        raise Stale(_as_typed(implication))
    if implication.status is ImplicationStatus.withdrawn:
        raise Refused("This implication was withdrawn")


def _as_typed(implication: Implication) -> dict[str, object]:
    """What is stored, under the names of the form's fields."""
    typed: dict[str, object] = {name: getattr(implication, name) for name in (*TERMS, *LISTS)}
    typed["force_areas"] = [area["name"] for area in implication.force_areas]
    for place, one in enumerate(implication.evidence, start=1):
        typed |= {f"evidence_{place}_{name}": one[name] for name in ("kind", "title", "url")}
        typed[f"evidence_{place}_on"] = one["date"]
    typed["provision"], typed["organisation"] = implication.provision.label, implication.organisation.slug
    typed["answer"] = implication.answer
    return typed


def _tell_affected(implication: Implication) -> None:
    title = implication.proposal.title
    for member in accounts.members_with([implication.organisation_id]):
        if Role.author in member.role_set:
            body = (
                f"You get this mail because you are an author of {the(implication.organisation.name)}.\n\n"
                f"{opening(the(implication.asserted_by.name))} says what provision {implication.provision.label} of a proposal means "
                f"for it. Only {the(implication.organisation.name)} can confirm or dispute that.\n\n"
                f"Sign in to collab and open "
                f"{SITE}/proposals/{implication.proposal.address}/implications/{implication.id}\n"
            )
            key = f"implication:{implication.id}:{member.id}"
            queue(member.person.email, f"{title}: confirm or dispute an implication", body, purpose_key=key)


def _record(implication: Implication, event: Event, *, by: Viewer) -> None:
    about = {
        "implication": str(implication.id),
        "provision": str(implication.provision_id),
        "status": implication.status.value,
    }
    if implication.shared_at is not None:
        about["organisation"] = str(implication.organisation_id)
    record(RootKind.proposal, implication.proposal_id, event, by=by, about=about)
