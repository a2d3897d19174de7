"""Keeping what analysts see of each answer in words in step with what was sent, coded and excluded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import and_, case, exists, func, insert, or_, select, update

from collab import clock
from collab.accounts.policy import Viewer, anybody, is_system, permitted
from collab.consultations.models import (
    Answer,
    Coding,
    Consideration,
    Question,
    QuestionType,
    QuestionVersion,
    Reading,
    ReadingCount,
    ResponseImport,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.models import readings as states
from collab.db import db, lock, portions, rows

COUNTED = {
    "answers": states.READABLE,
    "unread": states.UNREAD,
    "uncoded": states.UNCODED,
    "proposed": states.PROPOSED,
    "flagged": states.FLAGGED,
    "second": states.SECOND,
}
QUIETLY = {"synchronize_session": False}


@permitted(anybody)
def keep_in_step(ids: Collection[UUID], *, by: Viewer) -> None:
    """Enters the answers in words of these responses, and notes how far each has come.

    An answer that was changed by who sent it is unread again. The consultation is locked by who calls, so that the counts
    are right.
    """
    db.session.flush()
    for some in portions(ids):
        with counting(some):
            _enter(some)
            _follow(some)


@contextmanager
def counting(ids: Sequence[UUID]) -> Iterator[None]:
    """Brings the counts of the questions in step with what is changed meanwhile in the readings of these responses."""
    before = _counted(ids)
    yield
    db.session.flush()
    after = _counted(ids)
    for question_id in sorted(before.keys() | after.keys(), key=str):
        change = Counter(after.get(question_id, {}))
        change.subtract(before.get(question_id, {}))
        if any(change.values()):
            _add(question_id, change)
    for held in list(db.session.identity_map.values()):
        if isinstance(held, Reading):
            db.session.expire(held)


def _counted(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    sums = (func.sum(case((state, 1), else_=0)) for state in COUNTED.values())
    query = select(Reading.question_id, *sums).where(Reading.submission_id.in_(ids)).group_by(Reading.question_id)
    return {row[0]: dict(zip(COUNTED, map(int, row[1:]), strict=True)) for row in db.session.execute(query)}


def _add(question_id: UUID, change: Counter[str]) -> None:
    moved = {name: getattr(ReadingCount, name) + change[name] for name in COUNTED}
    done = db.session.execute(
        update(ReadingCount).where(ReadingCount.question_id == question_id).values(moved), execution_options=QUIETLY
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        db.session.execute(insert(rows(ReadingCount)), {"question_id": question_id, **change})


def _enter(ids: Sequence[UUID]) -> None:
    """A row for each answer in words that has none."""
    known = exists().where(Reading.submission_id == Submission.id, Reading.question_id == QuestionVersion.question_id)
    newest = select(func.max(SubmissionRevision.number)).where(SubmissionRevision.submission_id == Submission.id)
    found = (
        select(
            Submission.id,
            QuestionVersion.question_id,
            Answer.id,
            Submission.received_at,
            Submission.receipt,
            Submission.language,
            Submission.consideration == Consideration.excluded,
        )
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(Submission.id.in_(ids), QuestionVersion.type == QuestionType.free_text, Answer.words != "", ~known)
        .where(SubmissionRevision.number == newest.correlate(Submission).scalar_subquery())
    )
    columns = ("submission_id", "question_id", "answer_id", "received_at", "receipt", "language", "is_left_out")
    db.session.execute(insert(rows(Reading)).from_select(columns, found))


def _follow(ids: Sequence[UUID]) -> None:
    """What follows from the newest revision, from the codings that count and from the response as a whole."""
    number = select(func.max(SubmissionRevision.number)).where(
        SubmissionRevision.submission_id == Reading.submission_id
    )
    newest = (
        select(Answer.id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(
            SubmissionRevision.submission_id == Reading.submission_id,
            SubmissionRevision.number == number.correlate(Reading).scalar_subquery(),
            QuestionVersion.question_id == Reading.question_id,
            QuestionVersion.type == QuestionType.free_text,
            Answer.words != "",
        )
        .correlate(Reading)
        .scalar_subquery()
    )
    excluded = exists().where(
        Submission.id == Reading.submission_id, Submission.consideration == Consideration.excluded
    )
    whole = select(Submission.read_at).where(Submission.id == Reading.submission_id).scalar_subquery()
    reader = select(Submission.read_by_id).where(Submission.id == Reading.submission_id).scalar_subquery()
    is_same = newest == Reading.answer_id
    live = (
        select(Coding.id)
        .outerjoin(Theme, Theme.id == Coding.theme_id)
        .where(
            Coding.submission_id == Reading.submission_id,
            Coding.question_id == Reading.question_id,
            Theme.retired_at.is_(None),
        )
        .correlate(Reading)
    )
    now = {
        "answer_id": func.coalesce(newest, Reading.answer_id),
        "is_left_out": or_(newest.is_(None), excluded),
        "is_coded": live.where(Coding.person_id.is_not(None)).exists(),
        "is_proposed": live.where(Coding.person_id.is_(None)).exists(),
        "read_at": case((and_(is_same, Reading.read_at.is_not(None)), Reading.read_at), else_=whole),
        "read_by_id": case((and_(is_same, Reading.read_at.is_not(None)), Reading.read_by_id), else_=reader),
        "version": Reading.version + case((is_same, 0), else_=1),
    }
    db.session.execute(update(Reading).where(Reading.submission_id.in_(ids)).values(now), execution_options=QUIETLY)


@permitted(anybody)
def make_stale(submission: Submission, question_ids: Collection[UUID], *, by: Viewer) -> None:
    """Raises the version of answers that were coded on the page of the whole response."""
    here = (Reading.submission_id == submission.id, Reading.question_id.in_(question_ids))
    db.session.execute(
        update(Reading).where(*here).values(version=Reading.version + 1),
        execution_options={"synchronize_session": False},
    )


@permitted(is_system)
def enter_imported(upload: ResponseImport, *, by: Viewer) -> None:
    """Enters the answers of a big import, for the worker: the import itself does not wait for it."""
    consultation = upload.consultation
    lock(consultation)
    lock(upload)
    if upload.entered_at is not None:
        return
    keep_in_step(_not_entered(consultation.id), by=by)
    upload.entered_at = clock.now()


def _not_entered(consultation_id: UUID) -> Sequence[UUID]:
    """Responses with no answer entered: those that came by the import, and the few that say nothing in words."""
    has_any = exists().where(Reading.submission_id == Submission.id)
    query = select(Submission.id).where(Submission.consultation_id == consultation_id, ~has_any)
    asks_words = exists().where(Question.consultation_id == consultation_id, QuestionVersion.question_id == Question.id)
    return db.session.scalars(query.where(asks_words.where(QuestionVersion.type == QuestionType.free_text))).all()
