"""Letters for groups that stay the same from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from collab.consultations.rules.opinion.matrix import Ints

LETTERS = "ABCDEFGHIJ"
"""Twice as many as there can be groups: a new group never takes the letter of one that has just gone."""


def letters(labels: Ints, people: tuple[Any, ...], before: Mapping[Any, str]) -> list[str]:
    """The letter of each group from 0. Groups take the letters with which they share most people; a new one takes the first
    letter that neither run has. Without a run before, the largest is A.
    """
    sizes = np.bincount(labels[labels >= 0])
    order = sorted(range(len(sizes)), key=lambda group: (-sizes[group], int(np.flatnonzero(labels == group)[0])))
    known = sorted(set(before.values()))
    shared = np.zeros((len(sizes), len(known)), np.int64)
    for person, label in zip(people, labels, strict=True):
        if label >= 0 and person in before:
            shared[label, known.index(before[person])] += 1
    named = {
        int(group): known[letter]
        for group, letter in zip(*linear_sum_assignment(shared, maximize=True), strict=True)
        if shared[group, letter]
    }
    free = iter([letter for letter in LETTERS if letter not in known])
    for group in order:
        if group not in named:
            named[group] = next(free)
    return [named[group] for group in range(len(sizes))]
