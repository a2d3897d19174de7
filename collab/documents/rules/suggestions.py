"""Suggested changes of a text: what somebody's own version proposes, how a suggestion reads once accepted, and beside the text.

Accepting is one function, `accepted`. The view in which all are accepted and the act of accepting them both use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from collab.documents.models import ChangeKind, Suggestion
from collab.documents.rules import anchors
from collab.documents.rules.anchors import Anchor
from collab.text import Block, BlockKind, Run, as_json, from_json, steps, tidy


@dataclass(frozen=True)
class Proposed:
    """One suggested change. `blocks` is what it puts there: words as the runs of one block, or whole blocks.

    An added block stands behind the anchor's block; at the beginning of the text where that has no id.
    """

    kind: ChangeKind
    anchor: Anchor
    blocks: tuple[Block, ...] = ()

    @property
    def old(self) -> str:
        return self.anchor.words if self.kind is ChangeKind.removed else self.anchor.quote

    @property
    def new(self) -> str:
        return "\n".join(block.plain for block in self.blocks)


def proposals(old: Sequence[Block], new: Sequence[Block]) -> list[Proposed]:
    """The changes that make `new` of `old`; blocks are the same by their ids."""
    here = {block.id: block for block in old}
    kept = {block.id for block in new}
    found: list[Proposed] = []
    behind = Anchor("", "", 0, 0)
    for is_known, blocks in groupby(new, key=lambda block: block.id in here):
        if not is_known:
            found.append(Proposed(ChangeKind.added, behind, tuple(blocks)))
            continue
        for block in blocks:
            was = here[block.id]
            behind = anchors.on(was, 0, len(anchors.words(was)))
            if (was.kind, was.depth) != (block.kind, block.depth):
                found.append(Proposed(ChangeKind.kind, behind, (replace(was, kind=block.kind, depth=block.depth),)))
            found += _reworded(was, block)
    gone = (anchors.on(block, 0, len(anchors.words(block))) for block in old if block.id not in kept)
    return found + [Proposed(ChangeKind.removed, anchor) for anchor in gone]


def _reworded(old: Block, new: Block) -> Iterator[Proposed]:
    """A change for each group of words that differ, words with other marks among them; a space between two parts nothing."""
    was, now = _tokens(old.runs), _tokens(new.runs)
    for here, there in _apart(was, steps([repr(token) for token in was], [repr(token) for token in now])):
        start = sum(len(token.text) for token in was[: here.start])
        end = start + sum(len(token.text) for token in was[here.start : here.stop])
        put = replace(old, runs=tuple(now[there.start : there.stop]))
        yield Proposed(ChangeKind.words, anchors.on(old, start, end), (put,) if put.runs else ())


def _apart(was: Sequence[Run], found: Iterable[tuple[bool, range, range]]) -> list[tuple[range, range]]:
    changes: list[tuple[range, range]] = []
    joins = False
    for same, here, there in found:
        if same:
            joins = all(not token.text.strip() for token in was[here.start : here.stop])
        elif joins and changes:
            before, after = changes.pop()
            changes.append((range(before.start, here.stop), range(after.start, there.stop)))
        else:
            changes.append((here, there))
    return changes


def _tokens(runs: Iterable[Run]) -> list[Run]:
    return [replace(run, text=piece) for run in runs for piece in anchors.pieces(run.text)]


def accepted(blocks: Sequence[Block], change: Proposed) -> tuple[Block, ...] | None:
    """The text once this is accepted; None where what it is about is no longer there."""
    if change.kind is ChangeKind.added and not change.anchor.block_id:
        return (*_fresh(change.blocks, blocks), *blocks)
    found = where(change, blocks)
    if found is None:
        return None
    before, block, behind = tuple(blocks[: found.place]), blocks[found.place], tuple(blocks[found.place + 1 :])
    if change.kind is ChangeKind.added:
        return (*before, block, *_fresh(change.blocks, blocks), *behind)
    if change.kind is ChangeKind.removed:
        return (*before, *behind)
    if change.kind is ChangeKind.kind:
        return (*before, replace(block, kind=change.blocks[0].kind, depth=change.blocks[0].depth), *behind)
    put = change.blocks[0].runs if change.blocks else ()
    runs = tidy([*cut(block.runs, 0, found.start), *put, *cut(block.runs, found.end, len(anchors.words(block)))])
    return (*before, *([replace(block, runs=runs)] if runs else []), *behind)


def where(change: Proposed, blocks: Sequence[Block]) -> anchors.Found | None:
    """Where it applies now. What replaces words needs exactly these words; what does not needs their block."""
    if change.kind in (ChangeKind.added, ChangeKind.kind):
        return anchors.find_block(change.anchor, blocks)
    return anchors.find(change.anchor, blocks)


def _fresh(new: Sequence[Block], blocks: Sequence[Block]) -> tuple[Block, ...]:
    """New blocks, unless they are in the text already."""
    there = {block.id for block in blocks}
    return tuple(block for block in new if block.id not in there)


def all_accepted(blocks: Sequence[Block], changes: Iterable[Proposed]) -> tuple[tuple[Block, ...], list[bool]]:
    """The text once all that can be are accepted, one after the other, and of each whether it was."""
    now, done = tuple(blocks), []
    for change in changes:
        after = accepted(now, change)
        done.append(after is not None)
        now = now if after is None else after
    return now, done


def cut(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """The runs of a range of words."""
    kept: list[Run] = []
    place = 0
    for run in runs:
        part = run.text[max(0, start - place) : max(0, end - place)]
        kept += [replace(run, text=part)] if part else []
        place += len(run.text)
    return kept


@dataclass(frozen=True)
class Marked:
    """Words of a block with the numbers of the suggestions that would remove them, or of the one that would put them there."""

    runs: tuple[Run, ...]
    removed_by: tuple[int, ...] = ()
    added_by: int = 0


@dataclass(frozen=True)
class Shown:
    """A block with what is suggested on it: on its words, behind it as (number, block), and of its kind as (number, kind).

    What stands before the first block has no block of its own.
    """

    block: Block | None
    marked: tuple[Marked, ...] = ()
    added: tuple[tuple[int, Block], ...] = ()
    retyped: tuple[tuple[int, BlockKind], ...] = ()


def overlaid(blocks: Sequence[Block], changes: Mapping[int, Proposed]) -> list[Shown]:
    """The text with all suggestions in it; those on the same words stand side by side. What applies no longer is left out."""
    places = {number: where(change, blocks) for number, change in changes.items()}
    first = [
        (n, change) for n, change in changes.items() if change.kind is ChangeKind.added and not change.anchor.block_id
    ]
    shown = [Shown(None, added=_each(first))] if first else []
    for place, block in enumerate(blocks):
        here = [(n, changes[n], found) for n, found in places.items() if found is not None and found.place == place]
        behind = [(n, change) for n, change, _ in here if change.kind is ChangeKind.added]
        kinds = tuple((n, change.blocks[0].kind) for n, change, _ in here if change.kind is ChangeKind.kind)
        shown.append(Shown(block, tuple(_marked(block, here)), _each(behind), kinds))
    return shown


def _each(changes: Iterable[tuple[int, Proposed]]) -> tuple[tuple[int, Block], ...]:
    return tuple((number, block) for number, change in changes for block in change.blocks)


def _marked(block: Block, here: Sequence[tuple[int, Proposed, anchors.Found]]) -> Iterator[Marked]:
    on_words = [one for one in here if one[1].kind in (ChangeKind.words, ChangeKind.removed)]
    edges = sorted(
        {0, len(anchors.words(block)), *(edge for _, _, found in on_words for edge in (found.start, found.end))}
    )
    for start, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        for number, change, found in on_words:
            if change.blocks and found.end == start:
                yield Marked(change.blocks[0].runs, added_by=number)
        over = tuple(n for n, _, found in on_words if found.start <= start < end <= found.end)
        if start < end:
            yield Marked(tuple(cut(block.runs, start, end)), removed_by=over)


def stored(change: Proposed) -> dict[str, Any]:
    """The form in which a suggestion is kept; its kind stands beside it."""
    return anchors.stored(change.anchor) | {"blocks": as_json(change.blocks)}


def restored(kind: ChangeKind, held: Mapping[str, Any]) -> Proposed:
    return Proposed(kind, anchors.restored(held), from_json(held["blocks"]))


def of(suggestion: Suggestion) -> Proposed:
    return restored(suggestion.kind, suggestion.change)
