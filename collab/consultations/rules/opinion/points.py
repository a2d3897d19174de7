"""Where people stand, drawn so that nobody stands alone: each point is the middle of several who think alike."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from collab.consultations.rules.opinion.clusters import in_order
from collab.consultations.rules.opinion.matrix import Floats, Ints

FEWEST_IN_A_POINT = 5
_PEOPLE_A_POINT, _MOST_OF_A_GROUP = 8, 40


def points(positions: Floats, labels: Ints, groups: int) -> list[list[float]]:
    """(group, x, y, people) of each point: those of one group who are nearest to each other, and never fewer than five."""
    found = []
    with threadpool_limits(1):
        for group in range(groups):
            mine = positions[labels == group]
            for middle, people in _of_a_group(mine[in_order(mine)]):
                found.append([group, round(float(middle[0]), 3), round(float(middle[1]), 3), people])
    return found


def _of_a_group(mine: Floats) -> list[tuple[Floats, int]]:
    distinct = len(np.unique(np.round(mine, 6), axis=0))
    number = max(1, min(len(mine) // _PEOPLE_A_POINT, _MOST_OF_A_GROUP, distinct))
    labels = KMeans(number, n_init=1, max_iter=20, random_state=0).fit(mine).labels_
    return [(mine[labels == one].mean(axis=0), int((labels == one).sum())) for one in np.unique(_joined(mine, labels))]


def _joined(mine: Floats, labels: Ints) -> Ints:
    """The smallest join their nearest, in place, until none is too small."""
    while True:
        names, sizes = np.unique(labels, return_counts=True)
        if sizes.min() >= FEWEST_IN_A_POINT or len(names) == 1:
            return labels
        smallest = names[np.argmin(sizes)]
        middles = np.array([mine[labels == one].mean(axis=0) for one in names])
        apart = np.linalg.norm(middles - middles[np.argmin(sizes)], axis=1)
        apart[np.argmin(sizes)] = np.inf
        labels[labels == smallest] = names[np.argmin(apart)]
