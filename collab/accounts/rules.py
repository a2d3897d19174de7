"""Decisions about accounts: sign-in limits, token life, password strength, dates of validity."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from collab.accounts.models import Independence, OrganisationClass, Role, TokenPurpose
from collab.errors import Problem

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
FREE_ATTEMPTS = 10
LIFE = {TokenPurpose.invitation: timedelta(days=7), TokenPurpose.password_reset: timedelta(hours=1)}
SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class BankHolidays:
    """The bank holidays of England and Wales that are known, up to the end of `last_year`."""

    days: frozenset[date]
    last_year: int


def is_alive(started_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """A sign-in ends after 30 idle minutes, and after 12 hours whatever happens."""
    return now - last_seen_at < IDLE and now - started_at < LONGEST


def locked_until(failures: int, now: datetime) -> datetime | None:
    """The eleventh wrong password locks for one minute, each further one for twice as long, at most an hour."""
    beyond = failures - FREE_ATTEMPTS
    if beyond <= 0:
        return None
    return now + timedelta(minutes=min(2 ** min(beyond - 1, 6), 60))


def is_usable(expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    return used_at is None and now < expires_at


def password_problem(password: str, email: str) -> str:
    """Why a password cannot be taken; empty when it can."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Password must be {SHORTEST_PASSWORD} characters or more"
    if len(password) > 200:
        return "Password must be 200 characters or fewer"
    own = email.partition("@")[0].lower()
    if len(set(password)) < 5 or (len(own) >= 4 and own in password.lower()):
        return "Password must be harder to guess: use three words that do not belong together"
    return ""


def is_current(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Whether a dated fact holds today; both its days belong to it, and a missing one is open."""
    return (valid_from is None or valid_from <= today) and (valid_to is None or today <= valid_to)


def is_independent(independence: Independence) -> bool:
    """Bodies that nobody can task: what they promise is their own undertaking (P7)."""
    return independence in (Independence.judicial, Independence.prosecutorial, Independence.operational)


def commitment_word(independence: Independence, organisation_class: OrganisationClass) -> str:
    """What this body's promise is called on pages and in exports (P7)."""
    if independence is Independence.judicial or organisation_class is OrganisationClass.inspectorate:
        return "position"
    return "undertaking" if is_independent(independence) else "commitment"


_WITH_ARTICLE = re.compile(
    r"\b(Agency|Alliance|Association|Authority|Board|Centre|College|Commission|Commissioner|Committee|Council|Court|"
    r"Department|Government|Inspectorate|Institute|League|Ministry|Office|Service|Society|Trust)\b"
)


def the(name: str) -> str:
    """A body's name inside a sentence: "the Ministry of Justice", but "HM Prison and Probation Service" and "Nacro"."""
    if name.startswith("The "):
        return f"the {name[4:]}"
    bare = name.startswith(("HM ", "His Majesty", "the ")) or not _WITH_ARTICLE.search(name)
    return name if bare else f"the {name}"


def opening(words: str) -> str:
    """The same at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex. Tokens are random, so that no slower hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def roles_problem(given: Collection[Role], organisation_class: OrganisationClass, *, only_administrators: bool) -> str:
    """Why these roles cannot be given in such an organisation; empty when they can."""
    if only_administrators and set(given) - {Role.administrator}:
        return "A system administrator gives only the role of administrator. The organisation gives the others itself"
    if Role.secretariat in given and organisation_class is not OrganisationClass.board:
        return "Only a board has a secretariat"
    return ""


def slug(code: str) -> str:
    """The last part of an organisation's address: its code in lower case."""
    return code.lower().replace("_", "-")


def end_problems(
    valid_from: date | None, valid_to: date | None, note: str, *, followers: Sequence[UUID], own: UUID
) -> list[Problem]:
    """What is wrong with an organisation's dates and successors. `followers` is the chain of successors."""
    found = []
    if valid_from and valid_to and valid_to < valid_from:
        found.append(Problem("Last day must not be before the first day", field="valid_to"))
    if valid_to and not followers and not note:
        found.append(
            Problem("Choose the organisation that followed, or say in the note why there is none", field="successor_id")
        )
    if followers and not valid_to:
        found.append(Problem("Enter the last day of an organisation that was followed by another", field="valid_to"))
    if own in followers:
        found.append(
            Problem("An organisation cannot follow itself, nor one that it is followed by", field="successor_id")
        )
    return found
