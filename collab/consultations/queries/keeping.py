"""Which consultations' respondents are to be forgotten, and which privacy notices were shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import Consultation, Outcome
from collab.consultations.rules import keeping
from collab.db import db


def due(today: date) -> list[UUID]:
    """Consultations whose personal details are to be erased today, or should have been before."""
    over = or_(Consultation.outcome.has(Outcome.published_at.is_not(None)), Consultation.withdrawn_at.is_not(None))
    query = select(Consultation).where(
        Consultation.identifiers_erased_at.is_(None), Consultation.is_historic.is_(False), over
    )
    loaded = query.options(joinedload(Consultation.outcome)).order_by(Consultation.id)
    return [one.id for one in db.session.scalars(loaded) if keeping.is_due(one, today)]
