"""People by role, made by the real actions. Call them inside `writing_in()`; organisations come with the template."""

import functools

from sqlalchemy import update

from collab.accounts import actions, queries
from collab.accounts.actions import passwords
from collab.accounts.models import Person, Role
from collab.accounts.policy import SYSTEM, Viewer
from collab.db import db

PASSWORD = "plum ladder window"


@functools.cache
def _hash():
    return passwords.hashed(PASSWORD)


def person(email: str, *, name: str = "", organisation: str = "", roles=(Role.author,), **more) -> Person:
    """Somebody with the password `PASSWORD`; a member of the organisation with this code, when one is given."""
    found = queries.person_by_email(email) or actions.add_person(
        email, name or email.partition("@")[0], by=SYSTEM, **more
    )
    db.session.execute(update(Person).where(Person.id == found.id).values(password_hash=_hash()))
    if organisation:
        body = queries.organisation_by_code(organisation)
        assert body, f"no organisation {organisation}"
        actions.grant_membership(found, body, list(roles), by=SYSTEM)
    return found


def acting(code: str, *roles: Role, email: str = "") -> Viewer:
    """A new person of this organisation, as viewer: `acting("HO", Role.author)`. The same call twice is one person."""
    chosen = roles or (Role.author,)
    address = email or f"{'-'.join(role.value for role in chosen)}@{code.lower()}.example"
    if queries.person_by_email(address) is None:
        person(
            address,
            name=f"{' and '.join(role.value for role in chosen).capitalize()} at {code}",
            organisation=code,
            roles=chosen,
        )
    return queries.acting(address, code)


def author(code: str) -> Viewer:
    return acting(code, Role.author)


def signatory(code: str) -> Viewer:
    return acting(code, Role.signatory)


def administrator(code: str) -> Viewer:
    return acting(code, Role.administrator)


def system_administrator(email: str = "system@collab.example") -> Viewer:
    if queries.person_by_email(email) is None:
        person(email, name="System administrator", is_system_administrator=True)
    return queries.acting(email)


def sign_in(client, email: str, password: str = PASSWORD):
    """Signs a client in through the page; returns the answer."""
    answer = client.submit("/sign-in", email=email, password=password)
    assert answer.status_code == 303, answer.text
    return answer
