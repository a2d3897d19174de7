"""Digests of 20,000 people: choosing, rendering and queueing beside rendering alone, and delivery beside smtplib alone."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import func, select

from benchmarks import data
from benchmarks.figures import ROUNDS, Figure, figure, report
from benchmarks.stage import BACKENDS, SECRET, Stage, analyse, stage
from collab import clock
from collab.accounts.policy import SYSTEM
from collab.db import db
from collab.digests.actions import runs
from collab.digests.queries import items
from collab.digests.rules import windows
from collab.notifications import actions as notifications
from collab.notifications.models import Message
from collab.notifications.rules import wire
from collab.web.filters import day, moment

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000"))
DELIVERED = int(os.environ.get("BENCH_DELIVERED", "400"))
RUNS = min(ROUNDS, 3)
CONNECTIONS = 4
SITE = "https://collab.example"
LEAST_RENDERED, LEAST_DELIVERED = 1.0, 0.7

# A server that takes everything, in a process of its own; it says where it listens.
SINK = """
import asyncio, socket
from aiosmtpd.smtp import SMTP
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), hostname="sink"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def sink() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


class Rendering:
    """Each mail drawn whole by Jinja from what was chosen already: nothing read, nothing kept."""

    def __init__(self) -> None:
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        drawing = Environment(
            loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=_is_html
        )
        drawing.filters["day"] = day
        self.text, self.html = drawing.get_template("digest.txt"), drawing.get_template("digest.html")

    def draw(self, number: int, told: list[tuple[str, list[Any]]], ends_at: datetime) -> tuple[str, str]:
        parts = [
            {"name": name, "line": "=" * len(name), "about": about, "stop": f"{{site}}/updates/stop/{number:043}"}
            for name, about in told
        ]
        values = {
            "opening": f"{len(told[0][1])} things were published in the day to {moment(ends_at)}.",
            "parts": parts,
            "often": "every day",
            "manage": f"{{site}}/updates/manage/{number:043}",
        }
        return self.text.render(values), self.html.render(values)


def _is_html(name: str | None) -> bool:
    return bool(name and name.endswith(".html"))


def _queueing(app: Any, first_end: datetime) -> list[Figure]:
    """Windows in turn: each is queued by the application, then drawn by Jinja alone."""
    rendering, ours, theirs, ratios = Rendering(), [], [], []
    for number in range(RUNS):
        end = first_end + timedelta(days=number)
        ours.append(_queued(app, end))
        theirs.append(_rendered(app, rendering, end))
        ratios.append(ours[-1] / theirs[-1])
    return [
        figure("chosen, rendered and queued a second", ours),
        figure("rendered alone a second", theirs),
        figure("queued / rendered alone", ratios, least=LEAST_RENDERED),
    ]


def _queued(app: Any, end: datetime) -> float:
    with app.app_context(), clock.pinned(end + windows.SETTLING):
        began = time.perf_counter()
        sent = sum(one.mails for one in runs.send_due(secret=SECRET, by=SYSTEM))
        took = time.perf_counter() - began
    assert sent == PEOPLE, f"{sent} of {PEOPLE} mails were queued"
    return sent / took


def _rendered(app: Any, rendering: Rendering, end: datetime) -> float:
    with app.app_context(), clock.pinned(end + windows.SETTLING):
        found = items.published(end - timedelta(days=1), end)
        newest = select(Message).where(Message.queued_at == clock.now()).limit(1)
        kept = db.session.scalars(newest).one()
        lengths = len(kept.body), len(kept.html or "")
        db.session.rollback()
    bodies = sorted({one for item in found for one in item.organisation_ids}, key=str)
    about = [[item for item in found if body in item.organisation_ids] for body in bodies]
    began = time.perf_counter()
    for number in range(PEOPLE):
        told = [("everything that is published", found), ("Ministry of Justice", about[number % len(about)])]
        text, html = rendering.draw(number, told, end)
    took = time.perf_counter() - began
    for drawn, length in zip((len(text), len(html)), lengths, strict=True):
        assert abs(drawn - length) < 0.2 * length, f"the floor's mail has {drawn} characters, ours {length}"
    return PEOPLE / took


def _delivering(app: Any, port: int) -> list[Figure]:
    """The same number of queued mails by the application, and of finished ones by smtplib over four connections."""
    ours, theirs, ratios = [], [], []
    send = notifications.to_smtp(f"smtp://127.0.0.1:{port}")
    with app.app_context():
        finished = _wire(DELIVERED)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            sent = notifications.deliver(
                send, mail_from="collab@example.org", site=SITE, check=app.mail_check, limit=DELIVERED
            )
            ours.append(sent / (time.perf_counter() - began))
            assert sent == DELIVERED, f"{sent} of {DELIVERED} mails were delivered"
            theirs.append(_bare(finished, port))
            ratios.append(ours[-1] / theirs[-1])
    return [
        figure("delivered a second", ours),
        figure("by smtplib alone a second", theirs),
        figure("delivered / smtplib alone", ratios, least=LEAST_DELIVERED),
    ]


def _wire(count: int) -> list[tuple[str, bytes]]:
    """Mails as smtplib needs them."""
    queued = select(Message).where(Message.body != "").order_by(Message.queued_at, Message.id).limit(count)
    envelope = wire.Envelope("collab@example.org", SITE)
    names = wire.Claimed.__dataclass_fields__
    found = [
        (one.to, wire.written(wire.Claimed(*(getattr(one, name) for name in names)), envelope))
        for one in db.session.scalars(queued)
    ]
    db.session.rollback()
    return found


def _bare(wire: list[tuple[str, bytes]], port: int) -> float:
    def send(mine: list[tuple[str, bytes]]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as server:
            for to, mail in mine:
                server.sendmail("collab@example.org", to, mail)

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(send, [wire[start::CONNECTIONS] for start in range(CONNECTIONS)]))
    return len(wire) / (time.perf_counter() - began)


def _measured(on: Stage, backend: str, port: int) -> list[Figure]:
    app = on.app(backend, "digest")
    begins = windows.last_ended(windows.Frequency.daily, data.NOW - timedelta(days=RUNS + 14)).ends_at
    data.subscribers(app, PEOPLE, since=begins, days=RUNS)
    analyse(app)
    found = _queueing(app, begins + timedelta(days=1))
    with app.app_context():
        assert db.session.scalar(select(func.count(Message.id))) == PEOPLE * RUNS
        db.session.rollback()
    found += _delivering(app, port)
    return [replace(one, what=f"{backend}: {one.what}") for one in found]


def main() -> None:
    with stage() as on, sink() as port:
        report("digest", [one for backend in BACKENDS for one in _measured(on, backend, port)])


if __name__ == "__main__":
    main()
