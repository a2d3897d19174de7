"""Reading the answers to closed questions as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from collab.consultations.models import Consultation, Question, QuestionType
from collab.consultations.queries import counted, tallies
from collab.consultations.queries.setup import questions
from collab.consultations.queries.tallies import ByVersion
from collab.consultations.rules import results, versions
from collab.consultations.rules.results import NOT_COUNTED, Result


def every(consultation: Consultation, asked: Sequence[Question] | None = None) -> list[Result]:
    """The numbers of each closed question that is asked, in their order. Excluded and withdrawn responses do not count.

    A question that was changed while people answered has a table for each of what it asked, where anybody answered it.
    """
    closed = [
        (place, one)
        for place, one in enumerate(questions(consultation) if asked is None else asked, 1)
        if one.current.type not in NOT_COUNTED and not one.is_equality and not _is_imported_vote(consultation, one)
    ]
    if not closed:
        return []
    types = {one.current.type for _, one in closed}
    what = ("answers", *sorted(one.value for one in types))
    counts = counted.once(consultation, what, lambda: tallies.counts(consultation, types))
    return [found for place, one in closed for found in _of(one, place, counts)]


def _is_imported_vote(consultation: Consultation, question: Question) -> bool:
    """Votes that were cast elsewhere were public there, and stand in a table of their own."""
    return bool(consultation.import_key) and question.current.type is QuestionType.statement_vote


def published(consultation: Consultation, asked: Sequence[Question] | None = None) -> list[Result]:
    """The same as everybody may see it. The caller has checked that feedback or outcome are published."""
    return [results.published(one) for one in every(consultation, asked)]


def _of(question: Question, place: int, counts: ByVersion) -> list[Result]:
    runs = versions.runs(question.versions)
    found = []
    for number, run in enumerate(runs):
        together = sum((counts.get(version.id, Counter()) for version in run), Counter())
        if together or run is runs[-1]:
            period = versions.period(runs, number)
            found.append(results.result(question, place, together, versions=run, period=period))
    return found
