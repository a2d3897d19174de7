"""What a document belongs to: the answer that `documents` asks for without knowing proposals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from collab.accounts.policy import Viewer
from collab.db import db
from collab.documents.policy import Access, Place
from collab.proposals import policy
from collab.proposals.models import Proposal, Provision, Section
from collab.proposals.queries import editions
from collab.proposals.rules.text import closed_words


def owner_of(document_id: UUID) -> tuple[Proposal, Provision | None] | None:
    """The proposal whose section or provision has this document, read anew, and the provision."""
    query = (
        select(Proposal, Provision)
        .outerjoin(Section, (Section.proposal_id == Proposal.id) & (Section.document_id == document_id))
        .outerjoin(Provision, (Provision.proposal_id == Proposal.id) & (Provision.document_id == document_id))
        .where(or_(Section.id.is_not(None), Provision.id.is_not(None)))
        .options(selectinload(Proposal.participations))
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def access(viewer: Viewer, proposal: Proposal) -> Access | None:
    """What a viewer may do with the running text of a proposal; None where they may not even read it."""
    if policy.can_write_text(viewer, proposal):
        return Access.write
    if policy.can_contribute(viewer, proposal):
        return Access.suggest
    return Access.read if policy.can_read_draft(viewer, proposal) else None


class TextsOfProposals:
    """The owner of documents that are sections and provisions."""

    def places(self, document_id: UUID, viewers: Sequence[Viewer]) -> list[Place | None]:
        found = owner_of(document_id)
        if found is None:
            return [None] * len(viewers)
        proposal, provision = found
        closed = closed_words(proposal, provision, is_frozen=editions.in_clearance(proposal) is not None)
        granted = [access(viewer, proposal) for viewer in viewers]
        return [Place(may, closed) if may else None for may in granted]


def documents_of(proposal: Proposal) -> Sequence[UUID]:
    """The documents of all sections and provisions."""
    both = select(Section.document_id).where(Section.proposal_id == proposal.id)
    return db.session.scalars(
        both.union_all(select(Provision.document_id).where(Provision.proposal_id == proposal.id))
    ).all()
