"""gunicorn with one worker, what a client waits for its pages, and what processor time they take."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass
class Round:
    """Some requests for one page. All times are milliseconds; `cpu` is of the worker, a request."""

    waits: list[float] = field(default_factory=list)
    cpu: float = 0.0


class Server:
    """A gunicorn that runs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.get("/")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        (self.worker,) = map(int, children)

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        return self.send("GET", path, headers={"Cookie": cookie} if cookie else {})[:2]

    def send(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def cpu(self) -> float:
        """Milliseconds of processor time that the worker has taken, of itself and in the kernel."""
        return time.clock_gettime(clock_of(self.worker)) * 1000

    def measure(self, path: str, requests: int, cookie: str = "") -> Round:
        found = Round()
        before = self.cpu()
        for _ in range(requests):
            began = time.perf_counter()
            status, _ = self.get(path, cookie)
            found.waits.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
        found.cpu = (self.cpu() - before) / requests
        return found


def clock_of(process: int) -> int:
    """What clock_getcpuclockid(3) gives on Linux: nanoseconds, where /proc/<pid>/stat counts in hundredths of a second."""
    return (~process << 3) | 2


@contextmanager
def serving(application: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """`application` is what gunicorn takes. Each has the same settings."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:collab.server", "--workers", "1"]
    log = open(Path(environ["COLLAB_VAR"]).with_name("gunicorn.log"), "ab")  # noqa: SIM115 closed with the server
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "--timeout", "120", application],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", **environ},
        stdout=log,
        stderr=log,
    )
    try:
        _wait(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")
