"""Who was reached, of those who should be: counted for those who run it, and as it may be published."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from collab.accounts.models import Nation
from collab.consultations.models import RespondentType
from collab.consultations.rules.suppression import suppressed

SMALLEST = 10
STEP = 5
"""Published numbers are rounded down to this, as the table of respondents by type could be subtracted from them."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Whose:
    """Responses that are alike in who sent them and from where."""

    respondent_type: RespondentType
    area_id: UUID | None
    nation: Nation | None


@dataclass(frozen=True)
class Counts:
    """What makes a response one of a group. What is empty, everything fits."""

    respondent_types: frozenset[RespondentType]
    nation: Nation | None
    area_id: UUID | None

    def fits(self, one: Whose) -> bool:
        type_fits = not self.respondent_types or one.respondent_type in self.respondent_types
        nation_fits = self.nation is None or one.nation is self.nation
        return type_fits and nation_fits and (self.area_id is None or one.area_id == self.area_id)


def responded(counts: Counts, responses: Mapping[Whose, int]) -> int:
    """How many responses count as the group's. One response can count for several groups."""
    return sum(number for one, number in responses.items() if counts.fits(one))


def published(numbers: Mapping[Key, int]) -> dict[Key, int | None]:
    """The numbers of a map for everybody: None where small or needed to hide a small one, rounded down elsewhere.

    Zero stays zero: that nobody of a group responded is what a map is for.
    """
    return {
        key: None if number is None else number // STEP * STEP for key, number in suppressed(numbers, SMALLEST).items()
    }


def at_least_words(number: int | None) -> str:
    """A published number in words."""
    if number is None:
        return "Not shown"
    return f"At least {number:,}" if number else "None"


def missing_words(target: int, number: int | None) -> str:
    """How many of the target did not respond, as it may be published. Silence is a number of its own, never a view."""
    if number is None:
        return "Not shown"
    left = target - number
    if left <= 0:
        return "None"
    return f"Up to {left:,}" if number else f"{left:,}"
