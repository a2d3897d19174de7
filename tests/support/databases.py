"""One application for each worker and backend, whose database every test finds as the migrations left it."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from werkzeug.serving import make_server

from collab import config, migrations
from collab.accounts import actions as accounts
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.db import db, transaction
from tests.support import postgres
from tests.support.client import CheckedClient
from tests.support.run import Run

TEMPLATE = "template_of_collab"


class Installation:
    """An application on a database of its own, which is made anew after a test that wrote to it."""

    def __init__(self, run: Run, backend: str, worker: str) -> None:
        self.run, self.backend, self.name = run, backend, f"{backend}_{worker}"
        self.folder = run.folder / self.name
        self.folder.mkdir()
        self.server = make_server("127.0.0.1", 0, _not_yet, threaded=True)
        run_template(run, backend)
        self.app = make_app(self.url, self.folder / "var", base_url=f"http://127.0.0.1:{self.server.server_port}")
        self.was_written = True
        event.listen(self.engine, "commit", self._note_write)

    @property
    def url(self) -> str:
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / 'collab.sqlite3'}"
        return postgres.url(self.run.server, self.name)

    @property
    def engine(self) -> Engine:
        with self.app.app_context():
            return db.engine

    def renew(self) -> None:
        """Makes database and files as new, when the last test wrote."""
        shutil.rmtree(self.folder / "var", ignore_errors=True)
        (self.folder / "var").mkdir()
        if not self.was_written:
            return
        self._wait_until_idle()
        self.engine.dispose()
        if self.backend == "sqlite":
            for old in self.folder.glob("collab.sqlite3*"):
                old.unlink()
            shutil.copyfile(_sqlite_template(self.run), self.folder / "collab.sqlite3")
        else:
            execute(
                self.run,
                f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
                f'CREATE DATABASE "{self.name}" TEMPLATE "{TEMPLATE}"',
            )
        self.was_written = False

    def close(self) -> None:
        if getattr(self.server, "is_started", False):
            self.server.shutdown()
        self.server.server_close()
        self.engine.dispose()

    def _note_write(self, connection: Any) -> None:
        self.was_written = True

    def _wait_until_idle(self) -> None:
        """A request that a closed browser left behind may still hold a connection."""
        for _ in range(100):
            if self.engine.pool.checkedout() == 0:  # type: ignore[attr-defined]
                return
            time.sleep(0.02)


def make_app(url: str, var: Path, *, base_url: str = "http://127.0.0.1:8000", **settings: str) -> Any:
    """An application for tests on any database. Settings are given as in the environment."""
    environ = {"COLLAB_ENV": "test", "COLLAB_DATABASE_URL": url, "COLLAB_VAR": str(var), "COLLAB_BASE_URL": base_url}
    app = create_app(config.from_environment(environ | settings))
    app.test_client_class = CheckedClient
    _close_no_async_sessions(app)
    return app


def _close_no_async_sessions(app: Flask) -> None:
    """Flask-SQLAlchemy-Lite closes async sessions, of which there are none, in an event loop of its own at the end of
    each context; that cannot be where Playwright's loop runs.
    """
    functions = app.teardown_appcontext_funcs
    app.teardown_appcontext_funcs = [f for f in functions if f.__name__ != "_close_async_sessions"]


def run_template(run: Run, backend: str) -> None:
    """Builds the template database once a run: by the migrations, with the reference data."""
    if backend == "sqlite":
        run.once("template-sqlite", lambda: _fill(f"sqlite:///{_sqlite_template(run)}", run.folder))
        return
    run.start_postgres()

    def make() -> None:
        execute(run, f'CREATE DATABASE "{TEMPLATE}"')
        _fill(postgres.url(run.server, TEMPLATE), run.folder)

    run.once("template-postgresql", make)


def _fill(url: str, folder: Path) -> None:
    app = make_app(url, folder / "template-var")
    with app.app_context():
        migrations.upgrade(db.engine)
        with transaction():
            accounts.load_reference(by=SYSTEM)
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.session.close()
        db.engine.dispose()


def _sqlite_template(run: Run) -> Path:
    return run.folder / "template.sqlite3"


def execute(run: Run, *statements: str) -> None:
    """Runs statements on the server outside of any application's database, such as CREATE DATABASE."""
    engine = create_engine(postgres.url(run.server, "postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


@contextmanager
def writing(app: Flask) -> Iterator[Any]:
    """One committed transaction, to set things up with actions or models."""
    with app.app_context(), transaction() as session:
        yield session


@contextmanager
def reading(app: Flask) -> Iterator[Any]:
    """A session to look at what is stored."""
    with app.app_context():
        yield db.session


def _not_yet(environ: Any, start_response: Any) -> Any:
    raise RuntimeError("the live server is used without its fixture")
