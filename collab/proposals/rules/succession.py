"""Decisions about a body that ends: what it cannot leave behind, and which role its successor gets."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from collab.proposals.models import Commitment, CommitmentStatus, Participation, PartRole, Proposal
from collab.proposals.rules.delivery import CLOSED
from collab.proposals.rules.editions import CLEARING, in_clearance
from collab.proposals.rules.rounds import open_conditions


def is_over(commitment: Commitment) -> bool:
    """Whether it binds nobody any more; it stays with the body that made it."""
    return commitment.status is CommitmentStatus.withdrawn or commitment.delivery in CLOSED


def ties(proposal: Proposal, organisation_id: UUID) -> Iterator[str]:
    """What on this proposal cannot be left without a body that answers for it."""
    roles = {part.organisation_id: part.role for part in proposal.participations}
    role = roles.get(organisation_id)
    if role is PartRole.lead:
        yield "it leads"
    live = [c for c in proposal.commitments if c.organisation_id == organisation_id and not is_over(c)]
    if live:
        yield f"it has {len(live)} live commitment{'' if len(live) == 1 else 's'}"
    if role in CLEARING and in_clearance(proposal.editions) is not None:
        yield "its clearance is asked for"
    if any(held.organisation_id == organisation_id for one in proposal.rounds for held in open_conditions(one)):
        yield "its condition is open"


def stronger(one: PartRole, other: PartRole) -> PartRole:
    """The role that binds more: the lead first, not affected last."""
    order = list(PartRole)
    return min(one, other, key=order.index)


def part_of(proposal: Proposal, organisation_id: UUID) -> Participation | None:
    return next((part for part in proposal.participations if part.organisation_id == organisation_id), None)
