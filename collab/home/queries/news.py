"""What is due soon, and what changed, for the organisation that somebody acts for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer
from collab.audit.models import Entry, RootKind
from collab.consultations import policy as consultations_policy
from collab.consultations.models import Consultation
from collab.db import db
from collab.home import rules
from collab.home.rules import Deadline, News
from collab.proposals import policy
from collab.proposals.models import Commitment, CommitmentStatus, Proposal, PublishedCommitment
from collab.proposals.rules import delivery

RECENT = timedelta(days=14)
MOST_NEWS = 15
MOST_ENTRIES = 200


def due_soon(viewer: Viewer) -> list[Deadline]:
    """The next four weeks and what is overdue, the earliest first."""
    if viewer.organisation_id is None:
        return []
    found = [*_commitments_due(viewer), *_consultations_due(viewer)]
    return sorted(found, key=lambda one: (one.on, one.title, one.words))


def _commitments_due(viewer: Viewer) -> Iterator[Deadline]:
    """Of what is signed and not closed: its date and those of its open milestones; and answers that a recommendation waits for."""
    query = (
        select(Commitment, Proposal)
        .join(Commitment.proposal)
        .where(
            Commitment.organisation_id == viewer.organisation_id,
            Commitment.status != CommitmentStatus.withdrawn,
            or_(Commitment.delivery.is_(None), Commitment.delivery.not_in(delivery.CLOSED)),
            policy.is_draft_of(viewer),
        )
        .options(joinedload(Commitment.organisation), selectinload(Commitment.milestones))
    )
    public = _published_ids(viewer)
    for one, proposal in db.session.execute(query.order_by(Commitment.due_on, Commitment.id)):
        yield from rules.deadlines_of_commitment(
            one, str(proposal.title), proposal.address, clock.today(), is_public=one.id in public
        )


def _published_ids(viewer: Viewer) -> set[UUID]:
    query = select(PublishedCommitment.commitment_id).join(PublishedCommitment.commitment)
    return set(db.session.scalars(query.where(Commitment.organisation_id == viewer.organisation_id)))


def _consultations_due(viewer: Viewer) -> Iterator[Deadline]:
    query = select(Consultation).where(consultations_policy.is_run_by(viewer), Consultation.is_historic.is_(False))
    loaded = query.options(joinedload(Consultation.outcome), joinedload(Consultation.feedback))
    for one in db.session.scalars(loaded.order_by(Consultation.closes_at, Consultation.id)):
        yield from rules.deadlines_of(one, clock.now(), clock.today())


def what_changed(viewer: Viewer) -> list[News]:
    """The last two weeks on the reader's drafts and consultations, the newest first; nobody's private drafts."""
    if viewer.organisation_id is None:
        return []
    proposals = _roots(select(Proposal).where(policy.is_draft_of(viewer)), "proposals")
    consultations = _roots(select(Consultation).where(consultations_policy.is_run_by(viewer)), "consultations")
    of_proposals = and_(
        Entry.root_kind == RootKind.proposal,
        Entry.root_id.in_(proposals),
        Entry.event.in_(rules.PROPOSAL_NEWS),
    )
    of_consultations = and_(
        Entry.root_kind == RootKind.consultation,
        Entry.root_id.in_(consultations),
        Entry.event.in_(rules.CONSULTATION_NEWS),
    )
    recent = select(Entry).where(Entry.at > clock.now() - RECENT, or_(of_proposals, of_consultations))
    entries = db.session.scalars(
        recent.order_by(Entry.at.desc(), Entry.number.desc(), Entry.id).limit(MOST_ENTRIES)
    ).all()
    names = accounts.names([key for one in entries for key in (one.person_id, one.organisation_id) if key])
    return rules.gathered(_news(one, proposals | consultations, names) for one in entries)[:MOST_NEWS]


def _roots(query: object, folder: str) -> dict[UUID, tuple[str, str]]:
    found = db.session.scalars(query).all()  # type: ignore[call-overload]
    return {one.id: (str(one.title), f"/{folder}/{one.address}") for one in found}


def _news(entry: Entry, roots: dict[UUID, tuple[str, str]], names: dict[UUID, str]) -> News:
    title, href = roots[entry.root_id]
    people = [names[key] for key in (entry.person_id, entry.organisation_id) if key in names]
    return News(entry.at, rules.news_words(entry.event), title, href, ", ".join(people))
