"""The database: engine and session, column types, locks, and the one place outside a request that commits."""

from __future__ import annotations

import enum
import random
import secrets
import select
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any, ClassVar, TypeVar, cast

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy, _extension
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Numeric,
    Table,
    TypeDecorator,
    Uuid,
    event,
    insert,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, declared_attr, mapped_column
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from collab.errors import Stale

BUSY_SECONDS = 10
ASK_AGAIN = (0.001, 0.01)  # seconds until a busy SQLite is asked again, drawn anew each time
ASK_AFTER = 30.0  # seconds
WRITE = "collab_write"
HELD = "collab_held"
MOST = Decimal(10) ** 14

Json = JSON().with_variant(JSONB(), "postgresql")

V = TypeVar("V")

db = SQLAlchemy(session_options={"autoflush": True})


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with up to four places; kept as text by SQLite, which has no exact numbers."""

    impl = Numeric(18, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        from sqlalchemy import String

        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(24))
        return dialect.type_descriptor(Numeric(18, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= MOST or value != round(value, 4):
            raise ValueError("a number of more than 14 digits, or of more than 4 decimal places, cannot be stored")
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        number = Decimal(value).normalize()
        return number if number.as_tuple().exponent <= 0 else number.quantize(Decimal(1))  # type: ignore[operator]


def values(kind: type[enum.Enum]) -> Enum:
    """A column type that stores the values of an enum, never its Python names."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=60,
        create_constraint=False,
        validate_strings=True,
    )


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        uuid.UUID: Uuid(),
        Decimal: ExactDecimal(),
    }


class Identified:
    """A random id, fit to be seen."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Versioned:
    """A row that two people may edit: each save raises the version, and a save of an older one fails."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


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


def rows(table: type[Base]) -> Table:
    """The table itself, for writes that need no object: a statement on it costs a third of one on the class.

    Defaults are filled in as they are for objects.
    """
    return cast(Table, table.__table__)


def ordered_ids(count: int) -> list[uuid.UUID]:
    """Random ids in ascending order that begin with the time (RFC 9562, version 7).

    Thousands of rows that are written at once then stand side by side in the indexes, and not on a page of its own each.
    """
    begins = time.time_ns() // 1_000_000 << 80 | 7 << 76 | 2 << 62
    random = (secrets.randbits(74) for _ in range(count))
    return sorted(uuid.UUID(int=begins | (bits >> 62) << 64 | bits & (1 << 62) - 1) for bits in random)


def portions(values: Iterable[V], size: int = 1_000) -> Iterator[list[V]]:
    """So many of them at a time: a statement has no room for all of many thousands."""
    held = list(values)
    return (held[start : start + size] for start in range(0, len(held), size))


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


def ordered_keys(count: int) -> list[str]:
    """The same ids as 32 hexadecimal digits, which both databases take as they are."""
    begins, drawn = f"{time.time_ns() // 1_000_000:012x}7", secrets.token_hex(9 * count)
    parts = (drawn[start : start + 18] for start in range(0, len(drawn), 18))
    return sorted(f"{begins}{part[:3]}8{part[3:]}" for part in parts)


def sent(table: type[Base], column: str, value: Any) -> Any:
    """A value as the database's driver takes it."""
    dialect = db.session.get_bind().dialect
    process = table.__table__.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    return process(value) if process else value


def write_many(table: type[Base], lines: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> None:
    """Inserts thousands of rows, by COPY on PostgreSQL and by one prepared statement on SQLite: no object, no conversion.

    `lines` hold values as the driver takes them, all by the same names; `same` holds what all rows have in common, as the
    columns take it. Other columns get their defaults, where these are plain values.
    """
    if not lines:
        return
    columns = table.__table__.c
    plain = {
        one.name: one.default.arg
        for one in columns
        if one.default is not None and one.default.is_scalar and one.name not in lines[0] and one.name not in same
    }
    constant = {name: sent(table, name, value) for name, value in {**plain, **same}.items()}
    order = {one.name: place for place, one in enumerate(columns)}  # as SQLAlchemy writes them
    names = sorted([*lines[0], *constant], key=order.__getitem__)
    take = itemgetter(*names)
    values = [take({**constant, **line}) for line in lines]
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        made = insert(rows(table)).compile(dialect=connection.dialect, column_keys=names)
        connection.exec_driver_sql(str(made), values)
        return
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(_copy(table, names)) as copy:
        for value in values:
            copy.write_row(value)


def _copy(table: type[Base], names: Sequence[str]) -> Any:
    from psycopg.sql import SQL, Identifier

    columns = SQL(", ").join(map(Identifier, names))
    return SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.__tablename__), columns)


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


def init_app(app: Flask, url: str) -> None:
    """Connects the application, with the SQLite settings that decision 4 of the architecture names."""
    # An error is logged with its statement, but never with the words, addresses and hashes that were sent with it.
    options: dict[str, Any] = {"url": url, "hide_parameters": True}
    if not url.startswith("sqlite"):
        options["isolation_level"] = "READ COMMITTED"
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    # The extension would start an event loop after each request to close async sessions, of which there are none.
    kept = [close for close in app.teardown_appcontext_funcs if close is not _extension._close_async_sessions]
    app.teardown_appcontext_funcs = kept
    with app.app_context():
        (_prepare_sqlite if url.startswith("sqlite") else _prepare_postgresql)(db.engine)


def _prepare_postgresql(engine: Engine) -> None:
    """A connection is asked whether it is alive where its server has said something, as it does when it goes, or
    where nobody used it for a while; not before each request.
    """

    @event.listens_for(engine, "checkin")
    def note(connection: Any, record: Any) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, proxy: Any) -> None:
        returned = record.info.get("returned", 0.0)
        if time.monotonic() - returned < ASK_AFTER and not _has_been_told(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _has_been_told(connection: Any) -> bool:
    if connection.closed:
        return True
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    return bool(socket.poll(0))


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the begin event below decides how a transaction starts
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITE):
            _wait_for_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _wait_for_turn(connection: Connection) -> None:
    """Takes the write lock, asking again every few milliseconds for as long as SQLite itself would.

    SQLite asks ever more seldom, up to ten times a second, so that whoever came last goes first, and where many write
    somebody waits for ever. Asked for at one pace, the lock is as likely to fall to one as to another.
    """
    ends = time.monotonic() + BUSY_SECONDS
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < ends:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(*ASK_AGAIN))  # noqa: S311 - a pause, not a secret
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is the matter
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.close()
