"""Pages beside their bare floor, with 50 and with 5,000 objects: statements, waiting, processor time."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from benchmarks import data
from benchmarks.figures import ROUNDS, Figure, figure, quantile, report
from benchmarks.serving import Round, Server, serving
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab.db import db
from tests.support import page as reader

SIZES = (50, 5_000)
REQUESTS = 60
MOST_STATEMENTS = {"public": 6, "signed in": 10}
MOST_CPU = {"public": 2.0, "signed in": 1.5}
MOST_SPREAD = 1.6


@dataclass(frozen=True)
class Page:
    """`beside` is the floor's page: the same page for the public, the ORM's list of 50 for whoever is signed in."""

    name: str
    path: str
    who: str
    beside: str


def pages(filled: data.Filled) -> list[Page]:
    organisation, consultation = f"/organisations/{filled.organisation}", f"/consultations/{filled.consultation}"
    return [
        Page("proposal list", "/proposals", "public", "/proposals"),
        Page("organisation", organisation, "public", organisation),
        Page("consultation", consultation, "public", consultation),
        Page("proposal list", "/proposals", "signed in", "/orm/proposals"),
        Page("organisation", organisation, "signed in", "/orm/proposals"),
        Page("consultation", consultation, "signed in", "/orm/proposals"),
    ]


def cookie(app: Any, token: str) -> str:
    """The session of somebody who signed in."""
    signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


def statements(app: Any, page: Page, session: str) -> int:
    """How many statements a request for the page makes, once everything is loaded."""
    counted: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement != "BEGIN":  # the other driver sends it by itself
            counted.append(statement)

    client = app.test_client(use_cookies=False)
    headers = {"Cookie": session} if page.who == "signed in" else {}
    client.get(page.path, headers=headers)
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(page.path, headers=headers)
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, f"{page.path}: {answer.status}"
    return len(counted)


def _waiting(named: str, rounds: list[Round]) -> list[Figure]:
    spread = [quantile(one.waits, 0.95) / quantile(one.waits, 0.5) for one in rounds]
    return [
        figure(f"{named}: ms a request", [statistics.median(one.waits) for one in rounds]),
        figure(f"{named}: CPU ms a request", [one.cpu for one in rounds]),
        figure(f"{named}: p95 / p50", spread, most=MOST_SPREAD),
    ]


def compare(named: str, page: Page, app: Server, floor: Server, session: str) -> list[Figure]:
    """Alternating rounds, so that what else the machine does falls on both."""
    session = session if page.who == "signed in" else ""
    app.measure(page.path, 5, session)
    floor.measure(page.beside, 5)
    ours: list[Round] = []
    theirs: list[Round] = []
    for _ in range(ROUNDS):
        ours.append(app.measure(page.path, REQUESTS, session))
        theirs.append(floor.measure(page.beside, REQUESTS))
    ratios = [one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True)]
    return [
        *_waiting(named, ours),
        figure(f"{named}: the floor's CPU ms", [one.cpu for one in theirs]),
        figure(f"{named}: CPU / floor", ratios, most=MOST_CPU[page.who]),
    ]


def same_words(page: Page, app: Server, floor: Server) -> None:
    """The public floor says what the page says, or the comparison is of two different things."""
    if page.who == "public":
        both = (app.get(page.path)[1].decode(), floor.get(page.beside)[1].decode())
        ours, theirs = (reader.words(one) for one in both)
        assert ours == theirs, f"the floor of {page.path} says something else:\n{ours}\n{theirs}"


def _measured(on: Stage, backend: str, size: int) -> tuple[list[Figure], dict[str, int]]:
    name = f"pages_{size}"
    app = on.app(backend, name)
    filled = data.fill(app, size)
    analyse(app)
    session = cookie(app, filled.token)
    counts = {f"{page.name}, {page.who}": statements(app, page, session) for page in pages(filled)}
    found: list[Figure] = []
    environ = on.environ(backend, name)
    with (
        serving("collab:create_app()", environ) as server,
        serving("benchmarks.floor:create_app()", environ) as floor,
    ):
        for page in pages(filled):
            same_words(page, server, floor)
            found += compare(f"{backend}, {size:,}, {page.name}, {page.who}", page, server, floor, session)
    return found, counts


def main() -> None:
    figures: list[Figure] = []
    with stage() as on:
        for backend in BACKENDS:
            counts: list[dict[str, int]] = []
            for size in SIZES:
                found, counted = _measured(on, backend, size)
                figures += found
                counts.append(counted)
            assert counts[0] == counts[1], f"the number of statements grows: {counts}"
            figures += [
                figure(f"{backend}, {name}: statements", [number], most=MOST_STATEMENTS[name.rpartition(", ")[2]])
                for name, number in counts[0].items()
            ]
    report("pages", figures)


if __name__ == "__main__":
    main()
