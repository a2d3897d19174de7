"""Lists of consultations: all that a viewer may see, and those on a proposal."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import JSON, ColumnElement, Select, and_, case, exists, func, not_, or_, select, type_coerce
from sqlalchemy.orm import aliased, joinedload, selectinload

from collab import clock
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import Consultation, EngagementType, Outcome, PublicFeedback, Runner
from collab.consultations.rules import window
from collab.consultations.rules.standing import ON_A_DECISION
from collab.db import db
from collab.proposals.models import Proposal

ON_A_PAGE = 50
MOST_WORDS = 10


class Group(enum.Enum):
    """States as a reader filters by them. Each consultation is in one, whatever the time."""

    open = "open"
    closed = "closed"
    answered = "answered"
    withdrawn = "withdrawn"
    preparing = "preparing"


class Nation(enum.Enum):
    england = "england"
    wales = "wales"


@dataclass(frozen=True)
class Listing:
    """One page of a list; `total` counts all pages."""

    items: Sequence[Consultation]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))


@dataclass(frozen=True)
class Filters:
    """What of the list is shown; empty means all. `organisation` is the slug of one that runs it, `proposal` the reference
    of what it is about, `words` are looked for in title, summary and reference: each of them has to stand there.
    """

    group: Group | None = None
    kind: EngagementType | None = None
    nation: Nation | None = None
    is_overdue: bool = False
    organisation: str = ""
    proposal: str = ""
    words: str = ""


def consultations(*, viewer: Viewer, filters: Filters | None = None, number: int = 1) -> Listing:
    """Open ones first, then the newest. Takes the same few statements however many there are."""
    query = _filtered(viewer, filters or Filters())
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(max(1, number), max(1, -(-total // ON_A_PAGE)))
    page = _newest_first(query).offset((number - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    return Listing(db.session.scalars(_with_rows(page)).unique().all(), total, number)


def every(*, viewer: Viewer, filters: Filters) -> Sequence[Consultation]:
    """All of them, in the same order."""
    return db.session.scalars(_with_rows(_newest_first(_filtered(viewer, filters)))).unique().all()


def last_changed(*, viewer: Viewer, filters: Filters, most: int = ON_A_PAGE) -> Sequence[Consultation]:
    """The ones of which something became public last, the newest first."""
    now = clock.now()
    times = (
        Consultation.opens_at,
        Consultation.closes_at,
        Consultation.withdrawn_at,
        Consultation.last_notice_at,
        _published(PublicFeedback),
        _published(Outcome),
    )
    rows = db.session.execute(_filtered(viewer, filters).with_only_columns(Consultation.id, *times)).all()
    beginning = datetime.min.replace(tzinfo=UTC)
    newest = sorted(
        ((max((at for at in row[1:] if at and at <= now), default=beginning), str(row[0]), row[0]) for row in rows),
        reverse=True,
    )[:most]
    place = {row[2]: number for number, row in enumerate(newest)}
    query = _with_rows(select(Consultation).where(Consultation.id.in_(place)))
    found = db.session.scalars(query.options(selectinload(Consultation.notices))).unique()
    return sorted(found, key=lambda one: place[one.id])


def _published(answer: type[PublicFeedback | Outcome]) -> ColumnElement[datetime | None]:
    query = select(answer.published_at).where(answer.consultation_id == Consultation.id)
    return query.correlate(Consultation).scalar_subquery()


def _filtered(viewer: Viewer, filters: Filters) -> Select[Consultation]:
    query = select(Consultation).where(policy.visible_to(viewer), *_words(filters.words))
    if filters.group is not None:
        query = query.where(in_group(filters.group))
    if filters.kind is not None:
        query = query.where(Consultation.engagement_type == filters.kind)
    if filters.nation is not None:
        applies = {Nation.england: Consultation.applies_to_england, Nation.wales: Consultation.applies_to_wales}
        query = query.where(applies[filters.nation])
    if filters.is_overdue:
        query = query.where(_is_overdue())
    if filters.organisation:
        query = query.where(_run_by(filters.organisation))
    if filters.proposal:
        query = query.where(Consultation.proposal.has(Proposal.reference == filters.proposal))
    return query


def _words(words: str) -> list[ColumnElement[bool]]:
    """Each word stands somewhere in what everybody reads of it, in either language."""
    texts = [
        type_coerce(column, JSON)[language]["text"].as_string()
        for column in (Consultation.title, Consultation.summary)
        for language in ("en", "cy")
    ]
    texts.append(func.coalesce(Consultation.reference, ""))
    return [or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in words.split()[:MOST_WORDS]]


def _is_overdue() -> ColumnElement[bool]:
    """What `standing.response_clock` says of one, as a condition (N11)."""
    waits = and_(Consultation.is_historic.is_(False), Consultation.engagement_type.in_(ON_A_DECISION))
    ended = Consultation.closes_at <= window.overdue_when_closed_by(clock.today())
    return and_(in_group(Group.closed), waits, ended)


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
    """The consultations of a group at this moment. A paused one is open, a cancelled one is among the withdrawn."""
    now = clock.now()
    approved = or_(Consultation.is_historic, Consultation.opening_approved_at.is_not(None))
    withdrawn = or_(Consultation.withdrawn_at.is_not(None), Consultation.cancelled_at.is_not(None))
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
