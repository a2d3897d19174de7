"""Reading what was decided about themes and about single responses."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from collab.consultations.models import Consideration, Consultation, Disposition, Submission, Theme
from collab.db import db

Named = Sequence[tuple[str, Disposition]]
"""What each is about, in words for those who run the consultation, and the decision."""


def every(consultation: Consultation) -> Named:
    """Decisions about themes that are in use and responses that are not left out, in the order of their numbers."""
    loaded = _standing(consultation).options(
        joinedload(Disposition.theme),
        joinedload(Disposition.submission),
        joinedload(Disposition.provision),
        joinedload(Disposition.commitment),
        joinedload(Disposition.implication),
    )
    found = db.session.scalars(loaded.order_by(Theme.number, Submission.receipt)).all()
    return [(_about(one), one) for one in found]


def _standing(consultation: Consultation) -> Select[Disposition]:
    return (
        select(Disposition)
        .outerjoin(Theme, Theme.id == Disposition.theme_id)
        .outerjoin(Submission, Submission.id == Disposition.submission_id)
        .where(or_(_of_theme(consultation), _of_response(consultation)))
    )


def _of_theme(consultation: Consultation) -> ColumnElement[bool]:
    return (Theme.consultation_id == consultation.id) & Theme.retired_at.is_(None)


def _of_response(consultation: Consultation) -> ColumnElement[bool]:
    kept = Submission.consideration != Consideration.excluded
    return (Submission.consultation_id == consultation.id) & kept


def _about(one: Disposition) -> str:
    if one.theme is not None:
        return f"{one.theme.number}, {one.theme.name}"
    return f"response {one.submission.receipt}" if one.submission else ""


def decided_before_report(consultation: Consultation) -> int:
    """How many decisions were taken while their decision-maker did not have the report (G4)."""
    early = _standing(consultation).where(Disposition.report_given_at.is_(None)).subquery()
    return db.session.scalar(select(func.count()).select_from(early)) or 0


def waiting(consultation: Consultation) -> int:
    """Responses of which somebody said that they need a decision of their own, and that have none."""
    own = select(Disposition.id).where(Disposition.submission_id == Submission.id).exists()
    query = select(func.count()).where(_of_response(consultation), Submission.needs_decision, ~own)
    return db.session.scalar(query) or 0


def responses_decided(consultation: Consultation) -> frozenset[UUID]:
    """The responses about which something is decided on their own."""
    query = select(Submission.id).join(Disposition, Disposition.submission_id == Submission.id)
    return frozenset(db.session.scalars(query.where(_of_response(consultation))))


def of_responses(consultation: Consultation) -> Sequence[Disposition]:
    """Decisions about single responses that are not left out, in an order that does not tell whose they are."""
    query = _standing(consultation).where(Disposition.submission_id.is_not(None)).order_by(Disposition.id)
    return db.session.scalars(query).all()
