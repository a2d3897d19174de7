"""Reading what is checked for publication, by those who check it, and what is published, by everybody (N8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import (
    Answer,
    AnswerRedaction,
    Consideration,
    Consultation,
    PublishPreference,
    Question,
    QuestionVersion,
    RedactionStatus,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries.counted import once
from collab.consultations.rules import publication
from collab.consultations.rules.publication import Published, PublishedAnswer, Standing
from collab.db import db

PAGE = 50
PORTION = 500

CONSENTED = (
    Submission.publish_preference != PublishPreference.aggregate_only,
    Submission.confidentiality_reason == "",
    Submission.consideration != Consideration.excluded,
    Submission.withdrawn_at.is_(None),
)
CHECKED = Submission.redaction.in_((RedactionStatus.none_needed, RedactionStatus.redacted))
_SHOWN = AnswerRedaction.status.in_((RedactionStatus.none_needed, RedactionStatus.redacted))


def in_words(submission: Submission) -> list[Answer]:
    """The answers in words of the newest revision, in their order, each with its check."""
    newest = submission.revisions[-1].id if submission.revisions else None
    query = select(Answer).where(Answer.revision_id == newest, Answer.words != "").order_by(Answer.position)
    loaded = query.options(
        joinedload(Answer.question_version).joinedload(QuestionVersion.question), joinedload(Answer.redaction)
    )
    return list(db.session.scalars(loaded))


def standings(consultation: Consultation) -> dict[Standing, int]:
    """How many responses stand where on their way to being published. Each counts once."""
    return once(consultation, "standings", lambda: _standings(consultation))


def _standings(consultation: Consultation) -> dict[Standing, int]:
    where = case(
        (
            (Submission.consideration == Consideration.excluded) | Submission.withdrawn_at.is_not(None),
            Standing.left_out.value,
        ),
        (Submission.confidentiality_reason != "", Standing.confidential.value),
        (Submission.publish_preference == PublishPreference.aggregate_only, Standing.counted_only.value),
        (Submission.redaction == RedactionStatus.not_checked, Standing.to_check.value),
        (Submission.redaction == RedactionStatus.withheld, Standing.withheld.value),
        (_says_something(), Standing.ready.value),
        else_=Standing.without_words.value,
    )
    query = select(where, func.count()).where(Submission.consultation_id == consultation.id).group_by(where)
    found = {Standing(value): number for value, number in db.session.execute(query)}
    return {standing: found.get(standing, 0) for standing in Standing}


def to_check(consultation: Consultation, *, page: int = 1) -> Sequence[Submission]:
    """One page of the responses that may be published once somebody has checked them, in the order of their coming."""
    query = _to_check(consultation).order_by(Submission.received_at, Submission.receipt)
    return db.session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()


def next_to_check(consultation: Consultation) -> str:
    """The receipt of the first response that waits to be checked; empty when none does."""
    query = _to_check(consultation).with_only_columns(Submission.receipt)
    return db.session.scalar(query.order_by(Submission.received_at, Submission.receipt).limit(1)) or ""


def _to_check(consultation: Consultation) -> Select[Submission]:
    unchecked = Submission.redaction == RedactionStatus.not_checked
    return select(Submission).where(Submission.consultation_id == consultation.id, *CONSENTED, unchecked)


# --- What is published -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Some of the published responses; `total` counts all of them."""

    items: Sequence[Published]
    total: int


def published(consultation: Consultation, *, page: int = 1) -> Page:
    """One page of the responses that everybody may read. The caller has checked that feedback or outcome are published.

    Their order is that of numbers drawn at random when each was first checked: it tells nothing about who came when.
    """
    total = standings(consultation)[Standing.ready]
    query = _ready(consultation).limit(PAGE).offset((page - 1) * PAGE)
    return Page(_with_answers(query), total)


def every_published(consultation: Consultation) -> Iterator[Published]:
    """All of them in the same order, some hundreds in memory at a time."""
    after: UUID | None = None
    while True:
        query = _ready(consultation).limit(PORTION)
        some = _with_answers(query.where(Submission.public_id > after) if after else query)
        yield from some
        if len(some) < PORTION:
            return
        after = some[-1].id


def _ready(consultation: Consultation) -> Any:
    columns = (
        Submission.public_id,
        Submission.id,
        Submission.publish_preference,
        Submission.name,
        Submission.organisation_name,
    )
    here = Submission.consultation_id == consultation.id
    ready = Submission.public_id.is_not(None) & _says_something()
    return select(*columns).where(here, *CONSENTED, CHECKED, ready).order_by(Submission.public_id)


def _newest() -> ColumnElement[int]:
    newest = select(func.max(SubmissionRevision.number)).where(SubmissionRevision.submission_id == Submission.id)
    return newest.correlate(Submission).scalar_subquery()


def _says_something() -> ColumnElement[bool]:
    """Responses of which an answer in words is to be shown."""
    shown = (
        select(AnswerRedaction.id)
        .join(Answer, Answer.id == AnswerRedaction.answer_id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .where(SubmissionRevision.submission_id == Submission.id, SubmissionRevision.number == _newest(), _SHOWN)
    )
    return exists(shown.correlate(Submission))


def _with_answers(query: Any) -> list[Published]:
    rows = db.session.execute(query).all()
    said: dict[UUID, list[PublishedAnswer]] = {row[1]: [] for row in rows}
    answers = (
        select(
            SubmissionRevision.submission_id, Question.number, QuestionVersion.wording, AnswerRedaction.words, _SHOWN
        )
        .select_from(Submission)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(AnswerRedaction, AnswerRedaction.answer_id == Answer.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Submission.id.in_(said), SubmissionRevision.number == _newest())
        .order_by(SubmissionRevision.submission_id, Answer.position)
    )
    for submission_id, number, wording, words, is_shown in db.session.execute(answers):
        said[submission_id].append(PublishedAnswer(number, str(wording), words if is_shown else ""))
    return [
        Published(row[0], publication.public_name(row[2], name=row[3], organisation=row[4]), tuple(said[row[1]]))
        for row in rows
    ]
