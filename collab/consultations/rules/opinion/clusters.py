"""Opinion groups: k-means with as many groups as make them most distinct."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans

from collab.consultations.rules.opinion.matrix import Floats, Ints

FEWEST, MOST = 2, 5
PEOPLE_EACH = 10
"""No more groups are looked for than could have so many people each: what is found among fewer changes with every vote."""
NO_DIFFERENCE = 0.03
"""Silhouettes as near as this to the best are as good, and the fewest groups are taken."""
HELD = 0.05
"""The number of groups of the last run is kept while its silhouette is as near as this to the best."""
LARGE = 1000
BASE = 100
"""More than LARGE people are first put into so many small clusters, and those into groups, as Polis does."""
_STARTS = 2
_SEED = 0


@dataclass(frozen=True)
class Clusters:
    """`labels`: a group from 0 for each point. `silhouette` says how distinct they are, from -1 to 1."""

    labels: Ints
    number: int
    silhouette: float


def clusters(points: Floats, before: Ints | None = None) -> Clusters | None:
    """None where no two points differ. `before` has the group of each point in the last run, -1 for who was in none.

    Groups start from those of the last run too, so that a vote more moves nobody who stood well inside a group. They are the same
    in whatever order the points come: k-means, which takes some of them to start from, gets them in the order of where they lie.
    """
    order = in_order(points)
    found = _clusters(points[order], None if before is None else before[order])
    if found is None:
        return None
    labels = np.empty(len(points), np.int64)
    labels[order] = found.labels
    return Clusters(labels, found.number, found.silhouette)


def in_order(points: Floats) -> Ints:
    """The places of the points from left to right, and from low to high where they are level."""
    near = np.round(points, 6)
    return np.lexsort((near[:, 1], near[:, 0]))


def _clusters(points: Floats, before: Ints | None) -> Clusters | None:
    base, weights, centres = _base(points)
    distances = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    most = min(MOST, max(FEWEST, len(points) // PEOPLE_EACH), _distinct(centres))
    tree = linkage(centres, "ward")
    found = []
    for number in range(FEWEST, most + 1):
        labels = _grouped(centres, weights, number, tree, _starts(points, before, number))
        found.append(Clusters(labels, number, silhouette(distances, weights, labels)))
    if not found:
        return None
    chosen = _chosen(found, _groups_of(before))
    return Clusters(chosen.labels[base], chosen.number, chosen.silhouette)


def _base(points: Floats) -> tuple[Ints, Ints, Floats]:
    """The base cluster of each point, how many points each has, and where they are; of few points each is its own."""
    if len(points) <= LARGE:
        return np.arange(len(points)), np.ones(len(points), np.int64), points
    number = min(BASE, _distinct(points))
    made = KMeans(number, n_init=1, max_iter=20, random_state=_SEED).fit(points)
    used, base, weights = np.unique(made.labels_, return_inverse=True, return_counts=True)
    return base, weights, made.cluster_centers_[used]


def _distinct(points: Floats) -> int:
    return len(np.unique(np.round(points, 6), axis=0))


def _groups_of(before: Ints | None) -> int:
    return 0 if before is None else len(np.unique(before[before >= 0]))


def _starts(points: Floats, before: Ints | None, number: int) -> Floats | None:
    """The middles of the last run's groups, if there were so many."""
    if before is None or _groups_of(before) != number:
        return None
    return np.array([points[before == label].mean(axis=0) for label in np.unique(before[before >= 0])])


def _grouped(centres: Floats, weights: Ints, number: int, tree: Floats, starts: Floats | None) -> Ints:
    """The best of k-means from the branches of the tree and from points taken at random."""
    branch = fcluster(tree, number, criterion="maxclust")
    middles = np.array([centres[branch == one].mean(axis=0) for one in np.unique(branch)])
    found = KMeans(number, n_init=_STARTS, random_state=_SEED).fit(centres, sample_weight=weights)
    if len(middles) == number:
        grown = KMeans(number, init=middles, n_init=1).fit(centres, sample_weight=weights)
        found = min(grown, found, key=lambda one: one.inertia_)
    if starts is not None:
        again = KMeans(number, init=starts, n_init=1).fit(centres, sample_weight=weights)
        if again.inertia_ <= found.inertia_ * (1 + NO_DIFFERENCE):
            found = again
    return np.asarray(found.labels_, np.int64)


def silhouette(distances: Floats, weights: Ints, labels: Ints) -> float:
    """The mean over people of how much nearer they are to their own group than to the next, as if every base cluster held its
    people in one point. With weights of 1 it is the usual one.
    """
    own = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(own, weights=weights)
    sums = distances @ np.where(own[:, None] == np.arange(len(sizes)), weights[:, None], 0)
    at = np.arange(len(labels))
    inside = sums[at, own] / np.maximum(1, sizes[own] - 1)
    means = sums / sizes
    means[at, own] = np.inf
    nearest = means.min(axis=1)
    widest = np.maximum(inside, nearest)
    each = np.divide(nearest - inside, widest, out=np.zeros(len(labels)), where=widest > 0)
    each[sizes[own] == 1] = 0
    return float(np.average(each, weights=weights))


def _chosen(found: list[Clusters], last: int) -> Clusters:
    best = max(one.silhouette for one in found)
    for one in found:
        if one.number == last and one.silhouette >= best - HELD:
            return one
    return next(one for one in found if one.silhouette >= best - NO_DIFFERENCE)
