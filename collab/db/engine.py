"""Connecting an application to its database, SQLite or PostgreSQL."""

from __future__ import annotations

import random
import select
import sqlite3
import time
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import _extension
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import InvalidatePoolError

from collab.db.session import WRITE, db

BUSY_SECONDS = 10
ASK_AGAIN = (0.001, 0.01)  # seconds until a busy SQLite is asked again, drawn anew each time
ASK_AFTER = 30.0  # seconds


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
