"""Reading campaigns: what a run compares, what it found, and each campaign with its responses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from collab import clock
from collab.consultations.models import (
    Answer,
    Campaign,
    CampaignMember,
    CampaignRun,
    Coding,
    Consideration,
    Consultation,
    DecisionMaker,
    QuestionType,
    QuestionVersion,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries.counted import once
from collab.consultations.rules import campaigns as rules
from collab.db import db, portions
from collab.errors import NotFound

PAGE = 50
GIVEN_UP = timedelta(minutes=15)
"""A run that was begun so long ago and has not ended was lost with its process, and is begun again."""
FRESH = 100
"""So many responses that no run has seen are worth a run of their own at night."""


@dataclass(frozen=True)
class CampaignRow:
    """A campaign with its numbers: responses, duplicates left out; those that add words; those that nobody read."""

    campaign: Campaign
    number: int
    adding: int
    unread: int


@dataclass(frozen=True)
class MemberRow:
    """A response of a campaign, with its words."""

    submission: Submission
    adds_words: bool
    by_person: bool
    words: str


def listed(consultation: Consultation) -> list[CampaignRow]:
    """All campaigns that have responses, the largest first."""
    numbers = once(consultation, "campaigns", lambda: _numbers(consultation))
    found = {one.id: one for one in all_of(consultation).values()}
    return [CampaignRow(found[key], *counts) for key, *counts in numbers]


def _numbers(consultation: Consultation) -> list[tuple[UUID, int, int, int]]:
    query = (
        select(
            Campaign.id,
            func.count(),
            func.sum(case((CampaignMember.adds_words, 1), else_=0)),
            func.sum(case((Submission.consideration == Consideration.unread, 1), else_=0)),
        )
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .join(Submission, Submission.id == CampaignMember.submission_id)
        .where(Campaign.consultation_id == consultation.id, Submission.duplicate_of_id.is_(None))
        .group_by(Campaign.id)
        .order_by(func.count().desc(), Campaign.number)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def get(consultation: Consultation, number: int) -> Campaign:
    """Raises NotFound."""
    query = select(Campaign).where(Campaign.consultation_id == consultation.id, Campaign.number == number)
    found = db.session.scalars(query.options(joinedload(Campaign.letter))).one_or_none()
    if found is None:
        raise NotFound
    return found


def named(consultation: Consultation, name: str) -> Campaign | None:
    query = select(Campaign).where(Campaign.consultation_id == consultation.id, Campaign.name == name)
    return db.session.scalars(query).one_or_none()


def names(consultation: Consultation) -> Sequence[str]:
    query = select(Campaign.name).where(Campaign.consultation_id == consultation.id)
    return db.session.scalars(query.order_by(Campaign.name)).all()


def last_number(consultation: Consultation) -> int:
    query = select(func.max(Campaign.number)).where(Campaign.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def led_by(submission: Submission) -> Campaign | None:
    """The campaign for which this response stands."""
    query = select(Campaign).join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
    mine = query.where(Campaign.letter_id == submission.id, CampaignMember.submission_id == submission.id)
    return db.session.scalars(mine).one_or_none()


def members(campaign: Campaign, *, adding: bool | None = None, page: int = 1) -> tuple[list[MemberRow], int]:
    """One page of the responses of a campaign, by the date on which they came, and how many there are in all."""
    query = (
        select(Submission, CampaignMember.adds_words, CampaignMember.by_person)
        .join(CampaignMember, CampaignMember.submission_id == Submission.id)
        .where(CampaignMember.campaign_id == campaign.id)
    )
    if adding is not None:
        query = query.where(CampaignMember.adds_words.is_(adding))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Submission.received_at, Submission.receipt).limit(PAGE).offset((page - 1) * PAGE)
    rows = db.session.execute(ordered).all()
    words = words_of([row[0].id for row in rows])
    return [MemberRow(*row, words.get(row[0].id, "")) for row in rows], total


def words_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """All that these responses say in words, by their ids."""
    found = _in_words().where(Submission.id.in_(ids))
    return {one.id: one.words for one in _texts(found)}


def words_in(campaign: Campaign) -> dict[UUID, str]:
    """What each response of a campaign says in words, in the order in which they came."""
    mine = select(CampaignMember.submission_id).where(CampaignMember.campaign_id == campaign.id)
    return {one.id: one.words for one in _texts(_in_words().where(Submission.id.in_(mine)))}


def copies(campaign: Campaign) -> list[UUID]:
    """The responses of a campaign that add no words, but for the one that stands for all."""
    query = select(CampaignMember.submission_id).where(
        CampaignMember.campaign_id == campaign.id,
        CampaignMember.adds_words.is_(False),
        CampaignMember.submission_id != campaign.letter_id,
    )
    return list(db.session.scalars(query))


def codings_of(ids: Collection[UUID]) -> dict[UUID, set[tuple[UUID, UUID | None]]]:
    """What people coded these responses to, as (question, theme)."""
    found: dict[UUID, set[tuple[UUID, UUID | None]]] = {}
    for some in portions(ids):
        query = select(Coding.submission_id, Coding.question_id, Coding.theme_id).where(Coding.person_id.is_not(None))
        query = query.outerjoin(Theme, Theme.id == Coding.theme_id).where(Theme.retired_at.is_(None))
        for key, question_id, theme_id in db.session.execute(query.where(Coding.submission_id.in_(some))):
            found.setdefault(key, set()).add((question_id, theme_id))
    return found


def live_codings(ids: Collection[UUID]) -> list[Coding]:
    """The codings of these responses to themes in use, those that a machine proposed with them."""
    query = select(Coding).outerjoin(Theme, Theme.id == Coding.theme_id).where(Theme.retired_at.is_(None))
    return list(db.session.scalars(query.where(Coding.submission_id.in_(ids)).order_by(Coding.id)))


# --- Runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """What a response says in words, all its answers together, in the revision that counted when it was read."""

    id: UUID
    revision_id: UUID
    words: str


def texts(consultation: Consultation) -> Iterator[Text]:
    """The words of all responses that are not excluded, in the order in which they came. They are read a few at a time."""
    query = _in_words().where(
        Submission.consultation_id == consultation.id, Submission.consideration != Consideration.excluded
    )
    return _texts(query.execution_options(yield_per=2_000))


@dataclass(frozen=True)
class Found:
    """The responses that belong together, each by its id and the revision that was looked at."""

    groups: Sequence[Sequence[tuple[UUID, UUID]]]
    texts: int


def found(consultation: Consultation) -> Found:
    """Compares all responses: what a run makes campaigns of."""
    seen: list[tuple[UUID, UUID]] = []

    def words() -> Iterator[str]:
        for one in texts(consultation):
            seen.append((one.id, one.revision_id))
            yield one.words

    groups = rules.groups(words())
    return Found([[seen[place] for place in group] for group in groups], len(seen))


def _in_words() -> Select[UUID, UUID, str]:
    newest = select(func.max(SubmissionRevision.number)).where(SubmissionRevision.submission_id == Submission.id)
    return (
        select(Submission.id, SubmissionRevision.id, Answer.words)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .where(QuestionVersion.type == QuestionType.free_text, Answer.words != "")
        .where(SubmissionRevision.number == newest.correlate(Submission).scalar_subquery())
        .order_by(Submission.received_at, Submission.id, Answer.position)
    )


def _texts(query: Select[UUID, UUID, str]) -> Iterator[Text]:
    for (identity, revision), answers in groupby(db.session.execute(query), key=itemgetter(0, 1)):
        yield Text(identity, revision, "\n".join(row[2] for row in answers))


def newest_revisions(consultation: Consultation) -> set[UUID]:
    """The revisions that count."""
    query = (
        select(SubmissionRevision.id, SubmissionRevision.submission_id)
        .join(Submission, Submission.id == SubmissionRevision.submission_id)
        .where(Submission.consultation_id == consultation.id)
        .order_by(SubmissionRevision.submission_id, SubmissionRevision.number)
    )
    return set({submission_id: revision_id for revision_id, submission_id in db.session.execute(query)}.values())


def memberships(consultation: Consultation) -> dict[UUID, tuple[int | None, bool]]:
    """The number of the campaign of each response that was ever grouped, and whether a person said so."""
    query = (
        select(CampaignMember.submission_id, Campaign.number, CampaignMember.by_person)
        .join(Submission, Submission.id == CampaignMember.submission_id)
        .outerjoin(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Submission.consultation_id == consultation.id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def all_of(consultation: Consultation) -> dict[int, Campaign]:
    query = select(Campaign).where(Campaign.consultation_id == consultation.id).order_by(Campaign.number)
    return {one.number: one for one in db.session.scalars(query)}


def last_run(consultation: Consultation) -> CampaignRun | None:
    query = select(CampaignRun).where(CampaignRun.consultation_id == consultation.id)
    return db.session.scalars(query.order_by(CampaignRun.asked_at.desc(), CampaignRun.id).limit(1)).one_or_none()


def is_running(run: CampaignRun | None) -> bool:
    return run is not None and run.finished_at is None


def waiting() -> list[UUID]:
    """Runs that nobody works on, the oldest first."""
    lost = clock.now() - GIVEN_UP
    query = select(CampaignRun.id).where(
        CampaignRun.finished_at.is_(None), CampaignRun.started_at.is_(None) | (CampaignRun.started_at < lost)
    )
    return list(db.session.scalars(query.order_by(CampaignRun.asked_at, CampaignRun.id)))


def run_by_id(run_id: UUID) -> CampaignRun:
    """Raises NotFound."""
    found = db.session.get(CampaignRun, run_id)
    if found is None:
        raise NotFound
    return found


def with_fresh_responses() -> list[UUID]:
    """Consultations with many responses that no run has seen, and of which no report was given yet."""
    last = (
        select(CampaignRun.consultation_id, func.max(CampaignRun.asked_at).label("at"))
        .group_by(CampaignRun.consultation_id)
        .subquery()
    )
    since = func.coalesce(Submission.entered_at, Submission.received_at)
    query = (
        select(Submission.consultation_id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .outerjoin(last, last.c.consultation_id == Submission.consultation_id)
        .where(
            Consultation.is_historic.is_(False),
            ~Consultation.decision_makers.any(DecisionMaker.report_given_at.is_not(None)),
        )
        .where(last.c.at.is_(None) | (since > last.c.at))
        .group_by(Submission.consultation_id)
        .having(func.count() >= FRESH)
        .order_by(Submission.consultation_id)
    )
    return list(db.session.scalars(query))


def counted(consultation: Consultation) -> int:
    """How many responses a run would have to look at, at most."""
    query = select(func.count()).where(Submission.consultation_id == consultation.id)
    return db.session.scalar(query) or 0
