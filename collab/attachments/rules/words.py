"""Files in words."""

from __future__ import annotations

from collab.attachments.models import Accessibility, FileKind
from collab.attachments.rules.limits import MEGABYTE

KIND_WORDS = {
    FileKind.pdf: "PDF",
    FileKind.docx: "Word document",
    FileKind.xlsx: "Excel workbook",
    FileKind.odt: "OpenDocument text",
    FileKind.ods: "OpenDocument spreadsheet",
    FileKind.csv: "CSV table",
    FileKind.txt: "plain text",
    FileKind.png: "PNG picture",
    FileKind.jpeg: "JPEG picture",
}
MEDIA_TYPES = {
    FileKind.pdf: "application/pdf",
    FileKind.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.odt: "application/vnd.oasis.opendocument.text",
    FileKind.ods: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.csv: "text/csv",
    FileKind.txt: "text/plain",
    FileKind.png: "image/png",
    FileKind.jpeg: "image/jpeg",
}
ACCESSIBILITY_WORDS = {
    Accessibility.accessible: "The file itself is accessible",
    Accessibility.alternative: "There is an accessible version",
    Accessibility.not_accessible: "There is no accessible version yet",
}
ACCESSIBILITY_HINTS = {
    Accessibility.accessible.value: "It was checked: headings, reading order, table headers, words for pictures",
    Accessibility.alternative.value: "Say below where it is",
    Accessibility.not_accessible.value: "People are told to ask the service for one",
}


def size_words(size: int) -> str:
    """12 KB, 3.4 MB: rounded up, so that nobody waits for more than they were told."""
    if size < MEGABYTE:
        return f"{max(1, -(-size // 1024))} KB"
    return f"{-(-size * 10 // MEGABYTE) / 10:.1f} MB"


def kind_words(kind: FileKind | str) -> str:
    return KIND_WORDS[FileKind(kind)]


def accessibility_words(accessibility: Accessibility | str) -> str:
    return ACCESSIBILITY_WORDS[Accessibility(accessibility)]
