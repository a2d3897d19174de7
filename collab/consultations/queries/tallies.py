"""Counting the votes on statements."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import selectinload

from collab.consultations.models import (
    Answer,
    Consideration,
    Consultation,
    Question,
    QuestionType,
    QuestionVersion,
    Submission,
    SubmissionRevision,
)
from collab.db import db


@dataclass(frozen=True)
class StatementTally:
    """The votes on one statement; a respondent counts once, with their last vote."""

    number: int
    statement: str
    agree: int
    disagree: int
    passed: int

    @property
    def n(self) -> int:
        return self.agree + self.disagree + self.passed


def statements(consultation: Consultation) -> list[StatementTally]:
    """The tallies of all statements, in their order. Excluded and withdrawn submissions do not count.

    Public as soon as the consultation is: a statement's votes name nobody.
    """
    counts = _counts(consultation)
    return [
        StatementTally(
            number=question.number,
            statement=str(question.current.wording),
            agree=counts[question.id]["agree"],
            disagree=counts[question.id]["disagree"],
            passed=counts[question.id]["pass"],
        )
        for question in _asked(consultation)
    ]


def voters(consultation: Consultation) -> int:
    """How many submissions count."""
    query = select(func.count(Submission.id)).where(Submission.consultation_id == consultation.id, *_COUNTED)
    return db.session.scalar(query) or 0


def _asked(consultation: Consultation) -> Sequence[Question]:
    votes = Question.versions.any(QuestionVersion.type == QuestionType.statement_vote)
    query = select(Question).where(Question.consultation_id == consultation.id, Question.removed_at.is_(None), votes)
    return db.session.scalars(
        query.options(selectinload(Question.versions)).order_by(Question.position, Question.number)
    ).all()


def _counts(consultation: Consultation) -> dict[UUID, Counter[str]]:
    newest = (
        select(func.max(SubmissionRevision.number))
        .where(SubmissionRevision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    keys = cast(Answer.keys, String)
    query = (
        select(QuestionVersion.question_id, keys, func.count())
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .where(
            Submission.consultation_id == consultation.id,
            QuestionVersion.type == QuestionType.statement_vote,
            SubmissionRevision.number == newest,
            *_COUNTED,
        )
        .group_by(QuestionVersion.question_id, keys)
        .order_by(QuestionVersion.question_id, keys)
    )
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for question_id, stored, number in db.session.execute(query):
        for key in json.loads(stored):
            counts[question_id][key] += number
    return counts


_COUNTED = (Submission.withdrawn_at.is_(None), Submission.consideration != Consideration.excluded)
