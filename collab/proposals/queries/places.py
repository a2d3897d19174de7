"""What a document belongs to: the answer that `documents` asks for without knowing proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, null, or_, select, union_all
from sqlalchemy.orm import selectinload

from collab.accounts.policy import Viewer
from collab.db import db
from collab.documents.policy import Access, Place
from collab.proposals import policy
from collab.proposals.models import Edition, Participation, PartRole, Proposal, Provision, Section
from collab.proposals.models.proposal import provision_label
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


@dataclass(frozen=True)
class Part:
    """A participation as a plain row."""

    organisation_id: UUID
    role: PartRole
    invited_at: datetime | None


@dataclass(frozen=True)
class Running:
    """As much of a proposal as says who may do what with its running text."""

    withdrawn_at: datetime | None
    participations: tuple[Part, ...]


@dataclass(frozen=True)
class Numbered:
    """As much of a provision as says whether it is still there."""

    number: int
    retired_at: datetime | None

    @property
    def label(self) -> str:
        return provision_label(self.number)


def access(viewer: Viewer, proposal: policy.Named) -> Access | None:
    """What a viewer may do with the running text of a proposal; None where they may not even read it."""
    if policy.can_write_text(viewer, proposal):
        return Access.write
    if policy.can_contribute(viewer, proposal):
        return Access.suggest
    return Access.read if policy.can_read_draft(viewer, proposal) else None


@cache
def _running() -> Select[Any]:
    """What a document belongs to, a row for each organisation named on it: one statement, as it is asked for each key."""
    document: Any = bindparam("document_id")
    nothing = (null().label("number"), null().label("retired_at"))
    sections = select(Section.proposal_id, *nothing).where(Section.document_id == document)
    provisions = select(Provision.proposal_id, Provision.number, Provision.retired_at)
    place = union_all(provisions.where(Provision.document_id == document), sections).subquery()
    frozen = exists(
        select(Edition.id).where(
            Edition.proposal_id == Proposal.id, Edition.recalled_at.is_(None), Edition.published_at.is_(None)
        )
    )
    return (
        select(
            Proposal.withdrawn_at,
            frozen.label("is_frozen"),
            place.c.number,
            place.c.retired_at,
            Participation.organisation_id,
            Participation.role,
            Participation.invited_at,
        )
        .join(place, place.c.proposal_id == Proposal.id)
        .outerjoin(Participation, Participation.proposal_id == Proposal.id)
        .order_by(Participation.position, Participation.id)
    )


class TextsOfProposals:
    """The owner of documents that are sections and provisions."""

    def places(self, document_id: UUID, viewers: Sequence[Viewer]) -> list[Place | None]:
        rows = db.session.connection().execute(_running(), {"document_id": document_id}).all()
        if not rows:
            return [None] * len(viewers)
        first = rows[0]
        parts = tuple(Part(row.organisation_id, row.role, row.invited_at) for row in rows if row.organisation_id)
        proposal = Running(first.withdrawn_at, parts)
        provision = None if first.number is None else Numbered(first.number, first.retired_at)
        closed = closed_words(proposal, provision, is_frozen=first.is_frozen)
        granted = [access(viewer, proposal) for viewer in viewers]
        return [Place(may, closed) if may else None for may in granted]


def documents_of(proposal: Proposal) -> Sequence[UUID]:
    """The documents of all sections and provisions."""
    both = select(Section.document_id).where(Section.proposal_id == proposal.id)
    return db.session.scalars(
        both.union_all(select(Provision.document_id).where(Provision.proposal_id == proposal.id))
    ).all()
