"""Blocks as sanitised HTML: the only use of bleach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import bleach
import nh3
from markupsafe import Markup, escape

from collab.text.blocks import Block, BlockKind, Run, rows
from collab.text.links import SCHEMES, safe_href

_TABLES = ("table", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset(
    {"p", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br", "ins", "del", "span", "sup", *_TABLES}
)

ATTRIBUTES = {"a": ["href"], "th": ["scope"]} | {tag: ["id"] for tag in ("p", "h3", "h4", "li", "blockquote", "table")}

_LISTS = {BlockKind.bullet: "ul", BlockKind.numbered: "ol"}

_ELEMENTS = {
    BlockKind.paragraph: "p",
    BlockKind.heading_2: "h3",
    BlockKind.heading_3: "h4",
    BlockKind.quotation: "blockquote",
    BlockKind.bullet: "li",
    BlockKind.numbered: "li",
    BlockKind.table: "table",
}


def html(blocks: Sequence[Block]) -> Markup:
    """Blocks as sanitised HTML, list items in their lists, footnotes at the end; headings begin at level 3."""
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
    notes = [note for block in blocks for note, _ in groupby(block.runs, key=lambda run: run.note) if note]
    return with_classes(_with_notes(sanitise("".join(out)), notes, blocks[0].id) if notes else sanitise("".join(out)))


def _with_notes(clean: str, notes: Sequence[str], named: str) -> str:
    """Sanitised HTML in which each empty mark of a footnote leads to its words below, and back; `named` parts two texts on a page."""
    named = re.sub(r"[^\w-]", "", named, flags=re.ASCII)
    numbers = iter(range(1, len(notes) + 1))
    marked = re.sub(
        "<sup></sup>",
        lambda _: '<sup><a id="r-{0}-{1}" href="#n-{0}-{1}">{1}</a></sup>'.format(named, next(numbers)),
        clean,
    )
    items = [
        f'<li id="n-{named}-{number}">{sanitise(str(escape(note)))} <a href="#r-{named}-{number}">Back to note {number}</a></li>'
        for number, note in enumerate(notes, 1)
    ]
    return f"{marked}<ol>{''.join(items)}</ol>"


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
    words = _table_html(block.runs) if block.kind is BlockKind.table else _words_html(block.runs)
    return f'<{_ELEMENTS[block.kind]} id="b-{escape(block.id)}">{words}'


def _table_html(runs: Sequence[Run]) -> str:
    """Rows of the same length, the first of them the names of the columns."""
    table = rows(runs)
    width = max(len(row) for row in table)
    first, *others = [[_words_html(cell) for cell in row] + [""] * (width - len(row)) for row in table]
    names = "".join(f'<th scope="col">{cell}</th>' if cell else "<td></td>" for cell in first)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in others)
    return f"<thead><tr>{names}</tr></thead><tbody>{body}</tbody>"


def _words_html(runs: Iterable[Run]) -> str:
    noted = [(note, list(held)) for note, held in groupby(runs, key=lambda run: run.note)]
    return "".join(
        "".join(_link_html(href, linked) for href, linked in groupby(held, key=lambda run: run.href))
        + ("<sup></sup>" if note else "")
        for note, held in noted
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


_CLASSES = {
    "<p ": '<p class="govuk-body" ',
    "<h3 ": '<h3 class="govuk-heading-m" ',
    "<h4 ": '<h4 class="govuk-heading-s" ',
    "<ul>": '<ul class="govuk-list govuk-list--bullet">',
    "<ol>": '<ol class="govuk-list govuk-list--number">',
    "<blockquote ": '<blockquote class="govuk-inset-text" ',
    "<a ": '<a class="govuk-link" ',
    "<table ": '<table class="govuk-table" ',
    "<thead>": '<thead class="govuk-table__head">',
    "<tbody>": '<tbody class="govuk-table__body">',
    "<tr>": '<tr class="govuk-table__row">',
    "<th ": '<th class="govuk-table__header" ',
    "<td>": '<td class="govuk-table__cell">',
}


def with_classes(clean: str) -> Markup:
    """Sanitised HTML with the design system's classes, which no author can write."""
    for bare, dressed in _CLASSES.items():
        clean = clean.replace(bare, dressed)
    return Markup(clean)  # noqa: S704 the one place: the argument has just been sanitised
