"""Numbered changes of the schema, up and down, and the way to run them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from collab.db import WRITE, Base

ONE_RUNNER = 7_216_041  # any number that is ours: the advisory lock that lets one runner in at a time


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the schema up to `revision`. A second runner waits for the first and then finds nothing to do."""
    with _configured(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    with _configured(engine) as config:
        command.downgrade(config, revision)


def make_revision(engine: Engine, message: str) -> None:
    """Writes the next numbered migration from what the models have and the database has not."""
    number = f"{len(numbers()) + 1:04}"
    with _configured(engine) as config:
        command.revision(config, message, autogenerate=True, rev_id=number)


def drift(engine: Engine) -> list[Any]:
    """What the models have and the migrated database has not, or the other way round; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_name": is_ours})
        return list(compare_metadata(context, Base.metadata))


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Whether the schema is ours to migrate: the job queue makes its own tables."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def heads() -> list[str]:
    """The newest migrations; there is to be one."""
    return list(ScriptDirectory.from_config(_config()).get_heads())


def numbers() -> list[str]:
    """All migrations, the oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _configured(engine: Engine) -> Iterator[Config]:
    config = _config()
    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    with engine.execution_options(**{WRITE: True}).connect() as connection:
        _without_foreign_keys(connection, off=True)
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_RUNNER})")
                config.attributes["connection"] = connection
                yield config
        finally:
            _without_foreign_keys(connection, off=False)


def _without_foreign_keys(connection: Connection, *, off: bool) -> None:
    """SQLite rebuilds a table to change it, which its foreign keys would not survive; they are off meanwhile."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys = {'OFF' if off else 'ON'}")
