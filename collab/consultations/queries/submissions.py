"""Reading drafts and submissions by their tokens, for those who hold them, and what entering one takes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts import queries as accounts
from collab.accounts.models import Area, AreaKind
from collab.consultations.models import (
    Answer,
    Consultation,
    Outcome,
    PublicFeedback,
    Question,
    QuestionOption,
    QuestionRow,
    QuestionSection,
    QuestionType,
    QuestionVersion,
    Runner,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    SubmissionToken,
)
from collab.consultations.queries.setup import in_order, questions
from collab.consultations.rules import links
from collab.db import db, rows
from collab.errors import NotFound

__all__ = [
    "area_name",
    "areas",
    "asked",
    "asked_of",
    "draft",
    "find_draft",
    "is_taken",
    "questions",
    "questions_of",
    "submission",
    "versions",
]


def find_draft(token: str) -> SubmissionDraft | None:
    """The draft that a token opens, with all that says whether it can be written still."""
    query = select(SubmissionDraft).where(SubmissionDraft.token_hash == links.stored(token))
    consultation = joinedload(SubmissionDraft.consultation, innerjoin=True)
    loaded = query.options(
        consultation.joinedload(Consultation.feedback).load_only(PublicFeedback.published_at, PublicFeedback.version),
        consultation.joinedload(Consultation.outcome).load_only(Outcome.published_at, Outcome.version),
    )
    return db.session.scalars(loaded).one_or_none()


def draft(token: str) -> SubmissionDraft:
    """The same. Raises NotFound."""
    found = find_draft(token)
    if found is None:
        raise NotFound
    return found


def submission(token: str) -> Submission:
    """What a private link opens, with its answers. Raises NotFound, also for a link that was ended."""
    query = select(Submission).join(Submission.tokens)
    mine = query.where(SubmissionToken.token_hash == links.stored(token), SubmissionToken.ended_at.is_(None))
    answers = selectinload(Submission.revisions).selectinload(SubmissionRevision.answers)
    asked = answers.joinedload(Answer.question_version)
    runners = joinedload(Submission.consultation).selectinload(Consultation.runners).joinedload(Runner.organisation)
    loaded = mine.options(
        asked.selectinload(QuestionVersion.options),
        asked.selectinload(QuestionVersion.rows),
        asked.joinedload(QuestionVersion.question),
        runners,
        joinedload(Submission.area),
    )
    found = db.session.scalars(loaded).one_or_none()
    if found is None:
        raise NotFound
    return found


def questions_of(draft: SubmissionDraft) -> list[Question]:
    """The questions that a draft is asked. Whoever changes a response is not asked about equality again."""
    return [one for one in questions(draft.consultation) if draft.amends_id is None or not one.is_equality]


def versions(ids: Sequence[UUID]) -> dict[UUID, QuestionVersion]:
    """Question versions by id, removed questions' ones too: what a draft's answers were given to."""
    query = select(QuestionVersion).join(QuestionVersion.question).where(QuestionVersion.id.in_(ids))
    loaded = query.options(joinedload(QuestionVersion.question), selectinload(QuestionVersion.options))
    loaded = loaded.options(selectinload(QuestionVersion.rows))
    found = db.session.scalars(loaded.order_by(Question.position, Question.number))
    return {version.id: version for version in found}


class AskedOption(NamedTuple):
    key: str
    is_exclusive: bool = False


class AskedVersion(NamedTuple):
    id: UUID
    type: QuestionType
    is_required: bool
    most_characters: int | None
    least: Decimal | None
    most: Decimal | None
    condition: dict[str, Any]
    options: Sequence[AskedOption]
    rows: Sequence[AskedOption]


class AskedQuestion(NamedTuple):
    """A question as far as checking an answer to it goes."""

    id: UUID
    number: int
    current: AskedVersion
    is_equality: bool = False


def asked(consultation: Consultation) -> list[AskedQuestion]:
    """The questions that are asked, in their order; in one statement, a second one where there are tables, and without an
    object to keep track of for each.
    """
    one, version, option, section = (
        rows(table) for table in (Question, QuestionVersion, QuestionOption, QuestionSection)
    )
    query = (
        select(one.c.id, one.c.number, version.c.id, version.c.type, version.c.is_required, version.c.most_characters)
        .add_columns(version.c.least, version.c.most, version.c.condition, section.c.is_equality)
        .add_columns(option.c.key, option.c.is_exclusive)
        .join_from(one, version)
        .outerjoin(option, option.c.question_version_id == version.c.id)
        .outerjoin(section, section.c.id == one.c.section_id)
        .where(one.c.consultation_id == consultation.id, one.c.removed_at.is_(None))
        .order_by(*in_order(one.c, section.c), version.c.number, option.c.position)
    )
    found: dict[UUID, AskedQuestion] = {}
    for (key, number, version_id, kind, required, longest, least, most, condition, apart), offered in groupby(
        db.session.execute(query), key=lambda row: row[:10]
    ):
        options = [AskedOption(row[10], row[11]) for row in offered if row[10] is not None]
        current = AskedVersion(version_id, kind, required, longest, least, most, condition, options, [])
        found[key] = AskedQuestion(
            key, number, current, bool(apart)
        )  # a later version takes the place of the one before
    return _with_rows(list(found.values()))


def asked_of(draft: SubmissionDraft) -> list[AskedQuestion]:
    """The same of one draft. Whoever changes a response is not asked about equality again."""
    return [one for one in asked(draft.consultation) if draft.amends_id is None or not one.is_equality]


def _with_rows(found: list[AskedQuestion]) -> list[AskedQuestion]:
    """The same, the tables with their rows."""
    tables = [one.current.id for one in found if one.current.type is QuestionType.matrix]
    if not tables:
        return found
    row = rows(QuestionRow).c
    listed: dict[UUID, list[AskedOption]] = {}
    query = select(row.question_version_id, row.key).where(row.question_version_id.in_(tables)).order_by(row.position)
    for version_id, key in db.session.execute(query):
        listed.setdefault(version_id, []).append(AskedOption(key))
    return [one._replace(current=one.current._replace(rows=listed.get(one.current.id, []))) for one in found]


def is_taken(consultation_id: UUID, receipt: str) -> bool:
    """Whether a response to this consultation has the receipt number already."""
    table = rows(Submission).c
    query = select(table.id).where(table.consultation_id == consultation_id, table.receipt == receipt)
    return db.session.scalar(query) is not None


def areas() -> Sequence[Area]:
    """Where a respondent can live or work: the police force areas."""
    return accounts.areas(AreaKind.police_force_area)


def area_name(area_id: UUID | None) -> str:
    """The name of an area, empty where none was given."""
    found = db.session.get(Area, area_id) if area_id else None
    return found.name if found else ""
