"""Counting what is still open for a viewer, from which the one next step is decided."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from collab.accounts import queries as accounts
from collab.accounts.policy import Permission, Viewer
from collab.db import db
from collab.proposals import policy
from collab.proposals.models import (
    Acceptance,
    AskedOrganisation,
    Commitment,
    CommitmentStatus,
    Edition,
    Implication,
    ImplicationStatus,
    Proposal,
    Purpose,
    RoundReply,
    WriteRound,
)
from collab.proposals.queries import drafts, editions, grid
from collab.proposals.rules import grid as grid_rules
from collab.proposals.rules.parts import LAW_OFFICERS, joint_publication_problems
from collab.proposals.rules.text import Step, Work, next_step


def of(proposal: Proposal, frozen: Edition | None, *, viewer: Viewer) -> Step:
    """The one thing that this viewer could usefully do next."""
    if proposal.withdrawn_at is not None:
        return Step.wait
    unwritten = [held for held in drafts.sections(proposal) if not held.document.is_begun]
    own = [cell for cell in grid.grid(proposal).missing if viewer.acts_for(cell.organisation_id)]
    return next_step(
        Work(
            role=policy.role_of(viewer, proposal),
            may_write=viewer.may(Permission.write),
            may_sign=viewer.may(Permission.sign),
            is_frozen=frozen is not None,
            has_to_clear=frozen is not None and _has_to_clear(frozen, viewer),
            is_objected_to=frozen is not None and _is_objected_to(frozen),
            is_decision=proposal.preparing is Purpose.decision,
            is_asked=_is_asked(proposal, viewer),
            unanswered=_count_implications(proposal, viewer, Implication.organisation_id, is_shared=True),
            unshared=_unshared(proposal, viewer),
            unsigned=_unsigned(proposal, viewer),
            own_blanks=sum(_is_to_fill(cell) for cell in own),
            unwritten=len(unwritten) + (not grid.live_provisions(proposal)) + (not proposal.options),
            part_problems=len(joint_publication_problems(proposal.participations, accounts.heirs(LAW_OFFICERS))),
        )
    )


def _is_to_fill(cell: grid_rules.Cell) -> bool:
    """Whether an author has something to enter here: not what waits for a signature or an answer."""
    waiting = {grid_rules.CellState.not_signed, grid_rules.CellState.not_confirmed, grid_rules.CellState.not_shared}
    return bool({cell.commitment, cell.implication} - waiting - grid_rules.COMPLETE)


def _has_to_clear(frozen: Edition, viewer: Viewer) -> bool:
    said = editions.positions(frozen)
    return any(viewer.acts_for(position.organisation_id) and position.said is None for position in said)


def _is_objected_to(frozen: Edition) -> bool:
    return any(position.said is not None and not position.is_cleared for position in editions.positions(frozen))


def _is_asked(proposal: Proposal, viewer: Viewer) -> bool:
    """Whether a write-round that is not ended waits for a reply of the organisation acted for."""
    replied = exists(select(RoundReply.id).where(RoundReply.asked_id == AskedOrganisation.id))
    asked = select(AskedOrganisation.id).join(AskedOrganisation.round)
    waiting = asked.where(
        WriteRound.proposal_id == proposal.id,
        WriteRound.ended_at.is_(None),
        AskedOrganisation.organisation_id == viewer.organisation_id,
        AskedOrganisation.waived_at.is_(None),
        ~replied,
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _count_implications(
    proposal: Proposal, viewer: Viewer, whose: InstrumentedAttribute[UUID], *, is_shared: bool
) -> int:
    query = (
        select(func.count())
        .select_from(Implication)
        .where(
            Implication.proposal_id == proposal.id,
            whose == viewer.organisation_id,
            Implication.status == ImplicationStatus.asserted,
            Implication.shared_at.is_not(None) if is_shared else Implication.shared_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def _unshared(proposal: Proposal, viewer: Viewer) -> int:
    query = (
        select(func.count())
        .select_from(Commitment)
        .where(
            Commitment.proposal_id == proposal.id,
            Commitment.organisation_id == viewer.organisation_id,
            Commitment.status != CommitmentStatus.withdrawn,
            Commitment.shared_at.is_(None),
        )
    )
    drafted = _count_implications(proposal, viewer, Implication.asserted_by_id, is_shared=False)
    return (db.session.scalar(query) or 0) + drafted


def _unsigned(proposal: Proposal, viewer: Viewer) -> int:
    query = (
        select(func.count())
        .select_from(Commitment)
        .where(
            Commitment.proposal_id == proposal.id,
            Commitment.organisation_id == viewer.organisation_id,
            Commitment.status == CommitmentStatus.proposed,
            Commitment.acceptance.in_([Acceptance.agreed, Acceptance.partly_agreed]),
            Commitment.shared_at.is_not(None),
        )
    )
    return db.session.scalar(query) or 0
