"""An outline as one HTML file that needs nothing else: to print, to send, to keep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from collab import text
from collab.proposals.rules.exports.pieces import Heading, Line, Outline, Piece, Table, Words, plain
from collab.text import Run

STYLES = Path(__file__).parents[2] / "data" / "edition.css"
_ITEMS = {"bullet": "ul", "numbered": "ol"}


def page(outline: Outline) -> str:
    """Made as a tree, so that words can be nothing but words."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "title").text = f"{text.storable(outline.title)} – {outline.foot}"
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "style").text = STYLES.read_text(encoding="utf-8")
    main = SubElement(SubElement(html, "body"), "main")
    _front(main, outline)
    _draw(main, outline.pieces)
    SubElement(SubElement(html[1], "footer"), "p").text = outline.foot
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


def _front(main: Element, outline: Outline) -> None:
    _said(main, "p", plain(outline.caption), name="caption")
    _said(main, "h1", plain(outline.title))
    for notice in outline.notices:
        _said(main, "p", plain(notice), name="notice")
    _said(main, "p", plain(outline.lead), name="lead")
    for words in outline.welsh:
        _said(main, "p", plain(words), lang="cy")
    rows = [[plain(name), plain(words)] for name, words in outline.front]
    _table(main, Table("", [plain("About"), plain(outline.is_about)], rows, names_rows=True))


def _draw(main: Element, pieces: Sequence[Piece]) -> None:
    lists: list[tuple[str, Element]] = []
    notes: list[str] = []
    for piece in pieces:
        if isinstance(piece, Words) and piece.style in _ITEMS:
            lists = _item(main, piece, lists, notes)
            continue
        lists = []
        if isinstance(piece, Heading):
            _said(main, f"h{piece.level + 1}", plain(piece.words), lang=piece.lang)
        elif isinstance(piece, Table):
            _table(main, piece, notes)
        else:
            tag = "blockquote" if piece.style == "quotation" else "p"
            name = "small" if piece.style == "small" else ""
            _said(main, tag, piece.runs, notes, name=name, lang=piece.lang)
    if notes:
        SubElement(main, "h2").text = "Notes"
    for number, note in enumerate(notes, 1):
        _said(main, "p", plain(f"[{number}] {note}"))


def _item(main: Element, piece: Words, lists: list[tuple[str, Element]], notes: list[str]) -> list[tuple[str, Element]]:
    """Adds an item to the open list of its depth, and gives the lists that are open after it."""
    kept = lists[: piece.depth + 1]
    if len(kept) > piece.depth and kept[piece.depth][0] != piece.style:
        kept = kept[: piece.depth]
    while len(kept) <= piece.depth:
        inside = kept[-1][1][-1] if kept and len(kept[-1][1]) else main
        kept.append((piece.style, SubElement(inside, _ITEMS[piece.style])))
    _said(kept[-1][1], "li", piece.runs, notes, lang=piece.lang)
    return kept


def _table(main: Element, piece: Table, notes: list[str] | None = None) -> None:
    table = SubElement(main, "table")
    if piece.caption:
        SubElement(table, "caption").text = text.storable(piece.caption)
    row = SubElement(SubElement(table, "thead"), "tr")
    for line in piece.head:
        _said(row, "th", line, notes, lang=piece.lang).set("scope", "col")
    body = SubElement(table, "tbody")
    for cells in piece.rows:
        row = SubElement(body, "tr")
        for place, line in enumerate(cells):
            names = piece.names_rows and place == 0
            cell = _said(row, "th" if names else "td", line, notes, lang=piece.lang)
            if names:
                cell.set("scope", "row")


def _said(
    parent: Element, tag: str, runs: Line, notes: list[str] | None = None, *, name: str = "", lang: str = "en"
) -> Element:
    element = SubElement(parent, tag)
    if name:
        element.set("class", name)
    if lang != "en":
        element.set("lang", lang)
    for run in runs:
        _run(element, run)
        if run.note and notes is not None:
            notes.append(run.note)
            SubElement(element, "sup").text = f"[{len(notes)}]"
    return element


def _run(element: Element, run: Run) -> None:
    into = SubElement(element, "a", href=run.href) if run.href else element
    into = SubElement(into, "strong") if run.bold else into
    into = SubElement(into, "em") if run.italic else into
    first, *others = text.storable(run.text).split("\n")
    _append(into, first)
    for line in others:
        SubElement(into, "br").tail = line


def _append(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words
