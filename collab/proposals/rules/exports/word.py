"""An outline as a Word document: headings as styles, tables with header rows, language and title set."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from collab import text
from collab.proposals.rules.exports.pieces import Heading, Line, Outline, Piece, Table, Words

_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_STYLES = {
    "paragraph": "Normal",
    "small": "Normal",
    "quotation": "Quote",
    "bullet": "List Bullet",
    "numbered": "List Number",
}
_SMALL = Pt(9)


def word(outline: Outline) -> bytes:
    made = docx.Document()
    _set_up(made, outline)
    made.add_paragraph(outline.caption, style="Subtitle")
    made.add_paragraph(outline.title, style="Title")
    for notice in outline.notices:
        made.add_paragraph(style="Normal").add_run(notice).bold = True
    _write(made.add_paragraph(style="Normal"), [text.Run(outline.lead)], "en")
    for words in outline.welsh:
        _write(made.add_paragraph(style="Normal"), [text.Run(words)], "cy")
    front = [[[text.Run(name, bold=True)], [text.Run(words)]] for name, words in outline.front]
    _table(made, Table("", [[text.Run("About")], [text.Run(outline.is_about)]], front, names_rows=True))
    notes: list[str] = []
    for piece in outline.pieces:
        _draw(made, piece, notes)
    if notes:
        made.add_heading("Notes", 1)
        for number, note in enumerate(notes, 1):
            made.add_paragraph(f"[{number}] {note}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Document, outline: Outline) -> None:
    properties = made.core_properties
    properties.title, properties.subject = outline.title[:255], outline.caption
    properties.author, properties.comments = "; ".join(outline.authors)[:255], outline.foot
    properties.language = _LANGUAGES["en"]
    normal = made.styles["Normal"]
    normal.font.size = Pt(11)
    _language(normal.element.get_or_add_rPr(), "en")
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    foot = section.footer.paragraphs[0].add_run(outline.foot)
    foot.font.size = _SMALL


def _draw(made: Document, piece: Piece, notes: list[str]) -> None:
    if isinstance(piece, Heading):
        _mark(made.add_heading(_storable(piece.words), piece.level), piece.lang)
    elif isinstance(piece, Table):
        if piece.caption:
            caption = made.add_paragraph(style="Caption")
            caption.add_run(piece.caption)
            caption.paragraph_format.keep_with_next = True
        _table(made, piece, notes)
    else:
        _words(made, piece, notes)


def _words(made: Document, piece: Words, notes: list[str]) -> None:
    paragraph = made.add_paragraph(style=_STYLES[piece.style])
    if piece.depth:
        paragraph.paragraph_format.left_indent = Cm(0.63 * (piece.depth + 1))
    _write(paragraph, piece.runs, piece.lang, notes)
    if piece.style == "small":
        for run in paragraph.runs:
            run.font.size = _SMALL


def _write(paragraph: Paragraph, runs: Line, lang: str, notes: list[str] | None = None) -> None:
    for run in runs:
        into = _link(paragraph, run.href) if run.href else paragraph._p
        _add(paragraph, into, run, lang)
        if run.note and notes is not None:
            notes.append(run.note)
            paragraph.add_run(f"[{len(notes)}]").font.superscript = True


def _add(paragraph: Paragraph, into: Any, run: text.Run, lang: str) -> None:
    written = paragraph.add_run(_storable(run.text))
    written.bold, written.italic = run.bold or None, run.italic or None
    if run.href:
        written.font.underline = True
    _language(written._r.get_or_add_rPr(), lang)
    into.append(written._r)


def _link(paragraph: Paragraph, href: str) -> Any:
    """A hyperlink element in the paragraph, which python-docx can read and not make."""
    relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, True)  # to somewhere else
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), relation)
    paragraph._p.append(element)
    return element


def _table(made: Document, piece: Table, notes: list[str] | None = None) -> None:
    table = made.add_table(rows=1 + len(piece.rows), cols=len(piece.head), style="Table Grid")
    for number, (row, cells) in enumerate(zip(table.rows, (piece.head, *piece.rows), strict=True)):
        for place, (cell, line) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            _write(paragraph, line, piece.lang, notes)
            for run in paragraph.runs if number == 0 or (piece.names_rows and place == 0) else ():
                run.bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    made.add_paragraph()


def _mark(paragraph: Paragraph, lang: str) -> None:
    for run in paragraph.runs:
        _language(run._r.get_or_add_rPr(), lang)


def _language(properties: Any, lang: str) -> None:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _LANGUAGES[lang])
    properties.append(element)


def _storable(words: str) -> str:
    return text.storable(words)
