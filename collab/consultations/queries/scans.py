"""Reading the scans of letters: those that wait, for whoever enters responses, and those of a response, for whoever reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from collab.accounts.policy import Viewer
from collab.attachments import queries as attachments
from collab.attachments.models import Attachment, ParentKind
from collab.consultations import policy
from collab.consultations.models import Consultation, Submission
from collab.consultations.queries.answer_files import ids_in
from collab.db import db
from collab.errors import NotFound


def waiting(consultation: Consultation) -> list[Attachment]:
    """The scans from which nobody has entered a response yet, the oldest first."""
    entered = _entered([consultation.id], also_withdrawn=True)
    return [one for one in attachments.on(ParentKind.scan, consultation.id) if one.id not in entered]


def chosen(consultation: Consultation, ids: Iterable[str]) -> list[Attachment]:
    """Those of the waiting ones that an address or a form names, in its order."""
    by_id = {str(one.id): one for one in waiting(consultation)}
    return [by_id[one] for one in dict.fromkeys(ids) if one in by_id]


def of_response(submission: Submission) -> Sequence[Attachment]:
    return attachments.some(ParentKind.scan, submission.consultation_id, set(ids_in(submission.scans)))


def get(consultation: Consultation, scan_id: str, *, viewer: Viewer) -> Attachment:
    """One that waits, for those who enter responses; one of a response, for those who read it. Raises NotFound."""
    if policy.can_enter_submission(viewer, consultation) and (found := chosen(consultation, [scan_id])):
        return found[0]
    if policy.can_read_submissions(viewer, consultation):
        entered = {str(one): one for one in _entered([consultation.id], also_withdrawn=False)}
        if scan_id in entered:
            return attachments.some(ParentKind.scan, consultation.id, {entered[scan_id]})[0]
    raise NotFound


def held(consultation_ids: Collection[UUID]) -> set[UUID]:
    """The scans of responses that stand."""
    return _entered(consultation_ids, also_withdrawn=False)


def _entered(consultation_ids: Collection[UUID], *, also_withdrawn: bool) -> set[UUID]:
    query = select(Submission.scans).where(
        Submission.consultation_id.in_(consultation_ids), Submission.entered_at.is_not(None)
    )
    kept = query if also_withdrawn else query.where(Submission.withdrawn_at.is_(None))
    return {one for keys in db.session.scalars(kept) for one in ids_in(keys)}
