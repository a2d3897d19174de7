"""Scans of what came on paper: they wait beside the form until somebody has entered the response from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.attachments import actions as attachments
from collab.attachments import queries as files
from collab.attachments.models import Attachment, ParentKind
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.answer_files import Upload
from collab.consultations.models import Consultation
from collab.consultations.queries import scans as reading
from collab.consultations.rules import scans as rules
from collab.db import lock
from collab.errors import Problem, Refused

KEPT = timedelta(days=28)
"""How long a scan waits from which nobody enters a response."""


@permitted(policy.can_enter_submission)
def add(consultation: Consultation, chosen: Sequence[Upload], *, folder: Path, by: Viewer) -> list[Attachment]:
    """Keeps the pages of one letter. Raises Refused. A scan that waits already is the same one."""
    lock(consultation)
    if not chosen:
        raise Refused(Problem("Choose the scan or photograph", field="file"))
    if len(chosen) > rules.MOST:
        raise Refused(Problem(f"A response may have up to {rules.MOST} scans. Make one PDF of them", field="file"))
    waiting = {(one.file_name, one.size, one.sha256): one for one in reading.waiting(consultation)}
    found = [_taken(consultation, one, waiting, folder, by) for one in chosen]
    about = {"scans": [str(one.id) for one in found]}
    record(RootKind.consultation, consultation.id, Event.scan_added, by=by, about=about)
    return found


def _taken(
    consultation: Consultation,
    one: Upload,
    waiting: dict[tuple[str, int, str], Attachment],
    folder: Path,
    by: Viewer,
) -> Attachment:
    known = waiting.get(attachments.printed(one.name, one.stream, by=by))
    if known is not None:
        return known
    made = attachments.take(ParentKind.scan, consultation.id, name=one.name, stream=one.stream, folder=folder, by=by)
    if made.kind not in rules.KINDS:
        raise Refused(Problem(f"“{made.file_name}”: a scan is a PDF, a JPEG or a PNG", field="file"))
    return made


@permitted(is_system)
def forget(*, by: Viewer) -> int:
    """Erases scans of withdrawn responses, and those that waited for four weeks. Returns how many went."""
    known = files.of_kind(ParentKind.scan, before=clock.now() - KEPT)
    lost = set(known) - reading.held(set(known.values()))
    attachments.forget(lost, by=by)
    return len(lost)
