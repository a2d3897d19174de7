"""Key to other window: 50 editors and 200 readers of one text on two workers, beside a Hocuspocus server with the same clients.

Hocuspocus keeps nothing; collab stores every update, in the log and for good, before it hands it on.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pycrdt import XmlFragment

from benchmarks.figures import Figure, figure, report
from benchmarks.pages import cookie
from benchmarks.serving import ROOT, clock_of
from benchmarks.stage import BACKENDS, Stage, stage
from collab import clock
from collab.accounts import queries as accounts
from collab.accounts import rules
from collab.accounts.models import SignIn
from collab.db import db, transaction
from collab.documents.queries import live as queries
from collab.documents.views.intake import Letter
from collab.documents.views.live import intake
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal

HERE = Path(__file__).parent / "hocuspocus"
EDITORS = int(os.environ.get("BENCH_EDITORS", "50"))
READERS = int(os.environ.get("BENCH_READERS", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
EVERY = int(os.environ.get("BENCH_EVERY", "2000"))  # milliseconds between two keys of one editor
TIMES_ON_POSTGRESQL, MOST_ON_SQLITE = 2, 60


class Processors:
    """What processor time some processes have taken, read four times a second for as long as they are watched."""

    def __init__(self, processes: Sequence[int]) -> None:
        self.processes, self._is_over = processes, threading.Event()
        self.seen: list[tuple[float, float]] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Processors:
        self._thread.start()
        return self

    def __exit__(self, *rest: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.25):
            with suppress(OSError):  # one of them has ended
                taken = sum(time.clock_gettime(clock_of(process)) for process in self.processes)
                self.seen.append((time.time(), taken))

    def between(self, began: float, ended: float) -> float:
        """Milliseconds a second."""
        inside = [one for one in self.seen if began <= one[0] <= ended]
        (first, before), (last, after) = inside[0], inside[-1]
        return (after - before) * 1000 / (last - first)


def measured(processes: Sequence[int], **task: Any) -> dict[str, float]:
    """What the clients saw, and what processor time the server's processes took for a key."""
    task |= {"editors": EDITORS, "readers": READERS, "seconds": SECONDS, "every": EVERY}
    with Processors(processes) as processors:
        done = subprocess.run(
            ["node", "clients.mjs"],
            input=json.dumps(task),
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=SECONDS + 300,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    seen: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    seen["cpu"] = processors.between(seen["began"], seen["ended"]) / (EDITORS * 1000 / EVERY)
    return seen


@contextmanager
def running(command: list[str], port: int, log: Path, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            cwd=HERE if command[0] == "node" else ROOT,
            env={"PATH": os.environ["PATH"], **environ},
            stdout=file,
            stderr=file,
        )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def beside(folder: Path) -> dict[str, float]:
    port = a_port()
    with running(["node", "server.mjs", str(port)], port, folder / "hocuspocus.log") as server:
        return measured([server.pid], kind="hocuspocus", port=port, people=[{}])


def gunicorn(port: int, workers: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "-k", "asgi", "-c", "python:collab.server", "--workers", str(workers)]
    settings = ["--keep-alive", "75", "--graceful-timeout", "3", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    return [*command, *settings, "collab.asgi:application()"]


def ours(held: Stage, backend: str) -> list[Figure]:
    app = held.app(backend, f"live_{backend}")
    with app.app_context(), transaction():
        proposal = start_proposal("HO", MOJ="joint")
        page = f"/proposals/{proposal.address}/sections/problem/live"
        tokens = [_signed_in("author@ho.example" if number % 2 else "author@moj.example") for number in range(20)]
    settings, port = held.environ(backend, f"live_{backend}"), a_port()
    windows = [_window(app, token, page) for token in tokens]
    with running(gunicorn(port, 2), port, held.folder / "gunicorn.log", **settings) as server:
        seen = measured(
            workers_of(server.pid, 2), kind="collab", port=port, address=windows[0]["address"], people=windows
        )
    found = [
        figure(f"{backend}, key to other window: p50, ms", [seen["p50"]]),
        figure(f"{backend}, key to other window: p95, ms", [seen["p95"]]),
        figure(f"{backend}, keys pressed", [seen["keys"]]),
        figure(f"{backend}, processor time of the workers a key, ms", [seen["cpu"]]),
    ]
    port = a_port()
    with running(gunicorn(port, 1), port, held.folder / "gunicorn.log", **settings) as server:
        found.append(figure(f"{backend}, memory of a stream, KB", [_memory(server.pid, port, windows)]))
    return [*found, *_storing(app, backend, windows[0]["address"])]


def workers_of(process: int, count: int) -> list[int]:
    """The workers of a gunicorn, once it has started that many."""
    for _ in range(300):
        found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        if len(found) == count:
            return [int(one) for one in found]
        time.sleep(0.1)
    raise RuntimeError("gunicorn has not started its workers")


def _memory(process: int, port: int, windows: Sequence[dict[str, str]]) -> float:
    """What the one worker's resident memory grows by for each of 200 streams, once it has served 20."""
    (worker,) = workers_of(process, 1)
    opened = [_stream(port, windows[number % len(windows)]) for number in range(20)]
    time.sleep(1)
    before = _resident(worker)
    opened += [_stream(port, windows[number % len(windows)]) for number in range(200)]
    time.sleep(1)
    after = _resident(worker)
    for stream in opened:
        stream.close()
    return (after - before) / 200


def _resident(process: int) -> int:
    """Kilobytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


def _stream(port: int, window: dict[str, str]) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port), timeout=30)
    asked = f"GET {window['address']}/stream?after=1000000 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {window['cookie']}\r\n\r\n"
    stream.sendall(asked.encode())
    assert b" 200 " in stream.recv(1000)
    return stream


def _storing(app: Any, backend: str, address: str, keys: int = 200) -> list[Figure]:
    """One update after the other, in this process and without HTTP: all of it, and the same without the insert."""
    document_id = uuid.UUID(address.rpartition("/")[2])
    with app.app_context(), transaction():
        token = _signed_in("author@ho.example")
    with app.app_context():
        doc = queries.opened(document_id).live
    text = doc.get("text", type=XmlFragment).children[0].children[0]

    def stored() -> None:
        before = doc.get_state()
        text.insert(0, "k")
        letter = Letter(document_id, token, uuid.uuid4().hex, doc.get_update(before))
        assert intake(app).take(letter).result() is not None

    def asked() -> None:
        with app.app_context(), clock.pinned() as now, suppress(Left), transaction():
            who = accounts.signed_in({token}, now)[token].viewer
            queries.locked([document_id])
            intake(app).owner.places(document_id, [who])
            queries.came_and_known(document_id, 1_000_000, [uuid.uuid4().hex])
            raise Left

    whole, without = _timed(stored, keys), _timed(asked, keys)
    return [
        figure(f"{backend}, taking an update in, alone: ms", [statistics.median(whole)]),
        figure(f"{backend}, the same with nothing applied and nothing stored: ms", [statistics.median(without)]),
    ]


class Left(Exception):
    """Nothing is to be kept."""


def _timed(work: Callable[[], None], times: int) -> list[float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def _signed_in(email: str) -> str:
    people.author("HO" if "@ho." in email else "MOJ")
    who = accounts.acting(email)
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        SignIn(
            token_hash=rules.token_hash(token),
            person_id=who.person_id,
            membership_id=who.membership_id,
            started_at=now,
            last_seen_at=now,
        )
    )
    return token


def _window(app: Any, token: str, page: str) -> dict[str, str]:
    """Cookie and token of a form, as the editor's page gives them."""
    client = app.test_client(use_cookies=False)
    answer = client.get(page, headers={"Cookie": cookie(app, token)})
    words = answer.get_data(as_text=True)
    given = str(answer.headers["Set-Cookie"]).partition(";")[0]
    address, csrf = (re.search(rf'data-{name}="([^"]+)"', words) for name in ("address", "token"))
    assert address, words
    assert csrf, words
    return {"cookie": given, "token": csrf[1], "address": address[1].removesuffix("/live")}


def figures() -> list[Figure]:
    subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=HERE, check=True)
    found: list[Figure] = []
    with stage() as held:
        theirs = beside(held.folder)
        found += [figure(f"Hocuspocus, key to other window: {name}, ms", [theirs[name]]) for name in ("p50", "p95")]
        found.append(figure("Hocuspocus, processor time a key, ms", [theirs["cpu"]]))
        for backend in BACKENDS:
            most = theirs["p95"] * TIMES_ON_POSTGRESQL if backend == "postgresql" else MOST_ON_SQLITE
            found += [_judged(one, most) for one in ours(held, backend)]
    return found


def _judged(one: Figure, most: float) -> Figure:
    return figure(one.what, [one.median], most=most) if "p95" in one.what else one


if __name__ == "__main__":
    report("live", figures())
