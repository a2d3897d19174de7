"""Reading what everybody was told of a consultation while it ran, and the extension that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import Consultation, Extension, Notice, NoticeKind, Submission
from collab.consultations.rules import notice_words, standing
from collab.consultations.rules.notice_words import Words
from collab.db import db
from collab.errors import NotFound


@dataclass(frozen=True)
class Told:
    """A notice as plain values: `kind` is its enum's value."""

    kind: str
    at: datetime
    words: Words
    reason: str
    reason_cy: str
    closes_at: datetime
    closed_before: datetime | None
    place: int | None
    question_id: UUID | None


def every(consultation: Consultation) -> Sequence[Notice]:
    """In their order. Costs nothing where there was none."""
    if consultation.last_notice_at is None:
        return []
    query = select(Notice).where(Notice.consultation_id == consultation.id)
    loaded = query.options(joinedload(Notice.question_version))
    return db.session.scalars(loaded.order_by(Notice.told_at, Notice.id)).all()


def told(consultation: Consultation) -> tuple[Told, ...]:
    """All that everybody was told, in its order."""
    return tuple(map(_told, every(consultation)))


def lasting_pause(consultation: Consultation, found: Sequence[Told], now: datetime) -> Told | None:
    """The pause that lasts; None while it is not paused."""
    if not standing.is_paused(consultation, now):
        return None
    return next((one for one in reversed(found) if one.kind == NoticeKind.paused.value), None)


def waiting(consultation: Consultation) -> Extension | None:
    """The extension that waits for a second person."""
    query = select(Extension).where(Extension.consultation_id == consultation.id, Extension.decided_at.is_(None))
    return db.session.scalars(query).one_or_none()


def extension_waiting(consultation: Consultation) -> Extension:
    """The same. Raises NotFound."""
    found = waiting(consultation)
    if found is None:
        raise NotFound
    return found


def unsettled(consultation: Consultation) -> Sequence[Notice]:
    """Changes of questions after which the team has not said whether it extends."""
    query = select(Notice).where(
        Notice.consultation_id == consultation.id,
        Notice.kind == NoticeKind.question_changed,
        Notice.settled_at.is_(None),
    )
    return db.session.scalars(query.order_by(Notice.told_at, Notice.id)).all()


def to_mail() -> Sequence[UUID]:
    """Changed questions of which not all who responded were told, the oldest first."""
    waiting = Notice.kind == NoticeKind.question_changed, Notice.mailed_at.is_(None)
    return db.session.scalars(select(Notice.id).where(*waiting).order_by(Notice.told_at, Notice.id)).all()


def by_id(notice_id: UUID) -> Notice:
    """For the worker, which acts for nobody. Raises NotFound."""
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    return found


class Addressed(NamedTuple):
    """An address that responses came with, one of them, and what the addresses are put in order by."""

    key: str
    to: str
    response: UUID


def next_addresses(notice: Notice, most: int) -> list[Addressed]:
    """The next to be told of a change: each address once, of those who responded before it and did not withdraw."""
    key = func.lower(Submission.email)
    query = select(key, func.min(Submission.email), func.min(cast(Submission.id, String))).where(
        Submission.consultation_id == notice.consultation_id,
        Submission.email != "",
        Submission.withdrawn_at.is_(None),
        Submission.received_at <= notice.told_at,
        key > notice.mailed_to,
    )
    found = db.session.execute(query.group_by(key).order_by(key).limit(most))
    return [Addressed(name, to, UUID(response)) for name, to, response in found]


def _told(notice: Notice) -> Told:
    version = notice.question_version
    return Told(
        kind=notice.kind.value,
        at=notice.told_at,
        words=notice_words.words_of(notice),
        reason=notice.reason.en.text,
        reason_cy=notice.reason.cy.text,
        closes_at=notice.closes_at,
        closed_before=notice.closed_before,
        place=notice.place,
        question_id=version.question_id if version else None,
    )
