"""Reading what was decided about late responses, and how many there are."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from collab.consultations.models import ExclusionReason, LateDecision, Submission
from collab.db import db, rows


class Decided(NamedTuple):
    until: datetime
    reason: str


def decided(consultation_id: UUID) -> Decided | None:
    """The decision that holds. It is public, with the consultation."""
    kept = rows(LateDecision).c
    query = select(kept.until, kept.reason).where(kept.consultation_id == consultation_id)
    row = db.session.execute(query.order_by(kept.number.desc()).limit(1)).one_or_none()
    return Decided(*row) if row else None


def numbers(consultation_id: UUID) -> tuple[int, int]:
    """(late responses, those of them that are not accepted)."""
    late = Submission.consultation_id == consultation_id, Submission.is_late
    left_out = func.count().filter(Submission.exclusion_reason == ExclusionReason.late_not_accepted)
    row = db.session.execute(select(func.count(), left_out).where(*late)).one()
    return int(row[0]), int(row[1])
