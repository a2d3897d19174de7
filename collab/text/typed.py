"""Blocks from plain typing, and the typing that makes them again."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from collab.text.blocks import Block, BlockKind, Run, rows, set_out
from collab.text.characters import normalise
from collab.text.drawn import _LISTS
from collab.text.links import safe_href

MOST_LEVELS = 40  # what is nested deeper than this the parser would drop; it is read without its lists and quotations

_CONTAINERS = re.compile(r"^[ \t]*(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*)*", re.MULTILINE)

_markdown = MarkdownIt("zero", {"maxNesting": MOST_LEVELS}).enable(
    ["emphasis", "link", "list", "heading", "blockquote", "escape", "newline"]
)

_NOTE = re.compile(r"\^\[((?:\\[\\\[\]]|[^\\\[\]]|\\(?![\\\[\]]))+)\]")


def _read_note(state: StateInline, silent: bool) -> bool:
    """`[words]^[footnote]`: a footnote and the words on which it hangs."""
    begins, last = state.pos, state.posMax
    if state.src[begins] != "[" or state.src.find("]^[", begins, last) < 0:
        return False
    ends = state.md.helpers.parseLinkLabel(state, begins)
    note = _NOTE.match(state.src, ends + 1, last) if ends > 0 else None
    words = " ".join(note[1].split()) if note else ""
    if not note or not words or not state.src[begins + 1 : ends].strip():
        return False
    if not silent:
        state.pos, state.posMax = begins + 1, ends
        state.push("note_open", "", 1).meta = {"note": re.sub(r"\\([\\\[\]])", r"\1", words)}
        state.md.inline.tokenize(state)
        state.push("note_close", "", -1)
    state.pos, state.posMax = note.end(), last
    return True


_markdown.inline.ruler.before("link", "note", _read_note)


def parse(source: str) -> tuple[Block, ...]:
    """Blocks from plain typing: blank lines part paragraphs; `##`, `-`, `1.`, `>` and `|` begin the other kinds.

    A numbered list that does not begin with 1 is read as paragraphs that keep their numbers: legal text refers to them.
    """
    source = normalise(source)
    tokens = _markdown.parse(source)
    if any(token.level >= MOST_LEVELS - 2 for token in tokens):
        tokens = _markdown.parse(_CONTAINERS.sub("\n", source))
    return tuple(_read(tokens))


def _read(tokens: Sequence[Token]) -> list[Block]:
    blocks: list[Block] = []
    containers: list[str] = []
    heading = number = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            containers.append("numbers_kept" if "start" in token.attrs else token.type)
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            containers.pop()
        elif token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if containers[-1] == "numbers_kept" else ""
        elif token.type == "heading_open":
            heading = token.tag
        elif token.type == "inline":
            table = () if containers or heading else _table(token)
            kind, depth = (BlockKind.table, 0) if table else _kind(containers, heading)
            blocks.extend(_blocks(kind, min(depth, _deepest(blocks)), number, table or _runs(token.children or [])))
            heading = number = ""
    return blocks


def _kind(containers: Sequence[str], heading: str) -> tuple[BlockKind, int]:
    lists = [container for container in containers if container in ("bullet_list_open", "ordered_list_open")]
    if heading:
        return (BlockKind.heading_2 if heading in ("h1", "h2") else BlockKind.heading_3), 0
    if lists and containers[-1] != "numbers_kept":
        return (BlockKind.bullet if lists[-1] == "bullet_list_open" else BlockKind.numbered), len(lists) - 1
    return (BlockKind.quotation if "blockquote_open" in containers else BlockKind.paragraph), 0


def _deepest(before: Sequence[Block]) -> int:
    """How deep a list item may be after these blocks: one level below the item that it stands under."""
    return before[-1].depth + 1 if before and before[-1].kind in _LISTS else 0


def _table(token: Token) -> tuple[Run, ...]:
    """The rows of a paragraph whose lines all begin with a bar; nothing when it is no table, or an empty one.

    A line of dashes under the names of the columns, as in Markdown, says nothing and is left out.
    """
    if not all(line.lstrip().startswith("|") for line in token.content.split("\n")):
        return ()
    kept: list[list[list[Run]]] = []
    for _, *cells in rows(_runs(token.children or [])):
        row = cells[:-1] if len(cells) > 1 and not cells[-1] else cells
        if not all(re.fullmatch(r":?-{3,}:?", "".join(run.text for run in cell)) for cell in row):
            kept.append(row)
    return set_out(kept)


def _blocks(kind: BlockKind, depth: int, number: str, words: Iterable[Run]) -> Iterable[Block]:
    runs = tidy([*([Run(number)] if number else []), *words])
    if runs:
        yield Block(uuid.uuid4().hex, kind, runs, depth)


def _runs(tokens: Sequence[Token]) -> Iterable[Run]:
    bold = italic = 0
    href = ""
    notes: list[str] = []
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type == "link_open":
            href = safe_href(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            href = ""
        elif token.type == "note_open":
            notes.append(token.meta["note"])
        elif token.type == "note_close":
            notes.pop()
        elif token.content or token.type in ("softbreak", "hardbreak"):
            yield Run(token.content or "\n", bool(bold), bool(italic), href, notes[-1] if notes else "")


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs with the same marks become one; nothing, bold and italic least, begins or ends with a space: one text has one form."""
    kept = _joined(piece for run in _joined(runs) for piece in _without_marked_edges(run))
    while kept and kept[0].text != kept[0].text.lstrip():
        kept[:1] = [replace(kept[0], text=kept[0].text.lstrip())] if kept[0].text.strip() else []
    while kept and kept[-1].text != kept[-1].text.rstrip():
        kept[-1:] = [replace(kept[-1], text=kept[-1].text.rstrip())] if kept[-1].text.strip() else []
    return tuple(kept)


def _joined(runs: Iterable[Run]) -> list[Run]:
    return [
        replace(marks, text=re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(run.text for run in same)))
        for marks, same in groupby(runs, key=lambda run: replace(run, text=""))
    ]


def _without_marked_edges(run: Run) -> Iterable[Run]:
    core = run.text.strip()
    if not (run.bold or run.italic) or core == run.text:
        yield run
        return
    before, _, after = run.text.partition(core) if core else (run.text, "", "")
    for text, marked in ((before, False), (core, True), (after, False)):
        if text:
            yield replace(run, text=text, bold=run.bold and marked, italic=run.italic and marked)


_PREFIX = {
    BlockKind.paragraph: "",
    BlockKind.heading_2: "## ",
    BlockKind.heading_3: "### ",
    BlockKind.bullet: "- ",
    BlockKind.numbered: "1. ",
    BlockKind.quotation: "> ",
    BlockKind.table: "| ",
}


def source(blocks: Sequence[Block]) -> str:
    """The typing that `parse` turns into these blocks again."""
    lines: list[str] = []
    for place, block in enumerate(blocks):
        together = place and block.kind in _LISTS and blocks[place - 1].kind is block.kind
        if place and not together:
            lines.append("")
        indent = "   " * block.depth
        if block.kind is BlockKind.table:
            lines += [f"| {row} |" for row in _typed(block).split("\n")]
            continue
        onward = indent + ("> " if block.kind is BlockKind.quotation else "")
        lines.append(indent + _PREFIX[block.kind] + _typed(block).replace("\n", "\n" + onward))
    return "\n".join(lines)


_BEGINS_A_BLOCK = re.compile(r"(\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|\|))")

_LAST_HASHES = re.compile(r"(^|\s)(#+)$")


def _typed(block: Block) -> str:
    """A block's runs with their marks; where the syntax has no way to write the marks, without bold and italic."""
    typed = _inline(block.runs)
    if any(run.bold or run.italic for run in block.runs):
        again = parse(typed)
        if len(again) != 1 or again[0].runs != block.runs:
            typed = _inline([replace(run, bold=False, italic=False) for run in block.runs])
    return _LAST_HASHES.sub(r"\1\\\2", typed) if block.kind in (BlockKind.heading_2, BlockKind.heading_3) else typed


def _inline(runs: Iterable[Run]) -> str:
    parts = [
        f"[{_linked(noted)}]^[{_note(note)}]" if note else _linked(noted)
        for note, noted in groupby(runs, key=lambda run: run.note)
    ]
    return "\n".join(_plainly_begun(line) for line in "".join(parts).split("\n"))


def _linked(runs: Iterable[Run]) -> str:
    return "".join(
        f"[{_marked(list(linked))}]({_destination(href)})" if href else _marked(list(linked))
        for href, linked in groupby(runs, key=lambda run: run.href)
    )


def _note(note: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(note.split()))


def _plainly_begun(line: str) -> str:
    """A line that would be read as a heading, a list item or a quotation, so written that it is not."""
    found = _BEGINS_A_BLOCK.match(line)
    return f"{found[0]}\\{line[found.end() :]}" if found else line


def _marked(runs: Sequence[Run]) -> str:
    out: list[str] = []
    opened: list[str] = []
    for place, run in enumerate(runs):
        wanted = _marks(run)
        while not set(opened) <= set(wanted):
            out.append(opened.pop())
        for mark in sorted(set(wanted) - set(opened), key=lambda mark: -_lasts(mark, runs[place:])):
            opened.append(mark)
            out.append(mark)
        out.append(_escaped(run))
    return "".join([*out, *reversed(opened)])


def _marks(run: Run) -> list[str]:
    return ["**"] * run.bold + ["*"] * run.italic


def _lasts(mark: str, runs: Sequence[Run]) -> int:
    """For how many runs a mark goes on; the longer one is opened first."""
    return next((place for place, run in enumerate(runs) if mark not in _marks(run)), len(runs))


def _escaped(run: Run) -> str:
    text = re.sub(r"([\\*])", r"\\\1", run.text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    if run.href or run.note:
        return re.sub(r"([\[\]])", r"\\\1", text)
    return text.replace("](", "\\](").replace("]^[", "\\]^[")


def _destination(href: str) -> str:
    href = re.sub(r"&(?=[#\w]+;)", r"\\&", href)
    return f"<{href}>" if re.search(r"[()\s]", href) else href
