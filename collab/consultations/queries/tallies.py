"""Counting answers: the votes on statements, and what was chosen to closed questions."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
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

ByVersion = dict[UUID, Counter[tuple[str, ...]]]


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
    votes = counts(consultation, {QuestionType.statement_vote})
    return [
        StatementTally(
            number=question.number,
            statement=str(question.current.wording),
            agree=_votes(question, votes, "agree"),
            disagree=_votes(question, votes, "disagree"),
            passed=_votes(question, votes, "pass"),
        )
        for question in _asked(consultation)
    ]


def _votes(question: Question, votes: ByVersion, vote: str) -> int:
    return sum(votes[version.id][vote,] for version in question.versions)


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


def counts(consultation: Consultation, types: Collection[QuestionType]) -> ByVersion:
    """How many responses gave exactly these keys, by the id of the version that was answered.

    Each response counts once, with its newest revision; excluded and withdrawn ones do not.
    """
    newest = (
        select(func.max(SubmissionRevision.number))
        .where(SubmissionRevision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    keys = cast(Answer.keys, String)
    query = (
        select(Answer.question_version_id, keys, func.count())
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .where(
            Submission.consultation_id == consultation.id,
            QuestionVersion.type.in_(types),
            SubmissionRevision.number == newest,
            *_COUNTED,
        )
        .group_by(Answer.question_version_id, keys)
        .order_by(Answer.question_version_id, keys)
    )
    found: ByVersion = defaultdict(Counter)
    for version_id, stored, number in db.session.execute(query):
        found[version_id][tuple(json.loads(stored))] += number
    return found


_COUNTED = (Submission.withdrawn_at.is_(None), Submission.consideration != Consideration.excluded)
