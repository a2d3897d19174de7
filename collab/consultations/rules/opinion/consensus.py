"""What all groups hold: group-informed consensus, and what most people hold where there are no groups."""

from __future__ import annotations

import numpy as np

from collab.consultations.rules.opinion.matrix import Counts, Floats
from collab.consultations.rules.opinion.representative import MOST, SIGNIFICANT, one_proportion, share


def group_informed(of: Counts) -> Floats:
    """For each statement the product over groups of (agrees + 1) / (votes + 2): high only if it is high in every group."""
    return np.asarray(share(of.agree, of.seen).prod(axis=0), np.float64)


def group_informed_against(of: Counts) -> Floats:
    """The same for disagreeing."""
    return np.asarray(share(of.disagree, of.seen).prod(axis=0), np.float64)


def majority(of: Counts, *, agrees: bool, most: int = MOST) -> list[int]:
    """Places of the statements that most of everybody agree with, or reject, and not by chance; the clearest first.

    `of` holds everybody as one group.
    """
    chose, n = (of.agree if agrees else of.disagree)[0], of.seen[0]
    mine, z = share(chose, n), one_proportion(chose, n)
    clear = np.flatnonzero((mine > 0.5) & (z > SIGNIFICANT))
    return [int(at) for at in clear[np.argsort(-(mine * z)[clear], kind="stable")]][:most]
