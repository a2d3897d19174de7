"""Giving answers to people to read, in portions, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import take_up
from collab.consultations.models import Consultation, Question, Reading
from collab.consultations.queries import assignments as queries
from collab.db import db, portions
from collab.errors import Problem, Refused

MOST = 5_000
"""So many answers are given at once."""


@permitted(policy.can_analyse)
def assign(consultation: Consultation, question: Question, *, person_id: str, number: int, by: Viewer) -> int:
    """Gives a person the next answers that are not coded and that nobody has; returns how many there were."""
    take_up(consultation, by=by)
    person = queries.analyst(consultation, person_id)
    problems = [] if person else [Problem("Choose who reads them", field="person_id")]
    if not 0 < number <= MOST:
        problems.append(Problem(f"Enter a number of answers from 1 to {MOST:,}", field="number"))
    if problems or person is None:
        raise Refused(problems)
    given = queries.next_free(question, number)
    if not given:
        raise Refused("Each answer that is not coded yet is given to somebody already")
    _give(question, given, {"assigned_to_id": person.id, "assigned_at": clock.now(), "assigned_by_id": by.person_id})
    _record(question, Event.answers_assigned, by, person=person.id, answers=len(given))
    return len(given)


@permitted(policy.can_analyse)
def take_back(consultation: Consultation, question: Question, *, person_id: UUID, by: Viewer) -> int:
    """Takes back what a person has not coded yet; returns how many answers are free again. Done twice it is done once."""
    take_up(consultation, by=by)
    free = queries.unfinished(question, person_id)
    if free:
        _give(question, free, {"assigned_to_id": None, "assigned_at": None, "assigned_by_id": None})
        _record(question, Event.answers_taken_back, by, person=person_id, answers=len(free))
    return len(free)


def _give(question: Question, ids: Sequence[UUID], to: dict[str, Any]) -> None:
    """The version of each answer stays: who reads it next changes nothing of what an open page would save."""
    for some in portions(ids):
        here = (Reading.question_id == question.id, Reading.submission_id.in_(some))
        db.session.execute(update(Reading).where(*here).values(to), execution_options={"synchronize_session": False})
    db.session.expire_all()


def _record(question: Question, event: Event, by: Viewer, *, person: UUID, answers: int) -> None:
    about = {"question": question.number, "person": str(person), "answers": answers}
    record(RootKind.consultation, question.consultation_id, event, by=by, about=about)
