"""What a decision about a theme can link to: provisions and commitments of the proposal that the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from collab.accounts.policy import Viewer
from collab.consultations.models import Consultation
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy as proposals_policy
from collab.proposals.models import Commitment, CommitmentStatus, Edition, Proposal, Provision, Purpose
from collab.proposals.queries import as_id

Row = TypeVar("Row", Provision, Commitment)


def provisions(consultation: Consultation, *, viewer: Viewer) -> Sequence[Provision]:
    """All provisions ever made, for those who may read the draft; else those of the edition consulted on."""
    query = select(Provision).where(Provision.proposal_id == consultation.proposal_id)
    if not _reads_draft(consultation, viewer):
        query = query.where(Provision.number.in_(_public_numbers(consultation, "provisions", "label")))
    return db.session.scalars(query.order_by(Provision.position, Provision.number)).all()


def commitments(consultation: Consultation, *, viewer: Viewer) -> Sequence[Commitment]:
    """Commitments that their organisations have shared; for those outside the draft, those of the edition consulted on."""
    query = select(Commitment).where(Commitment.proposal_id == consultation.proposal_id, _shared(viewer))
    if not _reads_draft(consultation, viewer):
        query = query.where(Commitment.number.in_(_public_numbers(consultation, "commitments", "number")))
    return db.session.scalars(query.options(joinedload(Commitment.organisation)).order_by(Commitment.number)).all()


def _shared(viewer: Viewer) -> ColumnElement[bool]:
    own = Commitment.organisation_id == viewer.organisation_id
    return or_(Commitment.shared_at.is_not(None), own) & (Commitment.status != CommitmentStatus.withdrawn)


def _reads_draft(consultation: Consultation, viewer: Viewer) -> bool:
    proposal = consultation.proposal
    return proposal is not None and proposals_policy.can_read_draft(viewer, proposal)


def _public_numbers(consultation: Consultation, kind: str, name: str) -> list[int]:
    """Permanent numbers from the published edition; a provision's label is "3." and its number."""
    content = consultation.edition.content if consultation.edition else {kind: []}
    return [int(str(record[name]).rpartition(".")[2]) for record in content[kind]]


def provision(consultation: Consultation, provision_id: str, *, viewer: Viewer) -> Provision | None:
    """The one chosen; None where none was. Raises NotFound for one that is not offered."""
    return _chosen(provisions(consultation, viewer=viewer), provision_id)


def commitment(consultation: Consultation, commitment_id: str, *, viewer: Viewer) -> Commitment | None:
    """The one chosen; None where none was. Raises NotFound for one that is not offered."""
    return _chosen(commitments(consultation, viewer=viewer), commitment_id)


def _chosen(offered: Sequence[Row], chosen: str) -> Row | None:
    if not chosen:
        return None
    wanted: UUID | None = as_id(chosen)
    found = next((row for row in offered if row.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def decision_editions(proposal: Proposal | None) -> Sequence[Edition]:
    """The published decision editions, the newest first."""
    if proposal is None:
        return []
    query = select(Edition).where(Edition.proposal_id == proposal.id, Edition.purpose == Purpose.decision)
    published = query.where(Edition.published_at.is_not(None))
    return db.session.scalars(published.order_by(Edition.publication_number.desc())).all()
