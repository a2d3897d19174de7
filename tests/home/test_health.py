"""Up means that the process answers; ready means that it can do its work, and says in words what is missing."""

from datetime import timedelta

from sqlalchemy import text

from collab import clock
from collab.home.queries.health import STUCK
from collab.notifications.actions import queue
from tests.support.databases import make_app


def test_a_new_installation_is_up_and_ready(client):
    assert client.get("/healthz").json == {"status": "up"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "database": "in order",
        "schema": "in order",
        "outbox": "in order",
    }


def test_up_asks_no_database(tmp_path):
    app = make_app("postgresql://nobody@127.0.0.1:1/none", tmp_path)
    assert app.test_client().get("/healthz").status_code == 200
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "database": "The database does not answer."}


def test_an_empty_or_old_database_is_not_ready(empty_url, tmp_path, client, writing_in):
    app = make_app(empty_url, tmp_path)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "collab db upgrade" in answer.json["schema"]
    with writing_in() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["schema"] == "The schema is not up to date. Run: collab db upgrade"


def test_mail_that_nobody_tries_to_send_is_not_ready(client, writing_in):
    now = clock.now()
    with writing_in(), clock.pinned(now - STUCK + timedelta(seconds=30)):
        queue("a@example.org", "Subject", "Words", purpose_key="young")
    assert client.get("/readyz").status_code == 200
    with writing_in(), clock.pinned(now - STUCK - timedelta(seconds=30)):
        queue("a@example.org", "Subject", "Words", purpose_key="old")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["outbox"] == "1 mails have waited more than 15 minutes. Is a worker running?"
