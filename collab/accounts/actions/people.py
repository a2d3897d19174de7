"""Adding people, changing what an account says, passwords, and disabling."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from collab import clock
from collab.accounts import policy, queries, rules
from collab.accounts.actions import passwords
from collab.accounts.actions.sign_ins import end_sign_ins_of
from collab.accounts.models import Person
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version, lock
from collab.errors import Problem, Refused


@permitted(policy.can_manage_installation)
def add_person(email: str, name: str, *, is_system_administrator: bool = False, by: Viewer) -> Person:
    """A person without a password and without an organisation. Raises Refused when the address is taken."""
    if queries.person_by_email(email):
        raise Refused(Problem("There is an account with this email address already", field="email"))
    return new_person(email, name, is_system_administrator=is_system_administrator, by=by)


def new_person(email: str, name: str, *, is_system_administrator: bool = False, by: Viewer) -> Person:
    """The row and its audit entry, for the actions that have decided that `by` may add somebody."""
    new = Person(email=email.strip().lower(), name=name.strip(), is_system_administrator=is_system_administrator)
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError as error:
        raise Refused(Problem("There is an account with this email address already", field="email")) from error
    record(RootKind.person, new.id, Event.person_created, by=by, about={"administrator": is_system_administrator})
    return new


@permitted(policy.is_self)
def rename(person: Person, *, name: str, version: int | None = None, by: Viewer) -> None:
    lock(person)
    expect_version(person, version)
    person.name = name
    record(RootKind.person, person.id, Event.person_changed, by=by)


@permitted(policy.is_self)
def set_password(person: Person, password: str, *, by: Viewer) -> None:
    """Takes a new password, lifts a lock and ends the person's other sign-ins. Raises Refused for a weak one."""
    problem = rules.password_problem(password, person.email)
    if problem:
        raise Refused(Problem(problem, field="password"))
    lock(person)
    person.password_hash = passwords.hashed(password)
    person.failed_sign_ins, person.locked_until = 0, None
    end_sign_ins_of(person, but=by.token, by=by)
    record(RootKind.person, person.id, Event.password_changed, by=by)


@permitted(policy.is_self)
def change_password(person: Person, *, current: str, password: str, by: Viewer) -> None:
    """The same for somebody who is signed in and proves it with the present password."""
    if not passwords.is_right(person.password_hash, current):
        raise Refused(Problem("Current password is not right", field="current"))
    set_password(person, password, by=by)


@permitted(policy.can_manage_installation)
def disable(person: Person, *, by: Viewer) -> None:
    """Shuts an account at once: its sign-ins stop with the next request. Nothing that the person wrote changes."""
    lock(person)
    if person.disabled_at is None:
        person.disabled_at = clock.now()
        record(RootKind.person, person.id, Event.person_disabled, by=by)
