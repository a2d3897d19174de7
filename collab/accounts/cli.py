"""`collab user` and `collab roles`: the first accounts, and the table of what each role permits."""

from __future__ import annotations

from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from collab.accounts import actions, policy, queries
from collab.accounts.models import Person, Role
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.errors import Refused
from collab.web.application import Collab

user = AppGroup("user", help="People who can sign in.")


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--organisation", "code", default="", help="Code of the organisation to act for, such as HO.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="May be repeated."
)
@click.option("--system-administrator", is_flag=True, help="May create organisations and people; reads no content.")
@click.option("--invite", is_flag=True, help="Send an invitation instead of asking for a password.")
def add(email: str, name: str, code: str, roles: tuple[str, ...], system_administrator: bool, invite: bool) -> None:
    """Add a person, or make one who is there a member of another organisation.

    Example: collab user add author@ho.example --name "Author" --organisation HO --role author
    """
    if not code and not system_administrator:
        raise click.UsageError("Give --organisation with at least one --role, or --system-administrator.")
    password = "" if invite or queries.person_by_email(email) else _asked_password()
    try:
        with transaction():
            person = _person(email, name, system_administrator, password)
            if code:
                _join(person, code, roles)
            if invite:
                actions.invite_person(person, base_url=cast(Collab, current_app).settings.base_url, by=SYSTEM)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{email} was {'invited' if invite else 'added'}.")


def _asked_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _person(email: str, name: str, system_administrator: bool, password: str) -> Person:
    known = queries.person_by_email(email)
    if known is not None:
        return known
    person = actions.add_person(email, name, is_system_administrator=system_administrator, by=SYSTEM)
    if password:
        actions.set_password(person, password, by=SYSTEM)
    return person


def _join(person: Person, code: str, roles: tuple[str, ...]) -> None:
    organisation = queries.organisation_by_code(code)
    if organisation is None:
        raise click.ClickException(f"There is no organisation with the code {code}.")
    actions.grant_membership(person, organisation, [Role(role) for role in roles], by=SYSTEM)


@user.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut a person's account; what they wrote stays. It counts from their next click on.

    Example: collab user disable author@ho.example
    """
    with transaction():
        person = queries.person_by_email(email)
        if person is None:
            raise click.ClickException(f"Nobody has the address {email}.")
        actions.disable(person, by=SYSTEM)
    click.echo(f"{email} cannot sign in any more.")


@click.command("roles")
@with_appcontext
def roles() -> None:
    """Print what each role permits.

    Example: collab roles
    """
    for role, permissions in policy.role_rows():
        click.echo(role)
        for permission in permissions:
            click.echo(f"  {permission.value}")
