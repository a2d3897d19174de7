"""A breakdown as bars: where each begins and how wide it is, in per cent."""

from __future__ import annotations

from dataclasses import dataclass

from collab.consultations.rules.breakdowns import Breakdown, Line

PATTERNS = 8


@dataclass(frozen=True)
class Piece:
    """A piece of a bar; `pattern` is the number of what fills it, the same as in the legend."""

    label: str
    start: float
    width: float
    number: int
    percent: int
    pattern: int


@dataclass(frozen=True)
class Bar:
    """A line of the chart with its base; nothing is drawn of what is hidden."""

    label: str
    base: int
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        return ", ".join(f"{one.label} {one.percent}%" for one in self.pieces)


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, int], ...]


def chart(one: Breakdown) -> Chart | None:
    """Where each answer is one choice, a bar for each group, in pieces; else a bar for each choice. None if nobody answered."""
    if not any(line.answered for line in one.lines):
        return None
    if one.is_one_choice and len(one.lines) > 1:
        bars = [_in_pieces(one, line) for line in one.lines]
        legend = tuple((label, place % PATTERNS) for place, label in enumerate(one.columns))
        return Chart(tuple(bar for bar in bars if bar is not None), legend)
    return Chart(tuple(_of_choice(one, place) for place in range(len(one.columns))), ())


def _in_pieces(one: Breakdown, line: Line) -> Bar | None:
    if not line.answered:
        return None
    start, pieces = 0.0, []
    for place, (label, number) in enumerate(zip(one.columns, line.cells, strict=True)):
        if number:
            width = 100 * number / line.answered
            percent = line.percentages()[place] or 0
            pieces.append(Piece(label, round(start, 2), round(width, 2), number, percent, place % PATTERNS))
            start += width
    return None if None in line.cells else Bar(line.label, line.answered, tuple(pieces))


def _of_choice(one: Breakdown, place: int) -> Bar:
    number, percent = one.all.cells[place], one.all.percentages()[place]
    if number is None or percent is None or not one.all.answered:
        return Bar(one.columns[place], one.all.answered or 0, ())
    width = round(100 * number / one.all.answered, 2)
    return Bar(one.columns[place], one.all.answered, (Piece(one.columns[place], 0, width, number, percent, 0),))
