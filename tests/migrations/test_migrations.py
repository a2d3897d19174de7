"""The schema goes up, down and up again with data in it, on both databases, and two at once do not disturb each other."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select, text

from collab.accounts.models import Organisation
from collab.audit.models import Entry
from collab.db import Base, db
from collab.migrations import downgrade, drift, heads, numbers, upgrade
from tests.factories import editions as made
from tests.support.databases import execute, reading, writing


@pytest.fixture
def empty(installation, tmp_path, request):
    """The address of an empty database of the same kind."""
    if installation.backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    name = f"{installation.name}_empty"
    execute(installation.run, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    yield installation.url.replace(f"/{installation.name}?", f"/{name}?")
    execute(installation.run, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def engine(empty):
    made = create_engine(empty)
    yield made
    made.dispose()


def tables(engine):
    """Without those of the job queue, which makes its own in the same PostgreSQL database when a job is first asked for."""
    names = inspect(engine).get_table_names()
    return {name for name in names if name != "alembic_version" and not name.startswith("huey_")}


def rows(session):
    """Every row of every table, as the database holds it."""
    return {
        name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')).all())) for name in Base.metadata.tables
    }


def test_there_is_one_head():
    assert heads() == numbers()[-1:]


def test_every_revision_goes_up_down_and_up(engine):
    for revision in numbers():
        upgrade(engine, revision)
        downgrade(engine, "-1")
        upgrade(engine, revision)
    assert tables(engine) == set(Base.metadata.tables)
    downgrade(engine, "base")
    assert tables(engine) == set()
    upgrade(engine)
    assert drift(engine) == []


def test_upgrading_twice_changes_nothing(engine):
    upgrade(engine)
    upgrade(engine)
    assert drift(engine) == []


def test_a_difference_between_models_and_schema_is_found(engine):
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE planted (id INTEGER)"))
        connection.execute(text("ALTER TABLE areas ADD COLUMN planted INTEGER"))
    found = str(drift(engine))
    assert "planted" in found
    assert len(drift(engine)) == 2


def test_the_tests_run_on_what_the_migrations_made(app):
    with reading(app):
        assert drift(db.engine) == []


def test_data_survives_each_step_above_the_first(app, installation):
    """The first migration makes the tables; those after it keep what is in them, down to it and up again."""
    with writing(app):
        made.cleared_edition()
    with reading(app) as session:
        before = rows(session)
        assert len(before["audit_entries"]) > 5
        session.rollback()
        downgrade(db.engine, numbers()[0])
        first = tables(db.engine)
        upgrade(db.engine)
        after = rows(session)
        assert {name: after[name] for name in first} == {name: before[name] for name in first}
        assert drift(db.engine) == []


def test_down_to_nothing_and_up_with_data_there(app, installation):
    with writing(app):
        made.cleared_edition()
    with app.app_context():
        downgrade(db.engine, "base")
        assert tables(db.engine) == set()
        upgrade(db.engine)
        assert tables(db.engine) == set(Base.metadata.tables)
        assert db.session.scalars(select(Organisation)).all() == []
        assert db.session.scalars(select(Entry)).all() == []
        db.session.rollback()


RUNNER = """
import sys
from flask import Flask
from collab import db as ground, migrations
import collab.app
app = Flask("runner")
ground.init_app(app, sys.argv[1])
with app.app_context():
    migrations.upgrade(ground.db.engine)
print("done")
"""


def test_two_runners_at_once_are_one(empty, engine):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", RUNNER, empty],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    ends = [process.communicate(timeout=120) for process in started]
    assert [out for out, _ in ends] == ["done\n"] * 2, ends
    assert drift(engine) == []
