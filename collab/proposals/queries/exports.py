"""What an exported edition says of itself beside its frozen text."""

from __future__ import annotations

from collab.accounts.rules import opening, the
from collab.proposals.models import Edition, Proposal
from collab.proposals.queries import editions
from collab.proposals.rules.exports import Facts
from collab.web.filters import day, moment


def facts(edition: Edition, *, address: str) -> Facts:
    """`address` is where a public edition can be cited; one that is not public says neither that nor its number."""
    if edition.publication_number is None:
        return Facts(hash=edition.hash, on=f"frozen on {moment(edition.frozen_at)}")
    said = [saying for saying in editions.sayings([edition])[edition.id] if saying.counts]
    return Facts(
        hash=edition.hash,
        on=moment(edition.published_at),
        reference=edition.proposal.reference or "",
        number=edition.label,
        address=address,
        cleared=[_cleared(saying) for saying in said],
        notices=[*_withdrawn(edition.proposal), *_urgent(edition)],
    )


def _cleared(saying: editions.Saying) -> str:
    behalf = f", recorded on its behalf by {the(saying.recorded_by)}" if saying.recorded_by else ""
    return f"{saying.organisation}, {saying.role}, on {moment(saying.at)}{behalf}"


def _withdrawn(proposal: Proposal) -> list[str]:
    if proposal.withdrawn_at is None:
        return []
    return [f"This proposal was withdrawn on {day(proposal.withdrawn_at)}. {proposal.withdrawn_reason}".strip()]


def _urgent(edition: Edition) -> list[str]:
    """Why it did not wait, and what each body said afterwards without whose clearance it was published."""
    missing = editions.missing(edition)
    if not missing:
        return []
    said = [f"{opening(the(body.name))} {_afterwards(word)}." for body, word in missing]
    return [" ".join(["Published urgently, before all had cleared it.", f"Why: {edition.urgent_reason}", *said])]


def _afterwards(said: editions.Saying | None) -> str:
    if said is None:
        return "has not said anything yet"
    verb = "approved" if said.is_cleared else "declined"
    return f"{verb} it afterwards, on {moment(said.at)}"
