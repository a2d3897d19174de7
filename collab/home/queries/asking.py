"""What waits for somebody on the consultations that their organisation runs."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import contains_eager

from collab import clock
from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import (
    AnswerClearance,
    AnswerText,
    Consideration,
    Consultation,
    Extension,
    Notice,
    NoticeKind,
    Runner,
    RunRole,
    Submission,
)
from collab.consultations.queries import waits
from collab.consultations.rules import standing
from collab.consultations.rules.answer_text import PART_WORDS
from collab.consultations.rules.notice_words import prompt
from collab.db import db
from collab.home.rules import Todo, things
from collab.web.filters import day, last_minute


def to_extend(viewer: Viewer) -> Iterator[Todo]:
    """Extensions that another person of the lead asked for, while there is time."""
    waiting = Extension.decided_at.is_(None), Extension.asked_by_id != viewer.person_id
    query = select(Extension).join(Extension.consultation).options(contains_eager(Extension.consultation))
    query = query.where(*waiting, exists(_led_by(viewer)), Consultation.closes_at > clock.now(), *_going_on())
    for one in db.session.scalars(query.order_by(Extension.asked_at, Extension.id)):
        words = f"Approve that the consultation closes later, at {last_minute(one.closes_at)}"
        yield Todo(words, str(one.consultation.title), f"/consultations/{one.consultation.address}/running")


def to_settle(viewer: Viewer) -> Iterator[Todo]:
    """Questions that were changed while people answer, until it is extended or said why not."""
    asking = Notice.kind == NoticeKind.question_changed, Notice.settled_at.is_(None)
    query = select(Notice).join(Notice.consultation).options(contains_eager(Notice.consultation))
    query = query.where(*asking, exists(_led_by(viewer)), Consultation.closes_at > clock.now(), *_going_on())
    for one in db.session.scalars(query.order_by(Notice.told_at, Notice.id)):
        yield Todo(
            prompt(one), str(one.consultation.title), f"/consultations/{one.consultation.address}/running#extend"
        )


def _led_by(viewer: Viewer) -> Select[UUID]:
    return select(Runner.id).where(
        Runner.consultation_id == Consultation.id,
        Runner.organisation_id == viewer.organisation_id,
        Runner.role == RunRole.lead,
    )


def _going_on() -> tuple[ColumnElement[bool], ...]:
    return Consultation.withdrawn_at.is_(None), Consultation.cancelled_at.is_(None)


def to_answer(viewer: Viewer) -> Iterator[Todo]:
    """Government responses that are due within four weeks, or late; to the lead those that nobody explains any more."""
    if viewer.organisation_id is None:
        return
    due = waits.due_for(viewer.organisation_id, policy.CONTROLLERS)
    explanations = waits.explanations(due)
    for one in due:
        at, said = standing.response_clock(one, clock.now()), explanations.get(one.id)
        if at is None:
            continue
        late = f"It is {things(at.days_late, 'day')} late" if at.is_overdue else f"It is due by {day(at.due_on)}"
        yield Todo(f"Finish the government response. {late}", str(one.title), f"/consultations/{one.address}/answer")
        if at.is_overdue and (said is None or said.has_passed) and policy.can_publish_answer(viewer, one):
            words = "Say publicly why the government response is late, and give a new date"
            yield Todo(words, str(one.title), f"/consultations/{one.address}/answer/lateness")


def to_clear(viewer: Viewer) -> Iterator[Todo]:
    """Feedback and responses in clearance about which the organisation has not said anything."""
    said = select(AnswerClearance.id).where(
        AnswerClearance.answer_id == AnswerText.id,
        AnswerClearance.organisation_id == viewer.organisation_id,
        AnswerClearance.ended_at.is_(None),
    )
    mine = Consultation.runners.any(
        and_(Runner.organisation_id == viewer.organisation_id, Runner.role.in_(policy.CONTROLLERS))
    )
    waiting = AnswerText.recalled_at.is_(None), AnswerText.published_at.is_(None), ~exists(said)
    query = select(AnswerText).join(AnswerText.consultation).options(contains_eager(AnswerText.consultation))
    for one in db.session.scalars(query.where(mine, *waiting).order_by(AnswerText.frozen_at, AnswerText.id)):
        href = f"/consultations/{one.consultation.address}/answer/{one.part.value}/clearance"
        yield Todo(f"Clear the {PART_WORDS[one.part]}, or object", str(one.consultation.title), href)


def to_read(viewer: Viewer) -> Iterator[Todo]:
    mine = select(Runner.id).where(
        Runner.consultation_id == Consultation.id,
        Runner.organisation_id == viewer.organisation_id,
        Runner.role.in_(policy.CONTROLLERS),
    )
    unread = and_(Submission.consideration == Consideration.unread, Submission.withdrawn_at.is_(None))
    query = select(Consultation, func.count()).join(Submission, Submission.consultation_id == Consultation.id)
    counted = query.where(unread, exists(mine), Consultation.is_historic.is_(False)).group_by(Consultation.id)
    for one, count in db.session.execute(counted.order_by(Consultation.started_at, Consultation.id)):
        href = f"/consultations/{one.address}/responses?status=unread"
        yield Todo(f"Read {things(count, 'response')}", str(one.title), href)
