"""Closed questions by who answered: numbers, percentages with their base, what they say in a sentence, and what of it may be
published. Not having answered stands apart, and is support for nothing.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from collab.consultations.models import QuestionOption, QuestionRow, QuestionType, QuestionVersion
from collab.consultations.rules.answers import cell as parts_of
from collab.consultations.rules.answers import number_key, shown_number
from collab.consultations.rules.suppression import SMALLEST

ALL, UNANSWERED = "All responses", "Did not answer"
LEAST_COMPARED = 10
"""Groups of fewer answers are not held against each other in a sentence."""
_MOST_VALUES = 8
_ONE_CHOICE = frozenset(
    {
        QuestionType.agree5,
        QuestionType.yes_no_dontknow,
        QuestionType.single,
        QuestionType.statement_vote,
        QuestionType.number,
        QuestionType.date,
    }
)
_FOR = frozenset({"strongly_agree", "agree"})

Group = TypeVar("Group", bound=Hashable)
Counts = Mapping[Group, Mapping[tuple[str, ...], int]]
"""How many responses of a group gave exactly these keys."""


class By(enum.Enum):
    """What the answers are broken down by."""

    nothing = "all"
    respondent_type = "type"
    area = "area"
    organisation = "organisation"
    campaign = "campaign"


BY = {
    By.nothing: "All responses together",
    By.respondent_type: "Type of respondent",
    By.area: "Area",
    By.organisation: "Organisation or not",
    By.campaign: "Campaign or not",
}


@dataclass(frozen=True)
class Line:
    """A group of responses: how many chose what, how many answered and did not, how many there are. None is hidden."""

    label: str
    cells: tuple[int | None, ...]
    answered: int | None
    unanswered: int | None
    total: int | None

    def percentages(self) -> list[int | None]:
        """Of those who answered, to whole numbers."""
        return [None if self.answered is None else _percent(cell, self.answered) for cell in self.cells]

    @property
    def unanswered_percent(self) -> int | None:
        """Of all responses of the group."""
        return None if self.total is None else _percent(self.unanswered, self.total)


@dataclass(frozen=True)
class Breakdown:
    """One table. The first line is that of all responses; `part` is a row of a question that is a table itself.

    `is_one_choice` says that each answer is in one column, so that percentages come to 100.
    """

    number: int
    wording: str
    part: str
    period: str
    by: By
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    is_one_choice: bool
    supporting: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return ": ".join(one for one in (self.wording, self.part) if one) + (f" ({self.period})" if self.period else "")

    @property
    def all(self) -> Line:
        return self.lines[0]

    @property
    def is_hiding(self) -> bool:
        return any(None in (*line.cells, line.answered, line.unanswered, line.total) for line in self.lines)


def _percent(part: int | None, whole: int) -> int | None:
    """Half up, as people round; None where the part is hidden or the whole is nothing."""
    return None if part is None or not whole else (200 * part + whole) // (2 * whole)


def breakdowns(
    number: int,
    asked: Sequence[QuestionVersion],
    period: str,
    by: By,
    counts: Counts[Group],
    totals: Mapping[Group, int],
    answered_ever: Mapping[Group, int],
    names: Mapping[Group, str],
) -> list[Breakdown]:
    """The tables of versions that asked the same: one, or one for each row of a question that is a table.

    `totals` are all responses of each group, `answered_ever` those that answered the question in any of its versions; the
    groups stand in the order of `names`.
    """
    kind = asked[-1].type
    offered = _labels([one for version in asked for one in version.options])
    rows = _labels([one for version in asked for one in version.rows])
    parts: list[tuple[str, str]] = list(rows.items()) if kind is QuestionType.matrix else [("", "")]
    found = []
    for key, part in parts:
        chosen = {group: _chosen(kind, key, said) for group, said in counts.items()}
        columns = _columns(kind, offered, chosen.values())
        lines = [
            _line(names[group], chosen.get(group, []), columns, totals.get(group, 0), answered_ever.get(group, 0))
            for group in names
        ]
        everything = [one for each in chosen.values() for one in each]
        whole = _line(ALL, everything, columns, sum(totals.values()), sum(answered_ever.values()))
        found.append(
            Breakdown(
                number=number,
                wording=str(asked[-1].wording),
                part=f"{part}: put first" if kind is QuestionType.rank and part else part,
                period=period,
                by=by,
                columns=tuple(label for label, _ in columns),
                lines=(whole, *(lines if by is not By.nothing else ())),
                is_one_choice=kind in _ONE_CHOICE or kind in (QuestionType.matrix, QuestionType.rank),
                supporting=_supporting(kind, offered),
            )
        )
    return found


Chosen = list[tuple[frozenset[str], int]]
Columns = list[tuple[str, frozenset[str]]]
"""Each column's label, and the keys that count in it."""


def _labels(listed: Iterable[QuestionOption | QuestionRow]) -> dict[str, str]:
    return {one.key: str(one.label) for one in listed}


def _chosen(kind: QuestionType, row: str, said: Mapping[tuple[str, ...], int]) -> Chosen:
    """The keys that count of each answer; of a ranking the first, of a table those of one row."""
    found: Chosen = []
    for keys, number in said.items():
        mine: Iterable[str] = keys
        if kind is QuestionType.rank:
            mine = keys[:1]
        elif kind is QuestionType.matrix:
            mine = [option for part, option in map(parts_of, keys) if part == row]
        elif kind is QuestionType.date:
            mine = [key[:4] for key in keys]
        elif kind is QuestionType.number:
            mine = [number_key(Decimal(key)) for key in keys]
        if mine := frozenset(mine):
            found.append((mine, number))
    return found


def _columns(kind: QuestionType, offered: Mapping[str, str], chosen: Iterable[Chosen]) -> Columns:
    if kind not in (QuestionType.number, QuestionType.date):
        return [(label, frozenset({key})) for key, label in offered.items()]
    keys: Counter[str] = Counter()
    for each in chosen:
        for said, number in each:
            keys.update(dict.fromkeys(said, number))
    if kind is QuestionType.date:
        return [(key, frozenset({key})) for key in sorted(keys)]
    return _ranges(sorted(keys, key=Decimal), keys)


def _ranges(values: Sequence[str], often: Mapping[str, int]) -> Columns:
    """Each value for itself, or where there are many about four ranges with as many answers each."""
    if len(values) <= _MOST_VALUES:
        return [(shown_number(Decimal(key)), frozenset({key})) for key in values]
    quarter, ranges, held, number = sum(often.values()) / 4, list[list[str]](), list[str](), 0
    for key in values:
        held.append(key)
        number += often[key]
        if number >= quarter * (len(ranges) + 1) or key == values[-1]:
            ranges.append(held)
            held = []
    return [(_range(one), frozenset(one)) for one in ranges if one]


def _range(values: Sequence[str]) -> str:
    first, last = (shown_number(Decimal(key)) for key in (values[0], values[-1]))
    return first if first == last else f"{first} to {last}"


def _line(label: str, chosen: Chosen, columns: Columns, total: int, answered_ever: int) -> Line:
    cells = tuple(sum(number for keys, number in chosen if keys & column) for _, column in columns)
    answered = sum(number for _, number in chosen)
    return Line(label, cells, answered, total - max(answered_ever, answered), total)


def _supporting(kind: QuestionType, offered: Mapping[str, str]) -> tuple[int, ...]:
    """The columns that say yes to what is asked, of questions that ask for that."""
    yes = {QuestionType.agree5: _FOR, QuestionType.yes_no_dontknow: {"yes"}, QuestionType.statement_vote: {"agree"}}
    return tuple(place for place, key in enumerate(offered) if key in yes.get(kind, frozenset()))


# --- What it says ----------------------------------------------------------------------------------------------------


def finding(one: Breakdown) -> str:
    """The table in a sentence. It speaks of those who answered only."""
    if not one.all.answered:
        return "Nobody answered" if one.all.answered == 0 else "Too few answered to say more"
    what = _said(one)
    if what is None:
        return "Too few answered to say more"
    label, places = what
    share = _share(one.all, places)
    if share is None:
        return "Too few answered to say more"
    sentence = f"{share}% of those who answered chose “{label}”"
    compared = [
        (part, line.label)
        for line in one.lines[1:]
        if line.answered is not None and line.answered >= LEAST_COMPARED and (part := _share(line, places)) is not None
    ]
    if len(compared) < 2:
        return sentence
    least, most = min(compared), max(compared)
    if least[0] == most[0]:
        return f"{sentence}, in each group alike"
    return f"{sentence}: from {least[0]}% ({least[1]}) to {most[0]}% ({most[1]})"


def _said(one: Breakdown) -> tuple[str, tuple[int, ...]] | None:
    """What the sentence speaks of: agreement where that was asked, else what most chose."""
    if one.supporting:
        return "” or “".join(one.columns[place] for place in one.supporting), one.supporting
    known = [(cell, -place) for place, cell in enumerate(one.all.cells) if cell is not None]
    if not known or not max(known)[0]:
        return None
    place = -max(known)[1]
    return one.columns[place], (place,)


def _share(line: Line, places: Sequence[int]) -> int | None:
    cells = [cell for place in places if (cell := line.cells[place]) is not None]
    if len(cells) < len(places) or not line.answered:
        return None
    return _percent(sum(cells), line.answered)


# --- What of it may be published -------------------------------------------------------------------------------------


def published(one: Breakdown) -> Breakdown:
    """The same with small numbers hidden, and others with them, so that none is found by adding up a line or a column (N13)."""
    rows = [[*line.cells, line.unanswered, line.total] for line in one.lines]
    hidden = hidden_places([[number or 0 for number in row] for row in rows])
    lines = []
    for place, line in enumerate(one.lines):
        *cells, unanswered, total = (
            None if (place, column) in hidden else number for column, number in enumerate(rows[place])
        )
        is_shown = (
            total is not None and unanswered is not None and (line.answered == 0 or (line.answered or 0) >= SMALLEST)
        )
        answered = line.answered if is_shown else None
        lines.append(replace(line, cells=tuple(cells), answered=answered, unanswered=unanswered, total=total))
    return replace(one, lines=tuple(lines))


Place = tuple[int, int]


def hidden_places(rows: Sequence[Sequence[int]]) -> set[Place]:
    """The cells to hide of a table whose first line holds the totals of each column, and whose last column the size of each
    line: those below 5, and the next larger ones of the same line or column until at least two are hidden that come to 5.
    Where there are no more, the total is hidden with them.
    """
    hidden: set[Place] = set()
    width, height = len(rows[0]), len(rows)
    across = [[(row, column) for column in range(width - 1)] for row in range(height)]
    down = [[(row, column) for row in range(1, height)] for column in range(width)]
    alone = [[(0, width - 1)]]
    whole = [[*line, (row, width - 1)] for row, line in enumerate(across)]
    whole += [[*line, (0, column)] for column, line in enumerate(down)]
    while True:
        before = len(hidden)
        for places in (*across, *down, *alone):
            hidden |= set(_to_hide(places, rows, hidden))
        for places in whole:
            hidden |= set(_beside_the_only_one(places, rows, hidden))
        for row in range(height):
            if (row, width - 1) in hidden:
                hidden |= {place for place in across[row] if rows[row][place[1]]}
        if len(hidden) == before:
            return hidden


def _to_hide(places: Sequence[Place], rows: Sequence[Sequence[int]], hidden: set[Place]) -> Iterator[Place]:
    order = sorted((place for place in places if rows[place[0]][place[1]]), key=lambda at: (rows[at[0]][at[1]], at))
    held = [place for place in order if place in hidden or rows[place[0]][place[1]] < SMALLEST]
    yield from held
    number = sum(rows[row][column] for row, column in held)
    for place in order:
        if place in held:
            continue
        if not held or (len(held) > 1 and number >= SMALLEST):
            return
        held.append(place)
        number += rows[place[0]][place[1]]
        yield place


def _beside_the_only_one(places: Sequence[Place], rows: Sequence[Sequence[int]], hidden: set[Place]) -> Iterator[Place]:
    """The last place is the total of the others: a single hidden one would follow from the rest."""
    if sum(place in hidden for place in places) == 1:
        left = [place for place in places if place not in hidden and rows[place[0]][place[1]]]
        inner = [place for place in left if place != places[-1]]
        yield from [min(inner, key=lambda at: (rows[at[0]][at[1]], at))] if inner else left
