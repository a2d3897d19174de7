"""Searching inside responses, for those who read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from collab.accounts.models import Area
from collab.consultations.models import (
    Answer,
    Channel,
    Coding,
    Consideration,
    Consultation,
    Question,
    QuestionType,
    QuestionVersion,
    RespondentType,
    SavedSelection,
    SearchedAnswer,
    SearchedRevision,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries import as_id
from collab.consultations.queries.counted import once
from collab.consultations.rules.searching import Sought, folded, sought
from collab.db import db
from collab.errors import NotFound

PAGE = 25
READ_AT_ONCE = 2_000
"""So many responses that the index does not have yet are read within a search."""


@dataclass(frozen=True)
class Selection:
    """Which responses: words as they were typed, and filters; None and empty mean all. Excluded ones only where asked for."""

    typed: str = ""
    question: int | None = None
    theme: int | None = None
    respondent_type: RespondentType | None = None
    area: str = ""
    channel: Channel | None = None
    status: Consideration | None = None

    @property
    def sought(self) -> Sought:
        return sought(self.typed)

    def as_json(self) -> dict[str, str | int]:
        """The parts that select, by the names that they have in an address."""
        parts = {
            "q": self.typed.strip(),
            "question": self.question,
            "theme": self.theme,
            "type": self.respondent_type.value if self.respondent_type else None,
            "area": self.area,
            "channel": self.channel.value if self.channel else None,
            "status": self.status.value if self.status else None,
        }
        return {name: value for name, value in parts.items() if value}


def selection_of(parts: Mapping[str, object]) -> Selection:
    """From the parts of an address, or as it is kept; what is not offered selects nothing."""

    def number(name: str) -> int | None:
        value = str(parts.get(name, ""))
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 and int(value) else None

    def member(kind: type, name: str) -> object:
        return next((one for one in kind if one.value == parts.get(name)), None)  # type: ignore[attr-defined]

    return Selection(
        typed=str(parts.get("q", "")).replace("\0", ""),
        question=number("question"),
        theme=number("theme"),
        respondent_type=member(RespondentType, "type"),  # type: ignore[arg-type]
        area=str(parts.get("area", ""))[:36],
        channel=member(Channel, "channel"),  # type: ignore[arg-type]
        status=member(Consideration, "status"),  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class AskedIn:
    """The question that an answer in words is to."""

    id: UUID
    number: int


@dataclass(frozen=True)
class Hit:
    """A response that fits, with its answers in words, by question."""

    submission: Submission
    answers: tuple[tuple[AskedIn, str], ...]


def find(consultation: Consultation, selection: Selection, *, page: int = 1) -> tuple[list[Hit], int]:
    """One page of the responses that fit, in the order in which they came, and how many there are in all."""
    total = count(consultation, selection)
    query = matching(consultation, selection).options(joinedload(Submission.area))
    ordered = query.order_by(Submission.received_at, Submission.receipt).limit(PAGE).offset((page - 1) * PAGE)
    found = db.session.scalars(ordered).all() if total else []
    said = words_of([one.id for one in found], selection.question)
    return [Hit(one, tuple(said.get(one.id, ()))) for one in found], total


def count(consultation: Consultation, selection: Selection) -> int:
    """How many fit."""
    if selection.sought.problem:
        return 0

    def counted() -> int:
        query = matching(consultation, selection).with_only_columns(Submission.id)
        return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    return once(consultation, ("search", selection, _indexed(consultation)), counted)


def _indexed(consultation: Consultation) -> int:
    """Tells one state of the index from another."""
    query = select(func.count()).select_from(SearchedAnswer).where(SearchedAnswer.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def matching(consultation: Consultation, selection: Selection) -> Select[Submission]:
    """The responses that fit. The caller has checked that there is no problem with what was typed."""
    status = Submission.consideration
    query = select(Submission).where(
        Submission.consultation_id == consultation.id,
        status == selection.status if selection.status else status != Consideration.excluded,
    )
    if selection.respondent_type:
        query = query.where(Submission.respondent_type == selection.respondent_type)
    if selection.channel:
        query = query.where(Submission.channel == selection.channel)
    if selection.area:
        query = query.where(Submission.area_id == as_id(selection.area))
    if selection.theme:
        query = query.where(_says(selection.theme, selection.question))
    if selection.sought:
        query = query.where(_has(consultation, selection.sought, selection.question))
    elif selection.question:
        query = query.where(_answers(selection.question))
    return query


def _says(theme: int, question: int | None) -> ColumnElement[bool]:
    """Responses that a person coded to a theme."""
    codings = (
        select(Coding.id)
        .join(Theme, Theme.id == Coding.theme_id)
        .where(Coding.submission_id == Submission.id, Theme.number == theme, Coding.person_id.is_not(None))
        .where(Theme.consultation_id == Submission.consultation_id)
    )
    if question:
        codings = codings.join(Question, Question.id == Coding.question_id).where(Question.number == question)
    return exists(codings)


def _answers(question: int) -> ColumnElement[bool]:
    query = (
        select(Answer.id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(SubmissionRevision.submission_id == Submission.id, Question.number == question)
    )
    return exists(query)


def _has(consultation: Consultation, looked_for: Sought, question: int | None) -> ColumnElement[bool]:
    """By the index; responses that it does not have yet are read now."""
    fresh = unread(consultation)
    fitting = [key for key, answers in _read(fresh, question).items() if looked_for.is_in(answers)]
    mine = select(SearchedAnswer.submission_id).where(SearchedAnswer.consultation_id == consultation.id)
    if question:
        asked = select(Question.id).where(Question.consultation_id == consultation.id, Question.number == question)
        mine = mine.where(SearchedAnswer.question_id == asked.scalar_subquery())
    having = [_contains(term) for term in looked_for.having]
    wanted: list[ColumnElement[bool]] = [Submission.id.in_(mine.where(*having))] if having else []
    if looked_for.without:
        wanted.append(Submission.id.not_in(mine.where(or_(*map(_contains, looked_for.without)))))
    indexed = wanted[0] if len(wanted) == 1 else wanted[0] & wanted[1]
    if not fresh:
        return indexed
    return (Submission.id.not_in(list(fresh)) & indexed) | Submission.id.in_(fitting)


def _contains(term: str) -> ColumnElement[bool]:
    """A plain look for a string: the same on both databases, and the fastest that each has without an index of words."""
    place = func.strpos if db.session.get_bind().dialect.name == "postgresql" else func.instr
    found: ColumnElement[bool] = place(SearchedAnswer.folded, term) > 0
    return found


# --- What the index does not have yet --------------------------------------------------------------------------------


def unread(consultation: Consultation, most: int = READ_AT_ONCE) -> dict[UUID, UUID]:
    """The newest revisions that the index does not have, by response; at most so many."""
    return dict(unread_revisions(consultation, most))


def _unread(consultation: Consultation) -> Select[UUID, UUID]:
    return (
        select(SubmissionRevision.submission_id, SubmissionRevision.id)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .outerjoin(SearchedRevision, SearchedRevision.revision_id == SubmissionRevision.id)
        .where(Submission.consultation_id == consultation.id, SearchedRevision.revision_id.is_(None))
        .order_by(SubmissionRevision.submission_id, SubmissionRevision.number)
    )


def unread_revisions(consultation: Consultation, most: int) -> list[tuple[UUID, UUID]]:
    """Revisions that the index does not have, as (response, revision), the older ones of a response first."""
    return [(row[0], row[1]) for row in db.session.execute(_unread(consultation).limit(most))]


def with_unread() -> list[UUID]:
    """Consultations with responses that the index does not have."""
    query = (
        select(Submission.consultation_id)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .outerjoin(SearchedRevision, SearchedRevision.revision_id == SubmissionRevision.id)
        .where(SearchedRevision.revision_id.is_(None))
        .distinct()
        .order_by(Submission.consultation_id)
    )
    return list(db.session.scalars(query))


def is_behind(consultation: Consultation) -> bool:
    """Whether the index lacks more responses than a search reads: then some are not found yet."""
    return len(unread(consultation)) >= READ_AT_ONCE


def _read(fresh: Mapping[UUID, UUID], question: int | None) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {key: [] for key in fresh}
    for submission_id, asked, words in in_words(list(fresh.values())):
        if question is None or asked.number == question:
            found[submission_id].append(folded(words))
    return found


def in_words(revisions: Sequence[UUID]) -> Iterator[tuple[UUID, AskedIn, str]]:
    """(response, question, words) for each answer in words of these revisions, in their order."""
    query = (
        select(SubmissionRevision.submission_id, Question.id, Question.number, Answer.words)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.type == QuestionType.free_text, Answer.words != "")
    )
    for start in range(0, len(revisions), 500):
        here = query.where(SubmissionRevision.id.in_(revisions[start : start + 500]))
        for row in db.session.execute(here.order_by(SubmissionRevision.submission_id, Answer.position)):
            yield row[0], AskedIn(row[1], row[2]), row[3]


def words_of(ids: Sequence[UUID], question: int | None) -> dict[UUID, list[tuple[AskedIn, str]]]:
    """The answers in words of these responses, in their newest revisions; to one question, or to all."""
    newest = (
        select(SubmissionRevision.submission_id, SubmissionRevision.id)
        .where(SubmissionRevision.submission_id.in_(ids))
        .order_by(SubmissionRevision.submission_id, SubmissionRevision.number)
    )
    revisions = {row[0]: row[1] for row in db.session.execute(newest)} if ids else {}
    found: dict[UUID, list[tuple[AskedIn, str]]] = {}
    for submission_id, asked, words in in_words(list(revisions.values())):
        if question is None or asked.number == question:
            found.setdefault(submission_id, []).append((asked, words))
    return found


# --- Selections that are kept ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """A selection that is kept, and how many responses it finds now."""

    saved: SavedSelection
    selection: Selection
    number: int


def kept(consultation: Consultation) -> list[Kept]:
    """All of them, by name."""
    query = select(SavedSelection).where(SavedSelection.consultation_id == consultation.id)
    loaded = query.options(joinedload(SavedSelection.person), joinedload(SavedSelection.organisation))
    rows = db.session.scalars(loaded.order_by(SavedSelection.name, SavedSelection.id)).all()
    found = [(one, selection_of(one.filters)) for one in rows]
    return [Kept(one, selection, count(consultation, selection)) for one, selection in found]


def named(consultation: Consultation, name: str) -> SavedSelection | None:
    query = select(SavedSelection).where(SavedSelection.consultation_id == consultation.id, SavedSelection.name == name)
    return db.session.scalars(query).one_or_none()


def saved(consultation: Consultation, selection_id: str) -> SavedSelection:
    """Raises NotFound."""
    key = as_id(selection_id)
    found = db.session.get(SavedSelection, key) if key else None
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found


def areas(consultation: Consultation) -> list[tuple[str, str]]:
    """(id, name) of the areas that responses come from."""
    query = (
        select(Area.id, Area.name)
        .where(Area.id.in_(select(Submission.area_id).where(Submission.consultation_id == consultation.id)))
        .order_by(Area.name)
    )
    return once(consultation, "areas", lambda: [(str(row[0]), row[1]) for row in db.session.execute(query)])
