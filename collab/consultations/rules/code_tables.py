"""A table of codes from a file: a receipt, a question and theme numbers a row, and what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from collab.consultations.rules.consideration import NOTHING

COLUMNS = ("Receipt", "Question", "Themes")
MOST_ROWS = 2_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, by the row as a spreadsheet counts it and the column."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class CodedRow:
    row: int
    receipt: str
    question: int
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What the rows are judged by. `answers` holds (receipt, question) that can be coded, with the ticks that they have."""

    receipts: Mapping[str, bool]
    """Whether each response is excluded."""
    questions: frozenset[int]
    answers: Mapping[tuple[str, int], frozenset[str]]
    themes: Mapping[int, frozenset[str]]
    """Numbers of the themes in use, by question."""
    gone: frozenset[str] = frozenset()
    """Numbers of themes that were retired, merged or split."""


@dataclass
class Checked:
    rows: list[CodedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check(lines: Iterable[Sequence[str]], known: Known) -> Checked:
    """Reads a table with its headings; every fault is found, not only the first of a row."""
    found, seen = Checked(), dict[tuple[str, int], int]()
    table = iter(lines)
    headings = [heading.strip().casefold() for heading in next(table, [])]
    missing = [name for name in COLUMNS if name.casefold() not in headings]
    if missing:
        found.faults += [Fault(1, name, "There is no column with this heading") for name in missing]
        return found
    places = [headings.index(name.casefold()) for name in COLUMNS]
    for number, line in enumerate(table, start=2):
        if any(cell.strip() for cell in line):
            row, faults = _row(number, [line[place].strip() for place in places], known, seen)
            found.rows.append(row)
            found.faults += faults
    if not found.rows:
        found.faults.append(Fault(1, "", "The file has no rows under its headings"))
    if len(found.rows) > MOST_ROWS:
        found.faults.append(Fault(1, "", f"The file has more than {MOST_ROWS:,} rows. Split it into several"))
    return found


def _row(
    number: int, cells: Sequence[str], known: Known, seen: dict[tuple[str, int], int]
) -> tuple[CodedRow, list[Fault]]:
    receipt, asked, themes = cells[0].upper(), cells[1], _themes(cells[2])
    question = int(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else 0
    row = CodedRow(number, receipt, question, themes)
    faults = [Fault(number, COLUMNS[0], words) for words in _against_receipt(receipt, known)]
    if question not in known.questions:
        faults.append(Fault(number, COLUMNS[1], f"There is no question {asked or 'given'} that is answered in words"))
    elif not faults and (receipt, question) not in known.answers:
        faults.append(Fault(number, COLUMNS[1], f"This response says nothing in words on question {question}"))
    if (receipt, question) in seen:
        faults.append(Fault(number, COLUMNS[0], f"Row {seen[receipt, question]} is about the same answer"))
    seen.setdefault((receipt, question), number)
    return row, faults + [Fault(number, COLUMNS[2], words) for words in _against_themes(row, known)]


def _themes(cell: str) -> tuple[str, ...]:
    parts = (part.strip().casefold() for part in re.split(r"[;,\s]+", cell))
    return tuple(dict.fromkeys(part.lstrip("0") or part for part in parts if part))


def _against_receipt(receipt: str, known: Known) -> Iterator[str]:
    if receipt not in known.receipts:
        yield "There is no response with this receipt number"
    elif known.receipts[receipt]:
        yield "This response is excluded. Include it again before coding it"


def _against_themes(row: CodedRow, known: Known) -> Iterator[str]:
    if not row.themes:
        yield f"Give theme numbers, or “{NOTHING}” where there is nothing to code"
    offered = known.themes.get(row.question, frozenset()) | {NOTHING}
    for theme in row.themes:
        if theme in known.gone:
            yield f"Theme {theme} is not used any more"
        elif theme not in offered:
            yield f"There is no theme {theme} for this question"
    held = known.answers.get((row.receipt, row.question), frozenset())
    together = held | set(row.themes)
    if NOTHING in together and len(together) > 1:
        yield "An answer cannot have themes and nothing to code. What it is coded to now is kept"


def receipts(lines: Sequence[Sequence[str]]) -> set[str]:
    """The receipts of a table, to look up what is known of them."""
    headings = [heading.strip().casefold() for heading in lines[0]] if lines else []
    if COLUMNS[0].casefold() not in headings:
        return set()
    place = headings.index(COLUMNS[0].casefold())
    return {line[place].strip().upper()[:20] for line in lines[1:]}
