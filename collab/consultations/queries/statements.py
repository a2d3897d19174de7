"""Reading the statements that respondents added, and those on which people vote."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import (
    AddedStatement,
    Answer,
    Consultation,
    Question,
    QuestionType,
    QuestionVersion,
    StatementState,
)
from collab.consultations.queries.setup import questions
from collab.db import db
from collab.errors import NotFound


def statement(consultation: Consultation, number: int) -> AddedStatement:
    """By its number. Raises NotFound."""
    query = select(AddedStatement).where(
        AddedStatement.consultation_id == consultation.id, AddedStatement.number == number
    )
    found = db.session.scalars(query.options(joinedload(AddedStatement.question))).one_or_none()
    if found is None:
        raise NotFound
    return found


def statements(consultation: Consultation) -> Sequence[AddedStatement]:
    """All of them: those that wait first, then the newest."""
    query = select(AddedStatement).where(AddedStatement.consultation_id == consultation.id)
    waits = AddedStatement.state != StatementState.waiting
    return db.session.scalars(query.order_by(waits, AddedStatement.number.desc())).all()


def waiting(consultation: Consultation) -> int:
    """How many nobody has decided about."""
    query = select(func.count(AddedStatement.id)).where(
        AddedStatement.consultation_id == consultation.id, AddedStatement.state == StatementState.waiting
    )
    return db.session.scalar(query) or 0


def asked(consultation: Consultation) -> list[Question]:
    """The statements on which people vote, in the order of the questionnaire."""
    return [one for one in questions(consultation) if one.current.type is QuestionType.statement_vote]


def asked_words(consultation: Consultation) -> list[str]:
    """What they say, in both languages."""
    wordings = [one.current.wording for one in asked(consultation)]
    return [one.text for wording in wordings for one in (wording.en, wording.cy) if one.text]


def last_asked(consultation: Consultation) -> Question | None:
    return next(reversed(asked(consultation)), None)


def last_number(consultation: Consultation) -> int:
    """The last number that an added statement was given."""
    query = select(func.max(AddedStatement.number)).where(AddedStatement.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def last_question(consultation: Consultation) -> int:
    """The last number that a question was given, removed ones too."""
    return db.session.scalar(select(func.max(Question.number)).where(Question.consultation_id == consultation.id)) or 0


def last_position(consultation: Consultation) -> int:
    query = select(func.max(Question.position)).where(Question.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def has_votes(question_id: UUID) -> bool:
    """Whether anybody has voted on a statement, in whatever revision."""
    voted = select(Answer.id).join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
    return db.session.scalar(voted.where(QuestionVersion.question_id == question_id).limit(1)) is not None
