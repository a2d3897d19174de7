"""Which responses everybody may read, and under what name (N8)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from collab.consultations.models import PublishPreference
from collab.consultations.rules.suppression import suppressed

ANONYMOUS = "Anonymous"


class Standing(enum.Enum):
    """Where a response is on its way to being published. Each response has one."""

    ready = "ready"
    to_check = "to_check"
    withheld = "withheld"
    without_words = "without_words"
    counted_only = "counted_only"
    confidential = "confidential"
    left_out = "left_out"


STANDING = {
    Standing.ready: "Checked, and published with the feedback or the government response",
    Standing.to_check: "May be published, and waits to be checked",
    Standing.withheld: "Checked, and withheld as a whole",
    Standing.without_words: "May be published, and says nothing in words",
    Standing.counted_only: "Only counted, as their senders wished",
    Standing.confidential: "Confidential, as their senders asked",
    Standing.left_out: "Left out of the analysis, or withdrawn",
}
"""For those who check responses."""

_TO_EVERYBODY = (
    ("Sent to be counted only, or in confidence", (Standing.counted_only, Standing.confidential)),
    ("Without an answer in words that can be shown", (Standing.without_words, Standing.withheld)),
    ("Not checked yet", (Standing.to_check,)),
    ("Left out of the analysis, or withdrawn", (Standing.left_out,)),
)


@dataclass(frozen=True)
class PublishedAnswer:
    """An answer in words as everybody reads it; empty where it is withheld."""

    number: int
    question: str
    words: str


@dataclass(frozen=True)
class Published:
    """A response as everybody reads it: nothing of when it came, of its receipt, or of who and where its sender is.

    `id` is drawn at random when the response is first checked, and is good for nothing but naming it in public. What was
    chosen to closed questions is left to the totals, in which small numbers are hidden: here it would give them away.
    """

    id: UUID
    name: str
    answers: tuple[PublishedAnswer, ...]


def public_name(preference: PublishPreference, *, name: str, organisation: str) -> str:
    """What a response is published under; that of the organisation goes before that of whoever writes for it."""
    if preference is PublishPreference.publish_with_name:
        return organisation or name or ANONYMOUS
    if preference is PublishPreference.publish_organisation_name_only:
        return organisation or ANONYMOUS
    return ANONYMOUS


def not_listed(standings: Mapping[Standing, int]) -> list[tuple[str, int | None]]:
    """(why, how many) of the responses that are not listed; None where the number is hidden, as it is small (N13)."""
    cells = {why: sum(standings[one] for one in held) for why, held in _TO_EVERYBODY}
    return [(why, number) for why, number in suppressed(cells).items() if number != 0]
