"""Blocks with stable ids, and the form in which they are stored."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from collab.text.comparison import steps


class BlockKind(enum.Enum):
    paragraph = "paragraph"
    heading_2 = "heading_2"
    heading_3 = "heading_3"
    bullet = "bullet"
    numbered = "numbered"
    quotation = "quotation"
    table = "table"


@dataclass(frozen=True)
class Run:
    """Words with the same marks. `note` is the footnote that hangs on them."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item, quotation or table. The id stays while its words change.

    The words of a table are its rows, a line each, and a bar stands between two cells; the first row names the columns.
    """

    id: str
    kind: BlockKind
    runs: tuple[Run, ...]
    depth: int = 0

    @property
    def plain(self) -> str:
        """The words alone, each footnote in brackets behind what it hangs on."""
        return "".join(f"{run.text} [{run.note}]" if run.note else run.text for run in self.runs)


def rows(runs: Iterable[Run]) -> list[list[list[Run]]]:
    """The cells of a table, row by row, without the spaces around what is in them."""
    found: list[list[list[Run]]] = [[[]]]
    for run in runs:
        for piece in re.split(r"([\n|])", run.text):
            if piece == "\n":
                found.append([[]])
            elif piece == "|":
                found[-1].append([])
            elif piece:
                found[-1][-1].append(replace(run, text=piece))
    return [[_trimmed(cell) for cell in row] for row in found]


def set_out(table: Iterable[Sequence[Sequence[Run]]]) -> tuple[Run, ...]:
    """The words of a table, row by row; nothing where no cell has any."""
    kept: list[Run] = []
    for row in table:
        kept += [Run("\n")] if kept else []
        for place, cell in enumerate(row):
            kept += [*([Run(" | ")] if place else []), *cell]
    return tuple(kept) if any(run.text.strip(" |\n") for run in kept) else ()


def _trimmed(cell: Sequence[Run]) -> list[Run]:
    kept = list(cell)
    while kept and not kept[0].text.strip():
        del kept[0]
    while kept and not kept[-1].text.strip():
        del kept[-1]
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return kept


def carry_ids(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The new blocks with the ids of the old ones that they continue: the same words, else the same place between."""
    ids: dict[int, str] = {}
    for _, here, there in steps([b.plain for b in old], [b.plain for b in new]):
        ids.update({place: old[was].id for was, place in zip(here, there, strict=False)})
    return tuple(replace(block, id=ids.get(place, block.id)) for place, block in enumerate(new))


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The stored and the published form. Marks that are not set are left out."""
    return [_block_json(block) for block in blocks]


def _block_json(block: Block) -> dict[str, Any]:
    stored: dict[str, Any] = {"id": block.id, "kind": block.kind.value}
    if block.depth:
        stored["depth"] = block.depth
    stored["runs"] = [{name: value for name, value in asdict(run).items() if value} for run in block.runs]
    return stored


def from_json(stored: Iterable[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(
        Block(item["id"], BlockKind(item["kind"]), tuple(Run(**run) for run in item["runs"]), item.get("depth", 0))
        for item in stored
    )


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, a line a block."""
    return "\n".join(block.plain for block in blocks)
