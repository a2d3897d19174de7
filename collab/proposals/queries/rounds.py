"""Reading write-rounds, their replies and conditions. They are the draft's: only those who may read it see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from collab.db import db
from collab.errors import NotFound
from collab.proposals.models import AskedOrganisation, Condition, Proposal, RoundReply, WriteRound
from collab.proposals.queries import as_id


def loaded() -> _AbstractLoad:
    """A round's organisations, replies and conditions, in a fixed number of statements."""
    replies = selectinload(AskedOrganisation.replies).options(
        joinedload(RoundReply.organisation),
        joinedload(RoundReply.condition).options(joinedload(Condition.organisation), joinedload(Condition.closed_for)),
    )
    return selectinload(WriteRound.asked).options(joinedload(AskedOrganisation.organisation), replies)


def rounds(proposal: Proposal) -> Sequence[WriteRound]:
    """The newest first."""
    return db.session.scalars(_rounds(proposal).order_by(WriteRound.number.desc())).all()


def _rounds(proposal: Proposal) -> Select[WriteRound]:
    return select(WriteRound).where(WriteRound.proposal_id == proposal.id).options(loaded())


def write_round(proposal: Proposal, number: int) -> WriteRound:
    """Raises NotFound."""
    found = db.session.scalars(_rounds(proposal).where(WriteRound.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def asked(write_round: WriteRound, slug: str) -> AskedOrganisation:
    """Raises NotFound for a body that the round was not sent to."""
    for one in write_round.asked:
        if one.organisation.slug == slug:
            return one
    raise NotFound


def condition(write_round: WriteRound, condition_id: str) -> Condition:
    """Raises NotFound."""
    key = as_id(condition_id)
    for one in write_round.asked:
        for held in one.conditions:
            if held.id == key:
                return held
    raise NotFound
