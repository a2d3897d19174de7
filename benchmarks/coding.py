"""The workspace in which answers are read and coded, with 1,000 responses and with 100,000: its pages, a save, and how long it
takes until the answers of an import can be read.
"""

from __future__ import annotations

import re
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select, update

from benchmarks import data
from benchmarks.figures import Figure, figure, report
from benchmarks.imports import FEW, REQUESTS, ROWS, csv_file, imported
from benchmarks.pages import cookie
from benchmarks.serving import Server, serving
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab.accounts import queries as accounts
from collab.consultations import tasks
from collab.consultations.actions import themes
from collab.consultations.models import Consultation, Question, QuestionType, Reading, ReadingCount
from collab.db import db, transaction

SAVES = 10
TAILS = {
    "overview": "/reading",
    "answer in the middle": "/questions/{number}/reading/{middle}",
    "the same, of those not coded": "/questions/{number}/reading/{middle}?show=uncoded",
    "the same, of those in Welsh": "/questions/{number}/reading/{middle}?show=unread&language=cy",
    "flagged, of which there are none": "/questions/{number}/reading?show=flagged",
}


def prepare(app: Any, filled: data.Filled) -> None:
    """Ten themes of the first question in words."""
    with app.app_context(), transaction():
        consultation = db.session.get_one(Consultation, filled.consultation_id)
        by = accounts.acting("author@ho.example", "HO")
        for place in range(10):
            themes.add(consultation, name=f"Theme {place}", questions=[str(asked(consultation).number)], by=by)


def asked(consultation: Consultation) -> Question:
    return next(one for one in consultation.questions if one.current.type is QuestionType.free_text)


def half_read(app: Any, filled: data.Filled) -> dict[str, str]:
    """Marks the first half of the answers as read and coded; returns what the addresses of the pages take."""
    with app.app_context(), transaction() as session:
        question = asked(session.get_one(Consultation, filled.consultation_id))
        mine = select(Reading.receipt).where(Reading.question_id == question.id)
        receipts = session.scalars(mine.order_by(Reading.received_at, Reading.receipt)).all()
        middle = session.execute(
            select(Reading.received_at, Reading.receipt).where(
                Reading.question_id == question.id, Reading.receipt == receipts[len(receipts) // 2]
            )
        ).one()
        first = (Reading.received_at < middle[0]) | ((Reading.received_at == middle[0]) & (Reading.receipt < middle[1]))
        done = {"read_at": data.NOW, "is_coded": True}
        session.execute(update(Reading).where(Reading.question_id == question.id, first).values(done))
        left = len(receipts) - len(receipts) // 2
        here = update(ReadingCount).where(ReadingCount.question_id == question.id)
        session.execute(here.values(unread=left, uncoded=left))
        return {"number": str(question.number), "middle": middle[1]}


def pages(app: Any, environ: dict[str, str], filled: data.Filled) -> dict[str, float]:
    """Milliseconds of the worker's processor for each page, and for a save that goes on to the next answer."""
    names, session = half_read(app, filled), cookie(app, filled.token)
    analyse(app)
    here = f"/consultations/{filled.consultation}"
    with serving("collab:create_app()", environ) as server:
        found = {}
        for name, tail in TAILS.items():
            address = here + tail.format(**names)
            server.measure(address, 2, session)
            found[name] = server.measure(address, REQUESTS, session).cpu
        address = here + TAILS["the same, of those not coded"].format(**names)
        found["save and go to the next"] = saves(server, address, session)
        return found


def saves(server: Server, address: str, session: str) -> float:
    """Codes some answers one after the other, as a person does: each page leads to the next."""
    spent = []
    for place in range(SAVES + 2):
        _, body, given = server.send("GET", address, headers={"Cookie": session})
        page, session = body.decode(), (given["Set-Cookie"] or session).partition(";")[0]
        fields = {
            "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page),
            "version": re.search(r'name="version" value="([^"]+)"', page),
        }
        sent = {name: match[1] for name, match in fields.items() if match}
        sent |= {"idempotency_key": uuid.uuid4().hex, "themes": str(place % 10 + 1), "then": "next"}
        before = server.cpu()
        headers = {"Cookie": session, "Content-Type": "application/x-www-form-urlencoded"}
        status, _, told = server.send("POST", address, urlencode(sent), headers)
        spent.append(server.cpu() - before)
        if status != 303:
            raise RuntimeError(f"{address} answered {status}")
        address = told["Location"]
    return sum(spent[2:]) / SAVES


def measure(backend: str, place: Stage) -> list[Figure]:
    few, many = place.folder / "few.csv", place.folder / "many.csv"
    csv_file(few, FEW)
    csv_file(many, ROWS)
    app, environ = place.app(backend, "coding"), place.environ(backend, "coding")
    filled = data.fill(app, 50)
    prepare(app, filled)
    imported(environ, filled.consultation_id, few)
    before = pages(app, environ, filled)
    imported(environ, filled.consultation_id, many)
    began = time.perf_counter()
    with app.app_context():
        tasks.enter_imported()
    seconds = time.perf_counter() - began
    after = pages(app, environ, filled)
    ratios = (
        figure(f"{backend}: {name} at {ROWS:,} / at {FEW:,}", [after[name] / before[name]], most=1.5) for name in after
    )
    return [
        *ratios,
        *(figure(f"{backend}: {name} at {ROWS:,}, ms", [after[name]]) for name in after),
        figure(f"{backend}: until the answers of {ROWS:,} responses can be read, seconds", [seconds]),
    ]


def main() -> None:
    with stage() as place:
        report("coding", [one for backend in BACKENDS for one in measure(backend, place)])


if __name__ == "__main__":
    main()
