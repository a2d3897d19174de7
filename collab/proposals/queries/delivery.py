"""Reading one commitment's life: its history, what is public of it, and what it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from collab import clock
from collab.accounts.policy import Viewer
from collab.db import db
from collab.errors import NotFound
from collab.proposals.models import Commitment, Progress, ProgressKind, Proposal, PublishedCommitment
from collab.proposals.queries import as_id
from collab.proposals.queries import commitments as lists
from collab.proposals.queries.commitments import CommitmentRow

PAGE_OF_HISTORY = 25


@dataclass(frozen=True)
class History:
    """A page of a commitment's history: (year, entries) with the newest first, and (year, how many) of all of it."""

    years: list[tuple[int, list[Progress]]]
    counts: list[tuple[int, int]]
    total: int


def history(commitment: Commitment, *, page: int, year: int | None = None, is_bound: bool = True) -> History:
    """In two statements however long it is. Before it binds, the public sees only in which editions it stood."""
    query = select(Progress).where(Progress.commitment_id == commitment.id)
    if not is_bound:
        query = query.where(Progress.kind == ProgressKind.published)
    moments = db.session.scalars(query.with_only_columns(Progress.at).order_by(Progress.at.desc())).all()
    counts = [(when, len(list(found))) for when, found in groupby(moments, key=_year)]
    if year in dict(counts):
        first, after = clock.midnight(date(year, 1, 1)), clock.midnight(date(year + 1, 1, 1))
        query = query.where(Progress.at >= first, Progress.at < after)
    total = dict(counts).get(year, 0) if year in dict(counts) else len(moments)
    shown = query.options(joinedload(Progress.organisation)).order_by(Progress.at.desc(), Progress.id)
    entries = db.session.scalars(shown.limit(PAGE_OF_HISTORY).offset((page - 1) * PAGE_OF_HISTORY)).all()
    years = [(when, list(found)) for when, found in groupby(entries, key=lambda one: _year(one.at))]
    return History(years, counts, total)


def _year(at: datetime) -> int:
    return clock.london(at).year


def public_one(proposal: Proposal, commitment_id: str) -> PublishedCommitment:
    """What everybody may read of a commitment. Raises NotFound until an edition with it is published."""
    query = (
        select(PublishedCommitment)
        .join(PublishedCommitment.commitment)
        .where(Commitment.proposal_id == proposal.id, Commitment.id == as_id(commitment_id))
        .options(
            joinedload(PublishedCommitment.commitment).joinedload(Commitment.organisation),
            joinedload(PublishedCommitment.commitment).selectinload(Commitment.milestones),
            joinedload(PublishedCommitment.edition),
        )
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def published(commitment: Commitment) -> PublishedCommitment | None:
    query = select(PublishedCommitment).where(PublishedCommitment.commitment_id == commitment.id)
    return db.session.scalars(query).one_or_none()


def all_published(proposal_id: UUID) -> Sequence[PublishedCommitment]:
    query = select(PublishedCommitment).join(PublishedCommitment.commitment)
    return db.session.scalars(query.where(Commitment.proposal_id == proposal_id).order_by(Commitment.number)).all()


def addresses(proposal: Proposal) -> dict[int, UUID]:
    """The ids of what is public, by number: an edition's page leads from each commitment to its own page."""
    query = select(Commitment.number, Commitment.id).join(
        PublishedCommitment, PublishedCommitment.commitment_id == Commitment.id
    )
    rows = db.session.execute(query.where(Commitment.proposal_id == proposal.id).order_by(Commitment.number))
    return {row.number: row.id for row in rows}


def seen(commitment_id: UUID, *, viewer: Viewer) -> tuple[Commitment, CommitmentRow]:
    """A commitment of any proposal, to depend on. Raises NotFound, also for what this viewer may not see."""
    row = lists.row(commitment_id, viewer=viewer)
    query = select(Commitment).where(Commitment.id == row.id).options(selectinload(Commitment.depends_on))
    return db.session.scalars(query).one(), row
