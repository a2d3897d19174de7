"""Where words stand now that somebody spoke about: found again after edits around them, or gone.

An anchor is kept as the block, its words at the time, and a range of them; nothing of it moves when the text is edited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab.text import Block, steps

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_LAST_PIECE, _FIRST_PIECE = re.compile(r"(\w+|[^\w\s])\s*\Z"), re.compile(r"\s*(\w+|[^\w\s])")
NEAR = 24  # letters on each side by which few words are known again elsewhere


@dataclass(frozen=True)
class Anchor:
    """`start` to `end` of the words of a block as they were; a place between words where both are the same."""

    block_id: str
    words: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.words[self.start : self.end]


@dataclass(frozen=True)
class Found:
    """The place of a block in its text, and a range of its words."""

    place: int
    start: int
    end: int


def words(block: Block) -> str:
    """The letters of a block that offsets count: its words without footnotes."""
    return "".join(run.text for run in block.runs)


def pieces(value: str) -> list[str]:
    """Words, spaces and signs, one by one."""
    return _PIECE.findall(value)


def on(block: Block, start: int, end: int) -> Anchor:
    return Anchor(block.id, words(block), start, end)


def closest(words: str, quote: str, near: int) -> int | None:
    """Where the quote begins, of several places the one closest to `near`; None where it is not there."""
    starts = [found.start() for found in re.finditer(re.escape(quote), words)]
    return min(starts, key=lambda start: abs(start - near), default=None)


def stored(anchor: Anchor) -> dict[str, Any]:
    """The form in which an anchor is kept."""
    return {"block": anchor.block_id, "words": anchor.words, "start": anchor.start, "end": anchor.end}


def restored(held: Mapping[str, Any]) -> Anchor:
    return Anchor(held["block"], held["words"], held["start"], held["end"])


def find(anchor: Anchor, blocks: Sequence[Block]) -> Found | None:
    """Where the anchor's words stand now. None when they are gone, or when nobody can say which of several they are."""
    place = next((n for n, block in enumerate(blocks) if block.id == anchor.block_id), None)
    if place is not None:
        now = words(blocks[place])
        start, end = moved(anchor.words, now, anchor.start), moved(anchor.words, now, anchor.end)
        start, end = min(start, end), max(start, end)
        if _is_it(anchor, now, start, end):
            return Found(place, start, end)
    return _elsewhere(anchor, blocks)


def find_block(anchor: Anchor, blocks: Sequence[Block]) -> Found | None:
    """Where the anchor's block stands now, whatever its words are."""
    for place, block in enumerate(blocks):
        if block.id == anchor.block_id:
            return Found(place, 0, len(words(block)))
    return _elsewhere(anchor, blocks)


def moved(before: str, after: str, position: int) -> int:
    """Where a place between two letters of `before` is in `after`; what was typed right there stands behind it."""
    if before == after:
        return position
    for same, here, there in steps(before, after):
        if position <= here.stop:
            return there.start + (position - here.start if same else min(position - here.start, len(there)))
    return len(after)


def _is_it(anchor: Anchor, now: str, start: int, end: int) -> bool:
    if anchor.quote:
        return now[start:end] == anchor.quote
    before, behind = _LAST_PIECE.search(anchor.words[: anchor.start]), _FIRST_PIECE.match(anchor.words[anchor.start :])
    is_after = before is not None and now[:start].endswith(before[0])
    is_before = behind is not None and now[start:].startswith(behind[0])
    return is_after or is_before or not (anchor.words or now)


def _elsewhere(anchor: Anchor, blocks: Sequence[Block]) -> Found | None:
    """The only place in the text with the same words, and what stood around them when they are few."""
    lead = anchor.words[: anchor.start][-NEAR:] if len(anchor.quote) < NEAR else ""
    trail = anchor.words[anchor.end :][:NEAR] if len(anchor.quote) < NEAR else ""
    for before, behind in ((lead, trail), (lead, ""), ("", trail)):
        sought = before + anchor.quote + behind
        if len(sought) < min(NEAR, len(anchor.words)) or not sought.strip():
            continue
        hits = [(n, words(block)) for n, block in enumerate(blocks) if sought in words(block)]
        if len(hits) == 1 and hits[0][1].count(sought) == 1:
            start = hits[0][1].index(sought) + len(before)
            return Found(hits[0][0], start, start + len(anchor.quote))
    return None
