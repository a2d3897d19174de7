"""What was answered to a question, as a table of numbers; in public with small numbers hidden (N13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from collab.consultations.models import Question, QuestionOption, QuestionRow, QuestionType, QuestionVersion
from collab.consultations.rules.answers import cell, number_key, shown_number
from collab.consultations.rules.suppression import SMALLEST, at_least, suppressed

Counts = Mapping[tuple[str, ...], int]
"""How many responses gave exactly these keys."""
Cells = tuple[int | str | None, ...]
NOT_COUNTED = frozenset({QuestionType.free_text, QuestionType.file})
ONE_COLUMN: tuple[str, ...] = ("Responses",)
RANKED = ("Put first", "Among the first three", "Given a place")


@dataclass(frozen=True)
class Result:
    """The answers to one question. `number` is its place on the page, `n` is how many answered it.

    `period` says when it was asked so. Each line has a label and a cell for each column; a cell is None where the number
    is hidden, and a text where it is not a number of responses.
    """

    number: int
    wording: str
    kind: QuestionType
    n: int
    columns: tuple[str, ...]
    lines: tuple[tuple[str, Cells], ...]
    period: str = ""

    @property
    def title(self) -> str:
        """The question, and when it was asked so, if it was changed while people answered."""
        return f"{self.wording} ({self.period})" if self.period else self.wording

    @property
    def answered_by(self) -> str:
        """How many people answered, as it may be published."""
        return at_least(self.n)

    @property
    def is_hiding(self) -> bool:
        return any(value is None for _, cells in self.lines for value in cells)


def result(
    question: Question,
    place: int,
    counts: Counts,
    *,
    versions: Sequence[QuestionVersion] | None = None,
    period: str = "",
) -> Result:
    """All numbers of the versions that asked the same, for those who read the responses."""
    asked = versions or question.versions
    kind = asked[-1].type
    offered = _labels([one for version in asked for one in version.options])
    rows = _labels([one for version in asked for one in version.rows])
    columns, lines = ONE_COLUMN, _choices(offered, counts)
    if kind is QuestionType.rank:
        columns, lines = RANKED, _places(offered, counts)
    elif kind is QuestionType.matrix:
        columns, lines = tuple(offered.values()), _table(rows, offered, counts)
    elif kind is QuestionType.number:
        columns, lines = (str(asked[-1].unit) or "Value",), _values(counts)
    elif kind is QuestionType.date:
        columns, lines = ONE_COLUMN, _years(counts)
    return Result(place, str(asked[-1].wording), kind, sum(counts.values()), columns, tuple(lines), period)


def published(found: Result) -> Result:
    """The same for everybody: nothing from which a person could be made out."""
    if found.kind is QuestionType.number:
        inner = [line for line in found.lines if line[0] in ("Middle value", "Average")]
        hidden = inner if found.n >= SMALLEST else [(label, (None,)) for label, _ in inner]
        return replace(found, lines=tuple(hidden) if found.n else ())
    if found.kind is QuestionType.matrix:
        return replace(found, lines=tuple((label, _hidden(cells)) for label, cells in found.lines))
    by_column = [_hidden(column) for column in zip(*(cells for _, cells in found.lines), strict=True)]
    labels = [label for label, _ in found.lines]
    return replace(found, lines=tuple(zip(labels, zip(*by_column, strict=True), strict=True)))


def _hidden(cells: Sequence[int | str | None]) -> Cells:
    """A breakdown by its places, small numbers and what would tell them hidden."""
    numbers = {place: value for place, value in enumerate(cells) if isinstance(value, int)}
    return tuple(suppressed(numbers).values())


def _labels(listed: Sequence[QuestionOption | QuestionRow]) -> dict[str, str]:
    """Labels by key, those of later versions before those of earlier ones."""
    return {one.key: str(one.label) for one in listed}


def _choices(offered: Mapping[str, str], counts: Counts) -> list[tuple[str, Cells]]:
    chosen: Counter[str] = Counter()
    for keys, number in counts.items():
        for key in keys:
            chosen[key] += number
    return [(label, (chosen[key],)) for key, label in offered.items()]


def _places(offered: Mapping[str, str], counts: Counts) -> list[tuple[str, Cells]]:
    best = {key: [0] * len(RANKED) for key in offered}
    for keys, number in counts.items():
        for place, key in enumerate(keys):
            for column, within in enumerate((1, 3, len(keys))):
                best[key][column] += number if place < within else 0
    return [(label, tuple(best[key])) for key, label in offered.items()]


def _table(rows: Mapping[str, str], offered: Mapping[str, str], counts: Counts) -> list[tuple[str, Cells]]:
    chosen: Counter[tuple[str, str]] = Counter()
    for keys, number in counts.items():
        for key in keys:
            chosen[cell(key)] += number
    return [(label, tuple(chosen[row, option] for option in offered)) for row, label in rows.items()]


def _values(counts: Counts) -> list[tuple[str, Cells]]:
    values = sorted(Decimal(keys[0]) for keys, number in counts.items() for _ in range(number))
    if not values:
        return []
    average = round(sum(values, Decimal()) / len(values), 2)
    named = (("Lowest", values[0]), ("Middle value", median(values)), ("Average", average), ("Highest", values[-1]))
    return [(label, (shown_number(Decimal(number_key(value))),)) for label, value in named]


def _years(counts: Counts) -> list[tuple[str, Cells]]:
    years: Counter[str] = Counter()
    for keys, number in counts.items():
        years[keys[0][:4]] += number
    return [(year, (number,)) for year, number in sorted(years.items())]
