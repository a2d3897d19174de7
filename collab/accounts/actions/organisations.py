"""Creating organisations and changing what is said about them. Only system administrators do either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from collab.accounts import policy, queries, rules
from collab.accounts.actions import endings
from collab.accounts.models import Independence, Organisation, OrganisationClass
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, expect_version, lock
from collab.errors import Problem, Refused


@permitted(policy.can_manage_installation)
def create_organisation(
    *,
    code: str,
    name: str,
    name_cy: str = "",
    organisation_class: OrganisationClass,
    independence: Independence,
    sponsor_id: UUID | None = None,
    relation: str = "",
    valid_from: date | None = None,
    note: str = "",
    by: Viewer,
) -> Organisation:
    """The code gives the page's address, for life. Raises Refused for one that is taken."""
    new = Organisation(
        code=code,
        slug=rules.slug(code),
        name=name,
        name_cy=name_cy,
        organisation_class=organisation_class,
        independence=independence,
        sponsor_id=sponsor_id,
        relation=relation if sponsor_id else "",
        valid_from=valid_from,
        note=note,
    )
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError as error:
        raise Refused(Problem("Another organisation has this short name", field="code")) from error
    record(RootKind.organisation, new.id, Event.organisation_created, by=by, about={"code": code})
    return new


@permitted(policy.can_manage_installation)
def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    name_cy: str,
    organisation_class: OrganisationClass,
    independence: Independence,
    sponsor_id: UUID | None,
    relation: str,
    valid_from: date | None,
    valid_to: date | None,
    successor_id: UUID | None,
    note: str,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Raises Refused for dates out of order, and for an end without a successor or the reason why there is none.

    What the organisation is bound to passes to its successor: at once where its last day is over, otherwise after that day.
    """
    lock(organisation)
    expect_version(organisation, version)
    followers = _followers(successor_id)
    problems = rules.end_problems(valid_from, valid_to, note, followers=followers, own=organisation.id)
    if sponsor_id == organisation.id:
        problems.append(Problem("An organisation cannot be its own sponsor", field="sponsor_id"))
    if valid_to and not successor_id:
        problems += endings.obligations(organisation)
    if problems:
        raise Refused(problems)
    organisation.name, organisation.name_cy, organisation.note = name, name_cy, note
    organisation.organisation_class, organisation.independence = organisation_class, independence
    organisation.sponsor_id, organisation.relation = sponsor_id, relation if sponsor_id else ""
    organisation.valid_from, organisation.valid_to, organisation.successor_id = valid_from, valid_to, successor_id
    db.session.flush()
    db.session.expire(organisation, ["successor"])
    endings.pass_on(organisation, by=by)
    about = {
        "from": valid_from.isoformat() if valid_from else "",
        "to": valid_to.isoformat() if valid_to else "",
        "successor": str(successor_id or ""),
        "class": organisation_class.value,
        "independence": independence.value,
    }
    record(RootKind.organisation, organisation.id, Event.organisation_changed, by=by, about=about)


def _followers(successor_id: UUID | None) -> Sequence[UUID]:
    """The chain of successors, in order; it stops where it would turn back."""
    chain: list[UUID] = []
    while successor_id and successor_id not in chain:
        chain.append(successor_id)
        successor_id = queries.organisation_by_id(successor_id).successor_id
    return chain
