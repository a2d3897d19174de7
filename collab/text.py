"""Text: blocks with stable ids, two languages, comparison by words, and the only use of bleach.

Text is stored as blocks (never as HTML) and is sanitised on its way out, by `html` alone.
"""

from __future__ import annotations

import enum
import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
TAGS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br", "ins", "del", "span"})
ATTRIBUTES = {"a": ["href"], "p": ["id"], "h3": ["id"], "h4": ["id"], "li": ["id"], "blockquote": ["id"]}


class BlockKind(enum.Enum):
    paragraph = "paragraph"
    heading_2 = "heading_2"
    heading_3 = "heading_3"
    bullet = "bullet"
    numbered = "numbered"
    quotation = "quotation"


class Language(enum.Enum):
    english = "en"
    welsh = "cy"


class TextStatus(enum.Enum):
    """How far a text in one language has come."""

    missing = "missing"
    machine = "machine"
    in_review = "in_review"
    approved = "approved"


@dataclass(frozen=True)
class Run:
    """Words with the same marks."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or quotation. The id stays while its words change."""

    id: str
    kind: BlockKind
    runs: tuple[Run, ...]
    depth: int = 0

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Wording:
    """One text in one language; `source` is the revision of the other language that it was made from."""

    text: str = ""
    status: TextStatus = TextStatus.missing
    revision: int = 0
    source: int = 0


@dataclass(frozen=True)
class Bilingual:
    """A short text in English and Welsh: a title, a question, an option."""

    en: Wording
    cy: Wording = Wording()

    @classmethod
    def of(cls, en: str, cy: str = "") -> Bilingual:
        return cls(Wording(), Wording()).revised(en, cy)

    def revised(self, en: str, cy: str) -> Bilingual:
        """The next revision. Welsh that was not touched keeps its source, and so shows as stale."""
        english = _revised(self.en, en, 0)
        return Bilingual(english, _revised(self.cy, cy, english.revision))

    @property
    def is_stale(self) -> bool:
        """Whether the English has been edited since the Welsh was made from it."""
        return bool(self.cy.text) and self.cy.source < self.en.revision

    def __str__(self) -> str:
        return self.en.text

    def as_json(self) -> dict[str, Any]:
        return {
            key: {**asdict(wording), "status": wording.status.value}
            for key, wording in (("en", self.en), ("cy", self.cy))
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Bilingual:
        return cls(*(Wording(**{**stored[key], "status": TextStatus(stored[key]["status"])}) for key in ("en", "cy")))


def _revised(old: Wording, text: str, source: int) -> Wording:
    text = normalise(text).strip()
    if text == old.text:
        return old
    status = TextStatus.approved if text else TextStatus.missing
    return Wording(text, status, old.revision + 1, source)


# --- What comes in -----------------------------------------------------------------------------------------------

_NEVER_TEXT = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NEVER_TEXT}]")


def is_storable(value: str) -> bool:
    """Whether both databases and a valid page keep this text as it is.

    No control character but tab and line end, no lone surrogate, none of the code points that are never a character.
    """
    return not _CONTROL.search(value)


def storable(value: str) -> str:
    """The text with a mark in place of each character that cannot be stored, to show what was typed."""
    return _CONTROL.sub("\ufffd", value)


def normalise(value: str) -> str:
    """NFC, one kind of line end. Raises ValueError for what `is_storable` refuses."""
    if not is_storable(value):
        raise ValueError("The text holds a control character that cannot be stored.")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


MOST_LEVELS = 40  # what is nested deeper than this the parser would drop; it is read without its lists and quotations
_CONTAINERS = re.compile(r"^[ \t]*(?:(?:[>*+-]|\d{1,9}[.)])[ \t]*)*", re.MULTILINE)
_markdown = MarkdownIt("zero", {"maxNesting": MOST_LEVELS}).enable(
    ["emphasis", "link", "list", "heading", "blockquote", "escape", "newline"]
)


def parse(source: str) -> tuple[Block, ...]:
    """Blocks from plain typing: blank lines part paragraphs; `##`, `-`, `1.` and `>` begin the other kinds.

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
            kind, depth = _kind(containers, heading)
            blocks.extend(_blocks(kind, min(depth, _deepest(blocks)), number, token))
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


def _blocks(kind: BlockKind, depth: int, number: str, token: Token) -> Iterable[Block]:
    runs = _tidy([*([Run(number)] if number else []), *_runs(token.children or [])])
    if runs:
        yield Block(uuid.uuid4().hex, kind, runs, depth)


def _runs(tokens: Sequence[Token]) -> Iterable[Run]:
    bold = italic = 0
    href = ""
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type == "link_open":
            href = safe_href(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            href = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n", bool(bold), bool(italic), href)
        elif token.content:
            yield Run(token.content, bool(bold), bool(italic), href)


def _tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs with the same marks become one; nothing, bold and italic least, begins or ends with a space: one text has one form."""
    tidy = _joined(piece for run in _joined(runs) for piece in _without_marked_edges(run))
    while tidy and tidy[0].text != tidy[0].text.lstrip():
        tidy[:1] = [replace(tidy[0], text=tidy[0].text.lstrip())] if tidy[0].text.strip() else []
    while tidy and tidy[-1].text != tidy[-1].text.rstrip():
        tidy[-1:] = [replace(tidy[-1], text=tidy[-1].text.rstrip())] if tidy[-1].text.strip() else []
    return tuple(tidy)


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


def carry_ids(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The new blocks with the ids of the old ones that they continue: the same words, else the same place between."""
    ids: dict[int, str] = {}
    for _, here, there in _steps([b.plain for b in old], [b.plain for b in new]):
        ids.update({place: old[was].id for was, place in zip(here, there, strict=False)})
    return tuple(replace(block, id=ids.get(place, block.id)) for place, block in enumerate(new))


# --- How it is stored --------------------------------------------------------------------------------------------


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


# --- What goes out -----------------------------------------------------------------------------------------------

_PREFIX = {
    BlockKind.paragraph: "",
    BlockKind.heading_2: "## ",
    BlockKind.heading_3: "### ",
    BlockKind.bullet: "- ",
    BlockKind.numbered: "1. ",
    BlockKind.quotation: "> ",
}
_LISTS = {BlockKind.bullet: "ul", BlockKind.numbered: "ol"}
_ELEMENTS = {
    BlockKind.paragraph: "p",
    BlockKind.heading_2: "h3",
    BlockKind.heading_3: "h4",
    BlockKind.quotation: "blockquote",
    BlockKind.bullet: "li",
    BlockKind.numbered: "li",
}


def source(blocks: Sequence[Block]) -> str:
    """The typing that `parse` turns into these blocks again."""
    lines: list[str] = []
    for place, block in enumerate(blocks):
        together = place and block.kind in _LISTS and blocks[place - 1].kind is block.kind
        if place and not together:
            lines.append("")
        indent = "   " * block.depth
        onward = indent + ("> " if block.kind is BlockKind.quotation else "")
        lines.append(indent + _PREFIX[block.kind] + _typed(block).replace("\n", "\n" + onward))
    return "\n".join(lines)


_BEGINS_A_BLOCK = re.compile(r"(\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>))")
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
        f"[{_marked(list(linked))}]({_destination(href)})" if href else _marked(list(linked))
        for href, linked in groupby(runs, key=lambda run: run.href)
    ]
    return "\n".join(_plainly_begun(line) for line in "".join(parts).split("\n"))


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
    return re.sub(r"([\[\]])", r"\\\1", text) if run.href else text.replace("](", "\\](")


def _destination(href: str) -> str:
    href = re.sub(r"&(?=[#\w]+;)", r"\\&", href)
    return f"<{href}>" if re.search(r"[()\s]", href) else href


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, a line a block."""
    return "\n".join(block.plain for block in blocks)


def html(blocks: Sequence[Block]) -> Markup:
    """Blocks as sanitised HTML, list items in their lists; headings begin at level 3."""
    return _html(tuple(blocks))


@lru_cache(maxsize=4096)
def _html(blocks: tuple[Block, ...]) -> Markup:
    out: list[str] = []
    place = 0
    while place < len(blocks):
        if blocks[place].kind in _LISTS:
            listed, place = _list_html(blocks, place, 0)
            out.append(listed)
        else:
            out.append(f"{_opened(blocks[place])}</{_ELEMENTS[blocks[place].kind]}>")
            place += 1
    return with_classes(sanitise("".join(out)))


def _list_html(blocks: Sequence[Block], place: int, depth: int) -> tuple[str, int]:
    """The list that begins here, with the lists inside its items, and the place after it."""
    kind, items = blocks[place].kind, list[str]()
    while place < len(blocks) and blocks[place].kind in _LISTS and blocks[place].depth >= depth:
        if blocks[place].depth > depth and items:
            inner, place = _list_html(blocks, place, depth + 1)
            items[-1] += inner
            continue
        if blocks[place].kind is not kind:
            break
        items.append(_opened(blocks[place]))
        place += 1
    return f"<{_LISTS[kind]}>{''.join(f'{item}</li>' for item in items)}</{_LISTS[kind]}>", place


def _opened(block: Block) -> str:
    linked = groupby(block.runs, key=lambda run: run.href)
    return f'<{_ELEMENTS[block.kind]} id="b-{escape(block.id)}">' + "".join(
        _link_html(href, runs) for href, runs in linked
    )


def _link_html(href: str, runs: Iterable[Run]) -> str:
    words = "".join(_run_html(run) for run in runs)
    return f'<a href="{escape(href)}">{words}</a>' if href else words


def _run_html(run: Run) -> str:
    text = str(escape(run.text)).replace("\n", "<br>")
    text = f"<em>{text}</em>" if run.italic else text
    return f"<strong>{text}</strong>" if run.bold else text


def sanitise(markup: str) -> str:
    """HTML cut down to the allow-list, by bleach and then by nh3, link schemes checked once more after parsing."""
    markup = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|$)", "", markup)
    once = bleach.clean(markup, tags=TAGS, attributes=_allowed, protocols=SCHEMES, strip=True)
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    return name != "href" or bool(safe_href(value))


def safe_href(href: str) -> str:
    """The link when its scheme is one that may be followed, else nothing; `example.com:8000` reads as a scheme."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    return href.strip() if parts.scheme.lower() in SCHEMES else ""


_CLASSES = {
    "<p ": '<p class="govuk-body" ',
    "<h3 ": '<h3 class="govuk-heading-m" ',
    "<h4 ": '<h4 class="govuk-heading-s" ',
    "<ul>": '<ul class="govuk-list govuk-list--bullet">',
    "<ol>": '<ol class="govuk-list govuk-list--number">',
    "<blockquote ": '<blockquote class="govuk-inset-text" ',
    "<a ": '<a class="govuk-link" ',
}


def with_classes(clean: str) -> Markup:
    """Sanitised HTML with the design system's classes, which no author can write."""
    for bare, dressed in _CLASSES.items():
        clean = clean.replace(bare, dressed)
    return Markup(clean)  # noqa: S704 the one place: the argument has just been sanitised


# --- Comparison --------------------------------------------------------------------------------------------------


class Change(enum.Enum):
    same = "same"
    removed = "removed"
    added = "added"


MOST_EDITS = 800  # beyond this, old and new stand one after the other; nobody could read the pieces anyway


def compare(before: str, after: str) -> list[tuple[Change, str]]:
    """What has to be removed from and added to `before`, word by word, to read `after`."""
    old, new = _words(before), _words(after)
    pieces: list[tuple[Change, str]] = []
    for is_same, here, there in _steps(old, new):
        if is_same:
            pieces.append((Change.same, "".join(old[place] for place in here)))
            continue
        if here:
            pieces.append((Change.removed, "".join(old[place] for place in here)))
        if there:
            pieces.append((Change.added, "".join(new[place] for place in there)))
    return pieces


def _words(value: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", value)


Step = tuple[bool, range, range]


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """(same?, places in old, places in new) from beginning to end; same and different take turns."""
    steps: list[Step] = []
    x = y = 0
    for next_x, next_y, length in [*_matches(old, new), (len(old), len(new), 0)]:
        if next_x > x or next_y > y:
            steps.append((False, range(x, next_x), range(y, next_y)))
        if length:
            steps.append((True, range(next_x, next_x + length), range(next_y, next_y + length)))
        x, y = next_x + length, next_y + length
    return steps


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where old and new agree, as (place in old, place in new, length), by Myers' O(ND) algorithm (1986).

    difflib takes cubic time on repeated words, which a page of text can make last for minutes.
    """
    shared = min(len(old), len(new))
    head = next((i for i in range(shared) if old[i] != new[i]), shared)
    tail = next((i for i in range(shared - head) if old[-1 - i] != new[-1 - i]), shared - head)
    middle = _middle_matches(old[head : len(old) - tail], new[head : len(new) - tail])
    found = [(0, 0, head), *((x + head, y + head, length) for x, y, length in middle)]
    found.append((len(old) - tail, len(new) - tail, tail))
    return [match for match in found if match[2]]


def _middle_matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    furthest = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(old) + len(new)) + 1 if old and new else 0):
        rounds.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            added = _comes_by_adding(furthest, diagonal, edits)
            x = furthest[diagonal + 1] if added else furthest[diagonal - 1] + 1
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walked_back(rounds, x, diagonal)
    return []


def _comes_by_adding(furthest: dict[int, int], diagonal: int, edits: int) -> bool:
    """Whether the furthest path comes onto this diagonal by adding a word, not by removing one."""
    return diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])


def _walked_back(rounds: Sequence[dict[int, int]], x: int, diagonal: int) -> list[tuple[int, int, int]]:
    matches: list[tuple[int, int, int]] = []
    for edits in range(len(rounds) - 1, -1, -1):
        furthest = rounds[edits]
        added = _comes_by_adding(furthest, diagonal, edits)
        start = furthest[diagonal + 1] if added else furthest[diagonal - 1] + 1
        if x > start:
            matches.append((start, start - diagonal, x - start))
        x, diagonal = (start, diagonal + 1) if added else (start - 1, diagonal - 1)
    return matches[::-1]
