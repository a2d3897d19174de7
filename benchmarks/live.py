"""Key to other window: 50 editors and 200 readers of one text on two workers, beside a Hocuspocus server with the same clients.

Hocuspocus keeps nothing; collab stores every update, in the log and for good, before it hands it on.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, figure, report
from benchmarks.pages import cookie
from benchmarks.serving import ROOT
from benchmarks.stage import BACKENDS, Stage, stage
from collab import clock
from collab.accounts import queries as accounts
from collab.accounts import rules
from collab.accounts.models import SignIn
from collab.db import db, transaction
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal

HERE = Path(__file__).parent / "hocuspocus"
EDITORS = int(os.environ.get("BENCH_EDITORS", "50"))
READERS = int(os.environ.get("BENCH_READERS", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
EVERY = int(os.environ.get("BENCH_EVERY", "2000"))  # milliseconds between two keys of one editor
TIMES_ON_POSTGRESQL, MOST_ON_SQLITE = 2, 60


def measured(**task: Any) -> dict[str, float]:
    """What the clients saw."""
    task |= {"editors": EDITORS, "readers": READERS, "seconds": SECONDS, "every": EVERY}
    done = subprocess.run(
        ["node", "clients.mjs"], input=json.dumps(task), cwd=HERE, capture_output=True, text=True, timeout=SECONDS + 300
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    seen: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seen


@contextmanager
def running(command: list[str], port: int, log: Path, **environ: str) -> Iterator[None]:
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
        yield
    finally:
        process.terminate()
        process.wait(60)


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def beside(folder: Path) -> dict[str, float]:
    port = a_port()
    with running(["node", "server.mjs", str(port)], port, folder / "hocuspocus.log"):
        return measured(kind="hocuspocus", port=port, people=[{}])


def ours(held: Stage, backend: str) -> dict[str, float]:
    app = held.app(backend, f"live_{backend}")
    with app.app_context(), transaction():
        proposal = start_proposal("HO", MOJ="joint")
        page = f"/proposals/{proposal.address}/sections/problem/live"
        tokens = [_signed_in("author@ho.example" if number % 2 else "author@moj.example") for number in range(20)]
    settings, port = held.environ(backend, f"live_{backend}"), a_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "asgi", "-c", "python:collab.server", "--workers", "2"]
    command += [
        "--keep-alive",
        "75",
        "--graceful-timeout",
        "3",
        "--no-control-socket",
        "--bind",
        f"127.0.0.1:{port}",
        "collab.asgi:application()",
    ]
    windows = [_window(app, token, page) for token in tokens]
    with running(command, port, held.folder / "gunicorn.log", **settings):
        return measured(kind="collab", port=port, address=windows[0]["address"], people=windows)


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
        for backend in BACKENDS:
            seen = ours(held, backend)
            most = theirs["p95"] * TIMES_ON_POSTGRESQL if backend == "postgresql" else MOST_ON_SQLITE
            found.append(figure(f"{backend}, key to other window: p50, ms", [seen["p50"]]))
            found.append(figure(f"{backend}, key to other window: p95, ms", [seen["p95"]], most=most))
            found.append(figure(f"{backend}, keys pressed", [seen["keys"]]))
    return found


if __name__ == "__main__":
    report("live", figures())
