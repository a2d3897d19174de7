"""What an exported edition says of itself beside its frozen text."""

from __future__ import annotations

from collab.proposals.models import Edition
from collab.proposals.queries import editions
from collab.proposals.rules.exports import Facts
from collab.web.filters import moment


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
        cleared=[f"{saying.organisation}, {saying.role}, on {moment(saying.at)}" for saying in said],
    )
