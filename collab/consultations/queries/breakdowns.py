"""Reading the answers to closed questions by who gave them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, func, select

from collab.accounts.models import Area
from collab.consultations.models import (
    Answer,
    CampaignMember,
    Consideration,
    Consultation,
    Question,
    QuestionVersion,
    RespondentType,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import analysis
from collab.consultations.queries.counted import once
from collab.consultations.rules import breakdowns as rules
from collab.consultations.rules import versions
from collab.consultations.rules.breakdowns import Breakdown, By
from collab.consultations.rules.respondent_words import RESPONDENT_TYPE
from collab.consultations.rules.respondents import WITH_A_BODY
from collab.consultations.rules.results import NOT_COUNTED
from collab.db import db
from collab.errors import NotFound

NO_AREA = "No area given"
_YES_NO = {
    By.organisation: ((True, "Organisations and groups"), (False, "People for themselves or another")),
    By.campaign: ((True, "In a campaign"), (False, "In no campaign")),
}
_COUNTED = (Submission.withdrawn_at.is_(None), Submission.consideration != Consideration.excluded)


@dataclass(frozen=True)
class Asked:
    """A closed question and its place on the page of questions."""

    place: int
    question: Question


def closed_questions(consultation: Consultation) -> list[Asked]:
    """Questions that are answered by choosing, in their order; those on equality are counted elsewhere and never by group."""
    asked = [one for one in analysis.questions(consultation) if one.versions and one.removed_at is None]
    return [
        Asked(place, one)
        for place, one in enumerate(asked, 1)
        if one.current.type not in NOT_COUNTED and not one.is_equality
    ]


def closed_question(consultation: Consultation, number: int) -> Asked:
    """Raises NotFound."""
    found = [one for one in closed_questions(consultation) if one.question.number == number]
    if not found:
        raise NotFound
    return found[0]


def of(consultation: Consultation, asked: Asked, by: By) -> list[Breakdown]:
    """The tables of a question: one for each of what it asked, and for each row where it is a table itself."""
    counts = once(consultation, ("breakdown", asked.question.id, by), lambda: _counts(asked.question, by))
    totals = once(consultation, ("breakdown", by), lambda: _totals(consultation, by))
    names = _names(by, totals)
    ever: Counter[Any] = Counter()
    for held in counts.values():
        for group, said in held.items():
            ever[group] += sum(said.values())
    runs = versions.runs(asked.question.versions)
    found = []
    for number, run in enumerate(runs):
        together: dict[Any, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for version in run:
            for group, said in counts.get(version.id, {}).items():
                together[group].update(said)
        if together or run is runs[-1]:
            period = versions.period(runs, number)
            found += rules.breakdowns(asked.place, run, period, by, together, totals, ever, names)
    return found


def _group(by: By) -> ColumnElement[Any]:
    """What tells the groups apart; of all together the consultation, which is the same in each."""
    columns: dict[By, Any] = {
        By.nothing: Submission.consultation_id,
        By.respondent_type: Submission.respondent_type,
        By.area: Area.name,
        By.organisation: case((Submission.on_behalf_of.in_(WITH_A_BODY), 1), else_=0),
        By.campaign: case((CampaignMember.campaign_id.is_not(None), 1), else_=0),
    }
    found: ColumnElement[Any] = columns[by]
    return found


def _grouped(query: Any) -> Any:
    return query.outerjoin(Area, Area.id == Submission.area_id).outerjoin(
        CampaignMember, CampaignMember.submission_id == Submission.id
    )


def _counts(question: Question, by: By) -> dict[UUID, dict[Any, Counter[tuple[str, ...]]]]:
    """How many responses of each group gave exactly these keys, by the version that was answered; with their newest revision."""
    newest = (
        select(func.max(SubmissionRevision.number))
        .where(SubmissionRevision.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    keys, group = cast(Answer.keys, String), _group(by).label("group")
    query = (
        select(Answer.question_version_id, group, keys, func.count())
        .select_from(Submission)
        .join(SubmissionRevision, SubmissionRevision.submission_id == Submission.id)
        .join(Answer, Answer.revision_id == SubmissionRevision.id)
        .join(QuestionVersion, QuestionVersion.id == Answer.question_version_id)
    )
    query = _grouped(query).where(
        QuestionVersion.question_id == question.id, SubmissionRevision.number == newest, *_COUNTED
    )
    found: dict[UUID, dict[Any, Counter[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(Counter))
    for version_id, value, stored, number in db.session.execute(
        query.group_by(Answer.question_version_id, group, keys)
    ):
        if said := tuple(json.loads(stored)):
            found[version_id][value][said] += number
    return found


def _totals(consultation: Consultation, by: By) -> Counter[Any]:
    """How many responses each group has, whatever they answered."""
    group = _group(by).label("group")
    query = _grouped(select(group, func.count(Submission.id)).select_from(Submission))
    rows = db.session.execute(query.where(Submission.consultation_id == consultation.id, *_COUNTED).group_by(group))
    return Counter({row[0]: row[1] for row in rows})


def _names(by: By, totals: Mapping[Any, int]) -> dict[Any, str]:
    """The groups that have responses, in their order."""
    if by in _YES_NO:
        return {int(value): name for value, name in _YES_NO[by] if totals.get(int(value))}
    if by is By.respondent_type:
        return {one: RESPONDENT_TYPE[one] for one in RespondentType if totals.get(one)}
    if by is By.area:
        return {one: one or NO_AREA for one in sorted(totals, key=lambda name: (name is None, name or ""))}
    return dict.fromkeys(totals, rules.ALL)
