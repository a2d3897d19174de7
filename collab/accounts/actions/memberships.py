"""Who belongs to an organisation, and with which roles. The organisation is the root that these actions lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from collab import clock
from collab.accounts import policy, queries, rules
from collab.accounts.models import Membership, MembershipRole, Organisation, Person, Role
from collab.accounts.policy import Viewer, permitted
from collab.accounts.rules import the
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version, lock, touch
from collab.errors import Problem, Refused


@permitted(policy.can_grant)
def grant_membership(
    person: Person, organisation: Organisation, roles: Collection[Role], *, job_title: str = "", by: Viewer
) -> Membership:
    """Makes a person a member from today. Raises Refused for a member, and for roles that `by` or the body cannot give."""
    lock(organisation)
    _check(organisation, roles, by=by)
    if not roles:
        raise Refused(Problem("Choose at least one role", field="roles"))
    if person.is_system_administrator:
        raise Refused(
            Problem("A system administrator belongs to no organisation, so that they read no content", field="email")
        )
    if queries.membership_in(person.id, organisation.id):
        raise Refused(Problem(f"{person.name} is a member of {the(organisation.name)} already", field="email"))
    new = Membership(person=person, organisation=organisation, job_title=job_title, valid_from=clock.today())
    new.roles = [MembershipRole(role=role) for role in sorted(set(roles), key=lambda role: role.value)]
    db.session.add(new)
    db.session.flush()
    _record(new, Event.membership_granted, by=by)
    return new


def _check(organisation: Organisation, roles: Collection[Role], *, by: Viewer) -> None:
    only_administrators = by is not policy.SYSTEM and not policy.is_administrator_of(by, organisation)
    problem = rules.roles_problem(roles, organisation.organisation_class, only_administrators=only_administrators)
    if problem:
        raise Refused(Problem(problem, field="roles"))


@permitted(policy.can_change_membership)
def change_roles(
    membership: Membership, *, roles: Collection[Role], job_title: str, version: int | None = None, by: Viewer
) -> None:
    """Counts from the member's next request on. Raises Refused when no administrator would be left."""
    lock(membership.organisation)
    lock(membership)
    expect_version(membership, version)
    _check(membership.organisation, set(roles) - membership.role_set, by=by)
    if not roles:
        raise Refused(Problem("Choose at least one role, or end the membership instead", field="roles"))
    if Role.administrator not in roles:
        _keep_an_administrator(membership, by=by)
    kept = [held for held in membership.roles if held.role in roles]
    membership.roles = kept + [MembershipRole(role=role) for role in set(roles) - membership.role_set]
    membership.job_title = job_title
    touch(membership)
    _record(membership, Event.membership_changed, by=by)


@permitted(policy.can_change_membership)
def end_membership(membership: Membership, *, by: Viewer) -> None:
    """Ends at once: yesterday was the last day, or today is, where it only began today. Raises Refused as above."""
    lock(membership.organisation)
    lock(membership)
    _keep_an_administrator(membership, by=by)
    yesterday = clock.today() - timedelta(days=1)
    membership.valid_to = max(yesterday, membership.valid_from)
    if membership.valid_to > yesterday:
        membership.roles = []
    _record(membership, Event.membership_ended, by=by)


def _keep_an_administrator(membership: Membership, *, by: Viewer) -> None:
    others = [other for other in queries.members(membership.organisation) if other.id != membership.id]
    is_last = Role.administrator in membership.role_set and not any(Role.administrator in o.role_set for o in others)
    if is_last and not policy.can_manage_installation(by):
        raise Refused(Problem("This is the only administrator. Give the role to somebody else first", field="roles"))


def _record(membership: Membership, event: Event, *, by: Viewer) -> None:
    about = {
        "membership": str(membership.id),
        "person": str(membership.person_id),
        "roles": sorted(held.role.value for held in membership.roles),
        "from": membership.valid_from.isoformat(),
        "to": membership.valid_to.isoformat() if membership.valid_to else "",
    }
    record(RootKind.organisation, membership.organisation_id, event, by=by, about=about)
