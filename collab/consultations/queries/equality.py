"""Reading the counts of answers about equality, as anybody may see them: small numbers are hidden from everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from collab.consultations.models import Consultation, EqualityCount, Question
from collab.consultations.queries.setup import questions
from collab.consultations.rules import results
from collab.consultations.rules.results import Result
from collab.db import db


def results_of(consultation: Consultation, asked: Sequence[Question] | None = None) -> list[Result]:
    """Question by question, in their order; of all versions of a question together. The caller has checked that it closed.

    Those who run the consultation see no more than everybody: with exact numbers, whoever watches them while letters are
    entered would learn what one person answered.
    """
    every = enumerate(questions(consultation) if asked is None else asked, 1)
    return [_result(one, place) for place, one in every if one.is_equality]


def _result(question: Question, place: int) -> Result:
    numbers: dict[str, int] = {}
    query = select(EqualityCount.option_key, EqualityCount.number).where(
        EqualityCount.question_version_id.in_([version.id for version in question.versions])
    )
    for key, number in db.session.execute(query):
        numbers[key] = numbers.get(key, 0) + number
    answered = numbers.pop("", 0)
    found = results.result(question, place, {(key,): number for key, number in numbers.items()})
    return results.published(replace(found, n=answered))
