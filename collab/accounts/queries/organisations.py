"""Reading organisations, areas and bank holidays."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from collab import clock
from collab.accounts import rules
from collab.accounts.models import (
    Area,
    AreaKind,
    Independence,
    Organisation,
    OrganisationArea,
    OrganisationClass,
)
from collab.accounts.queries.installation import DEMONSTRATION
from collab.db import db
from collab.errors import NotFound


@cache
def bank_holidays() -> rules.BankHolidays:
    """As `data/bank_holidays.csv` holds them; where they are from stands beside it."""
    with (Path(__file__).parents[1] / "data" / "bank_holidays.csv").open(encoding="utf-8", newline="") as file:
        days = frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(file))
    return rules.BankHolidays(days, max(day.year for day in days))


def current() -> ColumnElement[bool]:
    """Organisations that exist today."""
    today = clock.today()
    return or_(Organisation.valid_to.is_(None), Organisation.valid_to >= today)


def organisations(*, classes: Sequence[OrganisationClass] = (), only_current: bool = True) -> Sequence[Organisation]:
    """All organisations by name; optionally of some classes."""
    query = select(Organisation).order_by(Organisation.name, Organisation.code)
    if classes:
        query = query.where(Organisation.organisation_class.in_(classes))
    if only_current:
        query = query.where(current())
    return db.session.scalars(query).all()


def organisation(slug: str) -> Organisation:
    """Raises NotFound."""
    query = select(Organisation).where(Organisation.slug == slug)
    found = db.session.scalars(
        query.options(joinedload(Organisation.sponsor), joinedload(Organisation.successor))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Link:
    slug: str
    name: str


@dataclass(frozen=True)
class Profile:
    """What the page of an organisation says, as plain values."""

    id: UUID
    code: str
    slug: str
    name: str
    name_cy: str
    organisation_class: OrganisationClass
    independence: Independence
    relation: str
    valid_from: date | None
    valid_to: date | None
    note: str
    sponsor: Link | None
    successor: Link | None
    areas: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    is_demonstration: bool = False


_OWN = [one.name for one in fields(Profile) if one.name in Organisation.__table__.c]


def profile(slug: str) -> Profile:
    """Raises NotFound."""
    own, beside = _profile()
    connection = db.session.connection()  # rows, and nothing of the session's own bookkeeping
    row = connection.execute(own, {"slug": slug}).one_or_none()
    if row is None:
        raise NotFound
    *values, sponsor_slug, sponsor, successor_slug, successor, is_demonstration = row
    related: dict[str, list[str]] = {"areas": [], "former": []}
    for kind, name in connection.execute(beside, {"of": row.id}):
        related[kind].append(name)
    return Profile(
        **dict(zip(_OWN, values, strict=True)),
        sponsor=Link(sponsor_slug, sponsor) if sponsor_slug else None,
        successor=Link(successor_slug, successor) if successor_slug else None,
        areas=tuple(related["areas"]),
        former=tuple(related["former"]),
        is_demonstration=bool(is_demonstration),
    )


@cache
def _profile() -> tuple[Select[Any], CompoundSelect[Any]]:
    """The organisation with its sponsor and successor; its areas and the bodies that it followed. Written once."""
    bodies = Organisation.__table__
    sponsor, successor = bodies.alias("sponsor"), bodies.alias("successor")
    demonstration = DEMONSTRATION.scalar_subquery()
    columns = [bodies.c[name] for name in _OWN]
    own = (
        select(*columns, sponsor.c.slug, sponsor.c.name, successor.c.slug, successor.c.name, demonstration)
        .select_from(
            bodies.outerjoin(sponsor, sponsor.c.id == bodies.c.sponsor_id).outerjoin(
                successor, successor.c.id == bodies.c.successor_id
            )
        )
        .where(bodies.c.slug == bindparam("slug"))
    )
    areas, held = Area.__table__, OrganisationArea.__table__
    of = bindparam("of", type_=bodies.c.id.type)
    acts_in = select(literal("areas").label("kind"), areas.c.name).join(held, held.c.area_id == areas.c.id)
    followed = select(literal("former").label("kind"), bodies.c.name).where(bodies.c.successor_id == of)
    return own, union_all(acts_in.where(held.c.organisation_id == of), followed).order_by("kind", "name")


def ended_and_followed() -> Sequence[UUID]:
    """Organisations whose last day is over and that another followed."""
    query = select(Organisation.id).where(Organisation.valid_to < clock.today(), Organisation.successor_id.is_not(None))
    return db.session.scalars(query.order_by(Organisation.id)).all()


def heir_of(organisation: Organisation) -> Organisation | None:
    """The first of its successors, one after the other, that is there today."""
    seen = {organisation.id}
    follower = organisation.successor
    while follower is not None and follower.id not in seen:
        if rules.is_current(follower.valid_from, follower.valid_to, clock.today()):
            return follower
        seen.add(follower.id)
        follower = follower.successor
    return None


def heirs(codes: Collection[str]) -> dict[str, Organisation]:
    """Who follows today, by the code of the one that ended; one that is there still has no entry. One statement, as a rule."""
    query = select(Organisation).where(Organisation.code.in_(codes), Organisation.valid_to < clock.today())
    ended = db.session.scalars(query.order_by(Organisation.code)).all()
    return {one.code: heir for one in ended if (heir := heir_of(one))}


def organisation_by_code(code: str) -> Organisation | None:
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()


def slugs(codes: Sequence[str]) -> dict[str, str]:
    """The last parts of the addresses of organisations, by code."""
    query = select(Organisation.code, Organisation.slug).where(Organisation.code.in_(codes))
    return {row.code: row.slug for row in db.session.execute(query.order_by(Organisation.code))}


def organisation_by_id(organisation_id: UUID) -> Organisation:
    """Raises NotFound."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def areas(kind: AreaKind) -> Sequence[Area]:
    return db.session.scalars(select(Area).where(Area.kind == kind).order_by(Area.name)).all()
