"""Blocks from the HTML of another program: sanitised first, then read for its words and their order, nothing else."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

from collab.text.blocks import Block, BlockKind, Run
from collab.text.characters import normalise, storable
from collab.text.drawn import _LISTS, sanitise
from collab.text.links import safe_href
from collab.text.typed import tidy

NOTE_BEGINS, NOTE_ENDS = "\ue000", "\ue001"
"""Around the key of a footnote, behind the words on which it hangs."""

_NOTE = re.compile(f"{NOTE_BEGINS}(.*?){NOTE_ENDS}")
_KINDS = {"h3": BlockKind.heading_2, "h4": BlockKind.heading_3, "p": BlockKind.paragraph}


def from_html(markup: str, notes: Mapping[str, str] | None = None) -> tuple[Block, ...]:
    """`h3` and `h4` are the two headings; deeper lists, quotations and tables are kept; what else there is loses its form.

    `notes` are the footnotes by the keys that stand in the text.
    """
    reader = _Reader(notes or {})
    reader.feed(sanitise(storable(markup)))
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    def __init__(self, notes: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.notes = notes
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.kind = BlockKind.paragraph
        self.lists: list[BlockKind] = []
        self.marks = {"strong": 0, "em": 0, "blockquote": 0}
        self.href = ""
        self.table: list[list[list[Run]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.marks:
            if tag == "blockquote":
                self.end_block()
            self.marks[tag] += 1
        elif tag == "a":
            self.href = safe_href(dict(attrs).get("href") or "")
        elif tag == "br":
            self.add("\n")
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists.append(BlockKind.bullet if tag == "ul" else BlockKind.numbered)
        elif tag == "table":
            self.end_block()
            self.table = []
        elif self.table is not None:
            self._open_cell(tag)
        elif tag in _KINDS or tag == "li":
            self.end_block()
            self.kind = _KINDS.get(tag, BlockKind.paragraph)

    def _open_cell(self, tag: str) -> None:
        if tag == "tr" and self.table is not None:
            self.table.append([])
        elif tag in ("td", "th") and self.table:
            self.table[-1].append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.marks:
            if tag == "blockquote":
                self.end_block()
            self.marks[tag] = max(0, self.marks[tag] - 1)
        elif tag == "a":
            self.href = ""
        elif tag in ("ul", "ol"):
            self.end_block()
            if self.lists:
                self.lists.pop()
        elif tag == "table":
            self._end_table()
        elif tag in _KINDS or tag == "li":
            self.end_block()

    def handle_data(self, data: str) -> None:
        self.add(re.sub(r"\s+", " ", data))

    def add(self, words: str) -> None:
        run = Run(words, bool(self.marks["strong"]), bool(self.marks["em"]), self.href)
        if self.table is None:
            self.runs.append(run)
        elif self.table and self.table[-1]:
            self.table[-1][-1].append(replace(run, text=re.sub(r"\s*[|\n]\s*", " ", words)))

    def end_block(self) -> None:
        """What was gathered becomes a block; in a table it stays in its cell."""
        if self.table is not None:
            return
        runs = tidy(_noted(self.runs, self.notes))
        self.runs = []
        if not runs:
            return
        kind, depth = self.kind, 0
        if self.lists:
            deepest = self.blocks[-1].depth + 1 if self.blocks and self.blocks[-1].kind in _LISTS else 0
            kind, depth = self.lists[-1], min(len(self.lists) - 1, deepest)
        elif self.marks["blockquote"]:
            kind = BlockKind.quotation
        self.kind = BlockKind.paragraph
        self.blocks.append(Block(uuid.uuid4().hex, kind, runs, depth))

    def _end_table(self) -> None:
        table, self.table = self.table or [], None
        for place, row in enumerate(table):
            self.runs += [Run("\n")] if place else []
            for number, cell in enumerate(row):
                self.runs += [*([Run(" | ")] if number else []), *cell]
        runs = tidy(_noted(self.runs, self.notes))
        self.runs = []
        if "".join(run.text for run in runs).strip(" |\n"):
            self.blocks.append(Block(uuid.uuid4().hex, BlockKind.table, runs))


def _noted(runs: list[Run], notes: Mapping[str, str]) -> list[Run]:
    """The runs with each footnote on the word before its mark; a mark without a word before it has its words in brackets."""
    found: list[Run] = []
    for run in runs:
        place = 0
        for mark in _NOTE.finditer(run.text):
            before = run.text[place : mark.start()]
            found += [replace(run, text=before)] if before else []
            _hang(found, " ".join(normalise(notes.get(mark[1], "")).split()))
            place = mark.end()
        found += [replace(run, text=run.text[place:])] if run.text[place:] else []
    return found


def _hang(found: list[Run], note: str) -> None:
    if not note:
        return
    last = found.pop() if found else Run("")
    words = re.search(r"\S+\s*$", last.text)
    if last.note or not words:
        found += [*([last] if last.text else []), Run(f" [{note}] ")]
        return
    found += [replace(last, text=last.text[: words.start()])] if words.start() else []
    found.append(replace(last, text=words[0].rstrip(), note=note))
