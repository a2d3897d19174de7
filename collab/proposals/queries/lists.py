"""The list of proposals: public editions for everybody, drafts for the bodies that are named on them."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, load_only

from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.db import db
from collab.proposals import policy
from collab.proposals.models import (
    Edition,
    Participation,
    PartRole,
    Proposal,
    Purpose,
)

LEADS = (PartRole.lead, PartRole.joint)


class ListState(enum.Enum):
    """Where a proposal stands, as far as the reader of a list may know."""

    writing = "writing"
    in_clearance = "in_clearance"
    consultation = "consultation"
    decision = "decision"


PUBLIC_STATES = (ListState.consultation, ListState.decision)


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


def listing(
    *, viewer: Viewer, state: ListState | None = None, organisation: Organisation | None = None, page: int, size: int
) -> tuple[list[ListRow], int]:
    """One page of what this viewer may see, the newest first, and how many there are: a fixed number of statements."""
    query = _listed(viewer)
    if state is not None:
        query = query.where(_state(viewer) == state.value)
    if organisation is not None:
        query = query.where(_names(organisation, viewer))
    total = db.session.scalar(query.with_only_columns(func.count(Proposal.id))) or 0
    latest = func.coalesce(_newest(Edition.published_at), Proposal.started_at).label("latest")
    page_of = query.add_columns(latest).order_by(latest.desc(), Proposal.id).limit(size).offset((page - 1) * size)
    rows = db.session.execute(_told(page_of.subquery(), viewer)).all()
    written = _written([row.id for row in rows if row.is_draft])
    return [_row(row, written) for row in rows], total


def _listed(viewer: Viewer) -> Select[UUID]:
    return select(Proposal.id).where(policy.visible_to(viewer))


def _told(found: Subquery, viewer: Viewer) -> Select[Any]:
    """What a list tells of one page: the long texts are read of these proposals only."""
    return (
        select(
            Proposal.id,
            Proposal.reference,
            policy.is_draft_of(viewer).label("is_draft"),
            _state(viewer).label("state"),
            _newest(Edition.canonical).label("canonical"),
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


def _newest(column: Any) -> ColumnElement[Any]:
    """A column of a proposal's newest public edition."""
    query = select(column).where(Edition.proposal_id == Proposal.id, Edition.publication_number.is_not(None))
    return query.order_by(Edition.publication_number.desc()).limit(1).correlate(Proposal).scalar_subquery()


def _state(viewer: Viewer) -> ColumnElement[str]:
    """Only those who may read the draft learn that it is in clearance."""
    frozen = exists(
        select(Edition.id).where(
            Edition.proposal_id == Proposal.id, Edition.recalled_at.is_(None), Edition.published_at.is_(None)
        )
    )
    purpose = _newest(Edition.purpose)
    return case(
        (and_(policy.is_draft_of(viewer), frozen), ListState.in_clearance.value),
        (purpose == Purpose.decision, ListState.decision.value),
        (purpose == Purpose.consultation, ListState.consultation.value),
        else_=ListState.writing.value,
    )


def _names(organisation: Organisation, viewer: Viewer) -> ColumnElement[bool]:
    """Whether an organisation is named: in the working text for its readers, for others in the newest public edition."""
    part = exists(
        select(Participation.id).where(
            Participation.proposal_id == Proposal.id, Participation.organisation_id == organisation.id
        )
    )
    published = _newest(Edition.canonical).contains(
        f'{{"code":{json.dumps(organisation.code)},"name":', autoescape=True
    )
    return or_(and_(policy.is_draft_of(viewer), part), and_(~policy.is_draft_of(viewer), published))


def named(*, viewer: Viewer) -> Sequence[Organisation]:
    """The organisations that a list can be filtered by: those named on what this viewer may see."""
    code = literal('{"code":"') + Organisation.code + literal('","name":')
    part = aliased(Participation)
    on_one = exists(
        select(part.id)
        .join(Proposal, part.proposal_id == Proposal.id)
        .where(
            part.organisation_id == Organisation.id,
            policy.visible_to(viewer),
            or_(policy.is_draft_of(viewer), _newest(Edition.canonical).contains(code)),
        )
        .correlate(Organisation)
    )
    named = (
        select(Organisation)
        .where(on_one)
        .options(load_only(Organisation.code, Organisation.slug, Organisation.name, raiseload=True))
    )
    return db.session.scalars(named.order_by(Organisation.name)).all()


def _row(row: Any, written: Mapping[UUID, tuple[str, str, tuple[str, ...]]]) -> ListRow:
    address, reference, state = row.reference or str(row.id), row.reference or "", ListState(row.state)
    if row.is_draft:
        title, summary, names = written[row.id]
        return ListRow(address, reference, title, summary, state, True, names)
    content = json.loads(row.canonical)
    leads = [body["name"] for body in content["organisations"] if PartRole(body["role"]) in LEADS]
    title, summary = content["title"]["en"], content["summary"]["en"]
    return ListRow(address, reference, title, summary, state, False, tuple(leads))


# --- Parts of the working text -------------------------------------------------------------------------------------
