"""What a table of codes is judged by, and the codings that it adds to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from collab.consultations.models import Coding, Consideration, Consultation, Question, Reading, Submission, Theme
from collab.consultations.models import readings as states
from collab.consultations.queries import readings
from collab.consultations.rules.code_tables import Known
from collab.consultations.rules.consideration import NOTHING
from collab.db import db, portions


def known(consultation: Consultation, receipts: Collection[str]) -> Known:
    """Of the responses named."""
    excluded: dict[str, bool] = {}
    answers: dict[tuple[str, int], set[str]] = {}
    for some in portions(receipts):
        here = (Submission.consultation_id == consultation.id, Submission.receipt.in_(some))
        for receipt, state in db.session.execute(select(Submission.receipt, Submission.consideration).where(*here)):
            excluded[receipt] = state is Consideration.excluded
        said = select(Reading.receipt, Question.number).join(Reading.question).join(Reading.submission)
        for receipt, number in db.session.execute(said.where(*here, states.READABLE)):
            answers[receipt, number] = set()
        for one in codings([row[0] for row in db.session.execute(select(Submission.id).where(*here))]):
            if one.person_id is not None:
                place = (one.submission.receipt, one.question.number)
                answers.setdefault(place, set()).add(str(one.theme.number) if one.theme else NOTHING)
    asked = [row.question for row in readings.progress(consultation)]
    gone = select(Theme.number).where(Theme.consultation_id == consultation.id, Theme.retired_at.is_not(None))
    return Known(
        receipts=excluded,
        questions=frozenset(one.number for one in asked),
        answers={place: frozenset(ticks) for place, ticks in answers.items()},
        themes={one.number: frozenset(str(theme.number) for theme in readings.themes(one)) for one in asked},
        gone=frozenset(map(str, db.session.scalars(gone))),
    )


def ids(consultation: Consultation, receipts: Collection[str]) -> dict[str, UUID]:
    """Responses by receipt."""
    found: dict[str, UUID] = {}
    for some in portions(receipts):
        here = (Submission.consultation_id == consultation.id, Submission.receipt.in_(some))
        found |= {row[0]: row[1] for row in db.session.execute(select(Submission.receipt, Submission.id).where(*here))}
    return found


def codings(submission_ids: Sequence[UUID]) -> list[Coding]:
    """Those to themes in use, proposals too."""
    query = select(Coding).outerjoin(Theme, Theme.id == Coding.theme_id).where(Theme.retired_at.is_(None))
    return list(db.session.scalars(query.where(Coding.submission_id.in_(submission_ids)).order_by(Coding.id)))
