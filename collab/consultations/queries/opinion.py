"""Reading common ground: the kept map, what it has to be drawn from, and which maps are out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import selectinload

from collab import clock
from collab.accounts.policy import Viewer
from collab.audit.models import Chain, RootKind
from collab.consultations import policy, queries
from collab.consultations.models import (
    Answer,
    Consideration,
    Consultation,
    KeptMap,
    Question,
    QuestionType,
    QuestionVersion,
    RespondentType,
    StatementChoice,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import answering
from collab.consultations.rules.opinion.demographics import says_who
from collab.consultations.rules.opinion.findings import Drawn, Findings, findings
from collab.db import db
from collab.errors import NotFound

OFTEN_ENOUGH = timedelta(minutes=5)
"""While votes come in, a map is drawn no more often than this."""
_VOTES = {'["agree"]': 1, '["disagree"]': -1, '["pass"]': 0}
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Statement:
    """A statement that is voted on. `left_out`: why it is not in the map; empty where it is. `choice`: what somebody decided."""

    question: Question
    left_out: str
    choice: StatementChoice | None

    @property
    def id(self) -> str:
        return str(self.question.id)


@dataclass(frozen=True)
class Redrawn:
    """A map that was drawn anew, and the state of the record that it was drawn from. `drawn` is None where the votes are
    those of the map that is kept.
    """

    head: str
    votes_mark: str
    drawn: Drawn | None


def seen_at(address: str, *, viewer: Viewer) -> tuple[Consultation, bool]:
    """The consultation whose common ground a viewer may see, and whether it is public. Raises NotFound.

    Everybody sees that of a conversation that was imported, and of others once results are published; those who read the
    responses always do.
    """
    consultation = queries.get(address, viewer=viewer)
    in_public = is_public(consultation)
    if not (in_public or policy.can_read_submissions(viewer, consultation)):
        raise NotFound
    return consultation, in_public


def is_public(consultation: Consultation) -> bool:
    """Whether everybody may see what was voted: as with all other results."""
    return bool(consultation.import_key) or answering.has_numbers(consultation)


def hides(consultation: Consultation, *, in_public: bool) -> bool:
    """Whether small numbers are hidden (N13): to the public, but for votes that are public elsewhere, each of them."""
    return in_public and not consultation.import_key


def kept(consultation: Consultation, *, in_public: bool) -> Findings | None:
    """What the map says; None where there is none yet."""
    content = db.session.scalar(select(KeptMap.content).where(KeptMap.consultation_id == consultation.id))
    return findings(content, in_public=hides(consultation, in_public=in_public)) if content else None


def statements(consultation_id: UUID) -> dict[str, Statement]:
    """Those that are voted on, by the id of their question, in the order of the questionnaire."""
    votes = Question.versions.any(QuestionVersion.type == QuestionType.statement_vote)
    query = select(Question).where(Question.consultation_id == consultation_id, Question.removed_at.is_(None), votes)
    ordered = query.options(selectinload(Question.versions)).order_by(Question.position, Question.number)
    chosen = _choices(consultation_id)
    return {str(one.id): _statement(one, chosen.get(one.id)) for one in db.session.scalars(ordered)}


def statement(consultation: Consultation, number: int) -> Statement:
    """By the number of its question. Raises NotFound."""
    found = next((one for one in statements(consultation.id).values() if one.question.number == number), None)
    if found is None:
        raise NotFound
    return found


def _statement(question: Question, choice: StatementChoice | None) -> Statement:
    if choice is not None:
        return Statement(question, choice.reason if choice.is_left_out else "", choice)
    says = says_who(question.current.wording.en.text)
    return Statement(question, "It says who somebody is, which is no opinion" if says else "", None)


def _choices(consultation_id: UUID) -> Mapping[UUID, StatementChoice]:
    query = select(StatementChoice).join(Question).where(Question.consultation_id == consultation_id)
    return {one.question_id: one for one in db.session.scalars(query)}


def choice(question_id: UUID) -> StatementChoice | None:
    return db.session.get(StatementChoice, question_id)


def row(consultation_id: UUID) -> KeptMap | None:
    return db.session.get(KeptMap, consultation_id)


# --- Drawing ----------------------------------------------------------------------------------------------------------


def due() -> list[UUID]:
    """Consultations with statements to vote on, about which something was written since their map was drawn.

    Not those whose map is minutes old, unless somebody changed what is in it.
    """
    head = _head()
    long_ago = KeptMap.drawn_at <= clock.now() - OFTEN_ENOUGH
    asks = exists(
        select(Question.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(
            Question.consultation_id == Consultation.id,
            Question.removed_at.is_(None),
            QuestionVersion.type == QuestionType.statement_vote,
        )
    )
    answered = exists(select(Submission.id).where(Submission.consultation_id == Consultation.id))
    query = (
        select(Consultation.id)
        .outerjoin(KeptMap, KeptMap.consultation_id == Consultation.id)
        .where(asks, answered, _is_stale(head, long_ago))
        .order_by(Consultation.id)
    )
    return list(db.session.scalars(query))


def _is_stale(head: ColumnElement[str | None], long_ago: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(
        KeptMap.consultation_id.is_(None), KeptMap.head == "", and_(KeptMap.head != func.coalesce(head, ""), long_ago)
    )


def _head() -> Any:
    of_it = (Chain.root_kind == RootKind.consultation, Chain.root_id == Consultation.id)
    return select(Chain.head).where(*of_it).correlate(Consultation).scalar_subquery()


def marks(consultation_id: UUID) -> tuple[str, str]:
    """The head of the chain, and a mark that differs when other votes count or other statements are in the map."""
    head = db.session.scalar(select(_head()).select_from(Consultation).where(Consultation.id == consultation_id))
    counted = (
        func.count(),
        func.max(SubmissionRevision.at),
        func.sum(case((Submission.withdrawn_at.is_not(None), 1), else_=0)),
        func.sum(case((Submission.consideration == Consideration.excluded, 1), else_=0)),
    )
    query = select(*counted).join(Submission, Submission.id == SubmissionRevision.submission_id)
    number, last, withdrawn, excluded = db.session.execute(
        query.where(Submission.consultation_id == consultation_id)
    ).one()
    chosen = sum(one.version for one in _choices(consultation_id).values())
    worded = select(func.count(QuestionVersion.id)).join(Question, Question.id == QuestionVersion.question_id)
    asked = db.session.scalar(worded.where(Question.consultation_id == consultation_id, Question.removed_at.is_(None)))
    return head or "", "|".join(map(str, (number, last, withdrawn, excluded, chosen, asked)))


def drawn(consultation_id: UUID) -> Redrawn:
    """The map of the votes that count now. It takes seconds where there are millions: call it outside a transaction that writes."""
    from collab.consultations.rules.opinion import content  # numpy and its kin, which only the drawing needs

    head, votes_mark = marks(consultation_id)
    held = db.session.execute(
        select(KeptMap.votes_mark, KeptMap.groups).where(KeptMap.consultation_id == consultation_id)
    ).one_or_none()
    if held is not None and held.votes_mark == votes_mark:
        return Redrawn(head, votes_mark, None)
    found = statements(consultation_id)
    new = content.drawn(
        _votes(consultation_id, found.keys()),
        before=held.groups if held else {},
        left_out={key for key, one in found.items() if one.left_out},
        kinds=_kinds(consultation_id),
    )
    return Redrawn(head, votes_mark, new)


def _counted(consultation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Submission.consultation_id == consultation_id,
        Submission.withdrawn_at.is_(None),
        Submission.consideration != Consideration.excluded,
    )


def _votes(consultation_id: UUID, questions: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """(response, question, vote) of each response's newest revision; a vote on a later version of a statement comes later."""
    newest = (
        select(func.max(SubmissionRevision.number))
        .where(SubmissionRevision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        select(Submission.id, QuestionVersion.question_id, cast(Answer.keys, String))
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(
            *_counted(consultation_id),
            QuestionVersion.type == QuestionType.statement_vote,
            SubmissionRevision.number == newest,
        )
        .order_by(QuestionVersion.number)
    )
    rows = db.session.execute(query.execution_options(yield_per=_AT_ONCE))
    names = {UUID(key): key for key in questions}
    people: dict[UUID, str] = {}
    for person, question, vote in rows:
        if question in names and vote in _VOTES:
            yield people.setdefault(person, str(person)), names[question], _VOTES[vote]


def _kinds(consultation_id: UUID) -> dict[str, str]:
    """Who each respondent said they are, of those who said it."""
    said = Submission.respondent_type != RespondentType.prefer_not_to_say
    query = select(Submission.id, Submission.respondent_type).where(*_counted(consultation_id), said)
    return {str(key): kind.value for key, kind in db.session.execute(query)}
