"""Who voted what on which statement, kept as only the votes that there are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
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
    """From (person, statement, vote), each pair of person and statement once. People and statements must be sortable."""
    listed = list(cast)
    people, rows = _places([one[0] for one in listed])
    statements, columns = _places([one[1] for one in listed])
    order = np.lexsort((columns, rows))
    values = np.fromiter((one[2] for one in listed), np.int64, len(listed))
    return Votes(people, statements, rows[order], columns[order], values[order])


def _places(keys: Sequence[Any]) -> tuple[tuple[Any, ...], Ints]:
    known = tuple(sorted(set(keys)))
    place = {key: at for at, key in enumerate(known)}
    return known, np.fromiter((place[key] for key in keys), np.int64, len(keys))


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
