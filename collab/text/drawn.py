"""Blocks as sanitised HTML: the only use of bleach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import bleach
import nh3
from markupsafe import Markup, escape

from collab.text.blocks import Block, BlockKind, Run
from collab.text.links import SCHEMES, safe_href

TAGS = frozenset({"p", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "strong", "em", "br", "ins", "del", "span"})

ATTRIBUTES = {"a": ["href"], "p": ["id"], "h3": ["id"], "h4": ["id"], "li": ["id"], "blockquote": ["id"]}

_LISTS = {BlockKind.bullet: "ul", BlockKind.numbered: "ol"}

_ELEMENTS = {
    BlockKind.paragraph: "p",
    BlockKind.heading_2: "h3",
    BlockKind.heading_3: "h4",
    BlockKind.quotation: "blockquote",
    BlockKind.bullet: "li",
    BlockKind.numbered: "li",
}


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
