"""The application as production runs it, which kills its own worker at the point of a request that the request names.

Only for tests: it is collab's application with a hook before each statement and each commit, and nothing replaced.
"""

import os
import signal

from flask import g, request
from sqlalchemy import event

from collab import clock
from collab.app import create_app
from collab.asgi import Application
from collab.db import db

HEADER = "X-Kill-At"
STATEMENTS = (1, 3, 6, 9, 12, 15)
POINTS = (
    "headers",
    "body",
    *(f"statement {number}" for number in STATEMENTS),
    "before commit",
    "after commit",
    "before response",
    "in response",
)


def application():
    app = create_app()

    def die(point):
        if request and request.headers.get(HEADER) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    @app.before_request
    def _arrived():
        g.statements = 0

    @app.after_request
    def _stamp(response):
        response.headers["X-Received-At"] = clock.now().isoformat()
        die("before response")
        if request.headers.get(HEADER) == "in response":
            response.response = _half(response.get_data())
        return response

    with app.app_context():
        engine = db.engine

        @event.listens_for(engine, "before_cursor_execute")
        def _before_statement(*_):
            if request and HEADER in request.headers:
                g.statements = g.get("statements", 0) + 1
                die(f"statement {g.statements}")

        @event.listens_for(engine, "commit")
        def _before_commit(_):
            if request and request.method == "POST":
                die("before commit")

        engine.dispose()
    _after_commits(die)
    inner = app.wsgi_app

    def from_headers_on(environ, start_response):
        point = environ.get("HTTP_X_KILL_AT")
        if point == "body":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if point in ("headers", "body"):
            os.kill(os.getpid(), signal.SIGKILL)
        return inner(environ, start_response)

    app.wsgi_app = from_headers_on
    return Application(app)


def _after_commits(die):
    from sqlalchemy.orm import Session

    @event.listens_for(Session, "after_commit")
    def _after_commit(session):
        if request and request.method == "POST":
            die("after commit")


def _half(body):
    yield body[: len(body) // 2]
    os.kill(os.getpid(), signal.SIGKILL)
