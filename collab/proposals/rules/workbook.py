"""Tables as an .xlsx file. Text is written as text, so that no cell can become a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

LONGEST_CELL = 32_767
WIDTHS = (12, 60)


@dataclass(frozen=True)
class Sheet:
    """One table: its name (31 characters at most), its headings, and rows of text, numbers, dates or nothing."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """An .xlsx file of these tables, each with its headings held in view."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title[:255], "created": made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for one in sheets:
        page = book.add_worksheet(one.name)
        page.freeze_panes(1, 0)
        for column, words in enumerate(one.headings):
            page.write_string(0, column, words, bold)
            longest = max([len(words), *(len(str(row[column] or "")) for row in one.rows)])
            page.set_column(column, column, min(max(longest, WIDTHS[0]), WIDTHS[1]))
        for place, row in enumerate(one.rows, start=1):
            for column, value in enumerate(row):
                _write(page, place, column, value, wrapped, days)
    book.close()
    return held.getvalue()


def _write(page: Any, row: int, column: int, value: Any, wrapped: Any, days: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | Decimal):
        page.write_number(row, column, value, wrapped)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001 a day
    else:
        page.write_string(row, column, str(value)[:LONGEST_CELL], wrapped)
