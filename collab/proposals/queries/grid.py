"""Loading the grid: facts without words for its states, and only what a viewer may see for its contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.db import db
from collab.proposals import policy
from collab.proposals.models import (
    Commitment,
    CommitmentProvision,
    CommitmentStatus,
    Implication,
    ImplicationStatus,
    NilReturn,
    Participation,
    PartRole,
    Proposal,
    Provision,
    Purpose,
)
from collab.proposals.rules.grid import Cell, CommitmentFact, ImplicationFact, NilFact, cells

ROLES = (PartRole.lead, PartRole.joint, PartRole.supporting, PartRole.affected)


@dataclass(frozen=True)
class Grid:
    """The organisations and provisions of a proposal, with the state of each cell by (organisation, provision)."""

    organisations: Sequence[Organisation]
    provisions: Sequence[Provision]
    cells: dict[tuple[UUID, UUID], Cell]

    @property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if not cell.is_complete]


def grid(proposal: Proposal, *, purpose: Purpose | None = None) -> Grid:
    """The states of all cells, for the edition that is being prepared or for `purpose`. It loads no words of any draft."""
    organisations, provisions = affected(proposal), live_provisions(proposal)
    found = cells(
        organisations,
        provisions,
        _commitment_facts(proposal),
        _implication_facts(proposal),
        _nil_facts(proposal),
        purpose=purpose or proposal.preparing,
    )
    return Grid(organisations, provisions, {(cell.organisation_id, cell.provision_id): cell for cell in found})


def affected(proposal: Proposal) -> Sequence[Organisation]:
    """The organisations that answer each provision: lead, joint, supporting and affected ones, in their order."""
    query = select(Organisation).join(Participation, Participation.organisation_id == Organisation.id)
    query = query.where(Participation.proposal_id == proposal.id, Participation.role.in_(ROLES))
    return db.session.scalars(query.order_by(Participation.position, Organisation.name)).all()


def live_provisions(proposal: Proposal) -> Sequence[Provision]:
    """The provisions that were not retired, in their order, with their texts."""
    query = select(Provision).where(Provision.proposal_id == proposal.id, Provision.retired_at.is_(None))
    return db.session.scalars(
        query.options(joinedload(Provision.document)).order_by(Provision.position, Provision.number)
    ).all()


def commitments(proposal: Proposal, *, viewer: Viewer) -> Sequence[Commitment]:
    """What this viewer may see: the shared ones and their own organisation's drafts. Withdrawn ones are left out."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    query = select(Commitment).where(
        Commitment.proposal_id == proposal.id,
        Commitment.status != CommitmentStatus.withdrawn,
        or_(Commitment.shared_at.is_not(None), Commitment.organisation_id == viewer.organisation_id),
    )
    loaded = query.options(
        joinedload(Commitment.organisation), selectinload(Commitment.provisions), selectinload(Commitment.milestones)
    )
    return db.session.scalars(loaded.order_by(Commitment.number)).all()


def implications(proposal: Proposal, *, viewer: Viewer) -> Sequence[Implication]:
    """What this viewer may see: the shared ones and their own organisation's drafts. Withdrawn ones are left out."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    query = select(Implication).where(
        Implication.proposal_id == proposal.id,
        Implication.status != ImplicationStatus.withdrawn,
        or_(Implication.shared_at.is_not(None), Implication.asserted_by_id == viewer.organisation_id),
    )
    loaded = query.options(
        joinedload(Implication.organisation), joinedload(Implication.asserted_by), joinedload(Implication.provision)
    )
    return db.session.scalars(loaded.order_by(Implication.number)).all()


def nil_returns(proposal: Proposal, *, viewer: Viewer) -> Sequence[NilReturn]:
    """The nil returns, which are shared as they are made."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    query = select(NilReturn).where(NilReturn.proposal_id == proposal.id, NilReturn.shared_at.is_not(None))
    return db.session.scalars(query.order_by(NilReturn.made_at, NilReturn.id)).all()


def _commitment_facts(proposal: Proposal) -> list[CommitmentFact]:
    query = (
        select(
            Commitment.id,
            Commitment.organisation_id,
            Commitment.acceptance,
            Commitment.status,
            Commitment.shared_at,
            CommitmentProvision.provision_id,
        )
        .join(CommitmentProvision, CommitmentProvision.commitment_id == Commitment.id)
        .where(Commitment.proposal_id == proposal.id)
        .order_by(Commitment.number)
    )
    return [
        CommitmentFact(
            row.organisation_id, frozenset({row.provision_id}), row.acceptance, row.status, row.shared_at is not None
        )
        for row in db.session.execute(query)
    ]


def _implication_facts(proposal: Proposal) -> list[ImplicationFact]:
    query = (
        select(
            Implication.provision_id,
            Implication.organisation_id,
            Implication.asserted_by_id,
            Implication.status,
            Implication.shared_at,
        )
        .where(Implication.proposal_id == proposal.id)
        .order_by(Implication.number)
    )
    return [
        ImplicationFact(
            row.provision_id, row.organisation_id, row.asserted_by_id, row.status, row.shared_at is not None
        )
        for row in db.session.execute(query)
    ]


def _nil_facts(proposal: Proposal) -> list[NilFact]:
    query = select(NilReturn.provision_id, NilReturn.organisation_id, NilReturn.shared_at)
    rows = db.session.execute(query.where(NilReturn.proposal_id == proposal.id).order_by(NilReturn.id))
    return [NilFact(row.provision_id, row.organisation_id, row.shared_at is not None) for row in rows]
