"""Where suggestions and comments are drawn in a text that somebody has open: by words, so that a window finds them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collab.documents.models import ChangeKind
from collab.documents.rules import anchors, suggestions
from collab.documents.rules.anchors import NEAR, Anchor, Found
from collab.documents.rules.suggestions import Proposed
from collab.text import Block


@dataclass(frozen=True)
class Mark:
    """`start` to `end` of the words of a block, of which `quote` is what stands there, `before` and `behind` what is around.

    `put` is what a suggestion puts there. What would stand before the first block has no block.
    """

    kind: str
    number: int
    block: str
    start: int = 0
    end: int = 0
    quote: str = ""
    before: str = ""
    behind: str = ""
    put: str = ""


def of_suggestions(blocks: Sequence[Block], changes: Mapping[int, Proposed]) -> list[Mark]:
    """A mark for each that still applies."""
    found = []
    for number, change in changes.items():
        if change.kind is ChangeKind.added and not change.anchor.block_id:
            found.append(Mark(change.kind.value, number, "", put=_words(change)))
            continue
        place = suggestions.where(change, blocks)
        if place is not None:
            put = change.blocks[0].kind.value if change.kind is ChangeKind.kind else _words(change)
            found.append(_mark(change.kind.value, number, blocks, place, put))
    return found


def of_comments(blocks: Sequence[Block], held: Mapping[int, Anchor]) -> list[Mark]:
    """A mark for each whose words are still there."""
    places = {number: anchors.find(anchor, blocks) for number, anchor in held.items()}
    return [_mark("comment", number, blocks, place) for number, place in places.items() if place is not None]


def _words(change: Proposed) -> str:
    return "\n".join(anchors.words(block) for block in change.blocks)


def _mark(kind: str, number: int, blocks: Sequence[Block], at: Found, put: str = "") -> Mark:
    words = anchors.words(blocks[at.place])
    before, behind = words[: at.start][-NEAR:], words[at.end :][:NEAR]
    return Mark(kind, number, blocks[at.place].id, at.start, at.end, words[at.start : at.end], before, behind, put)


def rivals(marks: Iterable[Mark]) -> dict[int, list[int]]:
    """For each suggestion on words that others are on as well, the numbers of these."""
    held = [mark for mark in marks if mark.kind in (ChangeKind.words.value, ChangeKind.removed.value)]
    found = {one.number: [other.number for other in held if one is not other and _touch(one, other)] for one in held}
    return {number: others for number, others in found.items() if others}


def _touch(one: Mark, other: Mark) -> bool:
    """Whether both are on the same words, or put something in the same place."""
    if one.block != other.block:
        return False
    same_place = (one.start, one.end) == (other.start, other.end)
    return same_place or (one.start < other.end and other.start < one.end)
