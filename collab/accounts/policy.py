"""Who may: the viewer, the one table of roles and permissions, and the guard that every action wears."""

from __future__ import annotations

import enum
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from collab.accounts.models import Membership, Organisation, Person, Role, SignIn
from collab.errors import NotAllowed


class Permission(enum.Enum):
    """What somebody may do for the organisation that they act for. Relations to the object decide the rest."""

    read_drafts = "read drafts that the organisation is named on"
    write = "write text, commitments, implications and consultations for the organisation"
    sign = "clear editions and sign commitments for the organisation"
    publish = "publish what was cleared or approved, as a second person"
    analyse = "read responses and answer them, where the organisation runs the consultation"
    disclose = "export all responses for a request under the Freedom of Information Act, where the organisation runs the consultation"
    manage_members = "invite people to the organisation and set their roles"
    follow_process = "follow the dates of public consultations on the home page, never content that is not public"
    manage_installation = "create organisations and people, and see security events, never content"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.viewer: frozenset({Permission.read_drafts}),
    Role.author: frozenset({Permission.read_drafts, Permission.write, Permission.publish, Permission.analyse}),
    Role.signatory: frozenset({Permission.read_drafts, Permission.sign, Permission.publish, Permission.analyse}),
    Role.administrator: frozenset({Permission.manage_members}),
    Role.secretariat: frozenset({Permission.follow_process}),
    Role.disclosure_officer: frozenset({Permission.disclose}),
}
SYSTEM_ADMINISTRATOR = frozenset({Permission.manage_installation})


def role_rows() -> list[tuple[str, list[Permission]]]:
    """(role in words, what it permits), in the order in which the page and the command show them."""
    rows = [(role.value.replace("_", " "), in_order(held)) for role, held in PERMISSIONS.items()]
    return [*rows, ("system administrator", in_order(SYSTEM_ADMINISTRATOR))]


def in_order(held: frozenset[Permission]) -> list[Permission]:
    """Permissions as the table lists them."""
    return [permission for permission in Permission if permission in held]


@dataclass(frozen=True)
class Viewer:
    """Who looks or writes, and for whom; made anew for each request from the database, so a change counts at once."""

    person_id: UUID | None = None
    name: str = ""
    membership_id: UUID | None = None
    organisation_id: UUID | None = None
    organisation_name: str = ""
    organisation_slug: str = ""
    roles: frozenset[Role] = frozenset()
    is_system_administrator: bool = False
    has_several: bool = False
    token: str = ""

    @property
    def is_authenticated(self) -> bool:
        return self.person_id is not None

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        return not self.is_authenticated

    def get_id(self) -> str:
        """What Flask-Login keeps in the session: this sign-in's token, which can be revoked, never the person's id."""
        return self.token

    @property
    def permissions(self) -> frozenset[Permission]:
        held = frozenset[Permission]().union(*(PERMISSIONS[role] for role in self.roles))
        return held | SYSTEM_ADMINISTRATOR if self.is_system_administrator else held

    def may(self, permission: Permission) -> bool:
        """Whether the role held in the organisation acted for gives this permission."""
        return permission in self.permissions

    def acts_for(self, organisation_id: UUID | None) -> bool:
        return organisation_id is not None and self.organisation_id == organisation_id


ANONYMOUS = Viewer()
SYSTEM = Viewer(name="collab")  # commands: importers, the demonstration, the first accounts

P = ParamSpec("P")
R = TypeVar("R")


def permitted(policy: Callable[..., bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guards an action: `policy(by, subject, …)` gets as many of the action's first arguments as it takes.

    The guarded action raises NotAllowed before anything else happens.
    """
    takes = len(inspect.signature(policy).parameters) - 1

    def guard(action: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(action)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not policy(kwargs["by"], *args[:takes]):
                raise NotAllowed(_reason(policy))
            return action(*args, **kwargs)

        guarded.policy = policy  # type: ignore[attr-defined]
        return guarded

    return guard


def require(policy: Callable[..., bool], by: Viewer, *subject: Any) -> None:
    """The same check for the page that leads to an action. Raises NotAllowed."""
    if not policy(by, *subject):
        raise NotAllowed(_reason(policy))


def _reason(policy: Callable[..., bool]) -> str:
    return (policy.__doc__ or "").strip().partition("\n")[0]


def anybody(by: Viewer) -> bool:
    """Anybody may do this."""
    return True


def is_system(by: Viewer) -> bool:
    """Only a command of this installation does this."""
    return by is SYSTEM


def can_manage_installation(by: Viewer) -> bool:
    """Only a system administrator can do this."""
    return by is SYSTEM or by.may(Permission.manage_installation)


def can_manage_members(by: Viewer, organisation: Organisation) -> bool:
    """Only an administrator of the organisation, or a system administrator, can manage its members."""
    return can_manage_installation(by) or is_administrator_of(by, organisation)


def is_administrator_of(by: Viewer, organisation: Organisation) -> bool:
    """Only an administrator of the organisation can do this."""
    return by.acts_for(organisation.id) and by.may(Permission.manage_members)


def can_grant(by: Viewer, person: Person, organisation: Organisation) -> bool:
    """Only an administrator of the organisation, or a system administrator, can add members."""
    return can_manage_members(by, organisation)


def can_change_membership(by: Viewer, membership: Membership) -> bool:
    """Only an administrator of the organisation, or a system administrator, can change its members."""
    return can_manage_members(by, membership.organisation)


def can_act_for(by: Viewer, sign_in: SignIn, membership: Membership) -> bool:
    """You can act only for an organisation that you belong to."""
    return by.person_id is not None and by.person_id == sign_in.person_id == membership.person_id


def is_signed_in(by: Viewer) -> bool:
    """You need to sign in to do this."""
    return by.is_authenticated


def is_self(by: Viewer, person: Any) -> bool:
    """Only the person themselves can do this."""
    return by is SYSTEM or (by.person_id is not None and by.person_id == person.id)
