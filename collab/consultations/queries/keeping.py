"""Which consultations' respondents are to be forgotten, and which privacy notices were shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import Consultation, Outcome, PrivacyNotices
from collab.consultations.rules import keeping
from collab.db import db


def notices(consultation: Consultation) -> Sequence[PrivacyNotices]:
    """The privacy notices that respondents were shown, the newest first. Each response names theirs by the hash."""
    query = select(PrivacyNotices).where(PrivacyNotices.consultation_id == consultation.id)
    return db.session.scalars(query.order_by(PrivacyNotices.from_at.desc(), PrivacyNotices.id)).all()


def due(today: date) -> list[UUID]:
    """Consultations whose personal details are to be erased today, or should have been before."""
    over = or_(Consultation.outcome.has(Outcome.published_at.is_not(None)), Consultation.withdrawn_at.is_not(None))
    query = select(Consultation).where(
        Consultation.identifiers_erased_at.is_(None), Consultation.is_historic.is_(False), over
    )
    loaded = query.options(joinedload(Consultation.outcome)).order_by(Consultation.id)
    return [one.id for one in db.session.scalars(loaded) if keeping.is_due(one, today)]
