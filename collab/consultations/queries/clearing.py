"""Reading the answer on its way to publication: what is frozen, and what each body said about it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from collab.consultations.models import (
    AnswerClearance,
    AnswerPart,
    AnswerText,
    Consultation,
)
from collab.consultations.queries import analysis
from collab.consultations.rules import answer_text
from collab.consultations.rules.answer_export import Published
from collab.db import db
from collab.documents.models import Document
from collab.errors import NotFound
from collab.proposals.rules import canonical


def in_clearance(consultation: Consultation, part: AnswerPart) -> AnswerText | None:
    """The text that is frozen now: not recalled, and not published yet."""
    query = select(AnswerText).where(AnswerText.consultation_id == consultation.id, AnswerText.part == part)
    standing = query.where(AnswerText.recalled_at.is_(None), AnswerText.published_at.is_(None))
    return db.session.scalars(standing).one_or_none()


def frozen(consultation: Consultation, part: AnswerPart) -> AnswerText:
    """The same. Raises NotFound where nothing is frozen."""
    found = in_clearance(consultation, part)
    if found is None:
        raise NotFound
    return found


def rounds(consultation: Consultation, part: AnswerPart) -> Sequence[AnswerText]:
    """All that was ever frozen, the newest first, with what was said about each."""
    query = select(AnswerText).where(AnswerText.consultation_id == consultation.id, AnswerText.part == part)
    said = selectinload(AnswerText.clearances).joinedload(AnswerClearance.organisation)
    return db.session.scalars(query.options(said).order_by(AnswerText.number.desc())).all()


def last_number(consultation: Consultation, part: AnswerPart) -> int:
    query = select(func.max(AnswerText.number)).where(AnswerText.consultation_id == consultation.id)
    return db.session.scalar(query.where(AnswerText.part == part)) or 0


def current(answer: AnswerText) -> Sequence[AnswerClearance]:
    """What counts of what was said about a frozen text, read now."""
    query = select(AnswerClearance).where(AnswerClearance.answer_id == answer.id, AnswerClearance.ended_at.is_(None))
    return db.session.scalars(
        query.options(joinedload(AnswerClearance.organisation)).order_by(AnswerClearance.at)
    ).all()


def document_of(consultation: Consultation, part: AnswerPart) -> Document | None:
    """The text of a part; None where nobody has begun it."""
    held = consultation.feedback if part is AnswerPart.feedback else consultation.outcome
    return held.document if held else None


def canonical_text(consultation: Consultation, part: AnswerPart, document: Document) -> str:
    """The canonical text that would be frozen now, worked out anew."""
    rows = sorted(analysis.themes(consultation), key=lambda row: row.theme.number)
    themes = [(row.theme, row.number) for row in rows]
    numbers = analysis.tally(consultation, only_confirmed=True)
    return canonical.dumps(answer_text.content(consultation, part, document, numbers, themes))


def published(consultation: Consultation) -> list[Published]:
    """What is public of the two texts, as it was cleared; the outcome first. Nothing of what was imported or never frozen."""
    query = select(AnswerText).where(
        AnswerText.consultation_id == consultation.id, AnswerText.published_at.is_not(None)
    )
    said = selectinload(AnswerText.clearances).joinedload(AnswerClearance.organisation)
    found = db.session.scalars(query.options(said).order_by(AnswerText.part.desc())).all()
    return [
        Published(one.part, one.content, one.hash, one.published_at, [word.organisation.name for word in _counted(one)])
        for one in found
        if one.published_at
    ]


def _counted(answer: AnswerText) -> list[AnswerClearance]:
    return [one for one in answer.clearances if one.ended_at is None]
