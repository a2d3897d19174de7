"""What a draft asks of one organisation, in the form of a frozen text, as that organisation's own people may read it."""

from __future__ import annotations

from typing import Any

from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer
from collab.proposals.models import Condition, Proposal
from collab.proposals.queries import grid, rounds
from collab.proposals.queries.editions import whole
from collab.proposals.rules import canonical
from collab.proposals.rules.contents import commitment_record, content, implication_record


def conditions(proposal: Proposal, organisation: Organisation) -> list[Condition]:
    """What it asked for itself in the write-rounds before it agrees, the newest round first, open or closed."""
    return [
        condition
        for write_round in rounds.rounds(proposal)
        for asked in write_round.asked
        for condition in asked.conditions
        if condition.organisation_id == organisation.id
    ]


def draft_content(proposal: Proposal, organisation: Organisation, *, viewer: Viewer) -> dict[str, Any]:
    """The content of the working text, with all that this viewer may see of the organisation's own records, shared or not."""
    loaded = whole(proposal)
    commitments = grid.commitments(loaded, viewer=viewer)
    numbers = {one.id: one.number for one in commitments}
    own = [one for one in commitments if one.organisation_id == organisation.id]
    about = [one for one in grid.implications(loaded, viewer=viewer) if one.organisation_id == organisation.id]
    about = [one for one in about if one.provision.retired_at is None]
    drawn: dict[str, Any] = content(loaded, change_note="")
    drawn["commitments"] = [commitment_record(one, loaded.preparing, numbers) for one in own]
    drawn["implications"] = [implication_record(one, numbers) for one in about]
    plain: dict[str, Any] = canonical.plain(drawn)
    return plain
