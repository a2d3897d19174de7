"""What a version holds, who sees what of it, and when one is kept by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from collab.proposals.models import CommitmentStatus, ImplicationStatus, Proposal
from collab.proposals.rules.contents import Selection, content
from collab.proposals.rules.working_days import is_working_day

FORMAT, FORMAT_VERSION = "collab-version", 1
RECORDS = ("commitments", "implications")


def shared(proposal: Proposal) -> dict[str, Any]:
    """All that each reader of the draft sees, in the form of an edition. The proposal comes with all its parts loaded."""
    seen = Selection(
        lambda one: list(one.participations),
        lambda one: [c for c in one.commitments if c.shared_at and c.status is not CommitmentStatus.withdrawn],
        lambda one: [i for i in one.implications if i.shared_at and i.status is not ImplicationStatus.withdrawn],
        lambda one: [nil for nil in one.nil_returns if nil.shared_at and nil.provision.retired_at is None],
    )
    held = content(proposal, change_note="", of=seen)
    options = sorted(proposal.options, key=lambda option: (option.position, option.title.en.text))
    held["options"] = [{"id": str(one.id), **drawn} for one, drawn in zip(options, held["options"], strict=True)]
    return {**held, "format": FORMAT, "format_version": FORMAT_VERSION}


def drafts(proposal: Proposal) -> dict[UUID, dict[str, Any]]:
    """What each body has entered and not shared, by the body; only of those that have something."""
    bodies = {c.organisation_id for c in proposal.commitments if not c.shared_at}
    bodies |= {i.asserted_by_id for i in proposal.implications if not i.shared_at}
    found = {body: draft_of(proposal, body) for body in bodies}
    return {body: held for body, held in found.items() if any(held.values())}


def draft_of(proposal: Proposal, body: UUID) -> dict[str, Any]:
    """The commitments and implications that this body has not shared."""
    own = [
        c
        for c in proposal.commitments
        if c.organisation_id == body and not c.shared_at and c.status is not CommitmentStatus.withdrawn
    ]
    asserted = [
        i
        for i in proposal.implications
        if i.asserted_by_id == body and not i.shared_at and i.status is not ImplicationStatus.withdrawn
    ]
    numbers = {commitment.number for commitment in own}
    drawn = content(
        proposal,
        change_note="",
        of=Selection(
            lambda one: list(one.participations),
            lambda one: [c for c in one.commitments if c.shared_at or c in own],  # those that it may refer to
            lambda one: asserted,
            lambda one: [],
        ),
    )
    mine = [record for record in drawn["commitments"] if record["number"] in numbers]
    return {"commitments": mine, "implications": drawn["implications"]}


def seen(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The whole as one body sees it: what is shared and its own, by body and number."""
    order = {body["code"]: place for place, body in enumerate(common["organisations"])}
    merged = {
        name: sorted(
            [*common[name], *own.get(name, [])],
            key=lambda record: (order.get(record["organisation"], len(order)), record["number"]),
        )
        for name in RECORDS
    }
    return {**common, **merged}


def day_to_keep(today: date, holidays: Collection[date]) -> date | None:
    """The London day that has just ended, if it was a working day; else none, and Monday's version has the weekend's work."""
    ended = today - timedelta(days=1)
    return ended if is_working_day(ended, holidays) else None
