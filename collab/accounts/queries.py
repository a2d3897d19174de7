"""Reading organisations, people, memberships and sign-ins."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from collab import clock
from collab.accounts import rules
from collab.accounts.models import (
    Area,
    AreaKind,
    EmailedToken,
    Independence,
    Installation,
    Membership,
    Organisation,
    OrganisationArea,
    OrganisationClass,
    Person,
    SignIn,
    TokenPurpose,
)
from collab.accounts.policy import ANONYMOUS, Viewer
from collab.db import db
from collab.errors import NotFound

DEMONSTRATION = select(Installation.__table__.c.is_demonstration)


@cache
def bank_holidays() -> rules.BankHolidays:
    """As `data/bank_holidays.csv` holds them; where they are from stands beside it."""
    with (Path(__file__).parent / "data" / "bank_holidays.csv").open(encoding="utf-8", newline="") as file:
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


def members(organisation: Organisation) -> Sequence[Membership]:
    """The current memberships of an organisation, by name."""
    query = select(Membership).join(Membership.person).where(Membership.organisation_id == organisation.id, in_force())
    loaded = query.options(joinedload(Membership.person), selectinload(Membership.roles))
    return db.session.scalars(loaded.order_by(Person.name, Membership.id)).all()


def in_force() -> ColumnElement[bool]:
    """Memberships that hold today. One that ended on its first day has lost its roles, and holds no longer."""
    today = clock.today()
    dates = (Membership.valid_from <= today) & or_(Membership.valid_to.is_(None), Membership.valid_to >= today)
    return dates & Membership.roles.any()


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


def sign_in(token_hash: str) -> SignIn | None:
    return db.session.scalars(select(SignIn).where(SignIn.token_hash == token_hash)).one_or_none()


def sign_in_by_id(sign_in_id: UUID) -> SignIn:
    return db.session.get_one(SignIn, sign_in_id)


def viewer(token: str, token_hash: str, now: datetime) -> tuple[Viewer, SignIn] | None:
    """Who a sign-in stands for right now; None once it has ended, expired, or its person was disabled."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id).where(SignIn.token_hash == token_hash)
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    held, who = found
    if held.ended_at or who.disabled_at or not rules.is_alive(held.started_at, held.last_seen_at, now):
        return None
    places = memberships_of(who.id)
    acting = next((place for place in places if place.id == held.membership_id), None)
    return as_viewer(who, acting, several=len(places) > 1, token=token), held


def viewers(tokens: Collection[str], now: datetime) -> dict[str, Viewer]:
    """The same for many sign-ins at once, in a fixed number of statements; without those that have ended."""
    by_hash = {rules.token_hash(token): token for token in tokens}
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id).where(SignIn.token_hash.in_(by_hash))
    rows = db.session.execute(query.execution_options(populate_existing=True)).all()
    alive = [(held, who) for held, who in rows if not (held.ended_at or who.disabled_at)]
    alive = [(held, who) for held, who in alive if rules.is_alive(held.started_at, held.last_seen_at, now)]
    wanted = select(Membership).where(Membership.id.in_({held.membership_id for held, _ in alive}), in_force())
    loaded = wanted.options(joinedload(Membership.organisation), selectinload(Membership.roles))
    places = {place.id: place for place in db.session.scalars(loaded.execution_options(populate_existing=True))}
    return {
        by_hash[held.token_hash]: as_viewer(who, _own(places, held), token=by_hash[held.token_hash])
        for held, who in alive
    }


def _own(places: Mapping[UUID, Membership], held: SignIn) -> Membership | None:
    """The membership acted for, where it is the person's and holds today."""
    place = places.get(held.membership_id) if held.membership_id else None
    return place if place is not None and place.person_id == held.person_id else None


def as_viewer(who: Person, acting: Membership | None, *, several: bool = False, token: str = "") -> Viewer:
    """A person acting for one of their organisations, or for none."""
    place: dict[str, Any] = {}
    if acting is not None:
        place = {
            "membership_id": acting.id,
            "organisation_id": acting.organisation_id,
            "organisation_name": acting.organisation.name,
            "organisation_slug": acting.organisation.slug,
            "roles": acting.role_set,
        }
    return Viewer(
        person_id=who.id,
        name=who.name,
        is_system_administrator=who.is_system_administrator,
        has_several=several,
        token=token,
        **place,
    )


def acting(email: str, organisation_code: str = "") -> Viewer:
    """A person as viewer, for commands and tests: acting for the organisation named, or for their only one."""
    who = person_by_email(email)
    if who is None:
        return ANONYMOUS
    places = memberships_of(who.id)
    chosen = [place for place in places if not organisation_code or place.organisation.code == organisation_code]
    return as_viewer(who, chosen[0] if chosen else None, several=len(places) > 1)


def acting_in(membership_id: UUID | None) -> Viewer:
    """The person of a membership that holds today, as viewer; nobody once it has ended."""
    query = select(Membership).join(Membership.person).where(Membership.id == membership_id, in_force())
    found = db.session.scalars(query.where(Person.disabled_at.is_(None))).one_or_none()
    return ANONYMOUS if found is None else as_viewer(found.person, found)


def emailed_token(token_hash: str, purpose: TokenPurpose) -> EmailedToken:
    """Raises NotFound, also for a token of another purpose."""
    query = select(EmailedToken).where(EmailedToken.token_hash == token_hash, EmailedToken.purpose == purpose)
    found = db.session.scalars(query.options(joinedload(EmailedToken.person))).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_open(held: EmailedToken) -> bool:
    """Whether an emailed link works now."""
    return rules.is_usable(held.expires_at, held.used_at, clock.now()) and held.person.disabled_at is None


def has_fresh_token(person_id: UUID, purpose: TokenPurpose, *, since: datetime) -> bool:
    """Whether a link of this kind was sent a moment ago and still works."""
    query = select(EmailedToken.id).where(EmailedToken.person_id == person_id, EmailedToken.purpose == purpose)
    fresh = query.where(EmailedToken.made_at > since, EmailedToken.used_at.is_(None))
    return db.session.scalars(fresh.limit(1)).first() is not None


def names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Display names of people and organisations by id, for histories."""
    found: dict[UUID, str] = {}
    for table in (Person, Organisation):
        rows = db.session.execute(select(table.id, table.name).where(table.id.in_(ids)))
        found.update({row.id: row.name for row in rows})
    return found


def installation() -> Installation | None:
    return db.session.get(Installation, 1)


def is_demonstration() -> bool:
    """Whether this installation was filled with invented content."""
    return bool(db.session.scalar(DEMONSTRATION))


def is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return not db.session.scalar(select(func.count()).select_from(Person))
