"""What became of the demonstration's signed commitments: reports, a moved date, a milestone, completion and its verification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from collab.db import db
from collab.demo.filling import at, signatory, who
from collab.proposals.actions import delivery, dependencies
from collab.proposals.models import Commitment, DateChangeReason, Delivery, MilestoneState, Proposal, Rag
from collab.proposals.rules.delivery import Report


def depend(identity: UUID, on: date, pairs: Iterable[tuple[str, str]]) -> None:
    """(whose commitment, on whose) of one proposal."""
    with at(on, 12):
        for code, other in pairs:
            dependencies.add_dependency(_of(identity, code), on=_of(identity, other), by=who(code))


def follow(identity: UUID, records: Iterable[Mapping[str, Any]], today: date) -> None:
    """Each record on its day, an hour later than the one before it on the same day."""
    for number, record in enumerate(records):
        with at(today - timedelta(days=record["ago"]), 9 + number % 8):
            _enter(_of(identity, record["organisation"]), record, today)


def _of(identity: UUID, code: str) -> Commitment:
    proposal = db.session.get_one(Proposal, identity)
    return next(one for one in proposal.commitments if one.organisation.code == code)


def _enter(commitment: Commitment, record: Mapping[str, Any], today: date) -> None:
    by = who(record["organisation"])
    match record["what"]:
        case "report":
            delivery.report_progress(commitment, report=_report(record, today), by=by)
        case "date":
            assert commitment.due_on
            later = commitment.due_on + timedelta(days=record["later"])
            reason = DateChangeReason(record["reason"])
            delivery.change_date(commitment, to_on=later, reason=reason, words=record["words"], by=by)
        case "milestone":
            stone = commitment.milestones[record["place"]]
            delivery.change_milestones(commitment, states={stone.id: MilestoneState(record["state"])}, by=by)
        case "claim":
            delivery.claim_completion(commitment, evidence=record["words"], by=by)
        case "verify":
            judge = signatory(record["by"])
            delivery.verify_completion(commitment, accepts=True, words=record["words"], by=judge)


def _report(record: Mapping[str, Any], today: date) -> Report:
    return Report(
        delivery=Delivery(record["delivery"]),
        words=record["words"],
        rag=Rag(record["rag"]),
        path_to_green=record.get("path_to_green", ""),
        green_on=today + timedelta(days=record["green_in"]) if "green_in" in record else None,
    )
