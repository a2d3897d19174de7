"""Which organisations are on a proposal and as what: naming, changing, inviting, taking off, and handing over the lead."""

from __future__ import annotations

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation, Role
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import is_current, opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.errors import NotFound, Problem, Refused, Stale
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import (
    Commitment,
    CommitmentStatus,
    Implication,
    ImplicationStatus,
    Participation,
    PartRole,
    Proposal,
)
from collab.proposals.rules import parts as rules


@permitted(policy.can_manage)
def set_part(
    proposal: Proposal,
    *,
    organisation: Organisation,
    role: PartRole,
    reason: str = "",
    version: int | None = None,
    by: Viewer,
) -> Participation:
    """Names an organisation on the proposal, or gives it another role, and tells its authors. The lead is changed apart.

    Raises Stale when `version` is not that of its role any more.
    """
    open_for_writing(proposal, by=by)
    part = _part(proposal, organisation)
    if version is not None and (part is None or part.version != version):
        raise Stale(_as_typed(part, organisation))
    problems = rules.part_problems(role, reason)
    if not is_current(organisation.valid_from, organisation.valid_to, clock.today()):
        problems.append(Problem(f"{opening(the(organisation.name))} does not exist today", field="organisation"))
    if part is not None and part.role is PartRole.lead:
        problems = [Problem(f"{opening(the(organisation.name))} is the lead. Change the lead first", field="role")]
    if part is not None and role is PartRole.not_affected and _has_entered(proposal, organisation):
        problems.append(
            Problem(f"{opening(the(organisation.name))} has commitments or implications here", field="role")
        )
    if problems:
        raise Refused(problems)
    if part is None:
        last = max((held.position for held in proposal.participations), default=0)
        part = Participation(organisation=organisation, position=last + 1)
        proposal.participations.append(part)
    part.role, part.reason = role, reason.strip()
    if role not in rules.BY_INVITATION:
        part.invited_at = None
    db.session.flush()
    if role in policy.NAMED:
        _tell(proposal, part, by=by)
    _record(part, Event.participation_set, by=by)
    return part


def _as_typed(part: Participation | None, organisation: Organisation) -> dict[str, str]:
    stored = {"role": part.role.value, "reason": part.reason} if part else {"role": "not named", "reason": ""}
    return {"organisation": organisation.slug, **stored}


@permitted(policy.can_manage)
def change_lead(proposal: Proposal, *, organisation: Organisation, by: Viewer) -> None:
    """Hands the lead over; the organisation that led becomes joint. Raises Refused for one that is not on the proposal."""
    open_for_writing(proposal, by=by)
    new = _part(proposal, organisation)
    if new is None or new.role is PartRole.not_affected:
        raise Refused(Problem("Choose an organisation that is named on this proposal", field="organisation"))
    if new.role is PartRole.lead:
        raise Refused(Problem(f"{opening(the(organisation.name))} is the lead already", field="organisation"))
    for part in proposal.participations:
        if part.role is PartRole.lead:
            part.role = PartRole.joint
    db.session.flush()
    new.role, new.reason, new.invited_at = PartRole.lead, "", None
    db.session.flush()
    _tell(proposal, new, by=by)
    _record(new, Event.participation_set, by=by)


@permitted(policy.can_manage)
def invite(proposal: Proposal, *, organisation: Organisation, by: Viewer) -> None:
    """Lets a consulted organisation or an observer read the draft, and tells its members."""
    open_for_writing(proposal, by=by)
    part = _named(proposal, organisation)
    if part.role not in rules.BY_INVITATION:
        raise Refused("Only consulted organisations and observers are invited")
    if part.invited_at is not None:
        raise Refused(f"{opening(the(organisation.name))} has been invited already")
    part.invited_at = clock.now()
    _tell(proposal, part, by=by)
    _record(part, Event.participation_invited, by=by)


@permitted(policy.can_manage)
def remove_part(proposal: Proposal, *, organisation: Organisation, by: Viewer) -> None:
    """Takes an organisation off. Raises Refused for the lead, and for one that has entered something."""
    open_for_writing(proposal, by=by)
    part = _named(proposal, organisation)
    if part.role is PartRole.lead:
        raise Refused("The lead cannot be taken off. Change the lead first")
    if _has_entered(proposal, organisation):
        raise Refused(f"{opening(the(organisation.name))} has commitments or implications here, and stays named")
    proposal.participations.remove(part)
    about = {"organisation": str(organisation.id)}
    record(RootKind.proposal, proposal.id, Event.participation_removed, by=by, about=about)


def _part(proposal: Proposal, organisation: Organisation) -> Participation | None:
    return next((part for part in proposal.participations if part.organisation_id == organisation.id), None)


def _named(proposal: Proposal, organisation: Organisation) -> Participation:
    part = _part(proposal, organisation)
    if part is None:
        raise NotFound
    return part


def _has_entered(proposal: Proposal, organisation: Organisation) -> bool:
    return any(
        _is_of(commitment, organisation) and commitment.status is not CommitmentStatus.withdrawn
        for commitment in proposal.commitments
    ) or any(
        _is_of(implication, organisation) and implication.status is not ImplicationStatus.withdrawn
        for implication in proposal.implications
    )


def _is_of(row: Commitment | Implication, organisation: Organisation) -> bool:
    """Whether a body made it, or another one shared it about this body."""
    if isinstance(row, Commitment) or row.shared_at is not None:
        return row.organisation_id == organisation.id
    return row.asserted_by_id == organisation.id


def _tell(proposal: Proposal, part: Participation, *, by: Viewer) -> None:
    """Mails the authors of an organisation; where it only reads, all of its members."""
    readers = part.role in rules.BY_INVITATION
    for member in accounts.members_with([part.organisation_id]):
        if member.person_id != by.person_id and (readers or Role.author in member.role_set):
            body = (
                f"You get this mail because you are a member of {the(part.organisation.name)}.\n\n"
                f"{opening(the(by.organisation_name))} has named it on a proposal: {proposal.title}\n"
                f"Its role: {rules.ROLE_WORDS[part.role].lower()}.\n\n"
                f"Sign in to collab and open {SITE}/proposals/{proposal.address}\n"
            )
            key = f"part:{part.id}:{part.role.value}:{member.id}"
            queue(member.person.email, f"{proposal.title}: your organisation is named", body, purpose_key=key)


def _record(part: Participation, event: Event, *, by: Viewer) -> None:
    about = {"organisation": str(part.organisation_id), "role": part.role.value}
    record(RootKind.proposal, part.proposal_id, event, by=by, about=about)
