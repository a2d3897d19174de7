"""The two directions in which opinions differ most, and where each person stands on them.

A missing vote counts as the average of the statement. Then what is left of it after taking the average away is nothing, so the
matrix holds only the votes that were cast, and its covariance is exact whatever is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from collab.consultations.rules.opinion.matrix import Floats, Votes

DIRECTIONS = 2
_NOTHING = 1e-9


@dataclass(frozen=True)
class Components:
    """`directions`: one row a direction, one column a statement, of length 1. `positions`: one row a person.

    `shares`: how much of all difference each direction holds. A direction in which nobody differs is all 0.
    """

    directions: Floats
    positions: Floats
    shares: Floats


def components(of: Votes) -> Components:
    """Exact. Positions of people with few votes are stretched, as Polis does, so that they do not all lie in the middle."""
    centred = _centred(of)
    directions, strengths = _directions(centred)
    positions = np.asarray(centred @ directions.T)
    stretched = np.sqrt(len(of.statements) / np.maximum(1, of.by_person))
    whole = float(centred.multiply(centred).sum())
    shares = strengths / whole if whole > _NOTHING else np.zeros(DIRECTIONS)
    return Components(directions, positions * stretched[:, None], shares)


def _centred(of: Votes) -> sparse.csr_array:
    wide = len(of.statements)
    seen = np.bincount(of.columns, minlength=wide)
    average = np.bincount(of.columns, weights=of.values, minlength=wide) / np.maximum(1, seen)
    return sparse.csr_array((of.values - average[of.columns], (of.rows, of.columns)), shape=(len(of.people), wide))


def _directions(centred: sparse.csr_array) -> tuple[Floats, Floats]:
    """From the smaller of the two products, people by people or statements by statements."""
    people, wide = centred.shape
    across = people < wide
    product = (centred @ centred.T if across else centred.T @ centred).toarray()
    strengths, vectors = np.linalg.eigh(product)
    found, held = np.zeros((DIRECTIONS, wide)), np.zeros(DIRECTIONS)
    for place in range(min(DIRECTIONS, len(strengths))):
        strength, vector = strengths[-1 - place], vectors[:, -1 - place]
        if strength > _NOTHING:
            direction = centred.T @ vector / np.sqrt(strength) if across else vector
            found[place], held[place] = direction * np.sign(direction[np.argmax(np.abs(direction))]), strength
    return found, held
