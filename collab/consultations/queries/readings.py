"""The answers in words to one question, one after the other, at the same cost whether there are a thousand or a million."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from collab.consultations.models import (
    Answer,
    Coding,
    CodingChange,
    Consultation,
    Question,
    QuestionType,
    Reading,
    ReadingCount,
    Submission,
    Theme,
    ThemeQuestion,
)
from collab.consultations.models import readings as states
from collab.consultations.rules.readings import Show
from collab.db import db
from collab.errors import NotFound
from collab.text import Language

MOST_HISTORY = 50
STATES: dict[Show, ColumnElement[bool]] = {
    Show.all: states.READABLE,
    Show.unread: states.UNREAD,
    Show.uncoded: states.UNCODED,
    Show.proposed: states.PROPOSED,
    Show.flagged: states.FLAGGED,
    Show.second: states.SECOND,
    Show.rich: states.RICH,
    Show.mine: states.ASSIGNED,
}


@dataclass(frozen=True)
class Filters:
    """Which answers are offered; without a language, those in any. `reader` is who looks, for those assigned to them."""

    show: Show = Show.all
    language: Language | None = None
    reader: UUID | None = None


@dataclass(frozen=True)
class Progress:
    """A question with the numbers of its answers in each state."""

    question: Question
    count: ReadingCount


def progress(consultation: Consultation) -> list[Progress]:
    """Each question that is answered in words, also one that was removed while answers to it are kept."""
    query = select(Question).where(Question.consultation_id == consultation.id).options(selectinload(Question.versions))
    asked = db.session.scalars(query.order_by(Question.position, Question.number)).all()
    held = {
        one.question_id: one
        for one in db.session.scalars(
            select(ReadingCount).join(ReadingCount.question).where(Question.consultation_id == consultation.id)
        )
    }
    none = ReadingCount(answers=0, unread=0, uncoded=0, proposed=0, flagged=0, second=0)
    return [Progress(one, held.get(one.id, none)) for one in asked if one.id in held or _is_open(one)]


def _is_open(question: Question) -> bool:
    is_asked = question.removed_at is None and bool(question.versions)
    return is_asked and question.current.type is QuestionType.free_text


def question(consultation: Consultation, number: int) -> Progress:
    """Raises NotFound."""
    found = next((one for one in progress(consultation) if one.question.number == number), None)
    if found is None:
        raise NotFound
    return found


def reading(question: Question, receipt: str) -> Reading:
    """The work on the answer of one response. Raises NotFound, also where the response is excluded."""
    query = select(Reading).where(Reading.question_id == question.id, Reading.receipt == receipt)
    found = db.session.scalars(
        query.join(Reading.submission)
        .where(Submission.consultation_id == question.consultation_id, Submission.receipt == receipt)
        .options(
            joinedload(Reading.submission).joinedload(Submission.area),
            joinedload(Reading.answer).joinedload(Answer.question_version),
            joinedload(Reading.read_by),
            joinedload(Reading.assigned_to),
        )
    ).one_or_none()
    if found is None or found.is_left_out:
        raise NotFound
    return found


def first(question: Question, filters: Filters) -> str:
    """The receipt of the first answer that fits; empty where none does."""
    return db.session.scalar(_in_turn(question.id, filters).limit(1)) or ""


def following(reading: Reading, filters: Filters) -> str:
    """The receipt of the next answer that fits; empty at the end."""
    here = tuple_(Reading.received_at, Reading.receipt) > (reading.received_at, reading.receipt)
    return db.session.scalar(_in_turn(reading.question_id, filters).where(here).limit(1)) or ""


def preceding(reading: Reading, filters: Filters) -> str:
    """The receipt of the answer before that fits; empty at the beginning."""
    here = tuple_(Reading.received_at, Reading.receipt) < (reading.received_at, reading.receipt)
    query = _in_turn(reading.question_id, filters, backwards=True).where(here)
    return db.session.scalar(query.limit(1)) or ""


def _in_turn(question_id: UUID, filters: Filters, *, backwards: bool = False) -> Select[str]:
    order = (Reading.received_at, Reading.receipt)
    query = select(Reading.receipt).where(Reading.question_id == question_id, STATES[filters.show])
    if filters.show is Show.mine:
        query = query.where(Reading.assigned_to_id == filters.reader)
    if filters.language is Language.welsh:
        query = query.where(states.WELSH)
    elif filters.language is not None:
        query = query.where(Reading.language == literal_column(f"'{filters.language.value}'"))
    return query.order_by(*(column.desc() for column in order) if backwards else order)


def is_all_read(submission: Submission) -> bool:
    """Whether each answer in words of a response was read."""
    query = select(Reading.receipt).where(Reading.submission_id == submission.id, states.UNREAD)
    return db.session.scalar(query.limit(1)) is None


def codings(reading: Reading) -> list[Coding]:
    """What the answer is coded to and what a machine proposes, without themes that are not used any more."""
    query = select(Coding).outerjoin(Theme, Theme.id == Coding.theme_id).options(joinedload(Coding.theme))
    here = (Coding.submission_id == reading.submission_id, Coding.question_id == reading.question_id)
    return list(db.session.scalars(query.where(*here, Theme.retired_at.is_(None)).order_by(Coding.at, Coding.id)))


def themes(question: Question) -> Sequence[Theme]:
    """Those in use for a question, by number."""
    query = select(Theme).join(ThemeQuestion, ThemeQuestion.theme_id == Theme.id)
    here = (ThemeQuestion.question_id == question.id, Theme.retired_at.is_(None))
    loaded = query.where(*here).options(joinedload(Theme.parent))
    return db.session.scalars(loaded.order_by(Theme.number)).all()


def numbered(consultation_id: UUID, numbers: Sequence[int]) -> dict[str, Theme]:
    """Themes by number as text, retired ones too."""
    query = select(Theme).where(Theme.consultation_id == consultation_id, Theme.number.in_(numbers))
    return {str(theme.number): theme for theme in db.session.scalars(query)}


def history(reading: Reading) -> Sequence[CodingChange]:
    """What this answer was coded to, by whom and when, the latest first."""
    query = select(CodingChange).where(
        CodingChange.submission_id == reading.submission_id, CodingChange.question_id == reading.question_id
    )
    people = (joinedload(CodingChange.person), joinedload(CodingChange.theme), joinedload(CodingChange.into_theme))
    ordered = query.options(*people).order_by(CodingChange.at.desc(), CodingChange.id)
    return db.session.scalars(ordered.limit(MOST_HISTORY)).all()


def mine(consultation: Consultation, person_id: UUID | None) -> dict[UUID, tuple[int, int]]:
    """Of each question, how many answers are assigned to a person, and how many of these are not coded yet."""
    uncoded = func.count().filter(Reading.is_coded.is_(False))
    query = select(Reading.question_id, func.count(), uncoded).join(Reading.question)
    here = (Question.consultation_id == consultation.id, Reading.assigned_to_id == person_id, states.ASSIGNED)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query.where(*here).group_by(Reading.question_id))}


def of_answer(submission_id: UUID, question_id: UUID) -> Reading:
    """The work on an answer that is known to be there."""
    return db.session.get_one(Reading, (submission_id, question_id))
