"""A table as an .xlsx file, row by row. Text is written as text: no cell becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

ROWS_OF_A_SHEET = 1_000_000
MOST_OF_A_CELL = 32_767


def write(held: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Some rows in memory at a time; `held` is at its beginning then. What a cell has no room for goes on in the next row."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(held, options)
    bold = book.add_format({"bold": True})
    sheet, place = book.add_worksheet(), 1
    sheet.write_row(0, 0, heading, bold)
    for cells in (part for row in rows for part in _parts(row)):
        if place >= ROWS_OF_A_SHEET:
            sheet, place = book.add_worksheet(), 1
            sheet.write_row(0, 0, heading, bold)
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(place, column, cell)
        place += 1
    book.close()
    held.seek(0)


def _parts(row: Sequence[str]) -> Iterator[Sequence[str]]:
    yield [cell[:MOST_OF_A_CELL] for cell in row]
    while any(len(cell) > MOST_OF_A_CELL for cell in row):
        row = [row[0], *(cell[MOST_OF_A_CELL:] for cell in row[1:])]
        yield [cell[:MOST_OF_A_CELL] for cell in row]
