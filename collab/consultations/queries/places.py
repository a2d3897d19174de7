"""What a document of an answer belongs to: what `documents` asks for without knowing consultations."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from collab.accounts.policy import Viewer
from collab.consultations import policy
from collab.consultations.models import AnswerPart, Consultation, Outcome, PublicFeedback
from collab.consultations.queries.clearing import in_clearance
from collab.consultations.rules import answer_text
from collab.db import db
from collab.documents.policy import Access, Place


def owner_of(document_id: UUID) -> tuple[Consultation, AnswerPart] | None:
    """The consultation whose feedback or outcome has this document, read anew."""
    query = (
        select(Consultation, PublicFeedback.id.is_not(None))
        .outerjoin(
            PublicFeedback,
            (PublicFeedback.consultation_id == Consultation.id) & (PublicFeedback.document_id == document_id),
        )
        .outerjoin(Outcome, (Outcome.consultation_id == Consultation.id) & (Outcome.document_id == document_id))
        .where(or_(PublicFeedback.id.is_not(None), Outcome.id.is_not(None)))
        .options(selectinload(Consultation.runners))
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    return found[0], AnswerPart.feedback if found[1] else AnswerPart.outcome


def held(consultation: Consultation, part: AnswerPart) -> PublicFeedback | Outcome | None:
    return consultation.feedback if part is AnswerPart.feedback else consultation.outcome


def closed_words(consultation: Consultation, part: AnswerPart) -> str:
    """Why nobody can write in it now; empty while it is open."""
    answer = held(consultation, part)
    name = answer_text.PART_WORDS[part]
    if answer is not None and answer.published_at is not None:
        return f"The {name} is published and can no longer be changed"
    return f"The {name} is frozen for clearance" if in_clearance(consultation, part) else ""


def access(viewer: Viewer, consultation: Consultation) -> Access | None:
    """Authors of the lead and joint organisations write; whoever reads the responses for them reads."""
    if policy.can_write_answer(viewer, consultation):
        return Access.write
    return Access.read if policy.can_read_submissions(viewer, consultation) else None


class TextsOfAnswers:
    """The owner of documents that are public feedback or a government response."""

    def places(self, document_id: UUID, viewers: Sequence[Viewer]) -> list[Place | None]:
        found = owner_of(document_id)
        if found is None:
            return [None] * len(viewers)
        closed = closed_words(*found)
        granted = [access(viewer, found[0]) for viewer in viewers]
        return [Place(may, closed) if may else None for may in granted]
