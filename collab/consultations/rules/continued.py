"""Which topics of a run are candidates that were there before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from typing import TypeVar

LEAST_OVERLAP = 0.5

Key = TypeVar("Key", bound=Hashable)
Member = TypeVar("Member", bound=Hashable)


def continued(topics: Sequence[Set[Member]], before: Mapping[Key, Set[Member]]) -> list[Key | None]:
    """For each topic the candidate that it is, or None: at least half of the smaller one's answers are in both.

    Each candidate is continued once, by the topic that is likest to it.
    """
    pairs = []
    for place, topic in enumerate(topics):
        for order, (key, held) in enumerate(before.items()):
            shared = len(topic & held)
            if shared and shared >= LEAST_OVERLAP * min(len(topic), len(held)):
                pairs.append((-shared / len(topic | held), place, order, key))
    found: list[Key | None] = [None] * len(topics)
    taken = set()
    for _, place, _, key in sorted(pairs, key=lambda pair: pair[:3]):
        if found[place] is None and key not in taken:
            found[place] = key
            taken.add(key)
    return found
