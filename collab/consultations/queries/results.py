"""Reading the answers to closed questions as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from collab.consultations.models import Consultation, Question
from collab.consultations.queries import counted, tallies
from collab.consultations.queries.setup import questions
from collab.consultations.rules import results
from collab.consultations.rules.results import NOT_COUNTED, Result


def every(consultation: Consultation, asked: Sequence[Question] | None = None) -> list[Result]:
    """The numbers of each closed question that is asked, in their order. Excluded and withdrawn responses do not count."""
    closed = [
        (place, one)
        for place, one in enumerate(questions(consultation) if asked is None else asked, 1)
        if one.current.type not in NOT_COUNTED
    ]
    if not closed:
        return []
    types = {one.current.type for _, one in closed}
    what = ("answers", *sorted(one.value for one in types))
    counts = counted.once(consultation, what, lambda: tallies.counts(consultation, types))
    return [results.result(one, place, counts[one.id]) for place, one in closed]


def published(consultation: Consultation, asked: Sequence[Question] | None = None) -> list[Result]:
    """The same as everybody may see it. The caller has checked that feedback or outcome are published."""
    return [results.published(one) for one in every(consultation, asked)]
