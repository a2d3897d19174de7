"""One application for each worker and backend, whose database every test finds as the migrations left it."""

import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import flask_sqlalchemy_lite._extension
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, event
from werkzeug.serving import make_server

from collab import config, migrations
from collab.accounts import actions as accounts
from collab.accounts.actions import passwords
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.db import db, transaction
from tests.support import postgres
from tests.support.client import CheckedClient
from tests.support.run import Run

TEMPLATE = "template_of_collab"

# Flask-SQLAlchemy-Lite closes async sessions, of which there are none, in an event loop of its own at the end of each
# application context; that cannot be in the thread in which Playwright's loop runs.
flask_sqlalchemy_lite._extension._close_async_sessions = lambda error: None

# A test signs in many people; what argon2 costs is not what it tests.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Installation:
    """An application on a database of its own, which is made as new after a test that wrote to it."""

    def __init__(self, run: Run, worker: str) -> None:
        self.run, self.name = run, f"{self.backend}_{worker}"
        self.folder = run.folder / self.name
        self.folder.mkdir(exist_ok=True)
        self.server = make_server("127.0.0.1", 0, _not_yet, threaded=True)
        self.build_template()
        self.app = make_app(self.url, self.folder / "var", base_url=f"http://127.0.0.1:{self.server.server_port}")
        with self.app.app_context():
            self.engine: Engine = db.engine
        self.was_written = True
        event.listen(self.engine, "commit", self._note_write)

    backend: str
    url: str

    def build_template(self) -> None:
        """Makes the database that every test begins with, once for all workers."""
        raise NotImplementedError

    def make_as_new(self) -> None:
        raise NotImplementedError

    def renew(self) -> None:
        """Makes database and files as new, when the last test wrote."""
        shutil.rmtree(self.folder / "var", ignore_errors=True)
        (self.folder / "var").mkdir()
        if self.was_written:
            self._wait_until_idle()
            self.engine.dispose()
            self.make_as_new()
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


class OnSqlite(Installation):
    """The template is a file, whose pages are written into the database anew.

    The file itself stays: a connection that a closed browser left behind would, at its own end, delete the log of whatever
    file bears the name by then.
    """

    backend = "sqlite"

    @property
    def url(self) -> str:  # type: ignore[override]
        return f"sqlite:///{self.folder / 'collab.sqlite3'}"

    @property
    def template(self) -> Path:
        return self.run.folder / "template.sqlite3"

    def build_template(self) -> None:
        self.run.once("template-sqlite", lambda: _fill(f"sqlite:///{self.template}", self.run.folder))

    def make_as_new(self) -> None:
        with (
            closing(sqlite3.connect(self.template)) as new,
            closing(sqlite3.connect(self.folder / "collab.sqlite3")) as held,
        ):
            held.execute("PRAGMA synchronous = OFF")
            new.backup(held)


class OnPostgresql(Installation):
    """The template is a database, copied once a worker. As copying takes 0.1 to 0.5 seconds, later tests get its rows
    back from the schema `as_new` inside the copy instead, which takes a fraction of that.
    """

    backend = "postgresql"
    restoring = ""

    @property
    def url(self) -> str:  # type: ignore[override]
        return postgres.url(self.run.server, self.name)

    def build_template(self) -> None:
        start_postgres(self.run)

        def build() -> None:
            execute(self.run, f'CREATE DATABASE "{TEMPLATE}"')
            _fill(postgres.url(self.run.server, TEMPLATE), self.run.folder)
            execute(self.run, KEEP_ROWS, database=TEMPLATE)

        self.run.once("template-postgresql", build)

    def make_as_new(self) -> None:
        if not self.restoring:
            execute(self.run, f'CREATE DATABASE "{self.name}" TEMPLATE "{TEMPLATE}"')
            (self.restoring,) = execute(self.run, RESTORING, database=self.name)
        else:
            execute(self.run, f"BEGIN; {self.restoring}; COMMIT", database=self.name)


# Copies all rows of the template into the schema as_new.
KEEP_ROWS = """
DO $$ DECLARE name text; filled boolean; BEGIN
    CREATE SCHEMA as_new;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE as_new.%I AS TABLE public.%I', name, name); END IF;
    END LOOP;
END $$
"""
# Writes the statements that empty all tables, fill them from as_new and set back all sequences. Triggers and foreign
# keys rest meanwhile, as the rows are those that they let in before.
RESTORING = """
SELECT 'SET LOCAL lock_timeout = ''10s''; SET LOCAL session_replication_role = replica; '
    || (SELECT string_agg(format('DELETE FROM public.%I', tablename), '; ') FROM pg_tables WHERE schemaname = 'public')
    || coalesce((SELECT '; ' || string_agg(format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM as_new.%1$I', t, c), '; ')
        FROM (SELECT k.table_name AS t, string_agg(quote_ident(k.column_name), ', ' ORDER BY k.ordinal_position) AS c
            FROM information_schema.columns k JOIN information_schema.columns p USING (table_name, column_name)
            WHERE k.table_schema = 'as_new' AND p.table_schema = 'public' AND p.is_generated = 'NEVER'
            GROUP BY k.table_name) AS kept), '')
    || coalesce((SELECT '; ' || string_agg(format('SELECT setval(%L, %s, %L)', format('public.%I', sequencename),
            coalesce(last_value, start_value), last_value IS NOT NULL), '; ')
        FROM pg_sequences WHERE schemaname = 'public'), '')
"""

KINDS: dict[str, type[Installation]] = {kind.backend: kind for kind in (OnSqlite, OnPostgresql)}


def make_app(url: str, var: Path, *, base_url: str = "http://127.0.0.1:8000", **settings: str) -> Any:
    """An application for tests on any database. Settings are given as in the environment."""
    environ = {"COLLAB_ENV": "test", "COLLAB_DATABASE_URL": url, "COLLAB_VAR": str(var), "COLLAB_BASE_URL": base_url}
    app = create_app(config.from_environment(environ | settings))
    app.test_client_class = CheckedClient
    return app


def start_postgres(run: Run) -> None:
    """Starts the run's PostgreSQL server, unless another worker did."""
    run.once("postgres", lambda: postgres.start(run.server, ends_with=run.pid, whole=run.folder))


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


def execute(run: Run, *statements: str, database: str = "postgres") -> list[Any]:
    """Runs statements on the server outside of any application; returns the first value of each that has rows."""
    engine = create_engine(postgres.url(run.server, database), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        results = [connection.exec_driver_sql(statement.replace("%", "%%")) for statement in statements]
        return [result.scalar() for result in results if result.returns_rows]


@contextmanager
def empty_database(run: Run, backend: str, folder: Path) -> Iterator[str]:
    """The URL of a database without tables, for tests of the migrations themselves."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'empty.sqlite3'}"
        return
    start_postgres(run)
    name = f"empty_{uuid.uuid4().hex}"
    execute(run, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield postgres.url(run.server, name)
    finally:
        execute(run, f'DROP DATABASE "{name}" WITH (FORCE)')


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
