"""Reading candidate themes: what a run looks at, what it found, and each candidate with its answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from collab import clock
from collab.consultations.models import (
    Answer,
    CampaignMember,
    CandidateMember,
    CandidateRun,
    CandidateState,
    CandidateTheme,
    Coding,
    Consideration,
    Consultation,
    Question,
    QuestionType,
    QuestionVersion,
    Submission,
    SubmissionRevision,
    Theme,
)
from collab.consultations.queries import analysis
from collab.consultations.queries.counted import once
from collab.consultations.rules import candidates as rules
from collab.consultations.rules.candidates import Said, Topic
from collab.db import db
from collab.errors import NotFound
from collab.text import Language

GIVEN_UP = timedelta(minutes=30)
"""A run that was begun so long ago and has not ended was lost with its process, and is begun again."""
EXAMPLES = 5
_SURELY = 40


@dataclass(frozen=True)
class QuestionRow:
    """A question that is answered in words, with its numbers: answers, candidates that wait for a person, its last run."""

    question: Question
    answers: int
    waiting: int
    run: CandidateRun | None


@dataclass(frozen=True)
class Example:
    """An answer that speaks of a candidate; `share` is how much of it does, in per cent."""

    receipt: str
    share: int
    words: str


def questions(consultation: Consultation) -> list[QuestionRow]:
    """All questions that are answered in words, also removed ones while answers to them are kept."""
    answers = once(consultation, "answers in words", lambda: _answers(consultation))
    waiting = select(CandidateTheme.question_id, func.count()).where(
        CandidateTheme.consultation_id == consultation.id, CandidateTheme.state == CandidateState.proposed
    )
    open_ones = {row[0]: row[1] for row in db.session.execute(waiting.group_by(CandidateTheme.question_id))}
    ran = select(CandidateRun).where(CandidateRun.consultation_id == consultation.id).order_by(CandidateRun.asked_at)
    runs = {run.question_id: run for run in db.session.scalars(ran)}
    return [
        QuestionRow(one, answers.get(one.id, 0), open_ones.get(one.id, 0), runs.get(one.id))
        for one in analysis.free_text_questions(consultation)
    ]


def _answers(consultation: Consultation) -> dict[UUID, int]:
    query = (
        _in_words(Question.id, func.count()).where(Submission.consultation_id == consultation.id).group_by(Question.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _in_words(*columns: Any) -> Any:
    """Answers in words of the newest revisions of responses that are not excluded."""
    newest = select(func.max(SubmissionRevision.number)).where(SubmissionRevision.submission_id == Submission.id)
    return (
        select(*columns)
        .select_from(Submission)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.type == QuestionType.free_text, Answer.words != "")
        .where(SubmissionRevision.number == newest.correlate(Submission).scalar_subquery())
        .where(Submission.consideration != Consideration.excluded)
    )


def question(consultation: Consultation, number: int) -> Question:
    """A question that is answered in words. Raises NotFound."""
    found = [one for one in analysis.free_text_questions(consultation) if one.number == number]
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class CandidateRow:
    """A candidate with the responses that it and those that went into it have, and the names of these."""

    candidate: CandidateTheme
    number: int
    merged: tuple[str, ...]


def listed(question: Question) -> list[CandidateRow]:
    """All candidates of a question that did not go into another, the largest first."""
    every = all_of(question)
    numbers = sizes(question)
    rows = [
        CandidateRow(one, numbers.get(one.id, 0), tuple(other.name for other in every if other.into_id == one.id))
        for one in every
        if one.into_id is None
    ]
    return sorted(rows, key=lambda row: (-row.number, row.candidate.number))


def all_of(question: Question) -> Sequence[CandidateTheme]:
    query = select(CandidateTheme).where(CandidateTheme.question_id == question.id).order_by(CandidateTheme.number)
    return db.session.scalars(query.options(joinedload(CandidateTheme.theme), joinedload(CandidateTheme.into))).all()


def sizes(question: Question) -> dict[UUID, int]:
    """How many responses each candidate has, with those of the candidates that went into it."""
    whole = func.coalesce(CandidateTheme.into_id, CandidateTheme.id)
    query = (
        select(whole, func.count(CandidateMember.submission_id.distinct()))
        .join(CandidateMember, CandidateMember.candidate_id == CandidateTheme.id)
        .where(CandidateTheme.question_id == question.id)
        .group_by(whole)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def get(question: Question, number: int) -> CandidateTheme:
    """Raises NotFound."""
    query = select(CandidateTheme).where(CandidateTheme.question_id == question.id, CandidateTheme.number == number)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def went_into(candidate: CandidateTheme) -> Sequence[CandidateTheme]:
    query = select(CandidateTheme).where(CandidateTheme.into_id == candidate.id)
    return db.session.scalars(query.order_by(CandidateTheme.number)).all()


def examples(candidate: CandidateTheme, number: int = EXAMPLES) -> list[Example]:
    """The answers that are surest of it, each wording once."""
    query = (
        _in_words(Submission.receipt, CandidateMember.share, Answer.words)
        .join(CandidateMember, CandidateMember.submission_id == Submission.id)
        .where(CandidateMember.candidate_id == candidate.id, Question.id == candidate.question_id)
        .order_by(CandidateMember.share.desc(), Submission.received_at, Submission.receipt)
        .limit(_SURELY * number)
    )
    found: dict[str, Example] = {}
    for receipt, share, words in db.session.execute(query):
        found.setdefault(" ".join(words.casefold().split()), Example(receipt, share, words))
    return list(found.values())[:number]


THEME, CANDIDATE = "theme-", "candidate-"


def targets(candidate: CandidateTheme) -> list[tuple[str, str]]:
    """What a candidate can go into, as (key, words): the themes of the consultation, then other candidates that wait."""
    themes = sorted(_themes(candidate), key=lambda one: one.number)
    return [
        *((f"{THEME}{one.number}", f"Theme {one.number}. {one.name}") for one in themes),
        *((f"{CANDIDATE}{one.number}", f"Candidate {one.number}. {one.name}") for one in _others(candidate)),
    ]


def target(candidate: CandidateTheme, key: str) -> tuple[Theme | None, CandidateTheme | None]:
    """The theme or the candidate that is meant; neither where there is none to go into."""
    themes = {f"{THEME}{one.number}": one for one in _themes(candidate)}
    others = {f"{CANDIDATE}{one.number}": one for one in _others(candidate)}
    return themes.get(key), others.get(key)


def _themes(candidate: CandidateTheme) -> list[Theme]:
    return [row.theme for row in analysis.themes(candidate.consultation)]


def _others(candidate: CandidateTheme) -> list[CandidateTheme]:
    every = all_of(candidate.question)
    return [one for one in every if one.state is CandidateState.proposed and one.id != candidate.id]


def members(candidate: CandidateTheme) -> dict[UUID, int]:
    """The share of each response that is put under it."""
    query = select(CandidateMember.submission_id, CandidateMember.share)
    rows = db.session.execute(query.where(CandidateMember.candidate_id == candidate.id))
    return {row[0]: row[1] for row in rows}


def members_of(question: Question, theme: Theme) -> list[UUID]:
    """The responses of all candidates of a question that became this theme, and of those that went into these."""
    mine = select(CandidateTheme.id).where(
        CandidateTheme.question_id == question.id, CandidateTheme.theme_id == theme.id
    )
    query = (
        select(CandidateMember.submission_id)
        .join(CandidateTheme, CandidateTheme.id == CandidateMember.candidate_id)
        .join(Submission, Submission.id == CandidateMember.submission_id)
        .where(CandidateTheme.id.in_(mine) | CandidateTheme.into_id.in_(mine))
        .where(Submission.consideration != Consideration.excluded)
        .distinct()
        .order_by(CandidateMember.submission_id)
    )
    return list(db.session.scalars(query))


def proposed(question: Question, theme: Theme) -> dict[UUID, Coding]:
    """What a machine proposes for a theme and nobody confirmed, by response."""
    here = (Coding.question_id == question.id, Coding.theme_id == theme.id, Coding.person_id.is_(None))
    return {one.submission_id: one for one in db.session.scalars(select(Coding).where(*here).order_by(Coding.id))}


def coded_by_people(question: Question) -> set[UUID]:
    """The responses whose answer to a question a person coded."""
    query = select(Coding.submission_id).where(Coding.question_id == question.id, Coding.person_id.is_not(None))
    return set(db.session.scalars(query))


# --- Runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a run found: the topics, and the answers that it looked at, each by its response and the revision of it."""

    topics: Sequence[Topic]
    answers: Sequence[tuple[UUID, UUID]]
    different: int


def found(question: Question) -> Found:
    """Reads all answers to a question, in the order in which they came, and looks for topics."""
    keys: list[tuple[UUID, UUID]] = []
    said: list[Said] = []
    for submission_id, revision_id, one in _said(question):
        keys.append((submission_id, revision_id))
        said.append(one)
    return Found(rules.found(said), keys, rules.different(said))


def _said(question: Question) -> Iterator[tuple[UUID, UUID, Said]]:
    """A copy of a campaign's letter that adds no words says what all of them say."""
    query = (
        _in_words(
            Submission.id,
            SubmissionRevision.id,
            Answer.words,
            Submission.language,
            CampaignMember.campaign_id,
            CampaignMember.adds_words,
        )
        .outerjoin(CampaignMember, CampaignMember.submission_id == Submission.id)
        .where(Question.id == question.id)
        .order_by(Submission.received_at, Submission.id)
        .execution_options(yield_per=2_000)
    )
    for submission_id, revision_id, words, language, campaign, adds_words in db.session.execute(query):
        letter = str(campaign) if campaign and not adds_words else ""
        yield submission_id, revision_id, Said(words, letter, language is Language.welsh)


def newest_revisions(question: Question) -> set[UUID]:
    """The revisions that count, of the responses that are not excluded and answer the question."""
    return set(db.session.scalars(_in_words(SubmissionRevision.id).where(Question.id == question.id)))


def last_number(question: Question) -> int:
    query = select(func.max(CandidateTheme.number)).where(CandidateTheme.question_id == question.id)
    return db.session.scalar(query) or 0


def last_run(question: Question) -> CandidateRun | None:
    query = select(CandidateRun).where(CandidateRun.question_id == question.id)
    return db.session.scalars(query.order_by(CandidateRun.asked_at.desc(), CandidateRun.id).limit(1)).one_or_none()


def waiting() -> list[UUID]:
    """Runs that nobody works on, the oldest first."""
    lost = clock.now() - GIVEN_UP
    query = select(CandidateRun.id).where(
        CandidateRun.finished_at.is_(None), CandidateRun.started_at.is_(None) | (CandidateRun.started_at < lost)
    )
    return list(db.session.scalars(query.order_by(CandidateRun.asked_at, CandidateRun.id)))


def run_by_id(run_id: UUID) -> CandidateRun:
    """Raises NotFound."""
    found = db.session.get(CandidateRun, run_id)
    if found is None:
        raise NotFound
    return found
