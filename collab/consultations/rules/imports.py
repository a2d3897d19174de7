"""What every import shares: the refusal that names file and line, and the reading of text and tables."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

LAST_YEAR = 2199
"""The last year that a date in an imported file may have: samples carry invented dates from 2200 on."""

_INTEGER = re.compile(r"-?[0-9]{1,15}")


class ImportRefused(ValueError):
    """A file that is refused whole. `line` counts from 1, and is None when the fault is in no one line."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.reason}"


def decode(file: str, content: bytes) -> str:
    """The text of a UTF-8 file, without its byte order mark.

    Raises ImportRefused for bytes that are not UTF-8 and for a NUL, which a database may not store.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after a byte order mark, which holds no line end.
        raise ImportRefused(file, line_at(content, error.start), "is not UTF-8 text") from None
    if "\0" in text:
        raise ImportRefused(file, line_at(content, content.index(b"\0")), "holds a NUL character")
    return text


def line_at(content: bytes, position: int) -> int:
    """The line, from 1, of a byte position; carriage return, line feed and the pair each end a line."""
    before = content[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table, with the line on which it starts."""

    file: str
    line: int
    cells: Mapping[str, str]

    def integer(self, column: str, low: int, high: int) -> int:
        """The whole number in a column. Raises ImportRefused when it is none, or outside low to high."""
        cell = self.cells[column].strip()
        if not _INTEGER.fullmatch(cell):
            self.refuse(f"{column} {_shown(cell)} is not a whole number")
        if not low <= (number := int(cell)) <= high:
            self.refuse(f"{column} {number} is not between {low} and {high}")
        return number

    def refuse(self, reason: str) -> NoReturn:
        raise ImportRefused(self.file, self.line, reason)


def read_table(file: str, content: bytes, columns: Sequence[str]) -> tuple[Row, ...]:
    """The records under a heading line that has at least these columns.

    Raises ImportRefused for what `read_records` refuses, for a missing or doubled column, and for a record
    with more or fewer cells than the heading.
    """
    records = read_records(file, content)
    heading_line, heading = next(records, (1, []))
    for column in columns:
        if heading.count(column) != 1:
            fault = "is missing" if column not in heading else "stands twice"
            raise ImportRefused(file, heading_line, f"the column {column} {fault}")
    return tuple(_row(file, line, heading, cells) for line, cells in records)


def _row(file: str, line: int, heading: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(heading):
        raise ImportRefused(file, line, f"has {len(cells)} cells, the heading has {len(heading)}")
    return Row(file, line, dict(zip(heading, cells, strict=True)))


def read_records(file: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it starts.

    Raises ImportRefused for what `decode` refuses, and for quoting that does not add up.
    """
    reader = csv.reader(io.StringIO(decode(file, content), newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(file, start, f"is not well-formed: {error}") from None


def _shown(cell: str) -> str:
    return f'"{cell[:40]}"'
