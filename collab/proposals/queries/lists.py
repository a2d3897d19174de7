"""The list of proposals: public editions for everybody, drafts for the bodies that are named on them."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from collab.accounts.models import Organisation
from collab.accounts.policy import Permission, Viewer
from collab.db import db
from collab.proposals import policy
from collab.proposals.models import (
    Edition,
    Participation,
    Proposal,
    Purpose,
)
from collab.proposals.queries.headlines import LEADS, Headline, headlines

STATEMENTS = 256
Part = Any  # a select of id, latest, hash and purpose


class ListState(enum.Enum):
    """Where a proposal stands, as far as the reader of a list may know."""

    writing = "writing"
    in_clearance = "in_clearance"
    consultation = "consultation"
    decision = "decision"
    withdrawn = "withdrawn"


PUBLIC_STATES = (ListState.consultation, ListState.decision, ListState.withdrawn)


@dataclass(frozen=True)
class ListRow:
    """A proposal in a list: of the working text where the reader may read that, otherwise of the newest public edition."""

    address: str
    reference: str
    title: str
    summary: str
    state: ListState
    is_draft: bool
    leads: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """An organisation that the list can be filtered by."""

    id: UUID
    code: str
    slug: str
    name: str


def listing(
    *,
    viewer: Viewer,
    state: ListState | None = None,
    organisation: Organisation | Body | None = None,
    page: int,
    size: int,
) -> tuple[list[ListRow], int]:
    """One page of what this viewer may see, the newest first, and how many there are: a fixed number of statements."""
    about = organisation and Body(organisation.id, organisation.code, organisation.slug, organisation.name)
    count, told = _statements(_reader(viewer), state, about)
    total = db.session.scalar(count) or 0
    skipped = (page - 1) * size
    rows = db.session.execute(told, {"skipped": skipped, "size": size, "reached": skipped + size}).all()
    written = _written([row.id for row in rows if row.is_draft])
    published = headlines({row.hash for row in rows if not row.is_draft})
    return [_row(row, written, published) for row in rows], total


def _reader(viewer: Viewer) -> Viewer:
    """As much of a viewer as decides what a list shows: the statement is the same for all of one kind."""
    return Viewer(organisation_id=viewer.organisation_id, roles=viewer.roles)


@lru_cache(STATEMENTS)
def _statements(reader: Viewer, state: ListState | None, organisation: Body | None) -> tuple[Select[Any], Select[Any]]:
    """How many there are, and one page of them. Writing a statement takes longer than running it, so it is done once."""
    parts = [_public(reader, state, organisation)]
    if reader.organisation_id is not None and reader.may(Permission.read_drafts):
        parts.append(_unpublished(reader, state, organisation))
    return select(sum(map(_count, parts), literal(0))), _told(_page(parts), reader)


def _public(viewer: Viewer, state: ListState | None, organisation: Organisation | Body | None) -> Part:
    """The newest public edition of each proposal. With `_unpublished` it is what `policy.visible_to` says."""
    later = aliased(Edition)
    is_newest = ~exists(
        select(later.id).where(
            later.proposal_id == Edition.proposal_id, later.publication_number > Edition.publication_number
        )
    )
    query: Part = select(
        Edition.proposal_id.label("id"), Edition.published_at.label("latest"), Edition.hash, Edition.purpose
    ).where(Edition.publication_number.is_not(None), is_newest)
    if state is None and organisation is None:
        return query
    query = query.join(Proposal, Proposal.id == Edition.proposal_id)
    if state is not None:
        query = query.where(_state(viewer, Edition.purpose) == state.value)
    if organisation is not None:
        said = Edition.canonical.contains(f'{{"code":{json.dumps(organisation.code)},"name":', autoescape=True)
        is_draft = policy.is_draft_of(viewer)
        query = query.where(or_(and_(is_draft, _takes_part(organisation)), and_(~is_draft, said)))
    return query


def _unpublished(viewer: Viewer, state: ListState | None, organisation: Organisation | Body | None) -> Part:
    """Drafts that this viewer may read and of which nothing is public yet."""
    query: Part = select(
        Proposal.id, Proposal.started_at.label("latest"), null().label("hash"), null().label("purpose")
    ).where(~policy.is_published(), policy.is_draft_of(viewer))  # the rarer first: databases ask in this order
    if state is not None:
        query = query.where(_state(viewer, type_coerce(null(), Edition.purpose.type)) == state.value)
    if organisation is not None:
        query = query.where(_takes_part(organisation))
    return query


def _count(part: Part) -> ColumnElement[int]:
    return select(func.count()).select_from(part.order_by(None).subquery()).scalar_subquery()


def _page(parts: Sequence[Part]) -> Subquery:
    """Each part is read no further than the page needs, in the order of its index."""
    skipped, size, reached = (bindparam(name, type_=Integer) for name in ("skipped", "size", "reached"))
    ends = [
        part.order_by(literal_column("latest").desc(), literal_column("id")).limit(reached).subquery() for part in parts
    ]
    every = union_all(*(select(end) for end in ends)).subquery() if len(ends) > 1 else ends[0]
    return select(every).order_by(every.c.latest.desc(), every.c.id).limit(size).offset(skipped).subquery()


def _told(found: Subquery, viewer: Viewer) -> Select[Any]:
    """What a list tells of the proposals on one page."""
    return (
        select(
            Proposal.id,
            Proposal.reference,
            found.c.hash,
            policy.is_draft_of(viewer).label("is_draft"),
            _state(viewer, found.c.purpose).label("state"),
        )
        .join(found, found.c.id == Proposal.id)
        .order_by(found.c.latest.desc(), Proposal.id)
    )


def _written(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str, tuple[str, ...]]]:
    """Title, summary and leading organisations of working texts."""
    if not ids:
        return {}
    lead = select(Participation.proposal_id, Organisation.name).join(Participation.organisation)
    mine = lead.where(Participation.proposal_id.in_(ids), Participation.role.in_(LEADS))
    leads: dict[UUID, list[str]] = {}
    for proposal_id, name in db.session.execute(mine.order_by(Participation.position, Participation.id)):
        leads.setdefault(proposal_id, []).append(name)
    words = select(Proposal.id, Proposal.title, Proposal.summary).where(Proposal.id.in_(ids)).order_by(Proposal.id)
    return {
        row_id: (str(title), str(summary), tuple(leads.get(row_id, ())))
        for row_id, title, summary in db.session.execute(words)
    }


def _state(viewer: Viewer, purpose: Any) -> ColumnElement[str]:
    """Only those who may read the draft learn that it is in clearance. `purpose` is of the newest public edition."""
    frozen = (
        select(Edition.id)
        .where(Edition.proposal_id == Proposal.id, Edition.recalled_at.is_(None), Edition.published_at.is_(None))
        .correlate(Proposal)
        .exists()
    )
    return case(
        (Proposal.withdrawn_at.is_not(None), ListState.withdrawn.value),
        (and_(policy.is_draft_of(viewer), frozen), ListState.in_clearance.value),
        (purpose == Purpose.decision, ListState.decision.value),
        (purpose == Purpose.consultation, ListState.consultation.value),
        else_=ListState.writing.value,
    )


def _takes_part(organisation: Organisation | Body) -> ColumnElement[bool]:
    return exists(
        select(Participation.id).where(
            Participation.proposal_id == Proposal.id, Participation.organisation_id == organisation.id
        )
    )


def named(*, viewer: Viewer) -> tuple[Body, ...]:
    """The organisations that a list can be filtered by: those named on what this viewer may see."""
    return tuple(Body(*row) for row in db.session.execute(_naming(_reader(viewer))))


@lru_cache(STATEMENTS)
def _naming(reader: Viewer) -> Select[Any]:
    code = literal('{"code":"') + Organisation.code + literal('","name":')
    part = aliased(Participation)
    newest = select(Edition.canonical).where(
        Edition.proposal_id == Proposal.id, Edition.publication_number.is_not(None)
    )
    said = newest.order_by(Edition.publication_number.desc()).limit(1).correlate(Proposal).scalar_subquery()
    on_one = exists(
        select(part.id)
        .join(Proposal, part.proposal_id == Proposal.id)
        .where(
            part.organisation_id == Organisation.id,
            policy.visible_to(reader),
            or_(policy.is_draft_of(reader), said.contains(code)),
        )
        .correlate(Organisation)
    )
    bodies = Organisation.__table__.c
    return select(bodies.id, bodies.code, bodies.slug, bodies.name).where(on_one).order_by(bodies.name)


def _row(
    row: Any, written: Mapping[UUID, tuple[str, str, tuple[str, ...]]], published: Mapping[str, Headline]
) -> ListRow:
    address, reference, state = row.reference or str(row.id), row.reference or "", ListState(row.state)
    if row.is_draft:
        title, summary, names = written[row.id]
        return ListRow(address, reference, title, summary, state, True, names)
    said = published[row.hash]
    return ListRow(address, reference, said.title, said.summary, state, False, said.leads)
