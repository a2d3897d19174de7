"""Office documents are zip archives of XML: which kind one is, and why it is not taken. Sizes are checked before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from collab.attachments.models import FileKind

MOST_ENTRIES = 3_000
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this no ratio matters: a page of spaces packs well

_OOXML = {
    b"wordprocessingml.document.main+xml": FileKind.docx,
    b"spreadsheetml.sheet.main+xml": FileKind.xlsx,
}
_ODF = {
    b"application/vnd.oasis.opendocument.text": FileKind.odt,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ods,
}
_MACROS = re.compile(
    r"(^|/)(vbaProject|vbaData|macrosheets|dialogsheets|activeX|Basic|Scripts)(\.|/|\d|$)", re.IGNORECASE
)
_INSIDE = re.compile(r"(^|/)embeddings/", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)


class Unfit(Exception):
    """Why a content is not taken, in words for whoever sent it."""


def kind_of(content: bytes, *, is_inside: bool = False) -> FileKind:
    """Raises Unfit for what is no office document, holds macros, loads something from elsewhere, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(content, archive.infolist())
            return _read(archive, is_inside=is_inside)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unfit("The document is damaged") from error


def _check_entries(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    ends = content.rfind(b"PK\x05\x06")
    if not entries or min(entry.header_offset for entry in entries) != 0 or ends + 22 != len(content):
        raise Unfit("It is a document and something else at once")
    if len(entries) > MOST_ENTRIES or len({entry.filename.lower() for entry in entries}) != len(entries):
        raise Unfit("The document has too many parts")
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise Unfit("A part of the document has a name that leads out of it")
        if entry.flag_bits & 0x1:
            raise Unfit("The document is locked with a password")
        if _MACROS.search(name):
            raise Unfit("The document holds macros. Save it without them")
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise Unfit("The document unpacks to far more than it says")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unfit(f"The document unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB")


def _read(archive: zipfile.ZipFile, *, is_inside: bool) -> FileKind:
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        data = archive.read(entry)  # no more than the size that was checked, or it is damaged
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_xml(entry.filename, data)
        elif _INSIDE.search(entry.filename):
            _check_inside(entry.filename, data, is_inside=is_inside)
    return _kind(archive)


def _check_xml(name: str, data: bytes) -> None:
    if b"\x00" in data or re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise Unfit("The document defines entities of its own, which no office program writes")
    if not name.lower().endswith(".rels"):
        return
    for relation in _RELATION.findall(data):
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation, re.IGNORECASE) and b"/hyperlink" not in relation:
            raise Unfit("The document loads something from elsewhere when it is opened. Save it with all of it inside")


def _check_inside(name: str, data: bytes, *, is_inside: bool) -> None:
    """A chart keeps its numbers as a workbook; nothing else may be inside, nor anything inside that."""
    if is_inside or not name.lower().endswith(".xlsx") or kind_of(data, is_inside=True) is not FileKind.xlsx:
        raise Unfit("Another file is inside the document. Attach it by itself")


def _kind(archive: zipfile.ZipFile) -> FileKind:
    names = archive.namelist()
    if names[0] == "mimetype":
        found = _ODF.get(archive.read("mimetype"))
        if found and "content.xml" in names:
            return found
    elif "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise Unfit("The document holds macros. Save it without them")
        found = next((kind for mark, kind in _OOXML.items() if mark in types), None)
        if found:
            return found
    raise Unfit("The archive is not a document of a kind that is taken")
