"""Counting how a consultation is going: responses, and drafts that were begun. Nothing here reads an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal_column, or_, select

from collab import clock
from collab.consultations.models import Channel, Consultation, Question, RespondentType, Submission, SubmissionDraft
from collab.consultations.queries import counted
from collab.db import db

HOUR: ColumnElement[str] = literal_column(
    "'YYYY-MM-DD HH24'"
)  # a parameter would be another one in GROUP BY than in SELECT
COUNTED = Submission.withdrawn_at.is_(None)


@dataclass(frozen=True)
class Received:
    """The responses that were not withdrawn by who sent them."""

    by_day: Counter[date]
    by_channel: Counter[Channel]
    by_type: Counter[RespondentType]
    by_area: Counter[UUID | None]

    @property
    def total(self) -> int:
        return self.by_channel.total()


@dataclass(frozen=True)
class Begun:
    """Drafts of new responses on the web: all, those that were sent, and of the others how far each came."""

    all: int
    sent: int
    furthest: Counter[int]


def received(consultation: Consultation) -> Received:
    """In four statements, and once for each state of the consultation's record, however many responses there are."""
    return counted.once(consultation, "progress", lambda: _received(consultation))


def _received(consultation: Consultation) -> Received:
    hours = _by(consultation, _hour())
    days: Counter[date] = Counter()
    for hour, number in hours.items():
        days[clock.london(datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC)).date()] += number
    return Received(
        by_day=days,
        by_channel=_by(consultation, Submission.channel),
        by_type=_by(consultation, Submission.respondent_type),
        by_area=_by(consultation, Submission.area_id),
    )


def _by(consultation: Consultation, column: Any) -> Counter[Any]:
    query = select(column, func.count()).where(Submission.consultation_id == consultation.id, COUNTED)
    found: Counter[Any] = Counter()
    for key, number in db.session.execute(query.group_by(column).order_by(column)):
        found[key] = number
    return found


def _hour() -> ColumnElement[str]:
    """The hour in UTC as text. London is whole hours from it, so hours add up to London's days."""
    if _is_sqlite():
        return func.strftime(literal_column("'%Y-%m-%d %H'"), Submission.received_at)
    return func.to_char(func.timezone(literal_column("'UTC'"), Submission.received_at), HOUR)


def begun(consultation: Consultation, asked: Sequence[Question]) -> Begun:
    """In two statements. Typing leaves no mark on the record, so this is counted anew each time."""
    mine = (
        SubmissionDraft.consultation_id == consultation.id,
        SubmissionDraft.is_test.is_(False),
        SubmissionDraft.amends_id.is_(None),
    )
    every, sent = db.session.execute(select(func.count(), func.count(SubmissionDraft.revision_id)).where(*mine)).one()
    return Begun(every, sent, _furthest(mine, asked))


def _furthest(mine: tuple[ColumnElement[bool], ...], asked: Sequence[Question]) -> Counter[int]:
    """How many unfinished drafts answer nothing after a place among the questions; those that answer nothing are left out."""
    if not asked:
        return Counter()
    places = {str(one.id): place for place, one in enumerate(asked, 1)}
    if _is_sqlite():
        given = func.json_each(SubmissionDraft.answers).table_valued("key", "value")
        words = func.json_extract(given.c.value, "$.words")
        chosen = func.json_array_length(given.c.value, "$.keys")
    else:
        given = func.jsonb_each(SubmissionDraft.answers).table_valued("key", "value")
        words = func.jsonb_extract_path_text(given.c.value, "words")
        chosen = func.jsonb_array_length(func.jsonb_extract_path(given.c.value, "keys"))
    last = func.max(case(places, value=given.c.key, else_=0)).label("last")
    each = (
        select(last)
        .select_from(SubmissionDraft)
        .join(given, or_(words != "", chosen > 0))
        .where(*mine, SubmissionDraft.revision_id.is_(None))
        .group_by(SubmissionDraft.id)
        .subquery()
    )
    query = select(each.c.last, func.count()).group_by(each.c.last).order_by(each.c.last)
    return Counter({place: number for place, number in db.session.execute(query) if place})


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
