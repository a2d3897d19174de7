"""Commitments across proposals, as their reader may see them: of the working text for its readers, otherwise as published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from collab import clock
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy
from collab.proposals.models import (
    Acceptance,
    Commitment,
    CommitmentDependency,
    CommitmentStatus,
    Proposal,
    PublishedCommitment,
    Rag,
)
from collab.proposals.rules import delivery as rules
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.contents import BINDING
from collab.proposals.rules.delivery import Standing
from collab.proposals.rules.quarters import Quarter, quarter_of
from collab.proposals.rules.table import gist

LIVE = (Standing.signed, Standing.not_started, Standing.in_progress, Standing.complete_claimed)


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment in a list, with what this reader may know of it."""

    id: UUID
    number: int
    address: str
    reference: str
    title: str
    organisation: Organisation
    word: str
    words: str
    measure: str
    standing: Standing
    rag: Rag | None
    baseline_on: date | None
    due_on: date | None
    reported_on: date | None
    is_overdue: bool
    is_update_overdue: bool

    @property
    def href(self) -> str:
        return f"/proposals/{self.address}/commitments/{self.id}"

    @property
    def name(self) -> str:
        """What it is called where another commitment refers to it."""
        where = f" in {self.reference}" if self.reference else ""
        return f"number {self.number}{where} ({self.organisation.name})"

    @property
    def stands_in_the_way(self) -> bool:
        """Whether what depends on it cannot be green without a word about it (C5)."""
        return self.is_overdue or (self.standing in LIVE and self.rag is Rag.red)


@dataclass(frozen=True)
class Filters:
    """What a list shows; None or False leaves a filter out."""

    organisation: Organisation | None = None
    standing: Standing | None = None
    is_overdue: bool = False
    is_update_overdue: bool = False
    quarter: Quarter | None = None


class _Seen:
    """The columns of a list as one viewer sees them."""

    def __init__(self, viewer: Viewer) -> None:
        public = PublishedCommitment
        own = Commitment.organisation_id == viewer.organisation_id
        self.reads = and_(policy.is_draft_of(viewer), or_(Commitment.shared_at.is_not(None), own))
        is_bound = or_(self.reads, public.standing.in_(BINDING))
        self.due_on: ColumnElement[Any] = case((self.reads, Commitment.due_on), else_=public.due_on)
        self.standing = _standing(self.reads, is_bound)
        live = self.standing.in_([one.value for one in LIVE])
        self.rag = case((and_(is_bound, live), Commitment.rag), else_=None)
        self.reported_at = case((is_bound, Commitment.reported_at), else_=None)
        self.is_overdue = and_(live, self.due_on < clock.today())
        stale = Commitment.reported_at < clock.midnight(rules.stale_before(clock.today()))
        self.is_update_overdue = and_(live, self.standing != Standing.complete_claimed.value, stale)


def _standing(reads: ColumnElement[bool], is_bound: ColumnElement[bool]) -> ColumnElement[Any]:
    """`rules.delivery.standing` in SQL, of the working text or of the edition."""
    public = PublishedCommitment
    refused = case(
        (reads, Commitment.acceptance == Acceptance.not_agreed),
        else_=public.record["acceptance"].as_string() == Acceptance.not_agreed.value,
    )
    signed = case((reads, Commitment.status == CommitmentStatus.signed), else_=public.standing.in_(BINDING))
    withdrawn = case((reads, Commitment.status == CommitmentStatus.withdrawn), else_=public.is_dropped)
    return case(
        (withdrawn, Standing.withdrawn.value),
        (and_(is_bound, Commitment.delivery.is_not(None)), Commitment.delivery),
        (refused, Standing.refused.value),
        (signed, Standing.signed.value),
        else_=Standing.proposed.value,
    )


def listing(*, viewer: Viewer, filters: Filters, page: int, size: int) -> tuple[list[CommitmentRow], int]:
    """One page, the earliest due first and those without a date last, and how many there are."""
    seen = _Seen(viewer)
    query = _filtered(_listed(viewer), seen, filters)
    total = db.session.scalar(query.with_only_columns(func.count(Commitment.id))) or 0
    page_of = _ordered(query, seen).limit(size).offset((page - 1) * size)
    return _rows(page_of, seen), total


def every(*, viewer: Viewer, filters: Filters) -> list[CommitmentRow]:
    """All of a list, for its CSV."""
    seen = _Seen(viewer)
    return _rows(_ordered(_filtered(_listed(viewer), seen, filters), seen), seen)


def row(commitment_id: UUID, *, viewer: Viewer) -> CommitmentRow:
    """Raises NotFound, also for what this viewer may not see."""
    seen = _Seen(viewer)
    found = _rows(_visible(viewer).where(Commitment.id == commitment_id), seen)
    if not found:
        raise NotFound
    return found[0]


def _visible(viewer: Viewer) -> Select[Any]:
    query = (
        select(Commitment)
        .join(Commitment.proposal)
        .join(Commitment.organisation)
        .outerjoin(PublishedCommitment, PublishedCommitment.commitment_id == Commitment.id)
    )
    return query.where(policy.sees_commitments(viewer))


def _listed(viewer: Viewer) -> Select[Any]:
    """Without what was withdrawn before anybody outside saw it."""
    never_public = and_(Commitment.status == CommitmentStatus.withdrawn, PublishedCommitment.commitment_id.is_(None))
    return _visible(viewer).where(not_(never_public))


def _filtered(query: Select[Any], seen: _Seen, filters: Filters) -> Select[Any]:
    if filters.organisation is not None:
        query = query.where(Commitment.organisation_id == filters.organisation.id)
    if filters.standing is not None:
        query = query.where(seen.standing == filters.standing.value)
    if filters.is_overdue:
        query = query.where(seen.is_overdue)
    if filters.is_update_overdue:
        query = query.where(seen.is_update_overdue)
    if filters.quarter is not None:
        query = query.where(seen.due_on.between(filters.quarter.first, filters.quarter.last))
    return query


def _ordered(query: Select[Any], seen: _Seen) -> Select[Any]:
    return query.order_by(seen.due_on.is_(None), seen.due_on, Proposal.started_at, Proposal.id, Commitment.number)


def _rows(query: Select[Any], seen: _Seen) -> list[CommitmentRow]:
    told = query.add_columns(
        Proposal,
        Organisation,
        PublishedCommitment,
        seen.reads.label("reads"),
        seen.standing.label("standing"),
        seen.due_on.label("due_on"),
        seen.rag.label("rag"),
        seen.reported_at.label("reported_at"),
        seen.is_overdue.label("is_overdue"),
        seen.is_update_overdue.label("is_update_overdue"),
    )
    return [_row(found) for found in db.session.execute(told)]


def _row(found: Any) -> CommitmentRow:
    commitment, proposal, public = found.Commitment, found.Proposal, found.PublishedCommitment
    record = {} if found.reads or public is None else public.record
    due = found.due_on
    reported = found.reported_at
    return CommitmentRow(
        id=commitment.id,
        number=commitment.number,
        address=proposal.address,
        reference=proposal.reference or "",
        title=public.title if record else str(proposal.title),
        organisation=found.Organisation,
        word=record["word"] if record else word_of(found.Organisation),
        words=(record["words"] or record["accepted_part"] or record["reason"]) if record else gist(commitment),
        measure=record["measure"] if record else commitment.measure,
        standing=Standing(getattr(found.standing, "value", found.standing)),
        rag=found.rag,
        baseline_on=_day(record["baseline_on"]) if record else commitment.baseline_on,
        due_on=due,
        reported_on=clock.london(reported).date() if reported else None,
        is_overdue=bool(found.is_overdue),
        is_update_overdue=bool(found.is_update_overdue),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def bodies(*, viewer: Viewer) -> Sequence[Organisation]:
    """The organisations that a list can be filtered by."""
    ids = _listed(viewer).with_only_columns(Commitment.organisation_id)
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name)).all()


def quarters(*, viewer: Viewer) -> list[Quarter]:
    """The quarters from the first due date to the last, at most twenty years of them."""
    seen = _Seen(viewer)
    bounds = _listed(viewer).with_only_columns(func.min(seen.due_on), func.max(seen.due_on))
    first, last = db.session.execute(bounds).one()
    if first is None:
        return []
    found = [quarter_of(first)]
    while found[-1] < quarter_of(last) and len(found) < 80:
        found.append(found[-1].following)
    return found


# --- Dependencies ------------------------------------------------------------------------------------------------------


def depended_on(commitment: Commitment, *, viewer: Viewer) -> list[CommitmentRow]:
    """What a commitment depends on, as far as this viewer may see it."""
    seen, link = _Seen(viewer), aliased(CommitmentDependency)
    mine = select(link.on_id).where(link.commitment_id == commitment.id)
    return _rows(_ordered(_visible(viewer).where(Commitment.id.in_(mine)), seen), seen)


def dependents(commitment: Commitment, *, viewer: Viewer) -> list[CommitmentRow]:
    """What depends on it, as far as this viewer may see it."""
    seen, link = _Seen(viewer), aliased(CommitmentDependency)
    mine = select(link.commitment_id).where(link.on_id == commitment.id)
    return _rows(_ordered(_visible(viewer).where(Commitment.id.in_(mine)), seen), seen)


def links() -> dict[UUID, set[UUID]]:
    """Every dependency that there is, for the search for circles; ids alone."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one in db.session.execute(select(CommitmentDependency.commitment_id, CommitmentDependency.on_id)):
        found[one.commitment_id].add(one.on_id)
    return found


def named(ids: Sequence[UUID], *, viewer: Viewer) -> list[str]:
    """What these are called, in this order; one that the viewer may not see stays without its name."""
    seen = _Seen(viewer)
    held = {one.id: one.name for one in _rows(_visible(viewer).where(Commitment.id.in_(ids)), seen)}
    return [held.get(key, "one that you cannot see") for key in ids]
