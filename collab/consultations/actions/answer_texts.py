"""The texts of an answer as several bodies write them: begun, and settled after they were typed live."""

from __future__ import annotations

from uuid import UUID

from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.models import AnswerPart, Consultation, Outcome, PublicFeedback
from collab.consultations.queries import places
from collab.db import db, lock, touch
from collab.documents import actions as documents
from collab.documents.models import Document
from collab.documents.queries import live as texts
from collab.errors import Refused

DRAFTED = {AnswerPart.feedback: Event.feedback_drafted, AnswerPart.outcome: Event.outcome_drafted}


@permitted(policy.can_write_answer)
def begin(consultation: Consultation, part: AnswerPart, *, by: Viewer) -> None:
    """An empty text to write together, where there is none yet."""
    lock(consultation)
    if places.held(consultation, part) is not None:
        return
    if consultation.is_historic:
        raise Refused("This consultation was imported. Its answer cannot be written here.")
    made = PublicFeedback if part is AnswerPart.feedback else Outcome
    db.session.add(made(consultation=consultation, document=Document()))
    db.session.flush()
    record(RootKind.consultation, consultation.id, DRAFTED[part], by=by, about={"begun": True})


@permitted(policy.can_settle_answer)
def settle_text(consultation: Consultation, part: AnswerPart, *, by: Viewer) -> None:
    """Turns what was typed live into the text; an entry of who typed last. The consultation is locked already.

    The version of the answer goes up, so that a form that was opened before is stale, and overwrites nobody.
    """
    held = places.held(consultation, part)
    if held is None:
        return
    for document in texts.locked([held.document_id]):
        done = documents.settle(document, by=by)
        if done is not None:
            touch(held)
            db.session.flush()
            about = {"revisions": done.revisions, "typed": [done.first, done.last]}
            record(RootKind.consultation, consultation.id, DRAFTED[part], by=done.writer, about=about)


@permitted(policy.can_import)
def settle(document_id: UUID, *, by: Viewer) -> None:
    """What the worker does when nobody has typed for a while."""
    found = places.owner_of(document_id)
    if found is not None:
        lock(found[0])
        settle_text(*found, by=by)
