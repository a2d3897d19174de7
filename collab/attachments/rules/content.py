"""What a file is by its content, and why it is not taken. The whole content is looked at, never its first bytes alone."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from collab.attachments.models import FileKind
from collab.attachments.rules import names, packages
from collab.attachments.rules.packages import Unfit
from collab.errors import Problem, Refused

MOST_PIXELS = 50_000_000
MOST_SIDE = 20_000
MOST_INFLATED = 16 * 1024 * 1024

_WEB = re.compile(rb"<\s*(?:!doctype\s+html|html|script|svg|iframe|body|object|embed|meta|link|img)\b", re.IGNORECASE)
_PNG, _JPEG, _PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
_LOOKS_BINARY = (b"MZ", b"\x7fELF", b"#!", b"<?", b"{\\rtf", b"%!PS", _PDF, b"PK", b"\xd0\xcf\x11\xe0")


def checked_kind(name: str, content: bytes) -> FileKind:
    """The kind of a file with this cleaned name. Raises Refused, at the field `file`, where name and content disagree."""
    try:
        wrong = names.problem(name)
        if wrong:
            raise Unfit(wrong)
        promised = names.kind_by(name)
        found = kind_of(content, is_text=promised in (FileKind.csv, FileKind.txt))
        if found is None or {found, promised} == {FileKind.csv, FileKind.txt}:
            found = promised
        if found is not promised:
            raise Unfit(f"The name says {promised.value}, and the content is {found.value}")
    except Unfit as unfit:
        raise Refused(Problem(str(unfit), field="file")) from unfit
    return found


def kind_of(content: bytes, *, is_text: bool) -> FileKind | None:
    """By its content; None for text, whose kind the name says. Raises Unfit for anything else than the kinds that are taken."""
    if not content.strip():
        raise Unfit("The file is empty")
    if is_text:
        _check_text(content)
        return None
    if content.startswith(_PDF):
        _check_pdf(content)
        return FileKind.pdf
    if content.startswith(_PNG):
        _check_png(content)
        return FileKind.png
    if content.startswith(_JPEG):
        _check_jpeg(content)
        return FileKind.jpeg
    if content.startswith(b"PK\x03\x04"):
        return packages.kind_of(content)
    raise Unfit("The content is not what the name says")


# --- Text ----------------------------------------------------------------------------------------------------------


def _check_text(content: bytes) -> None:
    if content.startswith(_LOOKS_BINARY):
        raise Unfit("The content is not text")
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        raise Unfit("The text is not in UTF-8. Save it again and choose UTF-8") from error
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", text):
        raise Unfit("The text holds characters that are no text")
    if _WEB.search(content):
        raise Unfit("The text holds the code of a web page, which a browser could run")


# --- PDF -----------------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ACTIVE = {
    rb"/(?:JavaScript|JS)\b": "It holds a script",
    rb"/(?:Launch|ImportData|SubmitForm)\b": "It can start or send something by itself",
    rb"/(?:EmbeddedFiles?|RichMedia)\b": "Other files are inside it",
    rb"/XFA\b": "It is a form with a program in it",
    rb"/Encrypt\b": "It is locked with a password",
}


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise Unfit("The end of the PDF is missing")
    outside = _STREAM.sub(b"", content)
    if _WEB.search(outside) or b"PK\x05\x06" in content[-65_600:] or b"PK\x03\x04" in content[:1024]:
        raise Unfit("It is a PDF and something else at once")
    for part in (outside, *_object_streams(content)):
        named = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), part)
        for name, why in _ACTIVE.items():
            if re.search(name, named):
                raise Unfit(f"{why}. Print it to a new PDF and choose that one")


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What is compressed of a PDF's objects, each no longer than a bound."""
    for found in _STREAM.finditer(content):
        if b"/ObjStm" in content[max(0, found.start() - 400) : found.start()]:
            try:
                yield zlib.decompressobj().decompress(found[1], MOST_INFLATED)
            except zlib.error as error:
                raise Unfit("The PDF is damaged") from error


# --- Pictures --------------------------------------------------------------------------------------------------------


def _check_size(width: int, height: int) -> None:
    if not 0 < width <= MOST_SIDE or not 0 < height <= MOST_SIDE or width * height > MOST_PIXELS:
        raise Unfit(f"The picture is {width:,} by {height:,}. It may have {MOST_PIXELS // 1_000_000} million points")


def _check_png(content: bytes) -> None:
    place, is_first = len(_PNG), True
    while place + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        data = content[place + 8 : place + 8 + length]
        if is_first:
            if name != b"IHDR" or length != 13:
                break
            _check_size(*struct.unpack(">II", data[:8]))
        if name in (b"tEXt", b"iTXt", b"zTXt", b"eXIf") and _WEB.search(data):
            raise Unfit("The picture holds the code of a web page")
        place, is_first = place + 12 + length, False
        if name == b"IEND":
            if place != len(content):
                raise Unfit("Something stands behind the end of the picture")
            return
    raise Unfit("The picture is damaged")


def _check_jpeg(content: bytes) -> None:
    if not content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        raise Unfit("The end of the picture is missing, or something stands behind it")
    place, has_size = 2, False
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != 0xDA:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if length < 2:
            break
        data = content[place + 4 : place + 2 + length]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if len(data) < 5:
                break
            _check_size(int.from_bytes(data[3:5]), int.from_bytes(data[1:3]))
            has_size = True
        if (0xE0 <= marker <= 0xEF or marker == 0xFE) and _WEB.search(data):
            raise Unfit("The picture holds the code of a web page")
        place += 2 + length
    if not has_size:
        raise Unfit("The picture is damaged")
