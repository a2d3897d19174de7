"""For machines that watch this one: whether the process is up, and whether it can do its work."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from collab.db import db
from collab.home.queries import health
from collab.web.gate import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers. It asks nothing else, so that a database that is away does not restart it."""
    return jsonify(status="up")


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """200 when it can serve, 503 with the reason in words when not."""
    try:
        found = {"database": "", "schema": health.schema()}
        found["outbox"] = health.outbox() if not found["schema"] else "Not asked."
    except SQLAlchemyError:
        db.session.rollback()
        found = {"database": "The database does not answer."}
    is_ready = not any(found.values())
    body = {"status": "ready" if is_ready else "not ready"} | {
        name: words or "in order" for name, words in found.items()
    }
    return jsonify(body), 200 if is_ready else 503
