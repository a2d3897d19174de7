"""Candidate themes: looking for them, and what people make of them. What a machine codes counts once a person confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, insert

from collab import clock
from collab.accounts.policy import SYSTEM, Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions import codings, themes
from collab.consultations.actions.analysing import PUBLISHED, take_up
from collab.consultations.actions.readings import keep_in_step
from collab.consultations.models import (
    CandidateMember,
    CandidateRun,
    CandidateState,
    CandidateTheme,
    CodingAct,
    Consultation,
    Question,
    Theme,
)
from collab.consultations.queries import candidates as queries
from collab.consultations.rules import candidates as rules
from collab.consultations.rules.candidates import Topic
from collab.consultations.rules.continued import continued
from collab.consultations.rules.outcome import is_answered
from collab.db import db, expect_version, lock, portions, rows, touch
from collab.errors import Problem, Refused

Shares = Mapping[UUID, int]


# --- Looking ---------------------------------------------------------------------------------------------------------


@permitted(policy.can_analyse)
def look_for_candidates(consultation: Consultation, question: Question, *, by: Viewer) -> CandidateRun:
    """Leaves a run to the worker. While one waits, that is the one."""
    lock(consultation)
    if is_answered(consultation):
        raise Refused(PUBLISHED)
    held = queries.last_run(question)
    if held is not None and held.finished_at is None:
        return held
    run = CandidateRun(consultation=consultation, question=question, asked_at=clock.now(), asked_by_id=by.person_id)
    db.session.add(run)
    db.session.flush()
    about = {"question": question.number}
    record(RootKind.consultation, consultation.id, Event.candidates_asked_for, by=by, about=about)
    return run


@permitted(policy.can_import)
def begin(run: CandidateRun, *, by: Viewer) -> bool:
    """Takes a run that waits, for this worker. False where another has it."""
    lock(run)
    if run.id not in queries.waiting():
        return False
    run.started_at = clock.now()
    return True


@permitted(policy.can_finish_candidates)
def keep_found(run: CandidateRun, found: queries.Found, *, by: Viewer) -> None:
    """Makes what was found the candidates of the question.

    What people named, adopted, merged or dropped stays so, with the answers that are found for it now; what a machine
    coded to an adopted one is done anew, and what people coded is left alone. A response that was changed meanwhile is
    left to the next run. Once the answer is public nothing is changed.
    """
    consultation, question = run.consultation, run.question
    lock(consultation)
    lock(run)
    if run.finished_at is not None:
        return
    run.finished_at = clock.now()
    run.answers, run.different = len(found.answers), found.different
    if is_answered(consultation):
        return
    counting = queries.newest_revisions(question)
    topics = [(topic, _counting(topic, found, counting)) for topic in found.topics]
    topics = [(topic, shares) for topic, shares in topics if shares]
    held = {one.id: one for one in queries.all_of(question)}
    places = continued([set(shares) for _, shares in topics], {key: set(queries.members(held[key])) for key in held})
    for (topic, shares), key in zip(topics, places, strict=True):
        candidate = held[key] if key else _new(run)
        _find_again(candidate, topic, run)
        _put(candidate, shares)
    _forget(one for key, one in held.items() if key not in places)
    for one in queries.all_of(question):
        _propose(one)
    run.candidates = len(topics)
    run.placed = len(set[UUID]().union(*(shares for _, shares in topics)))
    about = {"question": question.number, "answers": run.answers, "placed": run.placed, "candidates": run.candidates}
    record(RootKind.consultation, consultation.id, Event.candidates_found, by=by, about=about)


def _counting(topic: Topic, found: queries.Found, counting: set[UUID]) -> dict[UUID, int]:
    keys = ((found.answers[place], share) for place, share in topic.members)
    return {submission_id: share for (submission_id, revision_id), share in keys if revision_id in counting}


def _new(run: CandidateRun) -> CandidateTheme:
    number = queries.last_number(run.question) + 1
    made = CandidateTheme(
        consultation=run.consultation,
        question=run.question,
        number=number,
        name="",
        is_named=False,
        state=CandidateState.proposed,
        size=0,
        made_at=clock.now(),
    )
    db.session.add(made)
    return made


def _find_again(candidate: CandidateTheme, topic: Topic, run: CandidateRun) -> None:
    candidate.run_id, candidate.words = run.id, list(topic.words)
    candidate.in_welsh, candidate.sureness = topic.in_welsh, topic.sureness
    if not candidate.is_named and candidate.state is CandidateState.proposed:
        candidate.name = rules.name_of(topic.words)
    db.session.flush()


def _put(candidate: CandidateTheme, shares: Shares) -> None:
    db.session.execute(delete(CandidateMember).where(CandidateMember.candidate_id == candidate.id))
    made = [{"candidate_id": candidate.id, "submission_id": key, "share": share} for key, share in shares.items()]
    for some in portions(made):
        db.session.execute(insert(rows(CandidateMember)), some)
    candidate.size = len(shares)
    touch(candidate)
    db.session.flush()


def _forget(candidates: Iterable[CandidateTheme]) -> None:
    """What is not found any more goes, unless a person did something about it or others went into it."""
    for one in candidates:
        if one.state is CandidateState.proposed and not one.is_named and not queries.went_into(one):
            db.session.execute(delete(CandidateMember).where(CandidateMember.candidate_id == one.id))
            db.session.delete(one)
    db.session.flush()


def _propose(candidate: CandidateTheme) -> None:
    """Codes the answers of an adopted candidate, and of those that went into it, to its theme, as proposals of a machine.

    Answers that a person coded are left alone.
    """
    theme = candidate.theme
    if theme is None or theme.retired_at is not None:
        return
    held = queries.proposed(candidate.question, theme)
    done = queries.coded_by_people(candidate.question)
    wanted = {key for key in queries.members_of(candidate.question, theme) if key not in done}
    codings.take_away([one for key, one in held.items() if key not in wanted], by=SYSTEM)
    fresh = sorted(wanted - held.keys())
    codings.add([(key, candidate.question_id, theme.id) for key in fresh], act=CodingAct.proposed, by=SYSTEM)
    keep_in_step(wanted ^ held.keys(), by=SYSTEM)


# --- What people make of one -----------------------------------------------------------------------------------------


@permitted(policy.can_change_candidate)
def adopt(
    candidate: CandidateTheme,
    *,
    name: str,
    definition: str = "",
    name_cy: str = "",
    version: int | None = None,
    by: Viewer,
) -> Theme:
    """Makes a theme of a candidate. Its answers are coded to it as a machine's proposals, until a person confirms each."""
    _take_up(candidate, version)
    theme = themes.add(
        candidate.consultation,
        name=name,
        definition=definition,
        name_cy=name_cy,
        questions=[str(candidate.question.number)],
        by=by,
    )
    db.session.flush()
    _adopt_as(candidate, theme, by)
    return theme


def _adopt_as(candidate: CandidateTheme, theme: Theme, by: Viewer) -> None:
    _settle(candidate, CandidateState.adopted, by, theme=theme)
    _propose(candidate)
    _record(candidate, Event.candidate_adopted, by, theme=theme.number)


@permitted(policy.can_change_candidate)
def rename(candidate: CandidateTheme, *, name: str, version: int | None = None, by: Viewer) -> None:
    """Gives a candidate a name that stays with it through later runs."""
    _take_up(candidate, version)
    if not name.strip():
        raise Refused(Problem("Enter a name for the theme", field="name"))
    candidate.name, candidate.is_named = name, True
    _record(candidate, Event.candidate_renamed, by)


@permitted(policy.can_change_candidate)
def merge(candidate: CandidateTheme, *, into: str, version: int | None = None, by: Viewer) -> None:
    """Puts a candidate into a theme (`theme-4`), to which its answers are then proposed, or into another candidate."""
    _take_up(candidate, version)
    theme, other = queries.target(candidate, into)
    if theme is not None:
        take_up(candidate.consultation, by=by)
        lock(theme)
        if candidate.question not in theme.questions:
            theme.questions = [*theme.questions, candidate.question]
            touch(theme)
        _adopt_as(candidate, theme, by)
    elif other is not None:
        for one in queries.went_into(candidate):
            one.into = other
        _settle(candidate, CandidateState.merged, by, into=other)
        _record(candidate, Event.candidate_merged, by, into=other.number)
    else:
        raise Refused(Problem("Choose what this candidate goes into", field="into"))


@permitted(policy.can_change_candidate)
def drop(candidate: CandidateTheme, *, version: int | None = None, by: Viewer) -> None:
    """Says that a candidate is no theme. Later runs leave it so."""
    _take_up(candidate, version)
    _settle(candidate, CandidateState.dropped, by)
    _record(candidate, Event.candidate_dropped, by)


@permitted(policy.can_change_candidate)
def take_back(candidate: CandidateTheme, *, version: int | None = None, by: Viewer) -> None:
    """Puts a candidate that was dropped or merged into another back among those that wait. An adopted one is a theme."""
    _lock(candidate, version)
    if candidate.state not in (CandidateState.dropped, CandidateState.merged):
        raise Refused("Only a candidate that was dropped, or went into another, can be taken back")
    other = candidate.into
    candidate.state, candidate.into = CandidateState.proposed, None
    candidate.settled_at = candidate.settled_by_id = None
    db.session.flush()
    if other is not None:
        _propose(other)
    _record(candidate, Event.candidate_taken_back, by)


def _take_up(candidate: CandidateTheme, version: int | None) -> None:
    _lock(candidate, version)
    if candidate.state is not CandidateState.proposed:
        raise Refused("Something was done about this candidate already")


def _lock(candidate: CandidateTheme, version: int | None) -> None:
    lock(candidate.consultation)
    lock(candidate)
    expect_version(candidate, version)
    if is_answered(candidate.consultation):
        raise Refused(PUBLISHED)


def _settle(
    candidate: CandidateTheme,
    state: CandidateState,
    by: Viewer,
    *,
    theme: Theme | None = None,
    into: CandidateTheme | None = None,
) -> None:
    candidate.state, candidate.theme, candidate.into = state, theme, into
    candidate.settled_at, candidate.settled_by_id = clock.now(), by.person_id
    db.session.flush()


def _record(candidate: CandidateTheme, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"question": candidate.question.number, "candidate": candidate.number, "name": candidate.name, **about}
    record(RootKind.consultation, candidate.consultation_id, event, by=by, about=facts)
