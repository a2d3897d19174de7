"""Reading what everybody was told of a consultation while it ran, and the extension that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
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


def addresses(consultation: Consultation) -> dict[str, UUID]:
    """Each address that a response came with, once, with the first such response; none of one that was withdrawn."""
    query = select(Submission.email, Submission.id).where(
        Submission.consultation_id == consultation.id, Submission.email != "", Submission.withdrawn_at.is_(None)
    )
    found: dict[str, tuple[str, UUID]] = {}
    for email, response in db.session.execute(query.order_by(Submission.received_at, Submission.id)):
        found.setdefault(email.casefold(), (email, response))
    return dict(found.values())


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
