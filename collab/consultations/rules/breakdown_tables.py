"""Breakdowns as tables for download: a row for each number, and a workbook with a sheet for each question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter

from collab.consultations.rules.breakdowns import BY, UNANSWERED, Breakdown, Line, finding

HEADING = (
    "Question number",
    "Question",
    "Broken down by",
    "Group",
    "Answer",
    "Responses",
    "Per cent of those who answered",
    "People who answered",
    "Did not answer",
    "All responses",
)
HIDDEN = "hidden"


def rows(one: Breakdown) -> Iterator[list[str]]:
    """A row for each number of a breakdown, with its base; the last of each group is that of those who did not answer."""
    for line in one.lines:
        base = [_shown(line.answered), _shown(line.unanswered), _shown(line.total)]
        begins = [str(one.number), one.title, BY[one.by], line.label]
        for label, number, percent in zip(one.columns, line.cells, line.percentages(), strict=True):
            yield [*begins, label, _shown(number), _percent(line, percent), *base]
        yield [*begins, UNANSWERED, _shown(line.unanswered), "", *base]


def _shown(number: int | None) -> str:
    return HIDDEN if number is None else str(number)


def _percent(line: Line, percent: int | None) -> str:
    if percent is not None:
        return str(percent)
    return "" if line.answered == 0 else HIDDEN


def write(held: IO[bytes], first_line: str, questions: Iterable[tuple[int, Sequence[Breakdown]]]) -> None:
    """A workbook: a sheet for each question, its tables one under the other; `held` is at its beginning then."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(held, options)
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": '0"%"'})
    contents = book.add_worksheet("Questions")
    contents.write_string(0, 0, first_line, bold)
    for place, (number, tables) in enumerate(questions, 2):
        contents.write_string(place, 0, f"{number}. {tables[0].wording}")
        contents.write_string(place, 1, finding(tables[0]))
        sheet, row = book.add_worksheet(f"Question {number}"), 0
        for one in tables:
            row = _table(sheet, row, one, bold, percent) + 2
    book.close()
    held.seek(0)


def _table(sheet: Any, row: int, one: Breakdown, bold: Any, percent: Any) -> int:
    """The numbers, and under them the percentages with their base; returns the first row that is free."""
    sheet.write_string(row, 0, f"{one.title}. {BY[one.by]}", bold)
    heads = [*one.columns, UNANSWERED, "All responses"]
    row = _head(sheet, row + 1, ["Responses", *heads], bold)
    for line in one.lines:
        row = _cells(sheet, row, line.label, [*line.cells, line.unanswered, line.total], None)
    row = _head(sheet, row + 1, ["Per cent of those who answered", *one.columns, "People who answered"], bold)
    for line in one.lines:
        _cells(sheet, row, line.label, line.percentages(), percent)
        _cell(sheet, row, len(one.columns) + 1, line.answered, None)
        row += 1
    return row


def _head(sheet: Any, row: int, labels: Sequence[str], bold: Any) -> int:
    for column, label in enumerate(labels):
        sheet.write_string(row, column, label, bold)
    return row + 1


def _cells(sheet: Any, row: int, label: str, numbers: Sequence[int | None], shape: Any) -> int:
    sheet.write_string(row, 0, label)
    for column, number in enumerate(numbers, 1):
        _cell(sheet, row, column, number, shape)
    return row + 1


def _cell(sheet: Any, row: int, column: int, number: int | None, shape: Any) -> None:
    if number is None:
        sheet.write_string(row, column, HIDDEN)
    else:
        sheet.write_number(row, column, number, shape)
