"""What all workers of one test run share."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres

BACKENDS = ("sqlite", "postgresql")


class Run:
    """What all workers of a test run share: a folder, its PostgreSQL server and the two template databases."""

    def __init__(self, folder: Path, pid: int) -> None:
        self.folder = folder
        self.pid = pid
        self.server = folder / "pg"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One worker at a time."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def once(self, what: str, make: Callable[[], None]) -> None:
        """Lets the first worker that comes here do it, and the others wait for it."""
        done = self.folder / f"{what}.done"
        with self.alone():
            if not done.exists():
                make()
                done.touch()

    def end(self) -> None:
        """Stops the server and takes the folder away."""
        postgres.stop(self.server)
        shutil.rmtree(self.folder, ignore_errors=True)
