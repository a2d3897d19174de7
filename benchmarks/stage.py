"""Databases of a measurement's own, on SQLite and PostgreSQL; they are gone with the process."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from collab import config, migrations
from collab.accounts import actions as accounts
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.db import db, transaction
from tests.support import postgres

BACKENDS = ("sqlite", "postgresql")
SECRET = "only for measuring: a key that opens nothing at all"


class Stage:
    """A folder with SQLite files and a PostgreSQL server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        postgres.start(folder / "pg", ends_with=os.getpid(), whole=folder)

    def environ(self, backend: str, name: str) -> dict[str, str]:
        """The settings of an application on the database `name`."""
        url = f"sqlite:///{self.folder}/{name}.sqlite3"
        return {
            "COLLAB_ENV": "test",
            "COLLAB_DATABASE_URL": url if backend == "sqlite" else postgres.url(self.folder / "pg", name),
            "COLLAB_VAR": str(self.folder / "var"),
            "COLLAB_SECRET_KEY": SECRET,
            "COLLAB_BASE_URL": "http://127.0.0.1:8000",
        }

    def app(self, backend: str, name: str) -> Any:
        """An application on a new database with the reference data."""
        if backend == "postgresql":
            self._create(name)
        app = create_app(config.from_environment(self.environ(backend, name)))
        with app.app_context():
            migrations.upgrade(db.engine)
            with transaction():
                accounts.load_reference(by=SYSTEM)
        return app

    def _create(self, name: str) -> None:
        import psycopg

        with psycopg.connect(f"user={postgres.ROLE} dbname=postgres host={self.folder / 'pg'}", autocommit=True) as c:
            c.execute(f'CREATE DATABASE "{name}"')


def analyse(app: Any) -> None:
    """Lets the database see what it holds, as autovacuum does where it runs."""
    with app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("ANALYZE"))


@contextmanager
def stage() -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="collab-bench-"))
    folder.chmod(0o755)  # the PostgreSQL server may run as another user
    try:
        yield Stage(folder)
    finally:
        postgres.stop(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)
