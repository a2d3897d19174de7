"""The database: its tables' common ground, the session with its locks, many rows at once, and the connection."""

from collab.db.engine import init_app
from collab.db.many import ordered_ids, ordered_keys, portions, sent, write_many
from collab.db.session import (
    WRITE,
    add_once,
    begin_reading,
    begin_write,
    db,
    expect_version,
    lock,
    touch,
    transaction,
)
from collab.db.tables import Base, ExactDecimal, Identified, Instant, Json, Versioned, rows, values

__all__ = [
    "WRITE",
    "Base",
    "ExactDecimal",
    "Identified",
    "Instant",
    "Json",
    "Versioned",
    "add_once",
    "begin_reading",
    "begin_write",
    "db",
    "expect_version",
    "init_app",
    "lock",
    "ordered_ids",
    "ordered_keys",
    "portions",
    "rows",
    "sent",
    "touch",
    "transaction",
    "values",
    "write_many",
]
