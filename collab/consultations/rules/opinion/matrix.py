"""Who voted what on which statement, kept as only the votes that there are."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
FEWEST_VOTES_OF_ONE = 7
"""As Polis has it: who voted on fewer statements is counted in every figure, and in no group."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Votes:
    """Three arrays side by side, one place a vote: the row of `people`, the column of `statements`, and what was voted.

    `people` and `statements` are sorted, and hold only those with a vote.
    """

    people: tuple[Any, ...]
    statements: tuple[Any, ...]
    rows: Ints
    columns: Ints
    values: Ints

    @property
    def by_person(self) -> Ints:
        """How many statements each voted on."""
        return np.bincount(self.rows, minlength=len(self.people))

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Who voted on enough statements to be in a group."""
        return self.by_person >= min(FEWEST_VOTES_OF_ONE, len(self.statements))


def votes(cast: Iterable[tuple[Hashable, Hashable, int]]) -> Votes:
    """From (person, statement, vote); of several of one person on a statement the last counts. Both must be sortable."""
    people: dict[Any, int] = {}
    statements: dict[Any, int] = {}
    rows, columns, values = array("q"), array("q"), array("q")
    for person, statement, vote in cast:
        rows.append(people.setdefault(person, len(people)))
        columns.append(statements.setdefault(statement, len(statements)))
        values.append(vote)
    known, row = _sorted(people, rows)
    asked, column = _sorted(statements, columns)
    order = np.lexsort((column, row))
    row, column, value = row[order], column[order], np.array(values, np.int64)[order]
    last = np.append((np.diff(row) != 0) | (np.diff(column) != 0), True) if len(row) else np.zeros(0, np.bool_)
    return Votes(known, asked, row[last], column[last], value[last])


def _sorted(known: Mapping[Any, int], places: array[int]) -> tuple[tuple[Any, ...], Ints]:
    """The keys in their order, and the places that were given as they came, as places in that order."""
    ordered = tuple(sorted(known))
    moved = np.empty(len(ordered), np.int64)
    moved[[known[key] for key in ordered]] = np.arange(len(ordered))
    return ordered, moved[np.array(places, np.int64)]


@dataclass(frozen=True)
class Counts:
    """How often each group voted what on each statement: arrays of groups by statements."""

    agree: Ints
    disagree: Ints
    seen: Ints

    def besides(self, group: int) -> Counts:
        """Of everybody in another group than this."""
        return Counts(*(every.sum(axis=0) - every[group] for every in (self.agree, self.disagree, self.seen)))


def counts(of: Votes, labels: Ints, groups: int) -> Counts:
    """`labels` has a group from 0 for each person, and -1 for who is in none."""
    group = labels[of.rows]
    wide = len(of.statements)

    def counted(which: NDArray[np.bool_]) -> Ints:
        cells = group[which] * wide + of.columns[which]
        return np.bincount(cells, minlength=groups * wide).reshape(groups, wide)

    inside = group >= 0
    return Counts(counted(inside & (of.values == AGREE)), counted(inside & (of.values == DISAGREE)), counted(inside))


def together(of: Votes) -> Counts:
    """Everybody as one group, those with few votes too."""
    return counts(of, np.zeros(len(of.people), np.int64), 1)
