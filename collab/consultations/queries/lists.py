"""Lists of consultations: all that a viewer may see, and those on a proposal."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from collab import clock
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import Consultation, Outcome, Runner
from collab.db import db
from collab.proposals.models import Proposal

ON_A_PAGE = 50


class Group(enum.Enum):
    """States as a reader filters by them. Each consultation is in one, whatever the time."""

    open = "open"
    closed = "closed"
    answered = "answered"
    withdrawn = "withdrawn"
    preparing = "preparing"


@dataclass(frozen=True)
class Listing:
    """One page of a list; `total` counts all pages."""

    items: Sequence[Consultation]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))


def consultations(
    *, viewer: Viewer, group: Group | None = None, organisation: str = "", proposal: str = "", number: int = 1
) -> Listing:
    """Open ones first, then the newest. `organisation` is the slug of one that runs it, `proposal` the
    reference of what it is about.

    Takes the same few statements however many there are.
    """
    query = select(Consultation).where(policy.visible_to(viewer))
    if group is not None:
        query = query.where(in_group(group))
    if organisation:
        query = query.where(_run_by(organisation))
    if proposal:
        query = query.where(Consultation.proposal.has(Proposal.reference == proposal))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // ON_A_PAGE)))
    page = _newest_first(query).offset((number - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    return Listing(db.session.scalars(_with_rows(page)).unique().all(), total, number)


def on(proposal: Proposal, *, viewer: Viewer) -> Sequence[Consultation]:
    """The consultations on a proposal."""
    query = select(Consultation).where(policy.visible_to(viewer), Consultation.proposal_id == proposal.id)
    return db.session.scalars(_with_rows(_newest_first(query))).unique().all()


def runners(*, viewer: Viewer) -> Sequence[Organisation]:
    """The organisations that run any consultation that the viewer may see, by name."""
    running = aliased(Runner)  # its own name, as the policy asks about runners too
    seen = select(running.organisation_id).join(Consultation, Consultation.id == running.consultation_id)
    query = select(Organisation).where(Organisation.id.in_(seen.where(policy.visible_to(viewer))))
    return db.session.scalars(query.order_by(Organisation.name)).all()


def in_group(group: Group) -> ColumnElement[bool]:
    """The consultations of a group at this moment."""
    now = clock.now()
    approved = or_(Consultation.is_historic, Consultation.opening_approved_at.is_not(None))
    withdrawn = Consultation.withdrawn_at.is_not(None)
    begun = and_(approved, Consultation.opens_at <= now, not_(withdrawn))
    ended = and_(begun, Consultation.closes_at <= now)
    published = and_(Outcome.consultation_id == Consultation.id, Outcome.published_at <= now)
    answered = exists(select(Outcome.id).where(published))
    return {
        Group.open: and_(begun, Consultation.closes_at > now),
        Group.closed: and_(ended, not_(answered)),
        Group.answered: and_(ended, answered),
        Group.withdrawn: withdrawn,
        Group.preparing: and_(
            not_(withdrawn), or_(not_(approved), Consultation.opens_at.is_(None), Consultation.opens_at > now)
        ),
    }[group]


def _run_by(slug: str) -> ColumnElement[bool]:
    named = Runner.organisation.has(Organisation.slug == slug)
    return exists(select(Runner.id).where(Runner.consultation_id == Consultation.id, named))


def _newest_first(query: Select[Consultation]) -> Select[Consultation]:
    opened = func.coalesce(Consultation.opens_at, Consultation.started_at)
    return query.order_by(case((in_group(Group.open), 0), else_=1), opened.desc(), Consultation.id)


def _with_rows(query: Select[Consultation]) -> Select[Consultation]:
    return query.options(
        selectinload(Consultation.runners).joinedload(Runner.organisation),
        joinedload(Consultation.feedback),
        joinedload(Consultation.outcome),
    )
