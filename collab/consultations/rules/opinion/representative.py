"""Which statements tell a group from all others, by the tests that Polis uses.

compdemocracy/polis: math/src/polismath/math/{stats,repness}.clj. Each count is raised by one before it is divided, so that a
share of very few is never 0 or 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from collab.consultations.rules.opinion.matrix import Counts, Floats, Ints

SIGNIFICANT = 1.2815515655446004
"""The 90th percentile of the normal distribution: one-tailed, at 90 %."""
MOST = 5


@dataclass(frozen=True)
class Representative:
    """What a group holds more than others. `n` are those of the group who voted on it, `chose` those who voted so.

    `times`: how many times likelier it is to vote so in the group than outside. `z`: of that difference.
    """

    statement: Any
    is_agree: bool
    chose: int
    n: int
    times: float
    z: float


@dataclass(frozen=True)
class _Side:
    """For agreeing or for disagreeing, over all statements: the share and its z, the ratio to the others and its z."""

    chose: Ints
    share: Floats
    share_z: Floats
    times: Floats
    times_z: Floats

    @property
    def is_telling(self) -> Any:
        return (self.share_z > SIGNIFICANT) & (self.times_z > SIGNIFICANT)

    @property
    def metric(self) -> Floats:
        return np.asarray(self.times * self.times_z * self.share * self.share_z, np.float64)


def share(chose: Ints, n: Ints) -> Floats:
    """With one more of each side, so that it is never 0 or 1."""
    return np.asarray((chose + 1) / (n + 2), np.float64)


def one_proportion(chose: Ints, n: Ints) -> Floats:
    """The z of a share against one half."""
    return np.asarray(2 * np.sqrt(n + 1) * ((chose + 1) / (n + 1) - 0.5), np.float64)


def two_proportions(chose: Ints, n: Ints, others: Ints, of_others: Ints) -> Floats:
    """The z of a share against that of the others."""
    mine, theirs = (chose + 1) / (n + 1), (others + 1) / (of_others + 1)
    pooled = (chose + others + 2) / (n + of_others + 2)
    spread = np.sqrt(np.maximum(0, pooled * (1 - pooled)) * (1 / (n + 1) + 1 / (of_others + 1)))
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody differs where there is no spread
        found: Floats = np.where(spread > 0, (mine - theirs) / spread, 0.0)
    return found


def representative(of: Counts, group: int, statements: tuple[Any, ...], most: int = MOST) -> list[Representative]:
    """The most telling first, those that the group agrees with before those that it rejects. With one group only, none.

    The statement with which the group agrees best is always among them; where nothing tells the group apart, the nearest to
    it is.
    """
    if len(of.seen) < 2:
        return []
    others, n = of.besides(group), of.seen[group]
    agree = _side(of.agree[group], n, others.agree, others.seen)
    disagree = _side(of.disagree[group], n, others.disagree, others.seen)
    first = _best_agreed(agree, (of.agree[group] + of.disagree[group]) > 0)
    for_agree = agree.times_z > disagree.times_z
    telling = np.flatnonzero(agree.is_telling | disagree.is_telling)
    if first is None and not len(telling):
        first = int(np.argmax(np.maximum(agree.times_z, disagree.times_z)))
    metric = np.where(for_agree, agree.metric, disagree.metric)
    ranked = [int(at) for at in telling[np.argsort(-metric[telling], kind="stable")]]
    taken = ranked if first is None else [first, *(at for at in ranked if at != first)]
    found = [
        _row(statements[at], agree if for_agree[at] else disagree, at, int(n[at]), is_agree=bool(for_agree[at]))
        for at in taken[:most]
    ]
    return sorted(found, key=lambda one: not one.is_agree)


def _side(chose: Ints, n: Ints, others: Ints, of_others: Ints) -> _Side:
    mine = share(chose, n)
    return _Side(
        chose,
        mine,
        one_proportion(chose, n),
        mine / share(others, of_others),
        two_proportions(chose, n, others, of_others),
    )


def _best_agreed(agree: _Side, has_votes: Any) -> int | None:
    """Where the group agrees most, by how telling it is once something is telling, else by its share alone."""
    best: int | None = None
    for at in np.flatnonzero(has_votes):
        if best is None:
            beats = agree.share_z[at] > SIGNIFICANT or (agree.times[at] > 1 and agree.share[at] > 0.5)
        elif agree.times[best] > 1:
            beats = agree.metric[at] > agree.metric[best]
        else:
            beats = agree.share[at] * agree.share_z[at] > agree.share[best] * agree.share_z[best]
        if beats:
            best = int(at)
    return best


def _row(statement: Any, side: _Side, at: int, n: int, *, is_agree: bool) -> Representative:
    return Representative(statement, is_agree, int(side.chose[at]), n, float(side.times[at]), float(side.times_z[at]))
