"""What waits for somebody on the proposals that their organisation is named on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.policy import Permission, Viewer
from collab.accounts.rules import the
from collab.consultations.queries import workspaces
from collab.consultations.rules import standing, window
from collab.db import db
from collab.home.queries import asking
from collab.home.rules import Todo, things
from collab.proposals import policy
from collab.proposals.models import (
    Acceptance,
    AskedOrganisation,
    Clearance,
    ClearanceDecision,
    Commitment,
    CommitmentProvision,
    CommitmentStatus,
    Delivery,
    Edition,
    Implication,
    ImplicationStatus,
    MissingClearance,
    NilReturn,
    Participation,
    PartRole,
    Proposal,
    Provision,
    Purpose,
    RoundReply,
    WriteRound,
)
from collab.proposals.queries import commitments as commitment_lists
from collab.proposals.queries.grid import ROLES
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.grid import CellState, CommitmentFact, ImplicationFact, NilFact, cells
from collab.web.filters import day

TO_FILL = frozenset({CellState.blank, CellState.under_consideration})


def for_you(viewer: Viewer) -> list[Todo]:
    """The most pressing first. Empty for somebody who acts for no organisation."""
    if viewer.organisation_id is None:
        return []
    found: list[Todo] = []
    if viewer.may(Permission.sign):
        found += [*_to_clear(viewer), *asking.to_clear(viewer)]
        found += _to_approve(viewer)
    if viewer.may(Permission.publish):
        found += [*_to_publish(viewer), *asking.to_extend(viewer), *asking.to_settle(viewer)]
    if viewer.may(Permission.write) or viewer.may(Permission.sign):
        found += _to_reply(viewer)
    if viewer.may(Permission.write):
        found += [*_objections(viewer), *_to_answer(viewer), *_blanks(viewer), *_to_share(viewer), *_to_report(viewer)]
    if viewer.may(Permission.sign):
        found += [*_to_sign(viewer), *_to_verify(viewer)]
    if viewer.may(Permission.analyse):
        found += [*asking.to_read(viewer), *asking.to_answer(viewer)]
    if viewer.may(Permission.write) or viewer.may(Permission.sign):
        found += _to_finish(viewer)
    return found


def _to_finish(viewer: Viewer) -> Iterator[Todo]:
    """Responses that the reader's organisation has begun, or changed since it sent them, while they can be sent."""
    for one in workspaces.to_finish(viewer):
        if not standing.is_running(one.consultation, clock.now()):
            continue
        words = "Send the response that is signed" if one.sign_off else "Finish and sign your organisation’s response"
        assert one.consultation.closes_at is not None
        until = f"{words} by the end of {day(window.closing_date(one.consultation.closes_at))}"
        yield Todo(until, str(one.consultation.title), f"/consultations/{one.consultation.address}/our-response")


def _named(viewer: Viewer, roles: frozenset[object] | tuple[object, ...]) -> ColumnElement[bool]:
    mine = and_(Participation.proposal_id == Proposal.id, Participation.organisation_id == viewer.organisation_id)
    return exists(select(Participation.id).where(mine, Participation.role.in_(roles)))


def _to_clear(viewer: Viewer) -> Iterator[Todo]:
    said = select(Clearance.id).where(
        Clearance.edition_id == Edition.id,
        Clearance.organisation_id == viewer.organisation_id,
        Clearance.ended_at.is_(None),
    )
    query = select(Proposal).join(Edition, Edition.proposal_id == Proposal.id)
    frozen = query.where(Edition.recalled_at.is_(None), Edition.published_at.is_(None), ~exists(said))
    asked = frozen.where(_named(viewer, policy.CLEARERS), policy.is_draft_of(viewer), Proposal.withdrawn_at.is_(None))
    for one in db.session.scalars(asked.order_by(Edition.frozen_at, Proposal.id)):
        yield Todo("Clear this text or object to it", str(one.title), f"/proposals/{one.address}/clearance")


def _to_approve(viewer: Viewer) -> Iterator[Todo]:
    """Editions that were published urgently, and on which the reader's organisation has said nothing since."""
    said = select(Clearance.id).where(
        Clearance.edition_id == Edition.id,
        Clearance.organisation_id == viewer.organisation_id,
        Clearance.ended_at.is_(None),
    )
    query = select(Edition).join(Edition.missing).options(joinedload(Edition.proposal))
    asked = query.where(MissingClearance.organisation_id == viewer.organisation_id, ~exists(said))
    for one in db.session.scalars(asked.order_by(Edition.published_at, Edition.id)):
        words = f"Approve or decline edition {one.label}, which was published urgently"
        href = f"/proposals/{one.proposal.address}/editions/{one.label}/afterwards"
        yield Todo(words, one.content["title"]["en"], href)


def _to_reply(viewer: Viewer) -> Iterator[Todo]:
    """Write-rounds that the reader's organisation has not replied to."""
    replied = select(RoundReply.id).where(RoundReply.asked_id == AskedOrganisation.id)
    query = select(Proposal, WriteRound).join(WriteRound.proposal).join(WriteRound.asked)
    asked = query.where(
        AskedOrganisation.organisation_id == viewer.organisation_id,
        AskedOrganisation.waived_at.is_(None),
        WriteRound.ended_at.is_(None),
        ~exists(replied),
        policy.is_draft_of(viewer),
        Proposal.withdrawn_at.is_(None),
    )
    for proposal, one in db.session.execute(asked.order_by(WriteRound.deadline_on, WriteRound.id)):
        words = f"Reply to write-round {one.number} by {day(one.deadline_on)}"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/rounds/{one.number}")


IN_CLEARANCE = and_(Edition.recalled_at.is_(None), Edition.published_at.is_(None))
LEAD = frozenset({PartRole.lead})


def _objections(viewer: Viewer) -> Iterator[Todo]:
    """To the lead's authors: who objects to the text that is being cleared."""
    query = select(Proposal, Organisation.name).join(Edition, Edition.proposal_id == Proposal.id)
    said = query.join(Clearance, Clearance.edition_id == Edition.id).join(Clearance.organisation)
    standing = said.where(
        IN_CLEARANCE,
        Clearance.decision == ClearanceDecision.objected,
        Clearance.ended_at.is_(None),
        _named(viewer, LEAD),
    )
    for proposal, name in db.session.execute(standing.order_by(Clearance.at, Proposal.id)):
        words = f"Read the objection of {the(name)}"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/clearance")


def _to_publish(viewer: Viewer) -> Iterator[Todo]:
    """To a second person of the lead: a text that every lead and joint organisation has cleared."""
    cleared = select(Clearance.id).where(
        Clearance.edition_id == Edition.id,
        Clearance.organisation_id == Participation.organisation_id,
        Clearance.decision == ClearanceDecision.cleared,
        Clearance.ended_at.is_(None),
    )
    here = exists(cleared.correlate(Edition, Participation))  # of this edition, not of any
    waited_for = select(Participation.id).where(
        Participation.proposal_id == Proposal.id, Participation.role.in_(policy.CLEARERS), ~here
    )
    query = select(Proposal).join(Edition, Edition.proposal_id == Proposal.id)
    first = or_(Edition.frozen_by_id == viewer.person_id, Edition.last_writer_id == viewer.person_id)
    unset = Edition.scheduled_for.is_(None)
    ready = query.where(IN_CLEARANCE, unset, ~exists(waited_for), ~func.coalesce(first, false()), _named(viewer, LEAD))
    for proposal in db.session.scalars(ready.order_by(Edition.frozen_at, Proposal.id)):
        href = f"/proposals/{proposal.address}/clearance"
        yield Todo("Publish this text, which every lead organisation has cleared", str(proposal.title), href)


def _count_by_proposal(
    viewer: Viewer, *conditions: ColumnElement[bool], of: type[Commitment | Implication]
) -> list[tuple[Proposal, int]]:
    query = select(Proposal, func.count()).join(of, of.proposal_id == Proposal.id).where(*conditions)
    seen = query.where(policy.is_draft_of(viewer), Proposal.withdrawn_at.is_(None)).group_by(Proposal.id)
    return [(row[0], row[1]) for row in db.session.execute(seen.order_by(Proposal.started_at, Proposal.id))]


def _to_answer(viewer: Viewer) -> Iterator[Todo]:
    asserted = (
        Implication.organisation_id == viewer.organisation_id,
        Implication.status == ImplicationStatus.asserted,
        Implication.shared_at.is_not(None),
    )
    for proposal, count in _count_by_proposal(viewer, *asserted, of=Implication):
        words = f"Confirm or dispute {things(count, 'implication')} for {the(viewer.organisation_name)}"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/grid")


def _to_share(viewer: Viewer) -> Iterator[Todo]:
    commitments = (
        Commitment.organisation_id == viewer.organisation_id,
        Commitment.shared_at.is_(None),
        Commitment.status != CommitmentStatus.withdrawn,
    )
    for proposal, count in _count_by_proposal(viewer, *commitments, of=Commitment):
        words = f"Share {things(count, 'commitment')} that only {the(viewer.organisation_name)} can see"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/grid")
    implications = (
        Implication.asserted_by_id == viewer.organisation_id,
        Implication.shared_at.is_(None),
        Implication.status != ImplicationStatus.withdrawn,
    )
    for proposal, count in _count_by_proposal(viewer, *implications, of=Implication):
        words = f"Share {things(count, 'implication')} that only {the(viewer.organisation_name)} can see"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/grid")


def _to_sign(viewer: Viewer) -> Iterator[Todo]:
    unsigned = (
        Commitment.organisation_id == viewer.organisation_id,
        Commitment.status == CommitmentStatus.proposed,
        Commitment.acceptance.in_([Acceptance.agreed, Acceptance.partly_agreed]),
        Commitment.shared_at.is_not(None),
        Proposal.preparing == Purpose.decision,
    )
    for proposal, count in _count_by_proposal(viewer, *unsigned, of=Commitment):
        words = f"Sign {things(count, 'commitment')} of {the(viewer.organisation_name)}"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/grid")


def _to_report(viewer: Viewer) -> Iterator[Todo]:
    """One's own commitments of which nothing was heard for 90 days, in one line."""
    me = accounts.organisation_by_id(viewer.organisation_id) if viewer.organisation_id else None
    filters = commitment_lists.Filters(organisation=me, is_update_overdue=True)
    rows, count = commitment_lists.listing(viewer=viewer, filters=filters, page=1, size=1)
    if rows:
        words = f"Report on {things(count, rows[0].word)}: nothing was heard for 90 days"
        href = f"/commitments?organisation={viewer.organisation_slug}&update_overdue=1"
        yield Todo(words, rows[0].title if count == 1 else "Commitments", href)


def _to_verify(viewer: Viewer) -> Iterator[Todo]:
    """What other bodies say is complete, on the proposals that one's own is named on."""
    claimed = (
        Commitment.organisation_id != viewer.organisation_id,
        Commitment.delivery == Delivery.complete_claimed,
        _named(viewer, policy.NAMED),
    )
    query = select(Commitment, Proposal).join(Commitment.proposal).options(joinedload(Commitment.organisation))
    asked = query.where(*claimed, policy.is_draft_of(viewer)).order_by(Commitment.reported_at, Commitment.id)
    for one, proposal in db.session.execute(asked):
        words = f"Verify that {word_of(one.organisation)} {one.number} of {the(one.organisation.name)} is complete"
        yield Todo(words, str(proposal.title), f"/proposals/{proposal.address}/commitments/{one.id}")


def _blanks(viewer: Viewer) -> Iterator[Todo]:
    """Proposals in writing on whose grid the reader's organisation has not answered everything."""
    frozen = select(Edition.id).where(
        Edition.proposal_id == Proposal.id, Edition.recalled_at.is_(None), Edition.published_at.is_(None)
    )
    query = select(Proposal).where(_named(viewer, ROLES), policy.is_draft_of(viewer), ~exists(frozen))
    unsettled = query.where(Proposal.withdrawn_at.is_(None)).order_by(Proposal.started_at, Proposal.id)
    proposals = db.session.scalars(unsettled).all()
    if not proposals or viewer.organisation_id is None:
        return
    me = accounts.organisation_by_id(viewer.organisation_id)
    ids = [one.id for one in proposals]
    provisions = _grouped(select(Provision).where(Provision.proposal_id.in_(ids), Provision.retired_at.is_(None)))
    commitments, implications, nils = _commitments(me.id, ids), _implications(me.id, ids), _nil_returns(me.id, ids)
    for one in proposals:
        row = cells([me], provisions[one.id], commitments, implications, nils, purpose=one.preparing)
        blank = sum(bool({cell.commitment, cell.implication} & TO_FILL) for cell in row)
        if blank:
            words = f"Say what {things(blank, 'provision')} {'means' if blank == 1 else 'mean'} for {the(me.name)}"
            yield Todo(words, str(one.title), f"/proposals/{one.address}/grid")


def _grouped(query: object) -> defaultdict[UUID, list[Provision]]:
    found: defaultdict[UUID, list[Provision]] = defaultdict(list)
    for provision in db.session.scalars(query.order_by(Provision.position, Provision.number)):  # type: ignore[attr-defined]
        found[provision.proposal_id].append(provision)
    return found


def _commitments(organisation_id: UUID, ids: Sequence[UUID]) -> list[CommitmentFact]:
    query = select(Commitment, CommitmentProvision.provision_id).join(
        CommitmentProvision, CommitmentProvision.commitment_id == Commitment.id
    )
    mine = query.where(Commitment.proposal_id.in_(ids), Commitment.organisation_id == organisation_id)
    return [
        CommitmentFact(organisation_id, frozenset({provision}), one.acceptance, one.status, one.shared_at is not None)
        for one, provision in db.session.execute(mine.order_by(Commitment.proposal_id, Commitment.number))
    ]


def _implications(organisation_id: UUID, ids: Sequence[UUID]) -> list[ImplicationFact]:
    query = select(Implication).where(Implication.proposal_id.in_(ids), Implication.organisation_id == organisation_id)
    return [
        ImplicationFact(one.provision_id, organisation_id, one.asserted_by_id, one.status, one.shared_at is not None)
        for one in db.session.scalars(query.order_by(Implication.proposal_id, Implication.number))
    ]


def _nil_returns(organisation_id: UUID, ids: Sequence[UUID]) -> list[NilFact]:
    query = select(NilReturn).where(NilReturn.proposal_id.in_(ids), NilReturn.organisation_id == organisation_id)
    found = db.session.scalars(query.order_by(NilReturn.proposal_id, NilReturn.id))
    return [NilFact(one.provision_id, organisation_id, one.shared_at is not None) for one in found]
