"""Reading responses and themes, for the lead and joint organisations; to all others these pages are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import (
    Answer,
    Campaign,
    CampaignMember,
    Channel,
    Coding,
    Consideration,
    Consultation,
    Disposition,
    Question,
    QuestionType,
    QuestionVersion,
    RespondentType,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries import get_run
from collab.consultations.queries.counted import once
from collab.consultations.rules.consideration import next_in_turn
from collab.consultations.rules.tally import Group, Tally, count_up
from collab.db import db
from collab.errors import NotFound

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What of a list is shown; None means all of it."""

    status: Consideration | None = None
    respondent_type: RespondentType | None = None
    channel: Channel | None = None
    question: int | None = None


@dataclass(frozen=True)
class ThemeRow:
    """A theme with the number of responses that say it, excluded ones and what only a machine proposed left out."""

    theme: Theme
    number: int


def get_controlled(address: str, *, viewer: Viewer) -> Consultation:
    """A consultation whose responses the viewer may read. Raises NotFound."""
    consultation = get_run(address, viewer=viewer)
    if not policy.can_read_submissions(viewer, consultation):
        raise NotFound
    return consultation


def get_reported(address: str, *, viewer: Viewer) -> Consultation:
    """A consultation whose report the viewer may read: its named decision-maker too. Raises NotFound."""
    consultation = get_run(address, viewer=viewer)
    if not policy.can_read_report(viewer, consultation):
        raise NotFound
    return consultation


# --- Responses -----------------------------------------------------------------------------------------------------


def tally(consultation: Consultation, *, only_confirmed: bool = False) -> Tally:
    """All numbers of a consultation, in one statement; perhaps without campaigns that only a machine found."""
    return once(consultation, ("tally", only_confirmed), lambda: _tally(consultation, only_confirmed))


def _tally(consultation: Consultation, only_confirmed: bool) -> Tally:
    in_campaign = Campaign.id == CampaignMember.campaign_id
    if only_confirmed:
        in_campaign = and_(in_campaign, or_(Campaign.confirmed_at.is_not(None), Campaign.is_found.is_(False)))
    alike = (
        Submission.consideration,
        Submission.respondent_type,
        Submission.channel,
        Submission.is_late,
        func.coalesce(Campaign.name, ""),
        Submission.duplicate_of_id.is_not(None),
    )
    query = (
        select(*alike, func.count())
        .outerjoin(CampaignMember, CampaignMember.submission_id == Submission.id)
        .outerjoin(Campaign, in_campaign)
        .where(Submission.consultation_id == consultation.id)
        .group_by(*alike)
    )
    return count_up(Group(*row) for row in db.session.execute(query))


def submissions(consultation: Consultation, filters: Filters, *, page: int = 1) -> tuple[Sequence[Submission], int]:
    """One page of responses in the order of their receipts, and how many there are in all."""
    wanted = _matching(consultation, filters)
    number = select(func.count()).select_from(wanted.with_only_columns(Submission.id).subquery())
    total = once(consultation, ("responses", filters), lambda: db.session.scalar(number) or 0)
    campaign = joinedload(Submission.membership).joinedload(CampaignMember.campaign)
    found = db.session.scalars(
        wanted.options(campaign)
        .order_by(Submission.received_at, Submission.receipt)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return found.all(), total


def _matching(consultation: Consultation, filters: Filters) -> Select[Submission]:
    query = select(Submission).where(Submission.consultation_id == consultation.id)
    if filters.status:
        query = query.where(Submission.consideration == filters.status)
    if filters.respondent_type:
        query = query.where(Submission.respondent_type == filters.respondent_type)
    if filters.channel:
        query = query.where(Submission.channel == filters.channel)
    if filters.question is not None:
        query = query.where(_answered(filters.question))
    return query


def _answered(number: int) -> ColumnElement[bool]:
    """Responses that say something on a question."""
    answers = (
        select(Answer.id)
        .join(SubmissionRevision, SubmissionRevision.id == Answer.revision_id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
    )
    return exists(answers.where(SubmissionRevision.submission_id == Submission.id, Question.number == number))


def submission(consultation: Consultation, receipt: str) -> Submission:
    """A response with its answers, their questions and its codings. Raises NotFound."""
    query = select(Submission).where(Submission.consultation_id == consultation.id, Submission.receipt == receipt)
    version = (
        selectinload(Submission.revisions).selectinload(SubmissionRevision.answers).joinedload(Answer.question_version)
    )
    found = db.session.scalars(
        query.options(
            version.joinedload(QuestionVersion.question),
            version.selectinload(QuestionVersion.options),
            version.selectinload(QuestionVersion.rows),
            selectinload(Submission.codings).joinedload(Coding.theme),
            joinedload(Submission.area),
            joinedload(Submission.membership).joinedload(CampaignMember.campaign),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def original_of(submission: Submission) -> Submission | None:
    """The response that this one repeats."""
    return db.session.get(Submission, submission.duplicate_of_id) if submission.duplicate_of_id else None


def next_unread(consultation: Consultation, after: str) -> str:
    """The receipt of the next response that nobody has read, going round; empty when all are read."""
    query = select(Submission.receipt).where(
        Submission.consultation_id == consultation.id, Submission.consideration == Consideration.unread
    )
    return next_in_turn(db.session.scalars(query.order_by(Submission.receipt)).all(), after)


def questions(consultation: Consultation) -> Sequence[Question]:
    """All questions with their versions, also those that were removed while answers to them are kept."""
    query = select(Question).where(Question.consultation_id == consultation.id).options(selectinload(Question.versions))
    return db.session.scalars(query.order_by(Question.position, Question.number)).all()


def free_text_questions(consultation: Consultation) -> list[Question]:
    """Those that are answered in words."""
    asked = [question for question in questions(consultation) if question.versions]
    return [question for question in asked if question.current.type is QuestionType.free_text]


# --- Themes --------------------------------------------------------------------------------------------------------


def themes(consultation: Consultation, *, also_retired: bool = False) -> list[ThemeRow]:
    """Themes with their questions, decisions and numbers of responses, the biggest first."""
    number = (
        select(func.count(Coding.submission_id.distinct()))
        .join(Submission, Submission.id == Coding.submission_id)
        .where(Coding.theme_id == Theme.id, Submission.consideration != Consideration.excluded)
        .where(Coding.person_id.is_not(None))
        .correlate(Theme)
        .scalar_subquery()
    )
    query = select(Theme, number).where(Theme.consultation_id == consultation.id)
    if not also_retired:
        query = query.where(Theme.retired_at.is_(None))
    disposition = selectinload(Theme.disposition)
    loaded = query.options(
        selectinload(Theme.questions).selectinload(Question.versions),
        disposition.joinedload(Disposition.provision),
        disposition.joinedload(Disposition.commitment),
        disposition.joinedload(Disposition.implication),
    )
    rows = db.session.execute(loaded.order_by(number.desc(), Theme.number)).all()
    return [ThemeRow(theme, count) for theme, count in rows]


def theme(consultation: Consultation, number: int) -> Theme:
    """Raises NotFound."""
    query = select(Theme).where(Theme.consultation_id == consultation.id, Theme.number == number)
    found = db.session.scalars(
        query.options(selectinload(Theme.questions), selectinload(Theme.disposition))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_theme_number(consultation: Consultation) -> int:
    return db.session.scalar(select(func.max(Theme.number)).where(Theme.consultation_id == consultation.id)) or 0


def codings_of(theme: Theme) -> Sequence[Coding]:
    return db.session.scalars(select(Coding).where(Coding.theme_id == theme.id).order_by(Coding.at, Coding.id)).all()


# --- What the consideration of responses is worked out from -----------------------------------------------------------


@dataclass(frozen=True)
class Worked:
    """A response with what people did with it, as ids: which of its answers in words are coded, and to what."""

    id: UUID
    consideration: Consideration
    is_read: bool
    in_words: frozenset[UUID]
    coded: frozenset[UUID]
    themes: frozenset[UUID]
    owes_decision: bool = False

    def undecided(self, decided: Collection[UUID]) -> int:
        """How many decisions it waits for: those of its themes that are not among the `decided`, and its own."""
        return len(self.themes.difference(decided)) + self.owes_decision


def worked(consultation: Consultation, only: Collection[UUID] | None = None) -> list[Worked]:
    """All responses that are not excluded, or the ones named, in four statements."""
    kept = Submission.consideration != Consideration.excluded
    here = [Submission.consultation_id == consultation.id, kept]
    if only is not None:
        here.append(Submission.id.in_(only))
    rows = db.session.execute(
        select(Submission.id, Submission.consideration, Submission.read_at, func.max(SubmissionRevision.at))
        .outerjoin(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .where(*here)
        .group_by(Submission.id, Submission.consideration, Submission.read_at)
        .order_by(Submission.id)
    ).all()
    in_words = _gathered(_answers_in_words(here))
    coded: dict[UUID, set[UUID]] = {}
    said: dict[UUID, set[UUID]] = {}
    codings = select(Coding.submission_id, Coding.question_id, Coding.theme_id).join(Submission).where(*here)
    codings = codings.outerjoin(Theme, Theme.id == Coding.theme_id).where(Theme.retired_at.is_(None))
    for submission_id, question_id, theme_id in db.session.execute(codings.where(Coding.person_id.is_not(None))):
        coded.setdefault(submission_id, set()).add(question_id)
        said.setdefault(submission_id, set()).update({theme_id} if theme_id else ())
    own = exists(select(Disposition.id).where(Disposition.submission_id == Submission.id))
    owing = set(db.session.scalars(select(Submission.id).where(*here, Submission.needs_decision, ~own)))
    none: set[UUID] = set()
    return [
        Worked(
            id=row[0],
            consideration=row[1],
            is_read=_is_read(row[2], row[3]),
            in_words=frozenset(in_words.get(row[0], none)),
            coded=frozenset(coded.get(row[0], none)),
            themes=frozenset(said.get(row[0], none)),
            owes_decision=row[0] in owing,
        )
        for row in rows
    ]


def _is_read(read_at: datetime | None, newest_at: datetime | None) -> bool:
    """Whether somebody read what was last sent."""
    return read_at is not None and (newest_at is None or newest_at <= read_at)


def _answers_in_words(here: Sequence[ColumnElement[bool]]) -> Iterable[tuple[UUID, UUID]]:
    """(submission, question) for each answer in words of the newest revisions."""
    newest = select(func.max(SubmissionRevision.number)).where(SubmissionRevision.submission_id == Submission.id)
    query = (
        select(Submission.id, QuestionVersion.question_id)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(*here, QuestionVersion.type == QuestionType.free_text, Answer.words != "")
        .where(SubmissionRevision.number == newest.correlate(Submission).scalar_subquery())
    )
    return ((row[0], row[1]) for row in db.session.execute(query))


def _gathered(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found


def decided_themes(consultation: Consultation) -> frozenset[UUID]:
    """The themes about which something is decided."""
    query = select(Theme.id).join(Disposition, Disposition.theme_id == Theme.id)
    return frozenset(db.session.scalars(query.where(Theme.consultation_id == consultation.id)))
