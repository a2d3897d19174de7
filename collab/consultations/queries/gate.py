"""Reading what is recorded of a consultation after its approval, for the four tests of a fair one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from collab import clock
from collab.consultations.models import Consideration, Consultation, Submission
from collab.consultations.queries import decision_makers, dispositions, papers
from collab.consultations.rules.gate import Progress
from collab.consultations.rules.papers import was_at_opening
from collab.consultations.rules.standing import is_public, response_clock
from collab.db import db
from collab.proposals.models import Edition, Purpose

SETTLED = (Consideration.considered, Consideration.excluded)


def progress(consultation: Consultation) -> Progress:
    """Read now."""
    now = clock.now()
    counted = select(func.count()).select_from(Submission).where(Submission.consultation_id == consultation.id)
    published = [one for one in papers.standing(consultation) if one.published_at]
    later = [one for one in published if not was_at_opening(one.published_at, consultation.opens_at)]
    response = response_clock(consultation, now)
    return Progress(
        is_approved=consultation.opening_approved_at is not None,
        has_opened=is_public(consultation, now),
        has_closed=consultation.closes_at is not None and consultation.closes_at <= now,
        is_late=response is not None and response.days_late > 0,
        closes_at=consultation.closes_at,
        decided_at=_decided_at(consultation),
        deciders=tuple(replace(one, statement="") for one in decision_makers.deciders(consultation)),
        decided_before_report=dispositions.decided_before_report(consultation),
        outcome_published_at=consultation.outcome.published_at if consultation.outcome else None,
        received=db.session.scalar(counted) or 0,
        unconsidered=db.session.scalar(counted.where(Submission.consideration.not_in(SETTLED))) or 0,
        papers_at_opening=len(published) - len(later),
        papers_later=len(later),
        material_later=sum(one.is_material for one in later),
    )


def _decided_at(consultation: Consultation) -> datetime | None:
    """When the first edition with the decision was published, after the consultation was begun."""
    if consultation.proposal_id is None:
        return None
    query = select(func.min(Edition.published_at)).where(
        Edition.proposal_id == consultation.proposal_id, Edition.purpose == Purpose.decision
    )
    return db.session.scalar(query)
