"""Thousands of rows at once: their ids, and writing them without an object for each."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import insert

from collab.db.session import db
from collab.db.tables import Base, rows

V = TypeVar("V")


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
