"""Sending a response over HTTP (10 answers, receipt, audit) beside a bare ORM insert of the same rows."""

from __future__ import annotations

import re
import secrets
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session

from benchmarks import data
from benchmarks.figures import ROUNDS, Figure, figure, report
from benchmarks.serving import Server, serving
from benchmarks.stage import BACKENDS, Stage, analyse, stage
from collab import clock
from collab.audit.models import Chain, Entry, Event, Payload, RootKind
from collab.consultations.models import (
    Answer,
    Channel,
    OnBehalfOf,
    Question,
    QuestionVersion,
    RespondentType,
    Submission,
    SubmissionRevision,
    SubmissionToken,
    TokenUse,
)
from collab.notifications.models import Message
from collab.web.models import IdempotencyKey

SENT = 60
LEAST = 0.5
ROWS = (Submission, SubmissionRevision, Answer, SubmissionToken, Entry, Payload, Message, IdempotencyKey)


class Respondent:
    """Somebody with the check page open; sending is one request, as a browser's."""

    def __init__(self, server: Server, token: str) -> None:
        self.server = server
        status, page, headers = server.send("GET", f"/responses/draft/{token}/check")
        assert status == 200, f"the check page answered {status}"
        self.cookie = str(headers["Set-Cookie"]).partition(";")[0]
        found = re.findall(rb'name="(csrf_token|version)"[^>]*value="([^"]*)"', page)
        self.fields = {name.decode(): value.decode() for name, value in found}

    def send(self, token: str) -> None:
        body = urlencode(self.fields | {"idempotency_key": secrets.token_hex(16)})
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        status, page, _ = self.server.send("POST", f"/responses/draft/{token}/check", body, headers)
        assert status == 303, f"sending answered {status}: {page[:2000]!r}"


def connect(url: str) -> Any:
    """An engine of its own with the durability of the application's."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def configure(connection: Any, record: Any) -> None:
            connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")

    return engine


class Floor:
    """The same rows by the ORM: no page, no check, no lock."""

    def __init__(self, url: str, filled: data.Filled) -> None:
        self.engine, self.consultation = connect(url), filled.consultation_id
        with Session(self.engine) as session:
            asked = select(QuestionVersion.id).join(QuestionVersion.question)
            mine = asked.where(Question.consultation_id == self.consultation).order_by(Question.number)
            self.versions = list(session.scalars(mine))
            session.add(Chain(root_kind=RootKind.installation, root_id=uuid.uuid4(), length=0, head=""))
            session.commit()

    def insert(self) -> None:
        now, key, link = clock.now(), uuid.uuid4(), secrets.token_hex(32)
        submission = Submission(
            id=key,
            consultation_id=self.consultation,
            receipt=secrets.token_hex(6),
            channel=Channel.web,
            received_at=now,
            on_behalf_of=OnBehalfOf.myself,
            respondent_type=RespondentType.magistrate,
            email="reader@example.org",
        )
        answers = [
            Answer(question_version_id=version, position=place, **data.given(place))
            for place, version in enumerate(self.versions, 1)
        ]
        revision = SubmissionRevision(submission=submission, number=1, at=now, answers=answers)
        entry = Entry(
            root_kind=RootKind.installation,
            root_id=key,
            number=1,
            event=Event.submission_received,
            at=now,
            digest=link,
            previous="",
            hash=link,
            payload=Payload(salt=link[:32], content={"submission": str(key), "revision": 1, "is_late": False}),
        )
        message = Message(
            to="reader@example.org",
            subject="Response",
            body=data.WORDS * 8,
            message_id=f"<{key}@collab>",
            purpose_key=f"receipt:{key}",
            queued_at=now,
        )
        held = SubmissionToken(submission=submission, token_hash=link, use=TokenUse.receipt, made_at=now)
        used = IdempotencyKey(
            scope=link,
            key=link[:32],
            body_hash=link,
            used_at=now,
            status=303,
            location="sent",
            content_type="",
            body="",
        )
        with Session(self.engine) as session:
            session.add_all([submission, revision, *answers, held, entry, message, used])
            session.commit()


def _written(engine: Any) -> list[int]:
    with Session(engine) as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in ROWS]


def _measured(on: Stage, backend: str) -> list[Figure]:
    app = on.app(backend, "submission")
    filled = data.fill(app, 50)
    analyse(app)
    tokens = iter(data.drafts(app, filled.consultation_id, (ROUNDS + 1) * SENT))
    environ = on.environ(backend, "submission")
    floor = Floor(environ["COLLAB_DATABASE_URL"], filled)
    http, bare, ratios, cpu = [], [], [], []
    with serving("collab:create_app()", environ) as server:
        whole = [next(tokens) for _ in range(SENT)]
        someone = Respondent(server, whole[0])
        before = _written(floor.engine)
        someone.send(whole[0])
        after_one = _written(floor.engine)
        floor.insert()
        _same_rows(before, after_one, _written(floor.engine))
        for _ in range(ROUNDS):
            mine = [next(tokens) for _ in range(SENT)]
            taken, began = server.cpu(), time.perf_counter()
            for token in mine:
                someone.send(token)
            http.append(SENT / (time.perf_counter() - began))
            cpu.append((server.cpu() - taken) / SENT)
            began = time.perf_counter()
            for _ in mine:
                floor.insert()
            bare.append(SENT / (time.perf_counter() - began))
            ratios.append(http[-1] / bare[-1])
    return [
        figure(f"{backend}: responses a second over HTTP", http),
        figure(f"{backend}: bare inserts a second", bare),
        figure(f"{backend}: CPU ms a response", cpu),
        figure(f"{backend}: HTTP / bare insert", ratios, least=LEAST),
    ]


def _same_rows(before: list[int], after_one: list[int], after_both: list[int]) -> None:
    """The floor writes as many rows of each kind, or the comparison is of two different things."""
    ours = [after - first for first, after in zip(before, after_one, strict=True)]
    theirs = [after - first for first, after in zip(after_one, after_both, strict=True)]
    assert ours == theirs, f"{ours} rows over HTTP, {theirs} rows in the floor, of {[m.__name__ for m in ROWS]}"


def main() -> None:
    with stage() as on:
        report("submission", [one for backend in BACKENDS for one in _measured(on, backend)])


if __name__ == "__main__":
    main()
