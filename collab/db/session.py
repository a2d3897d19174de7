"""The session: versions, locks and transactions, and the one place outside a request that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from collab.db.tables import Base, rows
from collab.errors import Stale

WRITE = "collab_write"
HELD = "collab_held"

db = SQLAlchemy(session_options={"autoflush": True})


def expect_version(row: Any, version: int | None) -> None:
    """Raises Stale when `row` is no longer the version that its editor read."""
    if version is not None and row.version != version:
        raise Stale(row)


def touch(row: Any) -> None:
    """Raises the version of a row of which only a child changed, so that the next stale save is noticed."""
    state = inspect(row)
    if state.expired:
        db.session.refresh(row)
    keys = {column.key for column in state.mapper.primary_key} | {"version"}
    unloaded = state.unloaded
    other = next(a.key for a in state.mapper.column_attrs if a.key not in keys and a.key not in unloaded)
    flag_modified(row, other)


def add_once(table: type[Base], **values: Any) -> bool:
    """Inserts a row unless one of its unique keys is taken, waiting for a rival that is about to take it.

    Says whether it was inserted.
    """
    done = db.session.execute(_once(table, db.session.get_bind().dialect.name), values)
    return done.first() is not None


@cache
def _once(table: type[Base], dialect: str) -> Any:
    made = postgresql.insert(rows(table)) if dialect == "postgresql" else sqlite.insert(rows(table))
    return made.on_conflict_do_nothing().returning(*inspect(table).primary_key)


def lock(*taken: Any) -> None:
    """Takes the rows for this transaction, in this order. Actions lock their root first, before they decide.

    All that was read before is read anew from here on: while this waited, another transaction may have changed any of it.
    Rows that this transaction holds already are not taken again: nobody can have changed what is under them.
    On PostgreSQL the lock leaves the row's key alone, so that rows that only refer to it can be written meanwhile.
    """
    session = db.session
    session.flush()
    held = session.info.setdefault(HELD, set())
    wanted = [row for row in taken if inspect(row).key not in held]
    if not wanted:
        return
    session.expire_all()
    for row in wanted:
        session.refresh(row, with_for_update={"of": type(row), "key_share": True})
        held.add(inspect(row).key)


@event.listens_for(Session, "after_transaction_end")
def _forget_what_is_held(session: Session, ended: SessionTransaction) -> None:
    """Also at the end of a savepoint, as a lock that was taken in it may be gone with it; not at the end of a flush."""
    if ended.parent is None or ended.nested:
        session.info.pop(HELD, None)


def begin_write() -> None:
    """Opens the transaction as a writer: SQLite takes its one write lock now, instead of failing half-way."""
    db.session.connection(execution_options={WRITE: True})


def begin_reading() -> None:
    """Opens the session for single statements, each for itself: PostgreSQL is spared the transaction around them."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction for a command, a task or a test; requests have `Collab.dispatch_request`."""
    db.session.rollback()
    begin_write()
    try:
        yield db.session
        db.session.commit()
    except StaleDataError as error:
        db.session.rollback()
        raise Stale(None) from error
    except BaseException:
        db.session.rollback()
        raise
