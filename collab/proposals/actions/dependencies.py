"""What a commitment depends on, on its own proposal and on others (C5)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import add_once, db
from collab.documents.models import ReferenceCounter
from collab.errors import Problem, Refused
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import Commitment
from collab.proposals.queries import commitments as queries
from collab.proposals.rules import delivery as rules


@permitted(policy.can_edit_commitment)
def add_dependency(commitment: Commitment, *, on: Commitment, by: Viewer) -> None:
    """`on` may be of another proposal, where this writer can see it. Raises Refused for a circle, with its path."""
    open_for_writing(commitment.proposal, by=by)
    _one_at_a_time()
    db.session.refresh(commitment)
    if on.id in {held.id for held in commitment.depends_on}:
        raise Refused(Problem("It depends on that one already", field="on"))
    path = rules.path_between(on.id, commitment.id, queries.links())
    if path:
        raise Refused(rules.cycle_problem(queries.named([commitment.id, *path[:-1]], viewer=by)))
    commitment.depends_on.append(on)
    db.session.flush()
    _record(commitment, on.id, Event.commitment_dependency_added, by=by)


@permitted(policy.can_edit_commitment)
def remove_dependency(commitment: Commitment, *, on_id: UUID | None, by: Viewer) -> None:
    """Raises Refused where there is no such dependency."""
    open_for_writing(commitment.proposal, by=by)
    db.session.refresh(commitment)
    held = next((one for one in commitment.depends_on if one.id == on_id), None)
    if held is None:
        raise Refused("It does not depend on that one")
    commitment.depends_on.remove(held)
    db.session.flush()
    _record(commitment, held.id, Event.commitment_dependency_removed, by=by)


def _one_at_a_time() -> None:
    """A circle may go through proposals that nobody here has locked, so that all who add a link wait for each other."""
    add_once(ReferenceCounter, prefix="dependencies", year=0, last=0)
    query = select(ReferenceCounter).where(ReferenceCounter.prefix == "dependencies", ReferenceCounter.year == 0)
    db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def _record(commitment: Commitment, on_id: UUID, event: Event, *, by: Viewer) -> None:
    about = {"commitment": str(commitment.id), "on": str(on_id)}
    record(RootKind.proposal, commitment.proposal_id, event, by=by, about=about)
