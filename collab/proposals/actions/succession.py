"""What an organisation that ended is bound to passes to its successor; what it said and signed keeps its name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer, can_manage_installation, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.errors import Problem
from collab.notifications.actions import SITE, queue
from collab.proposals.actions.clearance import end_clearance
from collab.proposals.models import (
    Condition,
    ImplicationStatus,
    MissingClearance,
    Participation,
    PartRole,
    Proposal,
    Succession,
)
from collab.proposals.queries import editions
from collab.proposals.queries import successions as queries
from collab.proposals.rules import succession as rules
from collab.web.filters import day


def obligations(organisation: Organisation) -> list[Problem]:
    """Why an organisation cannot end without a successor: one problem a proposal."""
    found = []
    for proposal in queries.bound_to(organisation):
        ties = list(rules.ties(proposal, organisation.id))
        if ties:
            name = proposal.reference or "A proposal that is not public yet"
            found.append(Problem(f"Choose the organisation that followed. {name}: {', '.join(ties)}", "successor_id"))
    return found


@permitted(can_manage_installation)
def pass_on(old: Organisation, new: Organisation, *, on: date, by: Viewer) -> None:
    """Hands everything on, proposal by proposal, each in its own chain. A text in clearance names `old`: it is recalled."""
    for proposal in queries.bound_to(old):
        _pass_on(proposal, old, new, on, by)


def _pass_on(proposal: Proposal, old: Organisation, new: Organisation, on: date, by: Viewer) -> None:
    lock(proposal)
    frozen = editions.in_clearance(proposal)
    if frozen is not None:
        end_clearance(frozen, f"{opening(the(old.name))} was followed by {the(new.name)} on {day(on)}.", by)
    counts = {
        "roles": _hand_on_role(proposal, old, new),
        "commitments": _hand_on_commitments(proposal, old, new),
        "implications": _hand_on_implications(proposal, old, new),
        "nil_returns": _hand_on_nil_returns(proposal, old, new),
        "rounds": _hand_on_rounds(proposal, old, new),
        "approvals": _hand_on_approvals(proposal, old, new),
    }
    if not any(counts.values()):
        return
    db.session.add(Succession(proposal=proposal, old=old, new=new, on=on, passed_at=clock.now()))
    _tell(proposal, old, new)
    about = {"old": str(old.id), "new": str(new.id), "on": on.isoformat(), **counts}
    record(RootKind.proposal, proposal.id, Event.organisation_succeeded, by=by, about=about)


def _hand_on_role(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    """A successor that is named already keeps one role: the one that binds more."""
    own, theirs = rules.part_of(proposal, old.id), rules.part_of(proposal, new.id)
    if own is None:
        return 0
    if theirs is None:
        own.organisation = new
    else:
        _join(proposal, own, theirs)
    db.session.flush()
    return 1


def _join(proposal: Proposal, own: Participation, theirs: Participation) -> None:
    role, invited_at = rules.stronger(own.role, theirs.role), theirs.invited_at or own.invited_at
    proposal.participations.remove(own)
    db.session.flush()  # before the successor leads: one lead, says the database
    theirs.role, theirs.invited_at = role, invited_at
    theirs.reason = theirs.reason if role is PartRole.not_affected else ""


def _hand_on_commitments(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    live = [c for c in proposal.commitments if c.organisation_id == old.id and not rules.is_over(c)]
    for commitment in live:
        commitment.organisation = new
    return len(live)


def _hand_on_implications(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    standing = [i for i in proposal.implications if i.status is not ImplicationStatus.withdrawn]
    about = [i for i in standing if i.organisation_id == old.id]
    said = [i for i in standing if i.asserted_by_id == old.id]
    for implication in about:
        implication.organisation = new
    for implication in said:
        implication.asserted_by = new
    return len({i.id for i in about + said})


def _hand_on_nil_returns(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    """Where both had made one on the same provision, the successor's own stays."""
    own = [nil for nil in proposal.nil_returns if nil.organisation_id == old.id]
    made = {nil.provision_id for nil in proposal.nil_returns if nil.organisation_id == new.id}
    for nil in own:
        if nil.provision_id in made:
            proposal.nil_returns.remove(nil)
            db.session.delete(nil)
        else:
            nil.organisation = new
    return len(own)


def _hand_on_rounds(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    """Its open conditions, and the replies that it still owes. What it replied keeps its name."""
    found = 0
    for one in proposal.rounds:
        theirs = any(asked.organisation_id == new.id for asked in one.asked)
        for asked in [held for held in one.asked if held.organisation_id == old.id]:
            found += _hand_on_conditions(asked.conditions, old.id, new)
            if one.ended_at is None and asked.reply is None and theirs:
                one.asked.remove(asked)
                found += 1
            elif one.ended_at is None and not theirs:
                asked.organisation = new
                found += 1
        for asked in one.asked:
            found += _hand_on_conditions(asked.conditions, old.id, new)
    return found


def _hand_on_conditions(conditions: list[Condition], old_id: UUID, new: Organisation) -> int:
    open_ones = [held for held in conditions if held.organisation_id == old_id and held.closed_at is None]
    for condition in open_ones:
        condition.organisation = new
    return len(open_ones)


def _hand_on_approvals(proposal: Proposal, old: Organisation, new: Organisation) -> int:
    """Urgent editions that it has not spoken on yet are its successor's to approve or decline."""
    found = 0
    for edition in proposal.editions:
        spoken = {said.organisation_id for said in editions.current_clearances(edition)}
        missing = {held.organisation_id: held for held in edition.missing}
        if old.id in missing and old.id not in spoken:
            edition.missing.remove(missing[old.id])
            if new.id not in missing:
                edition.missing.append(MissingClearance(organisation_id=new.id))
            found += 1
    return found


def _tell(proposal: Proposal, old: Organisation, new: Organisation) -> None:
    for member in accounts.members_with([new.id]):
        body = (
            f"You get this because you are a member of {the(new.name)}.\n\n"
            f"It followed {the(old.name)}: what that was bound to on a joint proposal is now its own.\n\n"
            f"Sign in to collab and open {SITE}/proposals/{proposal.address}\n"
        )
        key = f"succession:{proposal.id}:{old.id}:{member.person_id}"
        queue(member.person.email, "A joint proposal passed to your organisation", body, purpose_key=key)
