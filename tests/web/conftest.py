"""The application with the probe's endpoints, on each database."""

import pytest
from sqlalchemy import func, select

from collab import config
from collab.app import VIEWS, create_app
from collab.audit.models import SecurityEvent
from collab.db import db
from tests.support.client import CheckedClient
from tests.support.databases import reading
from tests.web import probe


@pytest.fixture
def probed(installation, tmp_path):
    """`probed()` makes the application with the probe; settings as in the environment."""
    made = []

    def make(**settings):
        environ = {"COLLAB_ENV": "test", "COLLAB_DATABASE_URL": installation.url, "COLLAB_VAR": str(tmp_path)}
        app = create_app(config.from_environment(environ | settings), views=(*VIEWS, probe))
        app.test_client_class = CheckedClient
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()
    installation.was_written = True


@pytest.fixture
def house(probed):
    """The application with the probe."""
    return probed()


@pytest.fixture
def visitor(house):
    """A client of that application."""
    return house.test_client()


@pytest.fixture
def effects(house):
    """`effects()` counts the writes of the probe that were committed."""

    def count():
        with reading(house) as session:
            return session.scalar(select(func.count(SecurityEvent.id)).where(SecurityEvent.kind == "probe"))

    return count
