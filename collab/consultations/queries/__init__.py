"""Reading consultations. What a viewer may not see is not found."""

from __future__ import annotations

import uuid
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import Consultation, Runner
from collab.db import db
from collab.errors import NotFound


def get(address: str, *, viewer: Viewer) -> Consultation:
    """By reference or random id. Raises NotFound, also for what the viewer may not see."""
    key = as_id(address)
    named = Consultation.id == key if key else Consultation.reference == address  # either uses its index, both none
    query = select(Consultation).where(named, policy.visible_to(viewer))
    loaded = query.options(
        selectinload(Consultation.runners).joinedload(Runner.organisation),
        joinedload(Consultation.proposal),
        joinedload(Consultation.feedback),
        joinedload(Consultation.outcome),
    )
    found = db.session.scalars(loaded).one_or_none()
    if found is None:
        raise NotFound
    return found


def by_id(consultation_id: UUID) -> Consultation:
    """For the worker, which acts for nobody. Raises NotFound."""
    found = db.session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound
    return found


def get_run(address: str, *, viewer: Viewer) -> Consultation:
    """The same for the pages of the organisations that run it: being public is not enough."""
    consultation = get(address, viewer=viewer)
    if not policy.can_read_draft(viewer, consultation):
        raise NotFound
    return consultation


def as_id(address: str) -> UUID | None:
    """A random id from an address, or None where it is something else."""
    try:
        return uuid.UUID(address)
    except ValueError:
        return None
