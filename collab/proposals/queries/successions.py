"""Reading what ties an organisation to proposals, and which bodies followed others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from collab.accounts.models import Organisation
from collab.db import db
from collab.proposals.models import (
    AskedOrganisation,
    Commitment,
    Condition,
    Implication,
    MissingClearance,
    NilReturn,
    Participation,
    Proposal,
    RoundReply,
    Succession,
    WriteRound,
)
from collab.proposals.models.editions import Edition


def bound_to(organisation: Organisation) -> Sequence[Proposal]:
    """Proposals that were not withdrawn and on which the organisation has a role or a record, in one order for all."""
    query = select(Proposal).where(Proposal.withdrawn_at.is_(None), _ties(organisation.id))
    return db.session.scalars(query.order_by(Proposal.id)).all()


def _ties(organisation_id: UUID) -> ColumnElement[bool]:
    own = (Participation, Commitment, Implication, NilReturn)
    asked = select(AskedOrganisation.id).join(AskedOrganisation.round).where(WriteRound.proposal_id == Proposal.id)
    missing = select(Edition.id).join(Edition.missing).where(Edition.proposal_id == Proposal.id)
    return or_(
        *(
            exists(select(table.id).where(table.proposal_id == Proposal.id, table.organisation_id == organisation_id))
            for table in own
        ),
        exists(
            select(Implication.id).where(
                Implication.proposal_id == Proposal.id, Implication.asserted_by_id == organisation_id
            )
        ),
        exists(asked.where(AskedOrganisation.organisation_id == organisation_id)),
        exists(missing.where(MissingClearance.organisation_id == organisation_id)),
        exists(
            select(Condition.id)
            .join(Condition.reply)
            .join(RoundReply.asked)
            .join(AskedOrganisation.round)
            .where(
                WriteRound.proposal_id == Proposal.id,
                Condition.organisation_id == organisation_id,
                Condition.closed_at.is_(None),
            )
        ),
    )


def on(proposal: Proposal) -> Sequence[Succession]:
    """The bodies that were followed by others on a proposal, in order."""
    query = select(Succession).where(Succession.proposal_id == proposal.id)
    loaded = query.options(joinedload(Succession.old), joinedload(Succession.new))
    return db.session.scalars(loaded.order_by(Succession.passed_at, Succession.id)).all()
