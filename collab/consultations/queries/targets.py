"""What a decision can link to: provisions, commitments and implications of the proposal that the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from collab.accounts.policy import Viewer
from collab.consultations.models import Consultation
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy as proposals_policy
from collab.proposals.models import (
    Commitment,
    CommitmentStatus,
    Edition,
    Implication,
    ImplicationStatus,
    Proposal,
    Provision,
    Purpose,
)
from collab.proposals.queries import as_id
from collab.proposals.queries.editions import whole
from collab.proposals.rules import canonical
from collab.proposals.rules.contents import content
from collab.proposals.rules.editions import WordsChanged, changes

Row = TypeVar("Row", Provision, Commitment, Implication)


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


def implications(consultation: Consultation, *, viewer: Viewer) -> Sequence[Implication]:
    """Implications that were shared; for those outside the draft, those of the edition consulted on."""
    query = select(Implication).where(
        Implication.proposal_id == consultation.proposal_id, Implication.status != ImplicationStatus.withdrawn
    )
    if _reads_draft(consultation, viewer):
        shared = or_(Implication.shared_at.is_not(None), Implication.asserted_by_id == viewer.organisation_id)
        query = query.where(shared)
    else:
        query = query.where(Implication.number.in_(_public_numbers(consultation, "implications", "number")))
    return db.session.scalars(query.options(joinedload(Implication.organisation)).order_by(Implication.number)).all()


def _shared(viewer: Viewer) -> ColumnElement[bool]:
    own = Commitment.organisation_id == viewer.organisation_id
    return or_(Commitment.shared_at.is_not(None), own) & (Commitment.status != CommitmentStatus.withdrawn)


def _reads_draft(consultation: Consultation, viewer: Viewer) -> bool:
    proposal = consultation.proposal
    return proposal is not None and proposals_policy.can_read_draft(viewer, proposal)


def _public_numbers(consultation: Consultation, kind: str, name: str) -> list[int]:
    """Permanent numbers from the published edition; a provision's label is "3." and its number."""
    held = consultation.edition.content if consultation.edition else {kind: []}
    return [int(str(record[name]).rpartition(".")[2]) for record in held[kind]]


def provision(consultation: Consultation, provision_id: str, *, viewer: Viewer) -> Provision | None:
    """The one chosen; None where none was. Raises NotFound for one that is not offered."""
    return _chosen(provisions(consultation, viewer=viewer), provision_id)


def commitment(consultation: Consultation, commitment_id: str, *, viewer: Viewer) -> Commitment | None:
    """The one chosen; None where none was. Raises NotFound for one that is not offered."""
    return _chosen(commitments(consultation, viewer=viewer), commitment_id)


def implication(consultation: Consultation, implication_id: str, *, viewer: Viewer) -> Implication | None:
    """The one chosen; None where none was. Raises NotFound for one that is not offered."""
    return _chosen(implications(consultation, viewer=viewer), implication_id)


def _chosen(offered: Sequence[Row], chosen: str) -> Row | None:
    if not chosen:
        return None
    wanted: UUID | None = as_id(chosen)
    found = next((row for row in offered if row.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def decision_editions(proposal: Proposal | None) -> Sequence[Edition]:
    """The published decision editions, the newest first; none of a proposal that was withdrawn."""
    if proposal is None or proposal.withdrawn_at is not None:
        return []
    query = select(Edition).where(Edition.proposal_id == proposal.id, Edition.purpose == Purpose.decision)
    published = query.where(Edition.published_at.is_not(None))
    return db.session.scalars(published.order_by(Edition.publication_number.desc())).all()


@dataclass(frozen=True)
class NextText:
    """The text that comes after the edition consulted on, as far as it is there: its content and what it is called."""

    content: Mapping[str, Any]
    name: str

    def changes(self, consulted: Edition | None) -> list[WordsChanged]:
        """The provisions that read differently in it."""
        return [one for one in changes(consulted.content if consulted else None, self.content) if one.is_changed]


def next_text(consultation: Consultation, *, viewer: Viewer) -> NextText | None:
    """The decision edition that the outcome names, else the newest published one, else the working text.

    None where there is neither edition nor, for this viewer, a draft to read.
    """
    proposal = consultation.proposal
    if proposal is None:
        return None
    chosen = consultation.outcome.edition if consultation.outcome else None
    edition = chosen or next(iter(decision_editions(proposal)), None)
    if edition is not None:
        return NextText(edition.content, f"edition {edition.label}")
    if not _reads_draft(consultation, viewer):
        return None
    working: dict[str, Any] = canonical.plain(content(whole(proposal), change_note=""))
    return NextText(working, "the working text of the next edition")
