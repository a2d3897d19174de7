"""Reading editions: the one in clearance, what was said about it, and the public ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Membership, Organisation
from collab.accounts.policy import Viewer
from collab.audit import queries as audit
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy
from collab.proposals.models import (
    Clearance,
    ClearanceDecision,
    ClearanceEnd,
    Commitment,
    Edition,
    Implication,
    MissingClearance,
    NilReturn,
    Participation,
    Proposal,
    Provision,
    Section,
)
from collab.proposals.queries import address_is, as_id
from collab.proposals.queries import grid as grids
from collab.proposals.queries import rounds as rounds_queries
from collab.proposals.rules import canonical
from collab.proposals.rules import editions as rules
from collab.proposals.rules.contents import content
from collab.proposals.rules.parts import LAW_OFFICERS
from collab.proposals.rules.readiness import Blank, Requirement, requirements

TEXT_EVENTS = frozenset(
    {
        Event.proposal_started,
        Event.proposal_changed,
        Event.text_revised,
        Event.provision_added,
        Event.provision_changed,
        Event.provision_retired,
        Event.option_added,
        Event.option_changed,
        Event.option_removed,
    }
)


@dataclass(frozen=True)
class Saying:
    """What one organisation's signatory said about an edition, and in which role; never by name."""

    organisation_id: UUID
    code: str
    organisation: str
    role: str
    decision: ClearanceDecision
    reason: str
    at: datetime
    ended_at: datetime | None
    ended_why: ClearanceEnd | None
    id: UUID
    recorded_by: str = ""
    """The organisation that recorded it on this one's behalf; `evidence` is for readers of the draft."""
    evidence: str = ""

    @property
    def is_cleared(self) -> bool:
        return self.decision is ClearanceDecision.cleared

    @property
    def counts(self) -> bool:
        """Whether it is a clearance that was never ended."""
        return self.is_cleared and self.ended_at is None


def in_clearance(proposal: Proposal) -> Edition | None:
    """The edition that is frozen now, read anew."""
    query = select(Edition).where(
        Edition.proposal_id == proposal.id, Edition.recalled_at.is_(None), Edition.published_at.is_(None)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def frozen(proposal: Proposal) -> Edition:
    """The edition that is frozen now. Raises NotFound when there is none."""
    found = in_clearance(proposal)
    if found is None:
        raise NotFound
    return found


def last_round(proposal: Proposal) -> Edition:
    """The edition frozen last, whatever became of it: the one that a clearance page speaks of. Raises NotFound."""
    query = select(Edition).where(Edition.proposal_id == proposal.id).order_by(Edition.number.desc()).limit(1)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_number(proposal: Proposal) -> int:
    """How many editions were frozen so far."""
    query = select(Edition.number).where(Edition.proposal_id == proposal.id).order_by(Edition.number.desc()).limit(1)
    return db.session.scalar(query) or 0


def rounds(proposal: Proposal, *, viewer: Viewer) -> Sequence[Edition]:
    """All editions ever frozen, the newest first, for those who may read the draft."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    query = select(Edition).where(Edition.proposal_id == proposal.id).order_by(Edition.number.desc())
    return db.session.scalars(query).all()


def published(proposal: Proposal, *, with_texts: bool = True) -> Sequence[Edition]:
    """The public editions, the newest first. Without their texts, one that is needed after all is read by itself."""
    query = select(Edition).where(Edition.proposal_id == proposal.id, Edition.publication_number.is_not(None))
    if not with_texts:
        query = query.options(defer(Edition.canonical))
    return db.session.scalars(query.order_by(Edition.publication_number.desc())).all()


def newest_published(proposal: Proposal) -> Edition | None:
    return next(iter(published(proposal)), None)


def current_clearances(edition: Edition) -> Sequence[Clearance]:
    """What counts now, read anew: called under the proposal's lock."""
    query = _clearances([edition.id]).where(Clearance.ended_at.is_(None))
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def clearances_by(person_id: UUID | None, edition: Edition) -> Sequence[Clearance]:
    """All that a person ever said about an edition, for whichever organisation."""
    return db.session.scalars(_clearances([edition.id]).where(Clearance.person_id == person_id)).all()


def _clearances(edition_ids: Sequence[UUID]) -> Select[Clearance]:
    return select(Clearance).where(Clearance.edition_id.in_(edition_ids)).order_by(Clearance.at, Clearance.id)


def sayings(editions: Sequence[Edition]) -> dict[UUID, list[Saying]]:
    """What was said about each of these editions, in its order, by edition."""
    recorder = aliased(Organisation)
    query = (
        select(Clearance, Organisation.code, Organisation.name, Membership.job_title, recorder.name)
        .join(Organisation, Organisation.id == Clearance.organisation_id)
        .join(Membership, Membership.id == Clearance.membership_id)
        .join(recorder, recorder.id == Membership.organisation_id)
        .where(Clearance.edition_id.in_([edition.id for edition in editions]))
        .order_by(Clearance.at, Clearance.id)
    )
    found: dict[UUID, list[Saying]] = {edition.id: [] for edition in editions}
    for said, code, name, title, recorder_name in db.session.execute(query):
        found[said.edition_id].append(_saying(said, code, name, title, recorder_name))
    return found


def _saying(said: Clearance, code: str, name: str, title: str, recorder: str) -> Saying:
    role = said.given_by or title or "Signatory"
    ended = said.ended_at, said.ended_why
    behalf = (recorder, said.evidence) if said.given_by else ("", "")
    return Saying(said.organisation_id, code, name, role, said.decision, said.reason, said.at, *ended, said.id, *behalf)


def clearance(address: str, clearance_id: str, *, viewer: Viewer) -> tuple[Saying, Edition]:
    """One word on one text, whatever became of either since. Raises NotFound, also for what the viewer may not see."""
    query = select(Edition).join(Edition.clearances).join(Edition.proposal)
    mine = query.where(Clearance.id == as_id(clearance_id), address_is(address), policy.sees_clearance(viewer))
    found = db.session.scalars(mine.options(joinedload(Edition.proposal))).one_or_none()
    if found is None:
        raise NotFound
    said = next(one for one in sayings([found])[found.id] if one.id == as_id(clearance_id))
    return said, found


def due() -> Sequence[UUID]:
    """The editions whose hour of publication has come."""
    query = select(Edition.id).where(
        Edition.scheduled_for <= clock.now(), Edition.published_at.is_(None), Edition.recalled_at.is_(None)
    )
    return db.session.scalars(query.order_by(Edition.scheduled_for, Edition.id)).all()


def by_id(edition_id: UUID) -> Edition:
    """For the jobs of this installation, which ask nobody who looks."""
    return db.session.get_one(Edition, edition_id)


def missing(edition: Edition) -> list[tuple[Organisation, Saying | None]]:
    """The bodies without whose word it was published urgently, each with what it said afterwards."""
    if not edition.urgent_reason:
        return []
    query = select(Organisation).join(MissingClearance, MissingClearance.organisation_id == Organisation.id)
    bodies = db.session.scalars(query.where(MissingClearance.edition_id == edition.id).order_by(Organisation.name))
    said = {one.organisation_id: one for one in sayings([edition])[edition.id] if one.ended_at is None}
    return [(body, said.get(body.id)) for body in bodies]


def positions(edition: Edition) -> list[rules.Position]:
    """What each lead and joint organisation says about an edition now."""
    query = select(Participation).where(Participation.proposal_id == edition.proposal_id)
    parts = db.session.scalars(query.options(joinedload(Participation.organisation)).order_by(Participation.position))
    return rules.positions(parts, current_clearances(edition))


def whole(proposal: Proposal) -> Proposal:
    """The proposal with all that is frozen of it, read anew in a fixed number of statements."""
    query = (
        select(Proposal)
        .where(Proposal.id == proposal.id)
        .options(
            selectinload(Proposal.participations)
            .joinedload(Participation.organisation)
            .joinedload(Organisation.sponsor),
            selectinload(Proposal.rounds).options(rounds_queries.loaded()),
            selectinload(Proposal.assessments),
            joinedload(Proposal.treasury_position),
            selectinload(Proposal.sections).joinedload(Section.document),
            selectinload(Proposal.provisions).joinedload(Provision.document),
            selectinload(Proposal.options),
            selectinload(Proposal.attachments),
            selectinload(Proposal.commitments).options(
                joinedload(Commitment.organisation),
                joinedload(Commitment.recommended_by),
                selectinload(Commitment.provisions),
                selectinload(Commitment.milestones),
                selectinload(Commitment.depends_on),
                selectinload(Commitment.date_changes),
            ),
            selectinload(Proposal.implications).options(
                joinedload(Implication.organisation).joinedload(Organisation.sponsor),
                joinedload(Implication.asserted_by),
                joinedload(Implication.provision),
            ),
            selectinload(Proposal.nil_returns).options(
                joinedload(NilReturn.organisation), joinedload(NilReturn.provision)
            ),
        )
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def working_hash(proposal: Proposal) -> str:
    """The hash that a write-round would have if it were issued now."""
    return canonical.sha256(canonical.dumps(content(whole(proposal), change_note="")))


def is_changed_since(proposal: Proposal, hash: str) -> bool:
    """Whether the working text is another one than that of this hash; what is typed live and not settled yet counts."""
    documents = [held.document for held in proposal.sections] + [held.document for held in proposal.provisions]
    return any(one.is_unsettled for one in documents) or working_hash(proposal) != hash


def readiness(proposal: Proposal) -> list[Requirement]:
    """What is there and what is missing before the text can be frozen. It names who left what blank, and no words of a draft."""
    loaded = whole(proposal)
    table = grids.grid(loaded)
    labels = {provision.id: provision.label for provision in table.provisions}
    named = {organisation.id: (organisation.slug, organisation.name) for organisation in table.organisations}
    blanks = [Blank(labels[one.provision_id], one.missing, *named[one.organisation_id]) for one in table.missing]
    return requirements(loaded, blanks, today=clock.today(), heirs=accounts.heirs(LAW_OFFICERS))


def last_writer(proposal: Proposal) -> UUID | None:
    """Who changed the title, a section, a provision or an option last."""
    return audit.last_person(RootKind.proposal, proposal.id, TEXT_EVENTS)


def changes(before: Edition | None, after: Edition) -> list[rules.WordsChanged]:
    """All provisions of two editions with their words before and after, in the order of the later one."""
    return rules.changes(before.content if before else None, after.content)


def envelope(edition: Edition) -> dict[str, Any]:
    """The published file: the frozen text, and beside it what the hash does not cover. See docs/decisions/0003."""
    said = [saying for saying in sayings([edition])[edition.id] if saying.counts]
    return {
        "edition": edition.content,
        "sha256": edition.hash,
        "reference": edition.proposal.reference,
        "publication_number": edition.publication_number,
        "number": edition.label,
        "published_at": edition.published_at.isoformat() if edition.published_at else None,
        "clearances": [_clearance(one) for one in said],
        **({"urgent": _urgent(edition)} if edition.urgent_reason else {}),
        **_withdrawal(edition.proposal),
    }


def _withdrawal(proposal: Proposal) -> dict[str, Any]:
    if proposal.withdrawn_at is None:
        return {}
    return {"withdrawn": {"at": proposal.withdrawn_at.isoformat(), "reason": proposal.withdrawn_reason}}


def _clearance(said: Saying) -> dict[str, Any]:
    behalf = {"recorded_on_behalf_by": said.recorded_by} if said.recorded_by else {}
    return {"organisation": said.code, "role": said.role, "at": said.at.isoformat(), **behalf}


def _urgent(edition: Edition) -> dict[str, Any]:
    """Why it was published before all had cleared it, without whom, and what those said afterwards."""
    without = [
        {
            "organisation": body.code,
            "afterwards": ("approved" if said.is_cleared else "declined") if said else None,
            "reason": said.reason if said else "",
        }
        for body, said in missing(edition)
    ]
    return {"reason": edition.urgent_reason, "without": without}
