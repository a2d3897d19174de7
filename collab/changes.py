"""Learning that another process committed something: LISTEN and NOTIFY of PostgreSQL, `data_version` of SQLite.

What is announced is the id of a subject and nothing else; whoever hears of it reads the database.
"""

from __future__ import annotations

import os
import sqlite3
import time
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, scoped_session

CHANNEL = "collab_live"
NOTIFY = text("SELECT pg_notify(:channel, :subject)")
POLL = 0.015


def announce(session: Session | scoped_session[Session], subject: UUID) -> None:
    """Tells all processes when this transaction is committed. SQLite needs no telling."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(NOTIFY, {"channel": CHANNEL, "subject": str(subject)})


class Watch(Protocol):
    """Waits for commits of any process."""

    def wait(self, seconds: float) -> set[str] | None:
        """The subjects announced, as soon as there are any; empty after `seconds`; None when anything may have changed."""

    def close(self) -> None: ...


def watch(engine: Engine) -> Watch:
    """Begins to listen, on a connection of its own. Raises what the driver raises when the database is away."""
    return _Listening(engine) if engine.dialect.name == "postgresql" else _Polling(engine)


class _Listening:
    def __init__(self, engine: Engine) -> None:
        import psycopg

        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: Any = psycopg.connect(address, autocommit=True)
        self._connection.execute("LISTEN collab_live")

    def wait(self, seconds: float) -> set[str] | None:
        heard = {notice.payload for notice in self._connection.notifies(timeout=seconds, stop_after=1)}
        if heard:
            heard |= {notice.payload for notice in self._connection.notifies(timeout=0)}
        return heard

    def close(self) -> None:
        self._connection.close()


class _Polling:
    def __init__(self, engine: Engine) -> None:
        self._path = str(engine.url.database)
        self._file = os.stat(self._path).st_ino
        self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._version = self._read()

    def _read(self) -> Any:
        return self._connection.execute("PRAGMA data_version").fetchone()[0]

    def wait(self, seconds: float) -> set[str] | None:
        ends = time.monotonic() + seconds
        while (version := self._read()) == self._version:
            if time.monotonic() >= ends:
                self._notice_another_file()
                return set()
            time.sleep(POLL)
        self._version = version
        return None

    def _notice_another_file(self) -> None:
        """A backup that was put back is another file under the same name."""
        if os.stat(self._path).st_ino != self._file:
            raise OSError("the database file was replaced")

    def close(self) -> None:
        self._connection.close()
