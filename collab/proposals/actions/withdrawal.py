"""Withdrawing a proposal. Its editions stay at their addresses, and its reference is never used again."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import lock
from collab.errors import Problem, Refused
from collab.proposals import policy
from collab.proposals.actions import notices
from collab.proposals.models import Proposal
from collab.proposals.queries import editions
from collab.proposals.rules import canonical


@permitted(policy.can_withdraw)
def withdraw(proposal: Proposal, *, reason: str, by: Viewer) -> None:
    """For ever. Where something of it is public, the reason is public too, at the same address. Raises Refused."""
    lock(proposal)
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn already.")
    if editions.in_clearance(proposal) is not None:
        href = f"/proposals/{proposal.address}/clearance"
        raise Refused(Problem("An edition is being cleared. Recall it first", href=href))
    if not reason.strip():
        raise Refused(Problem("Enter why the proposal is withdrawn", field="reason"))
    proposal.withdrawn_at, proposal.withdrawn_reason = clock.now(), canonical.plain(reason.strip())
    notices.tell_withdrawn(proposal)
    record(RootKind.proposal, proposal.id, Event.proposal_withdrawn, by=by, about={"reference": proposal.reference})
