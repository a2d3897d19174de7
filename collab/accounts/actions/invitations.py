"""Links that come by email, each used once: invitations, and new passwords for forgotten ones."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import update

from collab import clock
from collab.accounts import policy, queries, rules
from collab.accounts.actions import mail
from collab.accounts.actions.memberships import grant_membership
from collab.accounts.actions.people import new_person, set_password
from collab.accounts.models import EmailedToken, Membership, Organisation, Person, Role, TokenPurpose
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import opening, the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.errors import Problem, Refused

USED = "This link has been used already, or is too old"
RESET_AGAIN_AFTER = timedelta(minutes=5)


@permitted(policy.can_manage_members)
def invite(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    job_title: str = "",
    base_url: str,
    by: Viewer,
) -> Membership:
    """Makes somebody a member and tells them by email. Who has an account keeps name and password as they are."""
    lock(organisation)
    person = queries.person_by_email(email) or new_person(email, name, by=by)
    new = grant_membership(person, organisation, roles, job_title=job_title, by=by)
    if person.password_hash:
        mail.send(
            person.email,
            f"{opening(the(organisation.name))} has added you on collab",
            f"You can now act for {the(organisation.name)} on collab. Sign in with the password that you have:",
            f"{base_url}/sign-in",
            purpose_key=f"membership:{new.id}",
        )
    else:
        _send_invitation(person, organisation.name, base_url=base_url, by=by)
    return new


@permitted(policy.can_change_membership)
def invite_again(membership: Membership, *, base_url: str, by: Viewer) -> None:
    """Sends a new link; the old one stops working. Raises Refused for somebody who has joined."""
    lock(membership.organisation)
    if membership.person.password_hash:
        raise Refused(f"{membership.person.name} has joined already.")
    _send_invitation(membership.person, membership.organisation.name, base_url=base_url, by=by)


@permitted(policy.can_manage_installation)
def invite_person(person: Person, *, base_url: str, by: Viewer) -> None:
    """Invites somebody who belongs to no organisation yet, such as a system administrator."""
    _send_invitation(person, "collab", base_url=base_url, by=by)


def _send_invitation(person: Person, whom: str, *, base_url: str, by: Viewer) -> None:
    held, token = _new_token(person, TokenPurpose.invitation)
    mail.send(
        person.email,
        f"{whom} has invited you to collab" if whom != "collab" else "You have been invited to collab",
        f"You get this because an administrator of {whom} gave this address.",
        "collab is where criminal justice bodies write, consult on and publish proposals together. Choose a password here:",
        f"{base_url}/invitations/{token}",
        "The link works once, for 7 days. If you did not expect it, you need not do anything.",
        purpose_key=f"invitation:{held.id}",
    )
    about = {"token": str(held.id), "expires": held.expires_at.isoformat()}
    record(RootKind.person, person.id, Event.person_invited, by=by, about=about)


def _new_token(person: Person, purpose: TokenPurpose) -> tuple[EmailedToken, str]:
    """Makes a token, and the person's older ones of this purpose void."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    older = update(EmailedToken).where(EmailedToken.person_id == person.id, EmailedToken.purpose == purpose)
    db.session.execute(older.where(EmailedToken.used_at.is_(None)).values(used_at=now))
    held = EmailedToken(
        purpose=purpose,
        token_hash=rules.token_hash(token),
        person_id=person.id,
        made_at=now,
        expires_at=now + rules.LIFE[purpose],
    )
    db.session.add(held)
    db.session.flush()
    return held, token


@permitted(policy.anybody)
def request_reset(email: str, *, base_url: str, by: Viewer) -> None:
    """Sends a link to the address, if it has an account with a password; the caller learns nothing either way.

    Somebody who never took up an invitation gets none: a reset would make the invitation's end void.
    """
    person = queries.person_by_email(email)
    if person is None or not person.password_hash or person.disabled_at:
        return
    lock(person)
    if queries.has_fresh_token(person.id, TokenPurpose.password_reset, since=clock.now() - RESET_AGAIN_AFTER):
        return
    held, token = _new_token(person, TokenPurpose.password_reset)
    mail.send(
        person.email,
        "Choose a new password for collab",
        "You get this because somebody, probably you, said that they had forgotten the password of this address.",
        "Choose a new password here:",
        f"{base_url}/password-reset/{token}",
        "The link works once, for one hour. If it was not you, you need not do anything: your password stays as it is.",
        purpose_key=f"password-reset:{held.id}",
    )
    record(RootKind.person, person.id, Event.password_reset_requested, by=by, about={"token": str(held.id)})


@permitted(policy.anybody)
def use_token(token: str, purpose: TokenPurpose, *, password: str, by: Viewer) -> Person:
    """Sets the password of the person to whom the link was sent. Of two uses at once one succeeds.

    Raises NotFound for an unknown token, Refused for one that was used or is too old, and for a weak password, which
    does not use it up. All the person's sign-ins end.
    """
    held = queries.emailed_token(rules.token_hash(token), purpose)
    lock(held)
    lock(held.person)
    if not queries.is_open(held):
        raise Refused(Problem(USED))
    held.used_at = clock.now()
    themselves = queries.as_viewer(held.person, None)
    if purpose is TokenPurpose.invitation:
        record(RootKind.person, held.person_id, Event.person_joined, by=themselves, about={"token": str(held.id)})
    set_password(held.person, password, by=themselves)
    return held.person
