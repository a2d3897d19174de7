"""Counting statements."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event


@pytest.fixture
def statements(installation):
    """`with statements() as found:` collects the SQL that the application runs meanwhile."""

    @contextmanager
    def collect():
        found = []

        def note(connection, cursor, statement, parameters, context, executemany):
            found.append(statement)

        event.listen(installation.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(installation.engine, "before_cursor_execute", note)

    return collect
