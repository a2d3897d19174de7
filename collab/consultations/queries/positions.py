"""Reading what each stakeholder group said, beside what was expected of it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, cast, func, select

from collab.accounts.models import Area
from collab.accounts.policy import Viewer
from collab.consultations import policy, queries
from collab.consultations.models import (
    Answer,
    Consideration,
    Consultation,
    Question,
    QuestionVersion,
    RespondentType,
    StakeholderGroup,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import opinion, setup, stakeholders
from collab.consultations.queries.counted import once
from collab.consultations.rules import positions, reach
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.positions import Compared, Said
from collab.db import db
from collab.errors import NotFound

BySender = dict[reach.Whose, dict[UUID, Said]]


@dataclass(frozen=True)
class Silence:
    """Who of a group did not say what they think: of the target, how many responded, and how many of those gave no view."""

    name: str
    target: int
    responded: str
    silent: str


@dataclass(frozen=True)
class Positions:
    """`measures` are the questions that say what somebody thinks of the proposal; `were_chosen`: before it opened."""

    rows: list[Compared]
    banked: list[positions.Question]
    measures: list[tuple[int, Question]]
    were_chosen: bool
    silence: list[Silence]


def seen_at(address: str, *, viewer: Viewer) -> tuple[Consultation, bool]:
    """The consultation of which a viewer may see expected and actual positions, and whether it is public. Raises NotFound.

    Those who read the responses may at any time, everybody once the government response is published.
    """
    consultation = queries.get(address, viewer=viewer)
    in_public = is_answered(consultation)
    if consultation.is_historic or not (in_public or policy.can_read_submissions(viewer, consultation)):
        raise NotFound
    return consultation, in_public


def of(consultation: Consultation, *, in_public: bool) -> Positions:
    """In a fixed number of statements, however many responses there are."""
    asked = [(place, one) for place, one in setup.measures(consultation) if not one.is_equality]
    chosen = [(place, one) for place, one in asked if one.is_measure]
    measures = chosen or [(place, one) for place, one in asked if one.current.type is positions.MEASURING[0]]
    answers: BySender = once(consultation, "positions", lambda: _answers(consultation.id))
    expected = stakeholders.expected(consultation)
    names = Counter(one.group.name.en.text for one in expected)
    of_groups = {one.group.number: _of_group(one.group, answers) for one in expected}
    groups = {
        _named(one.group, is_only=names[one.group.name.en.text] == 1): of_groups[one.group.number] for one in expected
    }
    rows = [
        positions.compare(
            one.group.name.en.text,
            expected=one.position,
            reason=one.reason,
            answers=[of_groups[one.group.number].get(question.id, Said()) for _, question in measures],
            in_public=in_public,
        )
        for one in expected
    ]
    return Positions(
        rows=positions.ranked(rows),
        banked=positions.banked(_questions(consultation, asked, answers, groups, in_public=in_public)),
        measures=measures,
        were_chosen=bool(chosen),
        silence=_silence(consultation, in_public=in_public),
    )


def _named(group: StakeholderGroup, *, is_only: bool) -> str:
    name = group.name.en.text
    return name if is_only else f"{name} ({group.number})"


def _questions(
    consultation: Consultation,
    asked: list[tuple[int, Question]],
    answers: BySender,
    groups: Mapping[str, Mapping[UUID, Said]],
    *,
    in_public: bool,
) -> list[positions.Question]:
    left_out = {one.question.id for one in opinion.statements(consultation.id).values() if one.left_out}
    return [
        positions.Question(
            place=place,
            wording=str(one.current.wording),
            provision=f"§{one.provision.number}" if one.provision else "",
            every=sum((mine.get(one.id, Said()) for mine in answers.values()), Said()),
            groups=positions.shown_groups({name: mine.get(one.id, Said()) for name, mine in groups.items()}),
            in_public=in_public,
        )
        for place, one in asked
        if one.id not in left_out
    ]


def _of_group(group: StakeholderGroup, answers: BySender) -> dict[UUID, Said]:
    types = frozenset(RespondentType(one) for one in group.respondent_types)
    counts = reach.Counts(types, group.nation, group.area_id)
    found: dict[UUID, Said] = defaultdict(Said)
    for whose, mine in answers.items():
        if counts.fits(whose):
            for question_id, one in mine.items():
                found[question_id] += one
    return found


def _answers(consultation_id: UUID) -> BySender:
    """Who answered what, by who they are: of each response the newest revision, without excluded and withdrawn ones."""
    newest = (
        select(func.max(SubmissionRevision.number))
        .where(SubmissionRevision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    keys = cast(Answer.keys, String)
    alike = (Submission.respondent_type, Submission.area_id, Area.nation, QuestionVersion.question_id, keys)
    query = (
        select(*alike, func.count())
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
        .outerjoin(Area, Area.id == Submission.area_id)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.withdrawn_at.is_(None),
            Submission.consideration != Consideration.excluded,
            SubmissionRevision.number == newest,
            QuestionVersion.type.in_(positions.MEASURING),
        )
        .group_by(*alike)
    )
    found: BySender = defaultdict(lambda: defaultdict(Said))
    for kind, area, nation, question_id, stored, number in db.session.execute(query):
        for key in json.loads(stored):
            found[reach.Whose(kind, area, nation)][question_id] += positions.said(key, number)
    return {whose: dict(mine) for whose, mine in found.items()}


def _silence(consultation: Consultation, *, in_public: bool) -> list[Silence]:
    if in_public:
        mapped = stakeholders.public_map(consultation).groups
        return [Silence(one.name, one.target, one.responded_words, one.silent_words) for one in mapped]
    reached = stakeholders.reached(consultation)
    return [
        Silence(one.group.name.en.text, one.group.target, f"{one.responded:,}", f"{one.silent:,}") for one in reached
    ]
