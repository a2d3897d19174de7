"""Who can be given answers to read, and how many each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from collab.accounts import queries as accounts
from collab.accounts.models import Membership, Person
from collab.accounts.policy import PERMISSIONS, Permission
from collab.consultations import policy
from collab.consultations.models import Consultation, Question, Reading
from collab.consultations.models import readings as states
from collab.consultations.queries import as_id
from collab.db import db


@dataclass(frozen=True)
class Portion:
    """What a person was given of a question."""

    person: Person
    answers: int
    uncoded: int


def analysts(consultation: Consultation) -> list[Membership]:
    """Those who may read and code responses, by organisation and name."""
    bodies = {one.organisation_id: one.position for one in consultation.runners if one.role in policy.CONTROLLERS}
    held = [one for one in accounts.members_with(list(bodies)) if _may_analyse(one)]
    return sorted(held, key=lambda one: (bodies[one.organisation_id], one.person.name, str(one.person_id)))


def _may_analyse(membership: Membership) -> bool:
    return any(Permission.analyse in PERMISSIONS[one.role] for one in membership.roles)


def analyst(consultation: Consultation, person_id: str) -> Person | None:
    """One of them, by the id that a form sends."""
    key = as_id(person_id)
    return next((one.person for one in analysts(consultation) if one.person_id == key), None)


def portions(question: Question) -> list[Portion]:
    """Who was given answers to a question, by name, also somebody who may not read them any more."""
    uncoded = func.count().filter(Reading.is_coded.is_(False))
    query = select(Person, func.count(), uncoded).join(Reading, Reading.assigned_to_id == Person.id)
    here = (Reading.question_id == question.id, states.ASSIGNED)
    found = db.session.execute(query.where(*here).group_by(Person.id).order_by(Person.name, Person.id))
    return [Portion(*row) for row in found]


def next_free(question: Question, number: int) -> list[UUID]:
    """The responses of the next answers that are not coded and that nobody has, in the order of reading."""
    query = select(Reading.submission_id).where(Reading.question_id == question.id, states.FREE)
    return list(db.session.scalars(query.order_by(Reading.received_at, Reading.receipt).limit(number)))


def unfinished(question: Question, person_id: UUID) -> list[UUID]:
    """The responses of the answers that a person has and that are not coded yet."""
    here = (Reading.question_id == question.id, Reading.assigned_to_id == person_id, states.ASSIGNED)
    return list(db.session.scalars(select(Reading.submission_id).where(*here, Reading.is_coded.is_(False))))
