"""Between the flat Yjs document and blocks. Reading forgives everything: no update can make a text that a form could not.

The root `text` holds only `block` elements (id, kind, depth), each of them one text with the marks bold, italic, link and
footnote. The words of a table are its rows, a line each, with a bar between two cells.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from collab.text import Block, BlockKind, Run, is_storable, normalise, rows, safe_href, set_out, steps, storable, tidy

ROOT = "text"
MOST_DEPTH = 6
MOST_NOTE = 2_000
_LISTS = (BlockKind.bullet, BlockKind.numbered)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")

Live = Doc[Any]


def root(live: Live) -> XmlFragment:
    found: XmlFragment = live.get(ROOT, type=XmlFragment)
    return found


def seed(blocks: Sequence[Block], *, client: int) -> bytes:
    """The update that makes an empty document hold these blocks; one empty paragraph where there are none."""
    live: Live = Doc(client_id=client)
    with live.transaction():
        insert(live, 0, blocks or [Block("first", BlockKind.paragraph, ())])
    return live.get_update()


def insert(live: Live, place: int, blocks: Iterable[Block]) -> None:
    """Writes new blocks into a document, the first of them at `place`."""
    children = root(live).children
    for offset, block in enumerate(blocks):
        attributes: dict[str, Any] = {"id": block.id, "kind": block.kind.value, "depth": block.depth}
        element = XmlElement("block", attributes)
        children.insert(place + offset, element)
        words = XmlText()
        element.children.append(words)
        write_runs(words, block.runs)


def write_runs(words: XmlText, runs: Iterable[Run]) -> None:
    """Adds runs at the end of a text. Marks are written as y-prosemirror writes them."""
    for run in runs:
        words.insert(length(words), run.text, marks(run))


def length(words: XmlText) -> int:
    """Its length as offsets count: in bytes of UTF-8."""
    return sum(len(piece.encode()) if isinstance(piece, str) else 1 for piece, _ in words.diff())


def marks(run: Run) -> dict[str, Any]:
    held: dict[str, Any] = {}
    if run.bold:
        held["bold"] = {}
    if run.italic:
        held["italic"] = {}
    if run.href:
        held["link"] = {"href": run.href}
    if run.note:
        held["footnote"] = {"note": run.note}
    return held


def blocks(live: Live) -> tuple[Block, ...]:
    """The text as blocks: those without words are left out, ids are unique, depths follow each other."""
    return tuple(block for block in places(live) if block is not None)


def places(live: Live) -> list[Block | None]:
    """What each child of the root is read as; None for one without words, and for what is no block."""
    found: list[Block] = []
    taken: set[str] = set()
    read: list[Block | None] = []
    for place, child in enumerate(root(live).children):
        read.append(None)
        held = _block(child, found) if isinstance(child, XmlElement) else None
        if isinstance(child, XmlElement) and held is not None:
            kind, runs, depth = held
            found.append(Block(_unique(_attribute(child, "id"), place, taken), kind, runs, depth))
            read[-1] = found[-1]
    return read


def _block(element: XmlElement, before: Sequence[Block]) -> tuple[BlockKind, tuple[Run, ...], int] | None:
    """Kind, runs and depth of a block; None for one without words."""
    kind = _kind(_attribute(element, "kind"))
    words = _runs(element)
    runs = tidy(set_out(rows(words)) if kind is BlockKind.table else words)
    if not runs:
        return None
    deepest = before[-1].depth + 1 if before and before[-1].kind in _LISTS else 0
    depth = min(_depth(_attribute(element, "depth")), deepest, MOST_DEPTH) if kind in _LISTS else 0
    return kind, runs, depth


def _attribute(element: XmlElement, name: str) -> Any:
    return element.attributes.get(name)


def _kind(value: Any) -> BlockKind:
    try:
        return BlockKind(value)
    except ValueError:
        return BlockKind.paragraph


def _depth(value: Any) -> int:
    try:
        return max(0, min(int(float(value)), MOST_DEPTH))
    except (TypeError, ValueError, OverflowError):
        return 0


def _unique(wanted: Any, place: int, taken: set[str]) -> str:
    """The block's own id; a fresh one that everybody derives alike for one that is missing, odd or there already."""
    given = wanted if isinstance(wanted, str) and _ID.match(wanted) else f"{place}"
    number = 0
    chosen = given if given is wanted else _derived(given, number)
    while chosen in taken:
        number += 1
        chosen = _derived(given, number)
    taken.add(chosen)
    return chosen


def _derived(given: str, number: int) -> str:
    return hashlib.sha256(f"{given}\n{number}".encode()).hexdigest()[:32]


def _runs(element: XmlElement) -> Iterable[Run]:
    for child in element.children:
        if isinstance(child, XmlText):
            for piece, held in child.diff():
                if isinstance(piece, str):
                    yield _run(piece, held or {})


def _run(piece: str, held: dict[str, Any]) -> Run:
    words = normalise(storable(piece)).replace("\t", " ")
    href = safe_href(_said(held, "link", "href"))
    note = " ".join(normalise(_said(held, "footnote", "note")).split())[:MOST_NOTE]
    return Run(words, _is_set(held, "bold"), _is_set(held, "italic"), href, note)


def _said(held: dict[str, Any], mark: str, name: str) -> str:
    """A text that a mark carries; empty for what is none, or cannot be stored."""
    mark_held = held.get(mark)
    value = mark_held.get(name) if isinstance(mark_held, dict) else ""
    return value if isinstance(value, str) and is_storable(value) else ""


def _is_set(held: dict[str, Any], mark: str) -> bool:
    return held.get(mark) not in (None, False)


# --- Writing blocks into a document that goes on ---------------------------------------------------------------------


def change(live: Live, wanted: Sequence[Block]) -> None:
    """Makes the document hold these blocks, touching only what differs, so that it merges with what others type.

    Blocks are the same by their ids, in their order; paragraphs without words, which are no blocks, stay.
    """
    with live.transaction():
        here = [block.id if block else None for block in places(live)]
        going_on = {block.id for block in wanted}
        place = 0
        for block in wanted:
            while place < len(here) and here[place] is not None and here[place] not in going_on:
                del root(live).children[place]
                del here[place]
            ahead = next((n for n in range(place, len(here)) if here[n] == block.id), None)
            if ahead is None:
                insert(live, place, [block])
                here.insert(place, block.id)
            else:
                for gone in range(ahead - 1, place - 1, -1):
                    if here[gone] is not None and here[gone] not in going_on:
                        del root(live).children[gone]
                        del here[gone]
                        ahead -= 1
                place = ahead
                _rewrite(live, place, block)
            place += 1
        for gone in range(len(here) - 1, place - 1, -1):
            if here[gone] is not None:
                del root(live).children[gone]
        if not len(root(live).children):
            insert(live, 0, [Block("first", BlockKind.paragraph, ())])


def _rewrite(live: Live, place: int, block: Block) -> None:
    element: Any = root(live).children[place]
    for name, value in (("kind", block.kind.value), ("depth", block.depth)):
        if _attribute(element, name) != value:
            element.attributes[name] = value
    words = list(element.children)
    if len(words) != 1 or not isinstance(words[0], XmlText):
        del root(live).children[place]
        insert(live, place, [block])
    else:
        rewrite_runs(words[0], block.runs)


_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def rewrite_runs(words: XmlText, runs: Sequence[Run]) -> None:
    """Makes a text hold these runs, word by word: what is the same stays the letters that they were."""
    old = _tokens((piece, held or {}) for piece, held in words.diff() if isinstance(piece, str))
    new = _tokens((run.text, marks(run)) for run in runs)
    offset = 0
    for same, here, there in steps([repr(token) for token in old], [repr(token) for token in new]):
        size = sum(len(old[n][0].encode()) for n in here)
        if same:
            offset += size
            continue
        if size:
            del words[offset : offset + size]
        for n in there:
            piece, held = new[n]
            words.insert(offset, piece, held)
            offset += len(piece.encode())


def _tokens(pieces: Iterable[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [(token, held) for piece, held in pieces for token in _TOKEN.findall(piece)]
