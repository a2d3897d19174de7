"""All responses as an .xlsx file. Text is written as text: no cell becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter

from collab.consultations.rules.disclosure import HEADING, MARKING

ROWS_OF_A_SHEET = 1_000_000
ABOVE = 2
"""The rows above the first response: the marking, and the headings."""


def write(held: IO[bytes], line: str, rows: Iterable[list[str]]) -> None:
    """Writes the table row by row, with the marking on each sheet and each printed page; `held` is at its beginning then."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(held, options)
    sheet, place = _sheet(book, line), ABOVE
    for row in rows:
        if place >= ROWS_OF_A_SHEET:
            sheet, place = _sheet(book, line), ABOVE
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
        place += 1
    book.close()
    held.seek(0)


def _sheet(book: Any, line: str) -> Any:
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.set_header(f"&C{MARKING}")
    sheet.write_string(0, 0, line, bold)
    for column, heading in enumerate(HEADING):
        sheet.write_string(1, column, heading, bold)
    return sheet
