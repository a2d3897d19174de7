"""Whose words a section or a provision is made of, by organisation, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from collab.accounts import queries as accounts
from collab.documents.queries import voices as queries
from collab.documents.rules import authorship
from collab.proposals.queries.passages import Passage

LOOKS = 6  # so many looks there are in the style sheet; the label tells the organisations apart in any case


@dataclass(frozen=True)
class Voice:
    """An organisation in a text: its place in the order of who has most, words, and share in whole per cent."""

    place: int
    code: str
    name: str
    words: int
    share: int
    people: Sequence[str]

    @property
    def look(self) -> int:
        return (self.place - 1) % LOOKS + 1


@dataclass(frozen=True)
class Voices:
    """`blocks` are the blocks' words as (words, voice)."""

    voices: Sequence[Voice]
    blocks: Sequence[Sequence[tuple[str, Voice]]]


def _ids(owner: str) -> list[UUID]:
    """The organisation and the person of an owner, where they are known."""
    return [UUID(part) for part in owner.split(":") if part]


def of(passage: Passage, *, save: int | None = None) -> Voices:
    return of_document(passage.document.id, save=save)


def of_document(document_id: UUID, *, save: int | None = None) -> Voices:
    owned = queries.attribution(document_id, save=save).owned
    spoken = authorship.voices(owned, lambda owner: owner.partition(":")[0])
    counted = authorship.shares(spoken)
    total = sum(counted.values()) or 1
    bodies = {str(one.id): one for one in accounts.organisations(only_current=False) if str(one.id) in counted}
    names = accounts.names([as_id for _, owner in owned.runs for as_id in _ids(owner)])
    heard = {
        key: Voice(
            place=place,
            code=bodies[key].code if key in bodies else "collab",
            name=bodies[key].name if key in bodies else "Before anybody was noted",
            words=words,
            share=round(100 * words / total),
            people=sorted(
                {names[one] for _, owner in owned.runs if owner.startswith(key + ":") for one in _ids(owner)[1:]}
            ),
        )
        for place, (key, words) in enumerate(counted.items(), start=1)
    }
    return Voices(list(heard.values()), [[(words, heard[key]) for words, key in block] for block in spoken])
