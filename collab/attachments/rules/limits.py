"""How much may be attached, and by whom."""

from __future__ import annotations

from collab.attachments.models import Accessibility
from collab.errors import Problem

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 10
MOST_OF_ORGANISATION = 1024 * MEGABYTE
"""What one organisation keeps here, files that were taken off included: they are kept too."""
MOST_SENT = 32 * MEGABYTE
"""What an upload may weigh as it is sent; a file between this and the limit is refused in words, with all else kept."""


def size_problems(size: int, *, standing: int, held: int) -> list[Problem]:
    """`standing` files are on the parent already; the organisation has `held` bytes here."""
    if size > MOST_BYTES:
        shown = f"{-(-size * 10 // MEGABYTE) / 10:.1f}"
        return [Problem(f"The file has {shown} MB. It may have {MOST_BYTES // MEGABYTE} MB", field="file")]
    if standing >= MOST_FILES:
        return [Problem(f"There are {MOST_FILES} files already, which is the most. Take one off first", field="file")]
    if held + size > MOST_OF_ORGANISATION:
        most = MOST_OF_ORGANISATION // MEGABYTE
        return [Problem(f"Your organisation keeps {most:,} MB of files here, which is the most", field="file")]
    return []


def note_problems(accessibility: Accessibility, note: str) -> list[Problem]:
    """An accessible version that nobody can find is none."""
    if accessibility is Accessibility.alternative and not note.strip():
        return [Problem("Say where the accessible version is", field="accessible_note")]
    return []
