"""Reading a .docx: its parts by heading as blocks, and a list of what is left behind. Sizes are checked before it is unpacked."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import mammoth

from collab import text
from collab.attachments.models import FileKind
from collab.attachments.rules import names
from collab.attachments.rules.content import checked_kind
from collab.attachments.rules.limits import MEGABYTE, MOST_BYTES
from collab.errors import Problem, Refused
from collab.text import Block
from collab.text.imported import NOTE_BEGINS, NOTE_ENDS, from_html

MOST_XML = 8 * MEGABYTE
MOST_LETTERS = 1_000_000
MOST_PARTS = 60
TOO_MUCH = "The document has too much text to be brought in at once. Divide it"
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Heading 1'] => h1:fresh
p[style-name='Heading 2'] => h2:fresh
p[style-name='Heading 3'] => h3:fresh
p[style-name='Heading 4'] => h4:fresh
p[style-name='Heading 5'] => h4:fresh
p[style-name='Heading 6'] => h4:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
"""
_LEFT = (
    (r"<w:(?:drawing|pict)\b", "picture or drawing", "pictures or drawings"),
    (r"<w:commentReference\b", "comment", "comments"),
    (r"<w:del\b", "deletion that was tracked, taken as made", "deletions that were tracked, taken as made"),
    (r"<w:ins\b", "insertion that was tracked, taken as made", "insertions that were tracked, taken as made"),
    (r"<m:oMath\b", "formula", "formulas"),
    (r"<w:txbxContent\b", "text box", "text boxes"),
    (r"<w:headerReference\b", "header of pages", "headers of pages"),
    (r"<w:footerReference\b", "footer of pages", "footers of pages"),
)
_MARK = re.compile(r'<sup><a href="#((?:foot|end)note-\d+)"[^>]*>.*?</a></sup>')
_NOTES = re.compile(r'<li id="((?:foot|end)note-\d+)">(.*?)</li>', re.DOTALL)
_HEADING = re.compile(r"<h([12])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """What stands below one heading; `level` is 1 or 2, and 0 before the first heading."""

    level: int
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Read:
    """A document's parts in their order, and in words what was left behind."""

    parts: Sequence[Part]
    left: Sequence[str]


def read(name: str, content: bytes) -> Read:
    """Raises Refused, at the field `file`, for what is no Word document or is more than can be brought in at once."""
    if len(content) > MOST_BYTES:
        raise _refused(f"The file may have {MOST_BYTES // MEGABYTE} MB")
    if checked_kind(names.cleaned(name), content) is not FileKind.docx:
        raise _refused("Choose a Word document whose name ends in .docx")
    xml = _document_xml(content)
    ignored = mammoth.images.img_element(lambda image: {})
    options = {"style_map": STYLES, "convert_image": ignored, "include_embedded_style_map": False}
    try:
        made = str(mammoth.convert_to_html(io.BytesIO(content), **options).value)
    except Exception as error:  # whatever a parser of strange files may raise, its author gets words
        raise _refused("The document cannot be read. Save it again in Word, or copy its text") from error
    parts = _parts(made)
    if not parts:
        raise _refused("There are no words in the document")
    if sum(len(text.plain(part.blocks)) for part in parts) > MOST_LETTERS:
        raise _refused(TOO_MUCH)
    if len(parts) > MOST_PARTS:
        raise _refused(f"The document has {len(parts)} headings. Bring in at most {MOST_PARTS} at once")
    return Read(parts, _left(xml))


def _refused(words: str) -> Refused:
    return Refused(Problem(words, field="file"))


def _document_xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo("word/document.xml").file_size > MOST_XML:
            raise _refused(TOO_MUCH)
        return archive.read("word/document.xml").decode("utf-8", "replace")


def _parts(made: str) -> list[Part]:
    """The HTML cut at its larger headings, each piece sanitised and read by itself."""
    made = re.sub(f"[{NOTE_BEGINS}{NOTE_ENDS}]", "", made)
    notes = {key: _words(re.sub(r'<a href="#\w+-ref-\d+">.*?</a>', "", inner)) for key, inner in _NOTES.findall(made)}
    made = _NOTES.sub("", _MARK.sub(rf"{NOTE_BEGINS}\1{NOTE_ENDS}", made))
    before, *rest = _HEADING.split(made)
    found = [Part(0, "", from_html(before, notes))]
    for level, heading, inner in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        found.append(Part(int(level), _words(heading), from_html(inner, notes)))
    return [part for part in found if part.heading or part.blocks]


def _words(markup: str) -> str:
    words = html.unescape(re.sub(r"<[^>]*>", " ", text.sanitise(markup)))
    return " ".join(re.sub(f"{NOTE_BEGINS}.*?{NOTE_ENDS}", "", words).split())


def _left(xml: str) -> list[str]:
    counted = [(len(re.findall(pattern, xml)), one, many) for pattern, one, many in _LEFT]
    return [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
