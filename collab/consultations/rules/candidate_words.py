"""Words about candidate themes."""

from __future__ import annotations

from collab.consultations.models import CandidateState

STATE = {
    CandidateState.proposed: "Found by the computer",
    CandidateState.adopted: "Became a theme",
    CandidateState.merged: "Went into another candidate",
    CandidateState.dropped: "Dropped",
}
SURE, FAIRLY_SURE = 85, 60


def sureness(per_cent: int) -> str:
    """How sure a candidate is, by how far it comes out again when only half of the answers are looked at."""
    if per_cent >= SURE:
        return "Sure"
    return "Fairly sure" if per_cent >= FAIRLY_SURE else "Unsure"


def nothing_found(different: int, fewest: int) -> str:
    """Why a run found no candidate."""
    if different < fewest:
        plural = "" if different == 1 else "s"
        return f"There are too few answers for the computer: {different:,} different one{plural}. It takes {fewest} or more."
    return "No words stood out: the answers say much the same, or have too few words in common."
