"""The whole map of a conversation, from its votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from collab.consultations.rules.opinion import consensus, matrix
from collab.consultations.rules.opinion.clusters import Clusters, clusters
from collab.consultations.rules.opinion.components import components
from collab.consultations.rules.opinion.matrix import Counts, Floats, Ints, Votes
from collab.consultations.rules.opinion.naming import letters
from collab.consultations.rules.opinion.representative import Representative, representative
from collab.consultations.rules.opinion.words import (
    FEWEST_OF_A_GROUP,
    FEWEST_STATEMENTS,
    FEWEST_VOTES,
    SMALLEST_GROUP,
    NoGroups,
    is_shown,
)


@dataclass(frozen=True)
class Group:
    """`id` is its letter, which stays from run to run. One that is not shown is too small to stand on a page."""

    id: str
    members: tuple[Any, ...]
    representative: tuple[Representative, ...]
    is_shown: bool

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Held:
    """How much of a statement all groups hold together. `n` are the votes on it from people in groups.

    `score` is for agreeing, `against` for rejecting. Without turnout too few voted on it to say so, over all or in a group.
    """

    statement: Any
    score: float
    against: float
    agree: int
    disagree: int
    n: int
    has_turnout: bool


@dataclass(frozen=True)
class OpinionMap:
    """`consensus` has every statement, the most widely held first; over everybody as one where there are no groups.

    `no_groups`: why none may be shown; some may have been found all the same. `with_enough` people voted on enough
    statements to be in a group.
    """

    people: int
    statements: int
    with_enough: int
    grouped: int
    votes: int
    groups: tuple[Group, ...]
    consensus: tuple[Held, ...]
    no_groups: NoGroups | None
    silhouette: float
    labels: Ints
    positions: Floats

    @property
    def shown(self) -> tuple[Group, ...]:
        return () if self.no_groups else tuple(one for one in self.groups if one.is_shown)


def opinion_map(of: Votes, before: Mapping[Any, str] | None = None) -> OpinionMap:
    """`before` has the group of each person in the last run: groups keep their letters, and people their groups.

    Labels are places in `groups`, -1 for who is in none, side by side with the people of `of`, as are their positions.
    """
    enough = of.enough
    with threadpool_limits(1):  # on so little, threads cost more than they bring, and the other processors have work
        positions = components(of).positions if of.people else np.zeros((0, 2))
        made = _clusters(of, positions, enough, before or {})
    labels = np.full(len(of.people), -1, np.int64)
    if made:
        labels[enough] = made.labels
    named = letters(labels, of.people, before or {}) if made else []
    order = sorted(range(len(named)), key=named.__getitem__)
    labels = np.where(labels < 0, -1, np.argsort(order)[labels]) if made else labels
    counted = matrix.counts(of, labels, len(order)) if made else matrix.together(of)
    groups = tuple(_group(of, labels, counted, place, named[at]) for place, at in enumerate(order))
    return OpinionMap(
        people=len(of.people),
        statements=len(of.statements),
        with_enough=int(enough.sum()),
        grouped=int((labels >= 0).sum()),
        votes=len(of.rows),
        groups=groups,
        consensus=held(of, counted),
        no_groups=_why_none(of, groups, enough),
        silhouette=made.silhouette if made else 0.0,
        labels=labels,
        positions=positions,
    )


def _clusters(of: Votes, positions: Floats, enough: NDArray[np.bool_], before: Mapping[Any, str]) -> Clusters | None:
    if len(of.statements) < FEWEST_STATEMENTS or enough.sum() < FEWEST_STATEMENTS:
        return None
    known = sorted(set(before.values()))
    last = [
        known.index(before[one]) if one in before else -1 for one, is_in in zip(of.people, enough, strict=True) if is_in
    ]
    return clusters(positions[enough], np.array(last, np.int64) if known else None)


def _group(of: Votes, labels: Ints, counted: Counts, place: int, letter: str) -> Group:
    members = tuple(of.people[at] for at in np.flatnonzero(labels == place))
    telling = tuple(representative(counted, place, of.statements))
    return Group(letter, members, telling, is_shown(len(members), int((labels >= 0).sum())))


def _why_none(of: Votes, groups: tuple[Group, ...], enough: NDArray[np.bool_]) -> NoGroups | None:
    if not of.people:
        return NoGroups.no_votes
    if len(of.statements) < FEWEST_STATEMENTS:
        return NoGroups.too_few_statements
    if enough.sum() < 2 * SMALLEST_GROUP:
        return NoGroups.too_few_people
    if not groups:
        return NoGroups.all_alike
    return NoGroups.too_small if sum(one.is_shown for one in groups) < 2 else None


def held(of: Votes, counted: Counts) -> tuple[Held, ...]:
    """Every statement, by its group-informed consensus over the groups that were counted."""
    scores, against = consensus.group_informed(counted), consensus.group_informed_against(counted)
    agree, disagree, seen = (every.sum(axis=0) for every in (counted.agree, counted.disagree, counted.seen))
    turnout = (seen >= FEWEST_VOTES) & (counted.seen >= FEWEST_OF_A_GROUP).all(axis=0)
    return tuple(
        Held(
            of.statements[at], float(scores[at]), float(against[at]), int(agree[at]), int(disagree[at]), int(seen[at]),
            bool(turnout[at]),
        )
        for at in np.argsort(-scores, kind="stable")
    )  # fmt: skip
