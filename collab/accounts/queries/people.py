"""Reading people and their memberships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from collab import clock
from collab.accounts.models import (
    Membership,
    Organisation,
    Person,
)
from collab.db import db
from collab.errors import NotFound


def members(organisation: Organisation) -> Sequence[Membership]:
    """The current memberships of an organisation, by name."""
    query = select(Membership).join(Membership.person).where(Membership.organisation_id == organisation.id, in_force())
    loaded = query.options(joinedload(Membership.person), selectinload(Membership.roles))
    return db.session.scalars(loaded.order_by(Person.name, Membership.id)).all()


def in_force() -> ColumnElement[bool]:
    """Memberships that hold today. One that ended on its first day has lost its roles, and holds no longer."""
    return holds_on(clock.today()) & Membership.roles.any()


def holds_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    return and_(Membership.valid_from <= day, or_(Membership.valid_to.is_(None), Membership.valid_to >= day))


def membership_in(person_id: UUID, organisation_id: UUID) -> Membership | None:
    """A person's present membership of an organisation."""
    query = select(Membership).where(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
    return db.session.scalars(query.where(in_force())).one_or_none()


def membership(membership_id: UUID, *, organisation: Organisation) -> Membership:
    """Raises NotFound, also for a membership of another organisation."""
    found = db.session.get(Membership, membership_id)
    if found is None or found.organisation_id != organisation.id:
        raise NotFound
    return found


def person_by_email(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()


def person(person_id: UUID) -> Person:
    """Raises NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def memberships_of(person_id: UUID) -> Sequence[Membership]:
    query = select(Membership).join(Membership.organisation).where(Membership.person_id == person_id, in_force())
    loaded = query.options(joinedload(Membership.organisation), selectinload(Membership.roles))
    return db.session.scalars(loaded.order_by(Organisation.name)).all()


def members_with(organisation_ids: Sequence[UUID]) -> Sequence[Membership]:
    """The current memberships of several organisations: whom a notice can go to."""
    query = (
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id.in_(organisation_ids), in_force(), Person.disabled_at.is_(None))
    )
    loaded = query.options(joinedload(Membership.person), selectinload(Membership.roles))
    return db.session.scalars(loaded.order_by(Person.email, Membership.id)).all()


def names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Display names of people and organisations by id, for histories."""
    found: dict[UUID, str] = {}
    for table in (Person, Organisation):
        rows = db.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
        found.update({row.id: row.name for row in rows})
    return found
