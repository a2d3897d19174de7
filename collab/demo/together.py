"""A response that the members of an organisation write together, to JP-02's consultation: begun, commented on, not signed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from collab.consultations.actions import workspaces
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import Consultation, Question
from collab.consultations.queries import workspaces as reading
from collab.consultations.rules.answers import Given
from collab.db import db
from collab.demo.filling import at, who

WRITERS = ("Second author", "Author and signatory")
FIRST = "A link that works at the time of the hearing, in a room where nobody else hears it."
SECOND = "A link that works at the time of the hearing, in a room where nobody else hears it. A second line for the day on which it fails."
COMMENT = "Can we say how often a hearing waited for a link last year?"


def write(consultation_id: UUID, opened: date) -> None:
    """One begins, the other goes on and asks something."""
    with at(opened + timedelta(days=3), 9):
        workspaces.start(_consultation(consultation_id), by=who("HMCTS", WRITERS[0]))
    _answer(consultation_id, opened + timedelta(days=3), 1, Given(keys=("agree",)), WRITERS[0])
    _answer(consultation_id, opened + timedelta(days=4), 2, Given(words=FIRST), WRITERS[0])
    _answer(consultation_id, opened + timedelta(days=6), 2, Given(words=SECOND), WRITERS[1])
    with at(opened + timedelta(days=7), 15):
        consultation, by = _consultation(consultation_id), who("HMCTS", WRITERS[1])
        workspaces.comment(reading.get(consultation, viewer=by), _question(consultation, 2), COMMENT, by=by)


def _answer(consultation_id: UUID, on: date, number: int, given: Given, writer: str) -> None:
    with at(on, 11, number):
        consultation, by = _consultation(consultation_id), who("HMCTS", writer)
        question = _question(consultation, number)
        typed = Typed(question, given, question.current.id)
        workspaces.answer(reading.get(consultation, viewer=by), typed, by=by)


def _consultation(consultation_id: UUID) -> Consultation:
    return db.session.get_one(Consultation, consultation_id)


def _question(consultation: Consultation, number: int) -> Question:
    return next(one for one in consultation.questions if one.number == number)
