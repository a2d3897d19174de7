"""Text: blocks with stable ids, two languages, comparison by words, and the only use of bleach.

Text is stored as blocks (never as HTML) and is sanitised on its way out, by `html` alone.
"""

from __future__ import annotations

import difflib
import enum
import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
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
        return Bilingual(_revised(self.en, en, 0), _revised(self.cy, cy, self.en.revision + (en != self.en.text)))

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

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_storable(value: str) -> bool:
    """Whether both databases keep this text as it is: no NUL, no other control character, no lone surrogate."""
    return not _CONTROL.search(value)


def normalise(value: str) -> str:
    """NFC, one kind of line end. Raises ValueError for what `is_storable` refuses."""
    if not is_storable(value):
        raise ValueError("The text holds a control character that cannot be stored.")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


_markdown = MarkdownIt("zero").enable(["emphasis", "link", "list", "heading", "blockquote", "escape", "newline"])


def parse(source: str) -> tuple[Block, ...]:
    """Blocks from plain typing: blank lines part paragraphs; `##`, `-`, `1.` and `>` begin the other kinds."""
    blocks: list[Block] = []
    containers: list[str] = []
    heading = ""
    for token in _markdown.parse(normalise(source)):
        if token.type in ("bullet_list_open", "ordered_list_open", "blockquote_open"):
            containers.append(token.type)
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            containers.pop()
        elif token.type == "heading_open":
            heading = token.tag
        elif token.type == "inline":
            kind, depth = _kind(containers, heading)
            blocks.extend(_blocks(kind, depth, token))
            heading = ""
    return tuple(blocks)


def _kind(containers: Sequence[str], heading: str) -> tuple[BlockKind, int]:
    lists = [container for container in containers if container != "blockquote_open"]
    if heading:
        return (BlockKind.heading_2 if heading in ("h1", "h2") else BlockKind.heading_3), 0
    if lists:
        return (BlockKind.bullet if lists[-1] == "bullet_list_open" else BlockKind.numbered), len(lists) - 1
    return (BlockKind.quotation if containers else BlockKind.paragraph), 0


def _blocks(kind: BlockKind, depth: int, token: Token) -> Iterable[Block]:
    runs = tuple(_runs(token.children or []))
    if any(run.text.strip() for run in runs):
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


def carry_ids(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """The new blocks with the ids of the old ones that they continue: the same words, else the same place between."""
    matcher = difflib.SequenceMatcher(None, [b.plain for b in old], [b.plain for b in new], autojunk=False)
    ids: dict[int, str] = {}
    for _, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=False)
        ids.update({there: old[here].id for here, there in pairs})
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

_MARKS = re.compile(r"([\\*_\[\]`])")
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
        text = "".join(_typed(run) for run in block.runs).replace(
            "\n", "\n" + indent + ("> " if block.kind is BlockKind.quotation else "")
        )
        lines.append(indent + _PREFIX[block.kind] + text)
    return "\n".join(lines)


def _typed(run: Run) -> str:
    mark = "**" * run.bold + "*" * run.italic
    text = _MARKS.sub(r"\\\1", run.text)
    if not run.href and not mark and re.match(r"\s*(#|-|\+|>|\d+[.)])", text):
        text = "\\" + text.lstrip() if not text.lstrip()[:1].isdigit() else re.sub(r"([.)])", r"\\\1", text, count=1)
    text = mark + text + mark[::-1]
    return f"[{text}]({run.href})" if run.href else text


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, a line a block."""
    return "\n".join(block.plain for block in blocks)


def html(blocks: Sequence[Block]) -> Markup:
    """Blocks as sanitised HTML, list items in their lists; headings begin at level 3."""
    return _html(tuple(blocks))


@lru_cache(maxsize=4096)
def _html(blocks: tuple[Block, ...]) -> Markup:
    out: list[str] = []
    open_lists: list[str] = []
    for block in blocks:
        wanted = [_LISTS[block.kind]] * (block.depth + 1) if block.kind in _LISTS else []
        while open_lists and open_lists != wanted[: len(open_lists)]:
            out.append(f"</{open_lists.pop()}>")
        while len(open_lists) < len(wanted):
            open_lists.append(wanted[len(open_lists)])
            out.append(f"<{open_lists[-1]}>")
        element = _ELEMENTS[block.kind]
        out.append(f'<{element} id="b-{escape(block.id)}">{"".join(_run_html(run) for run in block.runs)}</{element}>')
    out.extend(f"</{name}>" for name in reversed(open_lists))
    return with_classes(sanitise("".join(out)))


def _run_html(run: Run) -> str:
    text = str(escape(run.text)).replace("\n", "<br>")
    text = f"<em>{text}</em>" if run.italic else text
    text = f"<strong>{text}</strong>" if run.bold else text
    return f'<a href="{escape(run.href)}">{text}</a>' if run.href else text


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


def compare(before: str, after: str) -> list[tuple[Change, str]]:
    """What has to be removed from and added to `before`, word by word, to read `after`."""
    old, new = _words(before), _words(after)
    pieces: list[tuple[Change, str]] = []
    for tag, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append((Change.same, "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append((Change.removed, "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append((Change.added, "".join(new[new_from:new_to])))
    return pieces


def _words(value: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", value)
