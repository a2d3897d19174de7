"""A file of responses from another system: CSV or a workbook, read a row at a time into plain texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TextIO

from openpyxl import load_workbook

from collab.attachments.models import FileKind
from collab.attachments.rules import packages

MOST_BYTES = 100 * 1024 * 1024
MOST_ROWS = 250_000
MOST_COLUMNS = 300
MOST_CELL = 100_000


class FileRefused(ValueError):
    """A file that is refused whole; the words say why."""


def read(content: bytes) -> Iterator[list[str]]:
    """The rows of a file, the headings first. Raises FileRefused at the row that is at fault.

    A workbook is told by its first bytes, not by its name. Of a formula the value is taken that was last calculated.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(f"The file is too big. It can have {MOST_BYTES // 1024 // 1024} MB at most")
    rows = _of_workbook(content) if content.startswith(b"PK\x03\x04") else _of_text(content)
    width = 0
    for number, cells in enumerate(rows):
        if number > MOST_ROWS:
            raise FileRefused(f"The file has more than {MOST_ROWS:,} rows. Split it into several")
        width = width or len(cells)
        if width > MOST_COLUMNS:
            raise FileRefused(f"The file has more than {MOST_COLUMNS} columns")
        yield _even(cells, width, number)


def _even(cells: list[str], width: int, number: int) -> list[str]:
    if any(cells[width:]):
        raise FileRefused(f"Row {number} has {len(cells)} cells, and there are {width} headings")
    if any(len(cell) > MOST_CELL for cell in cells):
        raise FileRefused(f"Row {number} has a cell of more than {MOST_CELL:,} characters")
    return [*cells[:width], *[""] * (width - len(cells))]


def _of_text(content: bytes) -> Iterator[list[str]]:
    encoding = _encoding(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    first = text.readline()
    delimiter = max(",;\t", key=first.count) if first.count(",") < max(first.count(";"), first.count("\t")) else ","
    text.seek(0)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        raise FileRefused(f"Line {reader.line_num} is not well-formed CSV: {error}") from None


def _encoding(content: bytes) -> str:
    if b"\0" in content:
        raise FileRefused("The file is neither a workbook (.xlsx) nor text in UTF-8 or Windows-1252")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileRefused("The file is neither a workbook (.xlsx) nor text in UTF-8 or Windows-1252")


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    """The first sheet. What unpacks to too much, holds macros or loads something from elsewhere is refused unread."""
    try:
        if packages.kind_of(content) is not FileKind.xlsx:
            raise FileRefused("The file is a document, not a workbook. Save it as .xlsx or CSV")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            cells = [_shown(value) for value in row[: MOST_COLUMNS + 1]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield cells
    except packages.Unfit as unfit:
        raise FileRefused(str(unfit)) from None
    except FileRefused:
        raise
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise FileRefused("The workbook is damaged, or no workbook that can be read") from error


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def write(rows: Iterable[Sequence[str]], file: TextIO) -> int:
    """Writes rows in the one form that is kept; returns how many there are under the headings."""
    writer, number = csv.writer(file), 0
    for row in rows:
        writer.writerow(row)
        number += 1
    return max(0, number - 1)


def kept(file: Path) -> Iterator[list[str]]:
    """The rows of a file that `write` wrote, without the headings."""
    with file.open(encoding="utf-8", newline="") as held:
        reader = csv.reader(held)
        next(reader, None)
        yield from reader
