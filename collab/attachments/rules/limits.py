"""How much may be attached, and by whom."""

from __future__ import annotations

from collab.attachments.models import Accessibility
from collab.errors import Problem

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 10
MOST_OF_ORGANISATION = 1024 * MEGABYTE
"""What one organisation keeps here, files that were taken off included: they are kept too."""
MOST_OF_PARENT = 20 * 1024 * MEGABYTE
"""What all respondents to one consultation may send together."""
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


MOST_SENT_TOGETHER = (MOST_FILES * 20 + 2) * MEGABYTE
"""What a page may weigh on which all files of a response are sent at once, with its words."""


def answer_problem(name: str, size: int, *, held: int) -> str:
    """Why a file of a response is not taken; empty where it is. The consultation holds `held` bytes already."""
    if size > MOST_BYTES:
        return f"“{name}” has {-(-size * 10 // MEGABYTE) / 10:.1f} MB. A file may have {MOST_BYTES // MEGABYTE} MB"
    if held + size > MOST_OF_PARENT:
        return "No more files can be taken for this consultation. Send yours by email or post"
    return ""


def note_problems(accessibility: Accessibility, note: str) -> list[Problem]:
    """An accessible version that nobody can find is none."""
    if accessibility is Accessibility.alternative and not note.strip():
        return [Problem("Say where the accessible version is", field="accessible_note")]
    return []
