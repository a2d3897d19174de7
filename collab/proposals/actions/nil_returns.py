"""Nil returns: an organisation's own word that there is nothing for it under a provision. They are shared as they are made."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.errors import NotFound, Refused
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import CommitmentStatus, ImplicationStatus, NilReturn, Proposal, Provision
from collab.proposals.rules import implications as rules


@permitted(policy.can_contribute)
def make_nil_return(proposal: Proposal, *, provision: Provision, reason: str = "", by: Viewer) -> NilReturn:
    """Answers both halves of the cell. Beside a commitment or an implication it answers the other one, with its reason."""
    open_for_writing(proposal, by=by)
    if by.organisation_id is None or provision.proposal_id != proposal.id or provision.retired_at is not None:
        raise NotFound
    if any(_is_for(nil, provision, by) for nil in proposal.nil_returns):
        raise Refused(f"Your organisation has made a nil return on {provision.label} already")
    _check(proposal, provision, reason, by=by)
    nil = NilReturn(
        provision=provision,
        organisation_id=by.organisation_id,
        reason=reason.strip(),
        shared_at=clock.now(),
        made_at=clock.now(),
        made_by_id=by.person_id,
        made_membership_id=by.membership_id,
    )
    proposal.nil_returns.append(nil)
    db.session.flush()
    _record(nil, Event.nil_return_made, by=by)
    return nil


def _is_for(nil: NilReturn, provision: Provision, by: Viewer) -> bool:
    return nil.provision_id == provision.id and by.acts_for(nil.organisation_id)


def _check(proposal: Proposal, provision: Provision, reason: str, *, by: Viewer) -> None:
    commitments = [
        held
        for held in proposal.commitments
        if by.acts_for(held.organisation_id)
        and held.status is not CommitmentStatus.withdrawn
        and provision in held.provisions
    ]
    implications = [
        held
        for held in proposal.implications
        if by.acts_for(held.organisation_id)
        and held.provision_id == provision.id
        and held.status is not ImplicationStatus.withdrawn
        and policy.can_see_implication(by, held)
    ]
    unanswered = [held for held in implications if held.shared_at and held.status is ImplicationStatus.asserted]
    problems = rules.nil_problems(
        reason,
        has_commitment=bool(commitments),
        has_implication=bool(implications),
        has_unanswered=bool(unanswered),
    )
    if problems:
        raise Refused(problems)


@permitted(policy.can_withdraw_nil_return)
def withdraw_nil_return(nil: NilReturn, *, by: Viewer) -> None:
    """Makes the cell ask again. The history keeps that there was one."""
    proposal = nil.proposal
    open_for_writing(proposal, by=by)
    _record(nil, Event.nil_return_withdrawn, by=by)
    db.session.delete(nil)
    db.session.flush()


def _record(nil: NilReturn, event: Event, *, by: Viewer) -> None:
    about = {"provision": str(nil.provision_id), "organisation": str(nil.organisation_id)}
    record(RootKind.proposal, nil.proposal_id, event, by=by, about=about)
