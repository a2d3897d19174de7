"""Reading imports of responses from files: their list, one, what is remembered of the columns, and what was imported before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from collab import clock
from collab.accounts.policy import Viewer
from collab.consultations.models import Consultation, ImportStage, ResponseImport, Submission
from collab.consultations.models.response_imports import WORKING
from collab.consultations.queries import as_id, submissions
from collab.consultations.rules import response_files as files
from collab.consultations.rules.response_tables import Plan, Reader, Row
from collab.db import db, rows
from collab.errors import NotFound

MOST_FAULTS = 200
AT_A_TIME = 1_000
GIVEN_UP = timedelta(minutes=15)
"""What was begun so long ago and is not finished was lost with its process: it is begun again, and adds nothing twice."""


def listed(consultation: Consultation, *, viewer: Viewer) -> Sequence[ResponseImport]:
    """The imports of the organisation acted for, the newest first."""
    query = select(ResponseImport).where(
        ResponseImport.consultation_id == consultation.id, ResponseImport.organisation_id == viewer.organisation_id
    )
    return db.session.scalars(query.order_by(ResponseImport.uploaded_at.desc(), ResponseImport.id).limit(50)).all()


def get(consultation: Consultation, import_id: str, *, viewer: Viewer) -> ResponseImport:
    """One of the organisation acted for. Raises NotFound."""
    query = select(ResponseImport).where(
        ResponseImport.consultation_id == consultation.id,
        ResponseImport.id == as_id(import_id),
        ResponseImport.organisation_id == viewer.organisation_id,
    )
    found = db.session.scalars(query.options(joinedload(ResponseImport.consultation))).one_or_none()
    if found is None:
        raise NotFound
    return found


def to_enter() -> Sequence[UUID]:
    """Imports whose answers analysts cannot read yet."""
    done = (ResponseImport.stage == ImportStage.done, ResponseImport.entered_at.is_(None))
    return db.session.scalars(select(ResponseImport.id).where(*done).order_by(ResponseImport.finished_at)).all()


def by_id(import_id: UUID) -> ResponseImport:
    """For the worker. Raises NotFound."""
    found = db.session.get(ResponseImport, import_id)
    if found is None:
        raise NotFound
    return found


def waiting() -> list[UUID]:
    """Imports in which the worker has something to do and nobody does it, the oldest first."""
    lost = clock.now() - GIVEN_UP
    query = select(ResponseImport.id).where(
        ResponseImport.stage.in_(WORKING), ResponseImport.started_at.is_(None) | (ResponseImport.started_at < lost)
    )
    return list(db.session.scalars(query.order_by(ResponseImport.uploaded_at, ResponseImport.id)))


def remembered(upload: ResponseImport) -> ResponseImport | None:
    """The last import for the consultation of a file with the same headings, whose columns were chosen."""
    query = select(ResponseImport).where(
        ResponseImport.consultation_id == upload.consultation_id,
        ResponseImport.signature == upload.signature,
        ResponseImport.stage == ImportStage.done,
        ResponseImport.id != upload.id,
    )
    return db.session.scalars(query.order_by(ResponseImport.finished_at.desc()).limit(1)).one_or_none()


def with_files() -> set[str]:
    """The ids, as text, of the imports whose file is needed still."""
    ended = (ImportStage.done, ImportStage.refused)
    return {str(one) for one in db.session.scalars(select(ResponseImport.id).where(ResponseImport.stage.not_in(ended)))}


def left_behind(before: timedelta) -> Sequence[ResponseImport]:
    """Imports that nobody went on with for so long."""
    query = select(ResponseImport).where(
        ResponseImport.stage.in_((ImportStage.choosing, ImportStage.checked)),
        ResponseImport.uploaded_at < clock.now() - before,
    )
    return db.session.scalars(query.order_by(ResponseImport.uploaded_at)).all()


# --- The rows of a file, which lie beside the database ----------------------------------------------------------------


def raw(upload: ResponseImport, folder: Path) -> Path:
    return folder / f"{upload.id}.file"


def table(upload: ResponseImport, folder: Path) -> Path:
    return folder / f"{upload.id}.csv"


def progress_file(upload: ResponseImport, folder: Path) -> Path:
    return folder / f"{upload.id}.progress"


def first_row(upload: ResponseImport, folder: Path) -> list[str]:
    """The cells of the first row under the headings."""
    return next(files.kept(table(upload, folder)), [""] * len(upload.headings))


def progress(upload: ResponseImport, folder: Path) -> int:
    """How many rows of the present step are behind; it is written beside the database, where nobody waits for it."""
    try:
        return int(progress_file(upload, folder).read_text(encoding="ascii") or 0)
    except (OSError, ValueError):
        return 0


@dataclass(frozen=True)
class Checked:
    """What a look at all rows found."""

    at_fault: int
    faults: list[list[Any]]
    known: int


def check(upload: ResponseImport, folder: Path) -> Checked:
    """Reads each row by the plan, and writes nothing."""
    known = keys(upload.consultation)
    at_fault = repeated = 0
    faults: list[list[Any]] = []
    for row in each_row(upload, folder):
        if row.faults:
            at_fault += 1
            faults += [[row.number, *fault] for fault in row.faults if len(faults) < MOST_FAULTS]
        elif row.key in known:
            repeated += 1
        else:
            known.add(row.key)
    return Checked(at_fault, faults, repeated)


def sample(upload: ResponseImport, folder: Path, number: int = 10) -> list[Row]:
    """The first rows that are in order, as they would be imported."""
    return list(islice((row for row in islice(each_row(upload, folder), 200) if not row.faults), number))


def each_row(upload: ResponseImport, folder: Path) -> Iterator[Row]:
    questions = submissions.questions(upload.consultation)
    areas = {name: one.id for one in submissions.areas() for name in (one.name, one.code, one.slug)}
    reader = Reader(Plan.from_json(upload.plan), upload.consultation, questions, areas, clock.now())
    for row in reader.rows(files.kept(table(upload, folder))):
        if row.number % AT_A_TIME == 0:
            progress_file(upload, folder).write_text(str(row.number), encoding="ascii")
        yield row


# --- What is there already -------------------------------------------------------------------------------------------


def keys(consultation: Consultation) -> set[str]:
    """What tells the responses of the consultation that were imported before."""
    held = rows(Submission).c
    query = select(held.import_key).where(held.consultation_id == consultation.id, held.import_key.is_not(None))
    return set(db.session.scalars(query))


def receipts(consultation: Consultation) -> set[str]:
    held = rows(Submission).c
    return set(db.session.scalars(select(held.receipt).where(held.consultation_id == consultation.id)))
