"""Reading proposals. What a viewer may not see is not found."""

from __future__ import annotations

import uuid
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import defer, selectinload

from collab.accounts.policy import Viewer
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy
from collab.proposals.models import Edition, Participation, Proposal
from collab.proposals.rules.editions import parse_label


def get(address: str, *, viewer: Viewer) -> Proposal:
    """By reference or random id. Raises NotFound, also for what the viewer may not see."""
    query = _at(address).where(policy.visible_to(viewer))
    loaded = query.options(selectinload(Proposal.participations).joinedload(Participation.organisation))
    found = db.session.scalars(loaded).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_draft(address: str, *, viewer: Viewer) -> Proposal:
    """The same for the working text: a public edition is not enough."""
    proposal = get(address, viewer=viewer)
    if not policy.can_read_draft(viewer, proposal):
        raise NotFound
    return proposal


def _at(address: str) -> Select[Proposal]:
    return select(Proposal).where(address_is(address))


def address_is(address: str) -> ColumnElement[bool]:
    """The proposal with this reference or random id."""
    key = as_id(address)
    return Proposal.id == key if key else Proposal.reference == address


def as_id(address: str) -> UUID | None:
    """A random id from an address, or None where it is something else."""
    try:
        return uuid.UUID(address)
    except ValueError:
        return None


def edition(proposal: Proposal, label: str, *, with_text: bool = True) -> Edition:
    """A public edition by what it is called, "2" or "2.1". Raises NotFound."""
    numbers = parse_label(label)
    if numbers is None:
        raise NotFound
    query = select(Edition).where(
        Edition.proposal_id == proposal.id, Edition.major_number == numbers[0], Edition.minor_number == numbers[1]
    )
    if not with_text:
        query = query.options(defer(Edition.canonical))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
