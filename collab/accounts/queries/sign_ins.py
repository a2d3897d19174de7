"""Reading sign-ins and emailed links, and whom they stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from collab import clock
from collab.accounts import rules
from collab.accounts.models import (
    EmailedToken,
    Membership,
    MembershipRole,
    Organisation,
    Person,
    SignIn,
    TokenPurpose,
)
from collab.accounts.policy import ANONYMOUS, Viewer
from collab.accounts.queries.people import holds_on, in_force, memberships_of, person_by_email
from collab.db import db
from collab.errors import NotFound


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


@dataclass(frozen=True)
class SignedIn:
    """Who a sign-in stands for right now, and when it was noted last that they are there."""

    viewer: Viewer
    seen_at: datetime


def signed_in(tokens: Collection[str], now: datetime) -> dict[str, SignedIn]:
    """As `viewer`, for many sign-ins in one statement; without those that have ended."""
    by_hash = {rules.token_hash(token): token for token in tokens}
    asked = {"hashes": list(by_hash), "today": clock.today()}
    found: dict[str, list[Any]] = {}
    for row in db.session.connection().execute(_sign_ins(), asked):
        if not (row.ended_at or row.disabled_at) and rules.is_alive(row.started_at, row.last_seen_at, now):
            found.setdefault(by_hash[row.token_hash], []).append(row)
    return {token: SignedIn(_of_rows(token, rows), rows[0].last_seen_at) for token, rows in found.items()}


def viewers(tokens: Collection[str], now: datetime) -> dict[str, Viewer]:
    return {token: held.viewer for token, held in signed_in(tokens, now).items()}


@cache
def _sign_ins() -> Any:
    """Sign-ins, their people, and the memberships acted for where these are theirs and hold today; a row for each role."""
    theirs = (Membership.id == SignIn.membership_id) & (Membership.person_id == SignIn.person_id)
    return (
        select(
            SignIn.token_hash,
            SignIn.started_at,
            SignIn.last_seen_at,
            SignIn.ended_at,
            Person.id.label("person_id"),
            Person.name,
            Person.is_system_administrator,
            Person.disabled_at,
            Membership.id.label("membership_id"),
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Organisation.slug.label("organisation_slug"),
            MembershipRole.role,
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Membership, theirs & holds_on(bindparam("today")))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(SignIn.token_hash.in_(bindparam("hashes", expanding=True)))
    )


def _of_rows(token: str, rows: Sequence[Any]) -> Viewer:
    """The viewer of a sign-in's rows. A membership without roles does not hold."""
    first = rows[0]
    who = Viewer(
        person_id=first.person_id,
        name=first.name,
        is_system_administrator=first.is_system_administrator,
        token=token,
    )
    if first.role is None:
        return who
    return replace(
        who,
        membership_id=first.membership_id,
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name,
        organisation_slug=first.organisation_slug,
        roles=frozenset(row.role for row in rows),
    )


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
