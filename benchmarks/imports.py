"""Importing 100,000 responses of ten answers from a CSV file, beside COPY and executemany of the same rows; and the pages of
that consultation with 1,000 responses and with 100,000.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, select

from benchmarks import data
from benchmarks.figures import Figure, figure, report
from benchmarks.pages import cookie
from benchmarks.serving import serving
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab.accounts import queries as accounts
from collab.accounts.models import Membership, Person
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.config import from_environment
from collab.consultations.actions import response_imports
from collab.consultations.models import (
    Answer,
    Channel,
    Consultation,
    ImportStage,
    Question,
    QuestionVersion,
    ResponseImport,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import response_imports as queries
from collab.consultations.rules.response_tables import Plan
from collab.db import Base, db, transaction

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
FEW = max(1, ROWS // 100)
TABLES: tuple[type[Base], ...] = (Submission, SubmissionRevision, Answer)
SAID = (
    "We have read the proposal with care, and we ask that what it says about time is looked at again, please: row {}."
)
REQUESTS = 15
PAGES = ("", "/responses", "/responses?status=unread&page=2", "/responses?question=2", "/campaigns", "/report")


def csv_file(path: Path, number: int, first: int = 0) -> None:
    """Rows with a number, a date, five choices and five answers in words."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "received on", *(f"q{place}" for place in range(1, data.QUESTIONS + 1))])
        on = (data.NOW - timedelta(days=5)).date().isoformat()
        for row in range(first, first + number):
            said = ("Good" if place % 2 else SAID.format(row) for place in range(1, data.QUESTIONS + 1))
            writer.writerow([row, on, *said])


def uploaded(folder: Path, file: Path, consultation_id: UUID) -> UUID:
    """The file, uploaded, read and its columns chosen; ready to be imported."""
    with transaction():
        consultation = db.session.get_one(Consultation, consultation_id)
        by = accounts.acting("author@ho.example", "HO")
        upload = response_imports.upload_responses(
            consultation, name=file.name, content=file.read_bytes(), folder=folder, by=by
        )
        if upload.stage is ImportStage.reading:
            response_imports.keep_read(upload, folder=folder, by=SYSTEM)
        columns = ("id", "received_on", *(f"answer-{place}" for place in range(1, data.QUESTIONS + 1)))
        upload.plan = Plan(columns, Channel.email).as_json()
        upload.stage = ImportStage.importing
        return upload.id


def imported(environ: dict[str, str], consultation_id: UUID, file: Path) -> dict[str, float]:
    """One import, in a process of its own: its seconds, of the processor and by the clock, and the most memory that it held."""
    command = [sys.executable, "-m", "benchmarks.imports", str(consultation_id), str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environ})
    found: dict[str, float] = json.loads(told.stdout)
    return found


def import_here(consultation_id: UUID, file: Path) -> None:
    """The child of `imported`."""
    app = create_app(from_environment(dict(os.environ)))
    folder = app.settings.imports_folder
    with app.app_context():
        upload_id = uploaded(folder, file, consultation_id)
        idle = _memory()
        began = time.perf_counter()
        with transaction():
            response_imports.bring_in(queries.by_id(upload_id), folder=folder, by=SYSTEM)
        seconds = time.perf_counter() - began
        added = db.session.get_one(ResponseImport, upload_id).added
    print(json.dumps({"seconds": seconds, "memory": _memory(), "idle": idle, "added": added}))


def _memory() -> float:
    """The most that this process held until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Floor:
    """The same rows by COPY or by executemany, into an empty database with the same indexes and foreign keys."""

    def __init__(self, place: Stage, backend: str, name: str) -> None:
        self.app = place.app(backend, name)
        self.filled = data.fill(self.app, 50)

    def seconds(self, source: Any, filled: data.Filled, number: int) -> float:
        """Writes so many of the responses that `source` imported."""
        with source.app_context():
            others = self._others(source, filled)
            lots = [
                [tuple(others.get(value, value) for value in row) for row in rows]
                for rows in _stored(filled.consultation_id, number)
            ]
        with self.app.app_context():
            connection = db.engine.raw_connection()
            began = time.perf_counter()
            if db.engine.dialect.name == "sqlite":
                connection.cursor().execute("BEGIN IMMEDIATE")
            for table, rows in zip(TABLES, lots, strict=True):
                _write(connection, table, rows)
            connection.commit()
            seconds = time.perf_counter() - began
            connection.close()
        return seconds

    def _others(self, source: Any, filled: data.Filled) -> dict[Any, Any]:
        """What the ids of the one database are in the other."""
        theirs = _ids(filled)
        with self.app.app_context():
            return dict(zip(theirs, _ids(self.filled), strict=True))


def _ids(filled: data.Filled) -> list[Any]:
    person = db.session.scalars(select(Membership).join(Membership.person).where(Person.email == "author@ho.example"))
    membership = person.one()
    asked = select(QuestionVersion.id).join(QuestionVersion.question)
    versions = db.session.scalars(
        asked.where(Question.consultation_id == filled.consultation_id).order_by(Question.number)
    )
    edition = db.session.get_one(Consultation, filled.consultation_id).edition_id
    found = [filled.consultation_id, membership.person_id, membership.id, *versions, *([edition] if edition else [])]
    return [one.hex for one in found] if db.engine.dialect.name == "sqlite" else found


def _stored(consultation_id: UUID, number: int) -> Iterator[list[Any]]:
    """The rows of the first responses that were imported, as the driver has them, table by table."""
    mine = select(Submission.id).where(
        Submission.consultation_id == consultation_id, Submission.import_key.is_not(None)
    )
    mine = mine.order_by(Submission.id).limit(number)
    revisions = select(SubmissionRevision.id).where(SubmissionRevision.submission_id.in_(mine))
    for table, here in (
        (Submission, Submission.id.in_(mine)),
        (SubmissionRevision, SubmissionRevision.submission_id.in_(mine)),
        (Answer, Answer.revision_id.in_(revisions)),
    ):
        columns = ", ".join(f'"{column.name}"' for column in table.__table__.columns)
        asked = select(literal_column(columns)).select_from(table).where(here)
        if table is Submission:
            asked = asked.order_by(table.id)
        statement = str(asked.compile(db.engine, compile_kwargs={"literal_binds": True}))
        cursor = db.session.connection().exec_driver_sql(
            statement.replace("%", "%%") if db.engine.dialect.name != "sqlite" else statement
        )
        yield [tuple(_plain(value) for value in row) for row in cursor]


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _write(connection: Any, table: type[Base], rows: list[Any]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.__table__.columns)
    cursor = connection.cursor()
    if db.engine.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.__table__.columns))
        cursor.executemany(f"INSERT INTO {table.__tablename__} ({names}) VALUES ({marks})", rows)
        return
    with cursor.copy(f"COPY {table.__tablename__} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def pages(app: Any, environ: dict[str, str], filled: data.Filled) -> dict[str, float]:
    """Milliseconds of the worker's processor for each page of the consultation."""
    session = cookie(app, filled.token)
    with serving("collab:create_app()", environ) as server:
        found = {}
        for page in PAGES:
            address = f"/consultations/{filled.consultation}{page}"
            server.measure(address, 2, session)
            found[page or "/"] = server.measure(address, REQUESTS, session).cpu
        return found


def measure(backend: str, place: Stage) -> list[Figure]:
    few, many = place.folder / "few.csv", place.folder / "many.csv"
    csv_file(few, FEW)
    csv_file(many, ROWS)
    app = place.app(backend, "imports")
    filled = data.fill(app, 50)
    environ = place.environ(backend, "imports")
    small = imported(environ, filled.consultation_id, few)
    analyse(app)
    before = pages(app, environ, filled)
    large = imported(environ, filled.consultation_id, many)
    analyse(app)
    after = pages(app, environ, filled)
    part = ROWS // 5
    floor = Floor(place, backend, "floor").seconds(app, filled, part)
    middle = place.app(backend, "memory")
    tenth = place.folder / "tenth.csv"
    csv_file(tenth, ROWS // 10)
    tenths = imported(place.environ(backend, "memory"), data.fill(middle, 50).consultation_id, tenth)
    assert large["added"] == ROWS - FEW, large
    rate, bare = large["added"] / large["seconds"], part / floor
    return [
        figure(f"{backend}: responses a second, checked and imported", [rate]),
        figure(f"{backend}: the same rows bare, a second", [bare]),
        figure(f"{backend}: imported / bare", [rate / bare], least=0.5),
        figure(f"{backend}: memory at {ROWS:,} / at {ROWS // 10:,}", [large["memory"] / tenths["memory"]], most=1.3),
        figure(f"{backend}: memory at {ROWS:,}, MB", [large["memory"]]),
        figure(f"{backend}: a file of {FEW:,}, seconds", [small["seconds"]]),
        *(
            figure(f"{backend}: {page} at {ROWS:,} / at {FEW:,}", [after[page] / before[page]], most=1.5)
            for page in after
        ),
        *(figure(f"{backend}: {page} at {ROWS:,}, ms", [after[page]]) for page in after),
    ]


def main() -> None:
    if len(sys.argv) > 1:
        import_here(UUID(sys.argv[1]), Path(sys.argv[2]))
        return
    with stage() as place:
        report("imports", [one for backend in BACKENDS for one in measure(backend, place)])


if __name__ == "__main__":
    main()
