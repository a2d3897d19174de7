"""Exporting 100,000 analysed responses as CSV, beside csv.writer writing the same rows from memory; and searching in them.

Each response has ten answers, five of them in words, and each answer is a row.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks import data
from benchmarks.figures import Figure, figure, report
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.config import from_environment
from collab.consultations.actions import searching
from collab.consultations.models import Consultation
from collab.consultations.queries import searching as searches
from collab.consultations.queries.exports import EXPORTS
from collab.consultations.queries.searching import Selection
from collab.consultations.views.exports import without_formulas
from collab.consultations.views.published import csv_lines
from collab.db import db, transaction

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
FLOOR_ROWS = 100_000
SEARCHES = {"a word of all": "explain", "a phrase of all": '"what happened to them"', "a word of none": "zebra"}


def in_child(environ: dict[str, str], consultation_id: UUID) -> dict[str, float]:
    """One export, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.export", str(consultation_id)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environ})
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _memory() -> float:
    """The most that this program held until now, in MB. What `getrusage` says would begin with the size of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def _timed(do: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return do(), time.perf_counter() - begun


def here(consultation_id: UUID) -> None:
    """The child of `in_child`."""
    app = create_app(from_environment(dict(os.environ)))
    with app.app_context():
        consultation = db.session.get_one(Consultation, consultation_id)
        export, everything = EXPORTS["responses"], Selection()

        def exported() -> int:
            rows = without_formulas(export.rows(consultation, everything))
            return sum(line.count("\n") for line in csv_lines([export.heading], rows))

        lines, seconds = _timed(exported)
        memory = _memory()
        held = list(islice(export.rows(consultation, everything), FLOOR_ROWS))
        _, bare = _timed(lambda: _written(held))
    print(json.dumps({"rows": lines / seconds, "bare": len(held) / bare, "memory": memory, "lines": lines}))


def _written(rows: Iterable[Iterable[str]]) -> None:
    csv.writer(io.StringIO()).writerows(rows)


def indexed(app: Any, consultation_id: UUID) -> float:
    """Seconds to take all responses into what is searched."""

    def all_of_it() -> None:
        is_left = True
        while is_left:
            with transaction():
                is_left = searching.index(db.session.get_one(Consultation, consultation_id), by=SYSTEM)

    with app.app_context():
        return _timed(all_of_it)[1]


def searched(app: Any, consultation_id: UUID, typed: str) -> float:
    """Seconds of one search: how many there are, and the first page."""
    with app.app_context():
        consultation = db.session.get_one(Consultation, consultation_id)
        return _timed(lambda: searches.find(consultation, Selection(typed)))[1]


def measure(backend: str, place: Stage) -> list[Figure]:
    memory, many, app, key = [], {}, None, None
    for number in (ROWS // 10, ROWS):
        name = f"export{number}"
        app = place.app(backend, name)
        key = data.fill(app, 50).consultation_id
        with app.app_context(), transaction():
            data.responses(number - 50, key, 50)
        analyse(app)
        many = in_child(place.environ(backend, name), key)
        memory.append(many["memory"])
    assert app is not None
    assert key is not None
    index = indexed(app, key)
    analyse(app)
    return [
        figure(f"{backend}: rows a second", [many["rows"]]),
        figure(f"{backend}: csv.writer from memory, rows a second", [many["bare"]]),
        figure(f"{backend}: export / csv.writer", [many["rows"] / many["bare"]]),
        figure(f"{backend}: memory at {ROWS:,} / at {ROWS // 10:,}", [memory[1] / memory[0]], most=1.2),
        figure(f"{backend}: memory at {ROWS:,}, MB", [memory[1]]),
        figure(f"{backend}: taking {ROWS:,} into the search, seconds", [index]),
        *(
            figure(f"{backend}: search for {what}, seconds", [searched(app, key, typed) for _ in range(3)], most=2)
            for what, typed in SEARCHES.items()
        ),
    ]


def main() -> None:
    if len(sys.argv) > 1:
        here(UUID(sys.argv[1]))
        return
    with stage() as place:
        report("export", [one for backend in BACKENDS for one in measure(backend, place)])


if __name__ == "__main__":
    main()
