"""Responses from a file, in steps: uploaded, read, its columns chosen, checked, and imported in one transaction.

Small files take each step within the request; the worker takes those of large ones. A step that was killed is taken again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from collab import clock
from collab.accounts.policy import SYSTEM, Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.readings import enter_imported
from collab.consultations.models import (
    Answer,
    Channel,
    Consideration,
    Consultation,
    ExclusionReason,
    ImportStage,
    RedactionStatus,
    ResponseImport,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import response_imports as queries
from collab.consultations.queries import submissions as reading
from collab.consultations.rules import lateness
from collab.consultations.rules import response_files as files
from collab.consultations.rules import response_tables as rules
from collab.consultations.rules import submissions as receiving
from collab.consultations.rules.response_files import FileRefused
from collab.consultations.rules.response_tables import Plan, Row
from collab.db import db, expect_version, lock, ordered_keys, sent, write_many
from collab.errors import NotFound, Problem, Refused, Stale

AT_ONCE = 2_000
"""So many rows are dealt with within the request."""
AT_ONCE_BYTES = 1024 * 1024
KEPT = timedelta(days=2)
_ROWS = 1_000


# --- The file --------------------------------------------------------------------------------------------------------


@permitted(policy.can_enter_submission)
def upload_responses(
    consultation: Consultation, *, name: str, content: bytes, folder: Path, by: Viewer
) -> ResponseImport:
    """Keeps a file until its rows are imported, for two days at most. Raises Refused for one that cannot be read."""
    if by.organisation_id is None or by.person_id is None or by.membership_id is None:
        raise NotFound
    lock(consultation)
    _refuse_unless_open(consultation)
    if not content:
        raise Refused(Problem("Choose a file", "file"))
    if len(content) > files.MOST_BYTES:
        raise Refused(Problem(f"The file can have {files.MOST_BYTES // 1024 // 1024} MB at most", "file"))
    upload = ResponseImport(
        consultation=consultation,
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        membership_id=by.membership_id,
        file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        stage=ImportStage.reading,
        uploaded_at=clock.now(),
    )
    db.session.add(upload)
    db.session.flush()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(queries.raw(upload, folder), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if len(content) <= AT_ONCE_BYTES:
        _read(upload, folder)
        if upload.stage is ImportStage.refused:
            raise Refused(Problem(upload.refusal, "file"))
    _record(upload, Event.import_uploaded, by=by)
    return upload


def _record(upload: ResponseImport, event: Event, *, by: Viewer, **more: Any) -> None:
    db.session.flush()
    about = {"import": str(upload.id), "sha256": upload.sha256, **more}
    record(RootKind.consultation, upload.consultation_id, event, by=by, about=about)


def _refuse_unless_open(consultation: Consultation) -> None:
    if found := _against_any(consultation):
        raise Refused(found)


def _against_any(consultation: Consultation) -> list[Problem]:
    """What speaks against any response, whenever it came."""
    now = clock.now()
    found = receiving.entry_problems(consultation, channel=Channel.email, received_at=now, now=now)
    return [problem for problem in found if not problem.field]


def _read(upload: ResponseImport, folder: Path) -> None:
    """Turns the file into the one form in which its rows are kept."""
    raw, table = queries.raw(upload, folder), queries.table(upload, folder)
    headings: list[str] = []
    questions = reading.questions(upload.consultation)

    def noted(lines: Iterable[list[str]]) -> Iterator[list[str]]:
        """The lines without what they say about equality, which is not kept even while the file is worked on."""
        apart: list[int] = []
        for number, line in enumerate(lines):
            if number == 0:
                headings.extend(line)
                apart = rules.kept_apart(headings, questions)
            yield ["" if number and place in apart else cell for place, cell in enumerate(line)] if apart else line

    try:
        with table.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            upload.rows = files.write(noted(files.read(raw.read_bytes())), file)
        if not upload.rows:
            raise FileRefused("The file has no rows under its headings")
    except FileRefused as refusal:
        upload.stage, upload.refusal = ImportStage.refused, str(refusal)
        _forget(upload, folder)
        return
    upload.headings = [heading.strip()[:200] for heading in headings]
    upload.signature = rules.signature(upload.headings)
    upload.stage, upload.started_at = ImportStage.choosing, None
    raw.unlink(missing_ok=True)


def _forget(upload: ResponseImport, folder: Path) -> None:
    for path in (queries.raw(upload, folder), queries.table(upload, folder), queries.progress_file(upload, folder)):
        path.unlink(missing_ok=True)


# --- Columns and checking ---------------------------------------------------------------------------------------------


@permitted(policy.can_change_import)
def choose_columns(upload: ResponseImport, plan: Plan, *, folder: Path, version: int | None = None, by: Viewer) -> None:
    """Says what each column is; then the rows are checked. It can be said again until they are imported."""
    _take_up(upload, version, (ImportStage.choosing, ImportStage.checked))
    problems = rules.plan_problems(plan, len(upload.headings))
    if problems:
        raise Refused(problems)
    upload.plan, upload.stage, upload.started_at = plan.as_json(), ImportStage.checking, None
    queries.progress_file(upload, folder).unlink(missing_ok=True)
    if upload.rows <= AT_ONCE:
        _check(upload, queries.check(upload, folder))
    _record(upload, Event.import_columns_chosen, by=by, columns=list(plan.columns))


def _take_up(upload: ResponseImport, version: int | None, stages: Sequence[ImportStage]) -> None:
    lock(upload.consultation)
    lock(upload)
    expect_version(upload, version)
    if upload.stage not in stages:
        raise Refused("This file was gone on with meanwhile. Open it again to see how far it is")


def _check(upload: ResponseImport, found: queries.Checked) -> None:
    upload.at_fault, upload.faults, upload.known = found.at_fault, found.faults, found.known
    upload.stage, upload.started_at = ImportStage.checked, None


# --- Importing -------------------------------------------------------------------------------------------------------


@permitted(policy.can_change_import)
def confirm_import(
    upload: ResponseImport, *, folder: Path, leave_out: bool = False, version: int | None = None, by: Viewer
) -> None:
    """Imports the rows, all in one transaction. Rows at fault keep it from happening unless they are to be left out."""
    _take_up(upload, version, (ImportStage.checked,))
    if upload.at_fault and not leave_out:
        raise Refused(
            Problem("Say that the rows at fault are left out, or mend the file and upload it again", "leave_out")
        )
    if upload.at_fault == upload.rows:
        raise Refused("No row is in order, so there is nothing to import")
    upload.stage, upload.started_at = ImportStage.importing, None
    queries.progress_file(upload, folder).unlink(missing_ok=True)
    if upload.rows <= AT_ONCE:
        bring_in(upload, folder=folder, by=by)


@permitted(policy.can_bring_in)
def bring_in(upload: ResponseImport, *, folder: Path, by: Viewer) -> None:
    """Writes the responses, in the transaction that is open. Done again, it adds nothing.

    The consultation is locked only when all is written, so that people can respond meanwhile (on PostgreSQL; SQLite
    has one writer). Raises Stale when what is asked or until when changed under the import: nothing is kept then, and
    the rows are to be checked anew.
    """
    if upload.stage is not ImportStage.importing:
        return
    consultation, was = upload.consultation, _imported_for(upload)
    added, known, at_fault = _Writer(upload).write(queries.each_row(upload, folder))
    lock(consultation)
    lock(upload)
    if _imported_for(upload) != was:
        raise Stale(upload)
    upload.added, upload.known, upload.at_fault = added, known, at_fault
    upload.stage, upload.finished_at = ImportStage.done, clock.now()
    if upload.rows <= AT_ONCE:
        enter_imported(upload, by=SYSTEM)
    _record(upload, Event.submissions_imported, by=by, added=upload.added, person=str(upload.person_id))


def _imported_for(upload: ResponseImport) -> tuple[Any, ...]:
    """What the rows that are written depend on. Publishing the answer changes no column of the consultation's own."""
    consultation = upload.consultation
    asked = [question.current.id for question in reading.asked(consultation)]
    return upload.stage, consultation.version, asked, [one.message for one in _against_any(consultation)]


class _Writer:
    """Turns rows into those of the database, as texts and numbers that both databases take as they are."""

    def __init__(self, upload: ResponseImport) -> None:
        self.upload, self.consultation = upload, upload.consultation
        self.known, self.receipts = queries.keys(self.consultation), queries.receipts(self.consultation)
        asked = reading.asked(self.consultation)
        self.versions = {
            one.id: (place, sent(Answer, "question_version_id", one.current.id)) for place, one in enumerate(asked, 1)
        }
        assert self.consultation.closes_at is not None  # or no row is in order
        self.plan, self.closes_at = Plan.from_json(upload.plan), self.consultation.closes_at
        decision = lateness.decision_of(self.consultation)
        self.accepted_until = decision.until if decision else None
        self.same = self._same()
        self._instants: dict[Any, Any] = {}

    def _same(self) -> dict[str, Any]:
        """What all responses of the file have in common."""
        return {
            "consultation_id": self.consultation.id,
            "scans": [],
            "edition_id": self.consultation.edition_id,
            "channel": self.plan.channel,
            "entered_at": clock.now(),
            "entered_by_id": self.upload.person_id,
            "entered_membership_id": self.upload.membership_id,
            "redaction": RedactionStatus.not_checked,
            "version": 1,
        }

    def write(self, rows: Iterator[Row]) -> tuple[int, int, int]:
        """How many were added, known before, and at fault."""
        added = known = at_fault = 0
        while some := list(islice(rows, _ROWS)):
            good = [row for row in some if not row.faults]
            fresh = []
            for row in good:
                if row.key not in self.known:
                    self.known.add(row.key)
                    fresh.append(row)
            self._write(fresh)
            added, known = added + len(fresh), known + len(good) - len(fresh)
            at_fault += len(some) - len(good)
        return added, known, at_fault

    def _write(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        keys, revisions = ordered_keys(len(rows)), ordered_keys(len(rows))
        write_many(Submission, [self._submission(key, row) for key, row in zip(keys, rows, strict=True)], self.same)
        at = {"number": 1}
        write_many(
            SubmissionRevision,
            [
                {"id": revision, "submission_id": key, "at": self._instant(row.received_at)}
                for key, revision, row in zip(keys, revisions, rows, strict=True)
            ],
            at,
        )
        ids = iter(ordered_keys(sum(len(row.given) for row in rows)))
        write_many(
            Answer,
            [
                {
                    "id": next(ids),
                    "revision_id": revision,
                    "question_version_id": self.versions[question_id][1],
                    "position": self.versions[question_id][0],
                    "keys": _json(given.keys),
                    "words": given.words,
                }
                for revision, row in zip(revisions, rows, strict=True)
                for question_id, given in row.given.items()
            ],
            {},
        )

    def _submission(self, key: str, row: Row) -> dict[str, Any]:
        about, is_late = row.about, lateness.is_late(row.received_at, self.closes_at)
        is_left_out = not lateness.is_accepted(row.received_at, self.closes_at, self.accepted_until)
        assert about.on_behalf_of is not None
        assert about.respondent_type is not None
        return {
            "id": key,
            "receipt": self._receipt(),
            "import_key": row.key,
            "language": row.language.value,
            "received_at": self._instant(row.received_at),
            "is_late": is_late,
            "consideration": (Consideration.excluded if is_left_out else Consideration.unread).value,
            "exclusion_reason": ExclusionReason.late_not_accepted.value if is_left_out else None,
            "on_behalf_of": about.on_behalf_of.value,
            "respondent_type": about.respondent_type.value,
            "name": about.name,
            "organisation_name": about.organisation_name,
            "represents": about.represents,
            "area_id": about.area_id.hex if about.area_id else None,
            "email": about.email,
            "publish_preference": about.publish_preference.value,
            "confidentiality_reason": about.confidentiality_reason,
        }

    def _receipt(self) -> str:
        while (drawn := receiving.receipt_number(secrets.choice)) in self.receipts:
            pass
        self.receipts.add(drawn)
        return drawn

    def _instant(self, at: Any) -> Any:
        if at not in self._instants:
            if len(self._instants) > _ROWS:
                self._instants.clear()
            self._instants[at] = sent(Submission, "received_at", at)
        return self._instants[at]


def _json(keys: Sequence[str]) -> str:
    return json.dumps(keys) if keys else "[]"


# --- The worker ------------------------------------------------------------------------------------------------------


@permitted(policy.can_import)
def begin(upload: ResponseImport, *, by: Viewer) -> bool:
    """Takes an import that waits, for this worker. False where another has it."""
    lock(upload)
    if upload.id not in queries.waiting():
        return False
    upload.started_at = clock.now()
    return True


@permitted(policy.can_import)
def begin_again(upload: ResponseImport, *, by: Viewer) -> None:
    """Has the rows checked anew, and confirmed by a person, as what is asked changed while they were written."""
    lock(upload)
    if upload.stage is ImportStage.importing:
        upload.stage, upload.started_at = ImportStage.checking, None


@permitted(policy.can_import)
def keep_read(upload: ResponseImport, *, folder: Path, by: Viewer) -> None:
    """Reads a file."""
    lock(upload)
    if upload.stage is ImportStage.reading:
        _read(upload, folder)


@permitted(policy.can_import)
def keep_checked(upload: ResponseImport, found: queries.Checked, *, by: Viewer) -> None:
    """Notes what a look at the rows found."""
    lock(upload)
    if upload.stage is ImportStage.checking:
        _check(upload, found)


@permitted(policy.can_import)
def forget_files(folder: Path, *, by: Viewer) -> int:
    """Lets go of files that were imported or refused, and of those that nobody went on with. Returns how many went."""
    for upload in queries.left_behind(KEPT):
        upload.stage, upload.refusal = (
            ImportStage.refused,
            "Nobody went on with it for two days, so the file was deleted",
        )
    db.session.flush()
    needed = queries.with_files()
    gone = [path for path in folder.glob("*.*") if path.stem not in needed and _is_old(path)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _is_old(path: Path) -> bool:
    """A file that is younger may belong to a request that is still running."""
    with suppress(OSError):
        return path.stat().st_mtime < (clock.now() - timedelta(hours=1)).timestamp()
    return False
