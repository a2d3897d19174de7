"""Erasing what was typed and never sent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.consultations.models import Consultation, SubmissionDraft
from collab.db import db

KEPT = timedelta(days=28)


@permitted(is_system)
def erase_old_drafts(*, by: Viewer) -> int:
    """Erases drafts 28 days after their consultation closed, and tests that nobody touched for as long. One that was sent
    is empty, and is kept for its receipt page.

    Returns how many went.
    """
    closed = select(Consultation.id).where(Consultation.closes_at < clock.now() - KEPT)
    left = SubmissionDraft.is_test & (SubmissionDraft.changed_at < clock.now() - KEPT)
    unsent = SubmissionDraft.consultation_id.in_(closed) | left, SubmissionDraft.revision_id.is_(None)
    done = db.session.execute(delete(SubmissionDraft).where(*unsent))
    return int(done.rowcount)  # type: ignore[attr-defined]
