"""An organisation's own commitments: entered, changed, shared, withdrawn, and signed for the decision edition (P2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.errors import NotFound, Refused, Stale
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import (
    Acceptance,
    Commitment,
    CommitmentStatus,
    Milestone,
    MilestoneState,
    Progress,
    ProgressKind,
    Proposal,
    Provision,
)
from collab.proposals.queries import delivery as reading
from collab.proposals.rules import commitments as rules
from collab.proposals.rules import delivery
from collab.proposals.rules.commitments import CommitmentTerms
from collab.proposals.rules.contents import BINDING

TERMS = (
    "kind",
    "acceptance",
    "words",
    "measure",
    "accepted_part",
    "rejected_part",
    "reason",
    "owner_role",
    "due_on",
    "dependencies",
    "recommendation",
    "recommendation_url",
    "recommended_by_id",
    "recommended_on",
)


@permitted(policy.can_contribute)
def add_commitment(proposal: Proposal, *, terms: CommitmentTerms, by: Viewer) -> Commitment:
    """A draft of the organisation acted for, which nobody else sees until it is shared. Raises Refused for what C1 asks."""
    open_for_writing(proposal, by=by)
    provisions = _chosen(proposal, terms)
    if by.organisation_id is None:
        raise NotFound
    commitment = Commitment(
        organisation=accounts.organisation_by_id(by.organisation_id),
        number=max((held.number for held in proposal.commitments), default=0) + 1,
        baseline_on=terms.due_on,
    )
    _enter(commitment, terms, provisions)
    proposal.commitments.append(commitment)
    db.session.flush()
    _record(commitment, Event.commitment_added, by=by)
    return commitment


@permitted(policy.can_edit_commitment)
def change_commitment(
    commitment: Commitment, *, terms: CommitmentTerms, version: int | None = None, by: Viewer
) -> None:
    """Changes every term; one that was signed is proposed again. The first due date that was shared stays as baseline (C2).

    Raises Refused for another due date once it was signed: that is changed on its own, with the reason.
    """
    proposal = commitment.proposal
    open_for_writing(proposal, by=by)
    _reread(commitment, version)
    provisions = _chosen(proposal, terms)
    is_live = delivery.is_live(commitment.status, commitment.delivery)
    problems = rules.change_problems(commitment.due_on, terms.due_on, is_live=is_live)
    if problems:
        raise Refused(problems)
    _enter(commitment, terms, provisions)
    if commitment.shared_at is None or commitment.baseline_on is None:
        commitment.baseline_on = terms.due_on
    was_signed = commitment.status is CommitmentStatus.signed
    commitment.status = CommitmentStatus.proposed
    commitment.signed_at = commitment.signed_by_id = commitment.signed_membership_id = None
    _record(commitment, Event.commitment_changed, by=by, was_signed=was_signed)


def _chosen(proposal: Proposal, terms: CommitmentTerms) -> list[Provision]:
    problems = rules.term_problems(terms)
    if problems:
        raise Refused(problems)
    wanted = set(terms.provision_ids)
    found = [held for held in proposal.provisions if held.id in wanted and held.retired_at is None]
    if len(found) != len(wanted):
        raise Refused("Choose from the provisions of this proposal")
    return found


def _enter(commitment: Commitment, terms: CommitmentTerms, provisions: Sequence[Provision]) -> None:
    for name in TERMS:
        setattr(commitment, name, getattr(terms, name))
    commitment.provisions = list(provisions)
    held = {stone.words: stone.state for stone in commitment.milestones}
    stones = [(words, due_on) for words, due_on in terms.milestones if words and due_on]
    commitment.milestones = [
        Milestone(position=place, words=words, due_on=due_on, state=held.get(words, MilestoneState.not_started))
        for place, (words, due_on) in enumerate(stones)
    ]
    if terms.acceptance is not Acceptance.agreed:
        commitment.rag = None


@permitted(policy.can_edit_commitment)
def share_commitment(commitment: Commitment, *, by: Viewer) -> None:
    """Shows it to the organisations that are named on the proposal. There is no way back but to withdraw it."""
    open_for_writing(commitment.proposal, by=by)
    _reread(commitment, None)
    _share([commitment], by=by)


@permitted(policy.can_contribute)
def share_all_commitments(proposal: Proposal, *, by: Viewer) -> int:
    """Shares all that the organisation acted for has drafted. Returns how many."""
    open_for_writing(proposal, by=by)
    return _share([held for held in proposal.commitments if by.acts_for(held.organisation_id)], by=by)


def _share(commitments: Iterable[Commitment], *, by: Viewer) -> int:
    drafts = [c for c in commitments if c.shared_at is None and c.status is not CommitmentStatus.withdrawn]
    for commitment in drafts:
        commitment.shared_at = clock.now()
        _record(commitment, Event.commitment_shared, by=by)
    return len(drafts)


@permitted(policy.can_edit_commitment)
def withdraw_commitment(commitment: Commitment, *, by: Viewer) -> None:
    """Takes it out of the grid and of the next edition; the row stays for the record."""
    open_for_writing(commitment.proposal, by=by)
    _reread(commitment, None)
    public = reading.published(commitment)
    if public is not None and public.standing in BINDING and delivery.is_live(commitment.status, commitment.delivery):
        raise Refused(
            f"This {rules.word_of(commitment.organisation)} is public and signed. End it first, with the reason"
        )
    commitment.status = CommitmentStatus.withdrawn
    commitment.signed_at = commitment.signed_by_id = commitment.signed_membership_id = None
    _record(commitment, Event.commitment_withdrawn, by=by)


@permitted(policy.can_sign_commitment)
def sign_commitment(commitment: Commitment, *, version: int | None = None, by: Viewer) -> None:
    """Binds the organisation. Raises Refused while the proposal is being prepared for consultation (Gunning 1)."""
    open_for_writing(commitment.proposal, by=by)
    _reread(commitment, version)
    problems = rules.sign_problems(
        preparing=commitment.proposal.preparing,
        acceptance=commitment.acceptance,
        status=commitment.status,
        is_shared=commitment.shared_at is not None,
        word=rules.word_of(commitment.organisation),
    )
    if problems:
        raise Refused(problems)
    commitment.status, commitment.signed_at = CommitmentStatus.signed, clock.now()
    commitment.signed_by_id, commitment.signed_membership_id = by.person_id, by.membership_id
    commitment.reported_at = clock.now()
    db.session.add(_signature(commitment, by=by))
    _record(commitment, Event.commitment_signed, by=by)


def _signature(commitment: Commitment, *, by: Viewer) -> Progress:
    return Progress(
        commitment_id=commitment.id,
        kind=ProgressKind.signed,
        at=clock.now(),
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        membership_id=by.membership_id,
    )


def _reread(commitment: Commitment, version: int | None) -> None:
    """Reads the row anew, now that its proposal is locked. Raises Stale, with what is stored, for an older version."""
    db.session.refresh(commitment)
    if version is not None and commitment.version != version:
        raise Stale(_as_typed(commitment))
    if commitment.status is CommitmentStatus.withdrawn:
        raise Refused(f"This {rules.word_of(commitment.organisation)} was withdrawn")


def _as_typed(commitment: Commitment) -> dict[str, object]:
    """What is stored, under the names of the form's fields."""
    typed: dict[str, object] = {name: getattr(commitment, name) for name in TERMS}
    typed["provisions"] = [provision.label for provision in commitment.provisions]
    for place, stone in enumerate(commitment.milestones, start=1):
        typed[f"milestone_{place}"], typed[f"milestone_{place}_on"] = stone.words, stone.due_on
    return typed


def _record(commitment: Commitment, event: Event, *, by: Viewer, was_signed: bool = False) -> None:
    about: dict[str, str | bool] = {"commitment": str(commitment.id), "status": commitment.status.value}
    if was_signed:
        about["was_signed"] = True
    record(RootKind.proposal, commitment.proposal_id, event, by=by, about=about)
