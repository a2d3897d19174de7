"""A map as pages need it: plain values that can be kept as JSON, of the groups that may be shown and of nobody alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from collab.consultations.rules.opinion import consensus, matrix
from collab.consultations.rules.opinion.findings import Drawn
from collab.consultations.rules.opinion.maps import Group, OpinionMap, opinion_map
from collab.consultations.rules.opinion.matrix import Counts, Ints, Votes
from collab.consultations.rules.opinion.points import points
from collab.consultations.rules.opinion.representative import representative
from collab.consultations.rules.opinion.words import SMALLEST_GROUP

_PLACES = 4


def drawn(
    cast: Iterable[tuple[str, str, int]],
    *,
    before: Mapping[str, str],
    left_out: Collection[str],
    kinds: Mapping[str, str],
) -> Drawn:
    """From (person, statement, vote), the groups of the last run, the statements to leave out, and who each person said they are.

    Groups too small to be shown leave no trace in the content but how many people are in them.
    """
    voted: set[str] = set()

    def on_the_map() -> Iterator[tuple[str, str, int]]:
        for person, statement, vote in cast:
            voted.add(person)
            if statement not in left_out:
                yield person, statement, vote

    of = matrix.votes(on_the_map())
    found = opinion_map(of, before)
    shown = {one.id: place for place, one in enumerate(found.shown)}
    places = np.array([shown.get(one.id, -1) for one in found.groups] + [-1])
    labels = places[found.labels]
    everybody = matrix.together(of)
    counted = matrix.counts(of, labels, len(shown)) if shown else everybody
    content = {
        "people": len(voted),
        "with_enough": found.with_enough,
        "votes": found.votes,
        "reason": found.no_groups.value if found.no_groups else None,
        "silhouette": round(found.silhouette, _PLACES),
        "hidden": found.grouped - int((labels >= 0).sum()) if shown else 0,
        "groups": [_group(one, counted, of, place) for place, one in enumerate(found.shown)],
        "statements": _statements(of, everybody, counted, has_groups=bool(shown)),
        "points": points(found.positions, labels, len(shown)),
        "kinds": _kinds(of, labels, len(shown), kinds),
    }
    return Drawn(content, _groups(found))


def _groups(found: OpinionMap) -> dict[str, str]:
    return {person: group.id for group in found.groups for person in group.members}


def _group(one: Group, counted: Counts, of: Votes, place: int) -> dict[str, Any]:
    """Against the other groups that are shown: the others' votes are in no figure."""
    return {
        "id": one.id,
        "size": one.size,
        "holds": [
            [held.statement, held.is_agree, held.chose, held.n, round(held.times, _PLACES)]
            for held in representative(counted, place, of.statements)
        ],
    }


def _statements(of: Votes, everybody: Counts, counted: Counts, *, has_groups: bool) -> list[dict[str, Any]]:
    scores, against = consensus.group_informed(counted), consensus.group_informed_against(counted)
    return [
        {
            "id": statement,
            "all": _cell(everybody, 0, at),
            "score": round(float(scores[at]), _PLACES),
            "against": round(float(against[at]), _PLACES),
            "groups": [_cell(counted, group, at) for group in range(len(counted.seen))] if has_groups else [],
        }
        for at, statement in enumerate(of.statements)
    ]


def _cell(of: Counts, group: int, at: int) -> list[int]:
    return [int(of.agree[group, at]), int(of.disagree[group, at]), int(of.seen[group, at])]


def _kinds(of: Votes, labels: Ints, groups: int, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of each kind of people who voted how many are in which group, and how those with enough people voted."""
    named = sorted({kinds[person] for person in of.people if person in kinds})
    kind = np.array([named.index(kinds[person]) if person in kinds else -1 for person in of.people], np.int64)
    counted = matrix.counts(of, kind, len(named))
    found = []
    for place, name in enumerate(named):
        mine = kind == place
        size = int(mine.sum())
        votes = [_cell(counted, place, at) for at in range(len(of.statements))] if size >= SMALLEST_GROUP else []
        by_group = [int((mine & (labels == group)).sum()) for group in range(groups)]
        found.append({"kind": name, "people": size, "groups": by_group, "votes": votes})
    return found
