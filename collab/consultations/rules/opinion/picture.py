"""The drawing of a map: where each point lies, which shape it has, and how large it is. Plain values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from collab.consultations.rules.opinion.findings import Findings, Point

WIDTH, HEIGHT = 640, 400
_EDGE = 36
_SMALLEST, _LARGEST = 9.0, 26.0
_CORNERS = {1: (4, pi / 4, 1.25), 2: (3, -pi / 2, 1.55), 3: (4, 0.0, 1.25), 4: (5, -pi / 2, 1.15)}
"""Groups are told apart by shape, pattern, colour and letter: circle, square, triangle, diamond, pentagon. Corners, the first of
them, and how much further out they lie, so that all shapes have the area of the circle.
"""


@dataclass(frozen=True)
class Mark:
    """A point as it is drawn: a circle where `corners` is empty. `is_lettered`: there is room for its letter."""

    x: float
    y: float
    radius: float
    corners: str
    people: int

    @property
    def is_lettered(self) -> bool:
        return self.radius >= _SMALLEST + 3


@dataclass(frozen=True)
class GroupMarks:
    """`kind` from 0 to 4 is its shape, pattern and colour, which go with its letter."""

    letter: str
    size: int
    kind: int
    marks: tuple[Mark, ...]


def picture(found: Findings) -> tuple[GroupMarks, ...]:
    """Distances are those of the map: both directions have the same scale. Empty without points."""
    if not found.points:
        return ()
    left, right = min(one.x for one in found.points), max(one.x for one in found.points)
    low, high = min(one.y for one in found.points), max(one.y for one in found.points)
    scale = min((WIDTH - 2 * _EDGE) / max(right - left, 1e-9), (HEIGHT - 2 * _EDGE) / max(high - low, 1e-9), 400)
    most = max(one.people for one in found.points)

    def mark(one: Point, kind: int) -> Mark:
        x = WIDTH / 2 + (one.x - (left + right) / 2) * scale
        y = HEIGHT / 2 - (one.y - (low + high) / 2) * scale
        radius = max(_SMALLEST, _LARGEST * sqrt(one.people / most))
        return Mark(round(x, 1), round(y, 1), round(radius, 1), _corners(kind, x, y, radius), one.people)

    drawn = []
    for place, group in enumerate(found.groups):
        kind = (ord(group.id) - ord("A")) % 5
        mine: Sequence[Point] = sorted((one for one in found.points if one.group == place), key=lambda one: -one.people)
        drawn.append(GroupMarks(group.id, group.size, kind, tuple(mark(one, kind) for one in mine)))
    return tuple(drawn)


def _corners(kind: int, x: float, y: float, radius: float) -> str:
    if kind not in _CORNERS:
        return ""
    number, start, further = _CORNERS[kind]
    turns = [start + 2 * pi * one / number for one in range(number)]
    return " ".join(f"{x + further * radius * cos(turn):.1f},{y + further * radius * sin(turn):.1f}" for turn in turns)
