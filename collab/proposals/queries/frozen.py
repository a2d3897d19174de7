"""What the page of a public edition says, in values that cannot change: the frozen text, kept by its hash, and plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from datetime import datetime
from uuid import UUID

from collab.accounts.models import Organisation
from collab.kept import Kept
from collab.proposals.models import Edition, Proposal, Purpose
from collab.proposals.queries.editions import Saying
from collab.proposals.rules.published import Publication, publication

MOST_CHARACTERS = 8_000_000


@dataclass(frozen=True)
class Text:
    """A frozen text. Two with one hash are one, as what is frozen never changes."""

    hash: str
    size: int
    held: InitVar[Publication]

    def __post_init__(self, held: Publication) -> None:
        object.__setattr__(self, "_held", held)

    @property
    def publication(self) -> Publication:
        held: Publication = self._held  # type: ignore[attr-defined]
        return held


_kept: Kept[str, Text] = Kept(MOST_CHARACTERS, lambda text: text.size)


def text(edition: Edition) -> Text:
    """Whoever asks has read the edition under the viewer's own visibility."""
    kept = _kept.get(edition.hash)
    if kept is not None:
        return kept
    return _kept.keep(edition.hash, Text(edition.hash, len(edition.canonical), publication(edition.content)))


@dataclass(frozen=True)
class PublicProposal:
    reference: str | None
    address: str
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True)
class PublicEdition:
    id: UUID
    label: str
    hash: str
    purpose: Purpose
    change_note: str
    publication_number: int | None
    published_at: datetime | None
    urgent_reason: str


@dataclass(frozen=True)
class PublicBody:
    name: str

    def __str__(self) -> str:
        return self.name


def proposal(row: Proposal) -> PublicProposal:
    return PublicProposal(row.reference, row.address, row.withdrawn_at, row.withdrawn_reason)


def edition(row: Edition) -> PublicEdition:
    return PublicEdition(
        row.id,
        row.label,
        row.hash,
        row.purpose,
        row.change_note,
        row.publication_number,
        row.published_at,
        row.urgent_reason,
    )


def missing(rows: Sequence[tuple[Organisation, Saying | None]]) -> tuple[tuple[PublicBody, Saying | None], ...]:
    return tuple((PublicBody(body.name), said) for body, said in rows)
