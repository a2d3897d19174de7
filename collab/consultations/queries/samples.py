"""Samples for a second reader: what is drawn from, what waits, and what two readers said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from collab.consultations.models import (
    Coding,
    Question,
    Reading,
    Sample,
    SampledAnswer,
    Submission,
)
from collab.consultations.models import readings as states
from collab.db import db
from collab.errors import NotFound


def of_question(question: Question) -> Sequence[Sample]:
    """The latest first."""
    query = select(Sample).where(Sample.question_id == question.id)
    loaded = query.options(joinedload(Sample.reader), selectinload(Sample.answers))
    return db.session.scalars(loaded.order_by(Sample.number.desc())).all()


def sample(question: Question, number: int) -> Sample:
    """With its answers and their responses. Raises NotFound."""
    query = select(Sample).where(Sample.question_id == question.id, Sample.number == number)
    loaded = query.options(
        joinedload(Sample.reader),
        selectinload(Sample.answers).joinedload(SampledAnswer.submission),
        selectinload(Sample.answers).joinedload(SampledAnswer.settled_by),
    )
    found = db.session.scalars(loaded).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_number(question: Question) -> int:
    return db.session.scalar(select(func.max(Sample.number)).where(Sample.question_id == question.id)) or 0


def answer(sample: Sample, receipt: str) -> SampledAnswer:
    """Raises NotFound."""
    found = next((one for one in sample.answers if one.submission.receipt == receipt), None)
    if found is None:
        raise NotFound
    return found


def population(question: Question, *, only_coded: bool, reader_id: UUID) -> dict[str, UUID]:
    """The responses that can be drawn, by receipt: not those that the reader coded, nor what waits in another sample."""
    theirs = exists().where(
        Coding.submission_id == Reading.submission_id,
        Coding.question_id == Reading.question_id,
        Coding.person_id == reader_id,
    )
    waits = (
        select(SampledAnswer.id)
        .join(Sample)
        .where(
            Sample.question_id == question.id,
            SampledAnswer.submission_id == Reading.submission_id,
            SampledAnswer.settled_at.is_(None),
        )
        .exists()
    )
    query = select(Reading.receipt, Reading.submission_id).where(Reading.question_id == question.id, states.READABLE)
    if only_coded:
        query = query.where(Reading.is_coded.is_(True))
    return {row[0]: row[1] for row in db.session.execute(query.where(~theirs, ~waits).order_by(Reading.receipt))}


def waiting_for(reading: Reading, person_id: UUID | None) -> SampledAnswer | None:
    """Where this person is the second reader of an answer and has not coded it yet: nothing of the first is shown to them."""
    query = select(SampledAnswer).join(SampledAnswer.sample).options(joinedload(SampledAnswer.sample))
    here = (Sample.question_id == reading.question_id, SampledAnswer.submission_id == reading.submission_id)
    mine = (Sample.reader_id == person_id, SampledAnswer.second_at.is_(None))
    return db.session.scalars(query.where(*here, *mine).limit(1)).first()


def waiting_in(submission: Submission, person_id: UUID | None) -> set[UUID]:
    """The questions of a response that this person is to code as a second reader."""
    query = select(Sample.question_id).join(Sample.answers)
    mine = (Sample.reader_id == person_id, SampledAnswer.second_at.is_(None))
    return set(db.session.scalars(query.where(SampledAnswer.submission_id == submission.id, *mine)))


def uncompared(ids: Collection[UUID]) -> Sequence[SampledAnswer]:
    """Of these responses, what the second reader coded and was not compared yet."""
    query = select(SampledAnswer).options(joinedload(SampledAnswer.sample))
    open_ = (SampledAnswer.second_at.is_not(None), SampledAnswer.compared_at.is_(None))
    return db.session.scalars(query.where(SampledAnswer.submission_id.in_(ids), *open_)).all()


def assigned(question_ids: Sequence[UUID], person_id: UUID | None) -> dict[UUID, int]:
    """By question, how many answers wait for this person as a second reader."""
    query = select(Sample.question_id, func.count()).join(Sample.answers)
    mine = (Sample.reader_id == person_id, SampledAnswer.second_at.is_(None), Sample.question_id.in_(question_ids))
    return {row[0]: row[1] for row in db.session.execute(query.where(*mine).group_by(Sample.question_id))}
