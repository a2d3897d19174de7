"""What somebody typed into a form with a box for each block of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from collab.text import Block, normalise, parse, source


def retyped(base: Sequence[Block], typed: Mapping[str, str], added: str = "") -> tuple[Block, ...]:
    """The blocks that the form asks for; `added` goes behind the last one.

    An empty box takes its block out; one that is not there leaves its block alone. What is typed in a box may be several
    blocks: the first goes on where the box was.
    """
    wanted: list[Block] = []
    for block in base:
        said = normalise(typed.get(block.id, source([block]))).strip()
        if said == source([block]).strip():
            wanted.append(block)
        else:
            wanted += _continuing(block, parse(said))
    return (*wanted, *parse(added))


def _continuing(block: Block, said: Sequence[Block]) -> list[Block]:
    if not said:
        return []
    depth = block.depth if said[0].kind is block.kind else said[0].depth
    return [replace(said[0], id=block.id, depth=depth), *said[1:]]
