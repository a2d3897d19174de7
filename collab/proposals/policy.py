"""Who may see and do what on a proposal. A draft is seen by the bodies named on it, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from collab.accounts.models import Organisation
from collab.accounts.policy import SYSTEM, Permission, Viewer
from collab.documents.models import Suggestion
from collab.proposals.models import (
    AskedOrganisation,
    Clearance,
    ClearanceDecision,
    Commitment,
    Condition,
    Edition,
    Implication,
    ImplicationUpload,
    NilReturn,
    Participation,
    PartRole,
    Proposal,
    PublishedCommitment,
)

WRITERS = frozenset({PartRole.lead, PartRole.joint, PartRole.supporting})
CLEARERS = frozenset({PartRole.lead, PartRole.joint})
NAMED = WRITERS | {PartRole.affected}
INVITED = frozenset({PartRole.consulted, PartRole.observer})


class Part(Protocol):
    """An organisation's role, as a Participation or as a plain row of it."""

    @property
    def organisation_id(self) -> UUID: ...
    @property
    def role(self) -> PartRole: ...
    @property
    def invited_at(self) -> datetime | None: ...


class Named(Protocol):
    """What organisations are named on: a Proposal, or as much of one as these decisions take."""

    @property
    def participations(self) -> Sequence[Part]: ...


def is_published() -> ColumnElement[bool]:
    """Proposals of which some edition is public."""
    public = Edition.publication_number.is_not(None)  # given with `published_at`, and in an index
    return exists(select(Edition.id).where(Edition.proposal_id == Proposal.id, public))


def is_draft_of(viewer: Viewer) -> ColumnElement[bool]:
    """Proposals whose working text this viewer may read."""
    if not viewer.may(Permission.read_drafts) or viewer.organisation_id is None:
        return false()
    named = or_(
        Participation.role.in_(NAMED), and_(Participation.role.in_(INVITED), Participation.invited_at.is_not(None))
    )
    mine = Participation.organisation_id == viewer.organisation_id
    return exists(select(Participation.id).where(Participation.proposal_id == Proposal.id, mine, named))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Proposals of which this viewer may see something: a public edition, or the draft."""
    return or_(is_published(), is_draft_of(viewer))


def sees_clearance(viewer: Viewer) -> ColumnElement[bool]:
    """Words on an edition: those that count on a public one; all of them for readers of the draft; one's own for ever.

    "One's own" is also the word of a body that this one followed.
    """
    afterwards = Clearance.at > Edition.published_at
    counts = and_(
        Edition.published_at.is_not(None),
        Clearance.ended_at.is_(None),
        or_(Clearance.decision == ClearanceDecision.cleared, afterwards),
    )
    if not viewer.may(Permission.read_drafts) or viewer.organisation_id is None:
        return counts
    followed = select(Organisation.id).where(Organisation.successor_id == viewer.organisation_id)
    own = or_(Clearance.organisation_id == viewer.organisation_id, Clearance.organisation_id.in_(followed))
    return or_(counts, own, is_draft_of(viewer))


def role_of(viewer: Viewer, proposal: Named) -> PartRole | None:
    """The role of the organisation acted for; an invitation that was not sent is no role."""
    for part in proposal.participations:
        if viewer.acts_for(part.organisation_id):
            return None if part.role in INVITED and part.invited_at is None else part.role
    return None


def _holds(by: Viewer, proposal: Named, permission: Permission, roles: frozenset[PartRole]) -> bool:
    return by.may(permission) and role_of(by, proposal) in roles


def can_read_draft(by: Viewer, proposal: Named) -> bool:
    """Only the organisations named on the proposal can read its draft."""
    return _holds(by, proposal, Permission.read_drafts, NAMED | INVITED)


def can_start(by: Viewer) -> bool:
    """Only an author acting for an organisation can start a proposal."""
    return by.organisation_id is not None and by.may(Permission.write)


def can_manage(by: Viewer, proposal: Proposal) -> bool:
    """Only an author of the lead organisation can do this."""
    return _holds(by, proposal, Permission.write, frozenset({PartRole.lead}))


def can_write_text(by: Viewer, proposal: Named) -> bool:
    """Only authors of the lead, joint and supporting organisations can write the text."""
    return _holds(by, proposal, Permission.write, WRITERS)


def can_contribute(by: Viewer, proposal: Named) -> bool:
    """Only an author of an organisation named on the proposal can do this."""
    return _holds(by, proposal, Permission.write, NAMED | INVITED)


def can_withdraw_suggestion(by: Viewer, proposal: Proposal, suggestion: Suggestion) -> bool:
    """Only an author of the organisation that made it can take back a suggestion."""
    return by.acts_for(suggestion.organisation_id) and can_contribute(by, proposal)


def readers(proposal: Proposal) -> list[Participation]:
    """The parts of the bodies that may read the draft."""
    return [
        part for part in proposal.participations if part.role in NAMED or (part.role in INVITED and part.invited_at)
    ]


def can_see_commitment(by: Viewer, commitment: Commitment) -> bool:
    """What an organisation drafts is its own until it shares it."""
    own = by.acts_for(commitment.organisation_id)
    return can_read_draft(by, commitment.proposal) and (own or commitment.shared_at is not None)


def can_edit_commitment(by: Viewer, commitment: Commitment) -> bool:
    """Only an author of the organisation itself can change its commitment."""
    return by.acts_for(commitment.organisation_id) and can_contribute(by, commitment.proposal)


def can_sign_commitment(by: Viewer, commitment: Commitment) -> bool:
    """Only a signatory of the organisation itself can sign its commitment."""
    own = by.acts_for(commitment.organisation_id)
    return own and by.may(Permission.sign) and role_of(by, commitment.proposal) is not None


def can_report(by: Viewer, commitment: Commitment) -> bool:
    """Only an author of the organisation itself can report on its commitment."""
    return can_edit_commitment(by, commitment)


def can_verify(by: Viewer, commitment: Commitment) -> bool:
    """Only a signatory of another organisation named on the proposal can verify that a commitment is complete."""
    own = by.acts_for(commitment.organisation_id)
    return not own and _holds(by, commitment.proposal, Permission.sign, NAMED)


def is_published_edition(by: Viewer, edition: Edition) -> bool:
    """Only what is published is listed for the public."""
    return edition.published_at is not None


def sees_commitments(viewer: Viewer) -> ColumnElement[bool]:
    """Commitments of which this viewer may see something, in a query that joins their proposals."""
    held = aliased(PublishedCommitment)
    public = exists(select(held.commitment_id).where(held.commitment_id == Commitment.id))
    own = Commitment.organisation_id == viewer.organisation_id
    return or_(public, and_(is_draft_of(viewer), or_(Commitment.shared_at.is_not(None), own)))


def can_see_implication(by: Viewer, implication: Implication) -> bool:
    """An assertion is its author organisation's own until it shares it."""
    own = by.acts_for(implication.asserted_by_id)
    return can_read_draft(by, implication.proposal) and (own or implication.shared_at is not None)


def can_edit_implication(by: Viewer, implication: Implication) -> bool:
    """Only an author of the organisation that asserted it can change an implication."""
    return by.acts_for(implication.asserted_by_id) and can_contribute(by, implication.proposal)


def can_answer_implication(by: Viewer, implication: Implication) -> bool:
    """Only an author of the affected organisation can confirm or dispute what is said about it."""
    own = by.acts_for(implication.organisation_id)
    return own and can_contribute(by, implication.proposal) and can_see_implication(by, implication)


def can_confirm_upload(by: Viewer, upload: ImplicationUpload) -> bool:
    """Only an author of the organisation that uploaded a table can enter what is in it."""
    return by.acts_for(upload.organisation_id) and can_contribute(by, upload.proposal)


def can_withdraw_nil_return(by: Viewer, nil: NilReturn) -> bool:
    """Only an author of the organisation itself can take back its nil return."""
    return by.acts_for(nil.organisation_id) and can_contribute(by, nil.proposal)


def can_reply(by: Viewer, asked: AskedOrganisation) -> bool:
    """Only an author or signatory of the organisation itself can reply for it."""
    speaks = by.may(Permission.write) or by.may(Permission.sign)
    return by.acts_for(asked.organisation_id) and speaks and can_read_draft(by, asked.round.proposal)


def can_close_condition(by: Viewer, condition: Condition) -> bool:
    """Only an author or signatory of the organisation that raised a condition can say that it is met or withdrawn."""
    speaks = by.may(Permission.write) or by.may(Permission.sign)
    own = by.acts_for(condition.organisation_id)
    return own and speaks and can_read_draft(by, condition.reply.asked.round.proposal)


def can_decide(by: Viewer, proposal: Proposal) -> bool:
    """Only a signatory of the lead organisation can decide this, with reasons."""
    return _holds(by, proposal, Permission.sign, frozenset({PartRole.lead}))


def can_withdraw(by: Viewer, proposal: Proposal) -> bool:
    """Only a signatory of the lead organisation can withdraw a proposal."""
    return can_decide(by, proposal)


def can_clear(by: Viewer, edition: Edition) -> bool:
    """Only a signatory of a lead or joint organisation can clear an edition or object to it."""
    return _holds(by, edition.proposal, Permission.sign, CLEARERS)


def can_recall(by: Viewer, edition: Edition) -> bool:
    """Only an author of the lead organisation can recall an edition."""
    return can_manage(by, edition.proposal)


def can_publish(by: Viewer, edition: Edition) -> bool:
    """Publishing takes a second person of the lead organisation: neither who froze the text nor who wrote in it last."""
    first = by.person_id in (edition.frozen_by_id, edition.last_writer_id)
    return not first and _holds(by, edition.proposal, Permission.publish, frozenset({PartRole.lead}))


def can_record_word(by: Viewer, edition: Edition) -> bool:
    """Only a signatory of the lead, or the secretariat of a board that reads the draft, can record another body's word."""
    if _holds(by, edition.proposal, Permission.sign, frozenset({PartRole.lead})):
        return True
    return by.may(Permission.follow_process) and can_read_draft(by, edition.proposal)


def can_unschedule(by: Viewer, edition: Edition) -> bool:
    """Only an author or signatory of the lead organisation can take back the hour of publication."""
    return _holds(by, edition.proposal, Permission.publish, frozenset({PartRole.lead}))


def can_publish_urgently(by: Viewer, edition: Edition) -> bool:
    """Urgent publication takes a signatory of the lead who neither froze the text nor wrote in it last."""
    return can_publish(by, edition) and by.may(Permission.sign)


def can_answer_afterwards(by: Viewer, edition: Edition) -> bool:
    """Only a signatory of a body without whose word this was published can approve or decline it afterwards."""
    return by.may(Permission.sign) and any(by.acts_for(held.organisation_id) for held in edition.missing)


def can_act_as_system(by: Viewer) -> bool:
    """Only a command of this installation does this."""
    return by is SYSTEM
