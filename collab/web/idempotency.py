"""Claiming the idempotency key of a request, and answering a replay with the first result."""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from datetime import datetime
from operator import itemgetter
from urllib.parse import urljoin, urlsplit

from flask import Response, abort, current_app, request
from flask_login import current_user
from sqlalchemy import delete, select, update

from collab import clock
from collab.db import add_once, db, rows
from collab.errors import KeyReused
from collab.web.models import IdempotencyKey

FIELD = "idempotency_key"
HEADER = "Idempotency-Key"
NOT_PART_OF_THE_BODY = {FIELD, "csrf_token"}
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


def claim() -> Response | None:
    """Consumes the key inside the open transaction. Returns the first result when it was consumed before.

    A second request with the same key waits here for the first one. Raises KeyReused when the body is another one.
    """
    key = request.form.get(FIELD) or request.headers.get(HEADER) or ""
    if not _KEY.match(key):
        abort(400, "This form came without its idempotency key. Open the page again and send it from there.")
    scope, body_hash = _scope(), _body_hash()
    taken = {"body_hash": body_hash, "used_at": clock.now(), "location": "", "content_type": "", "body": ""}
    if add_once(IdempotencyKey, scope=scope, key=key, **taken):
        request.environ["collab.idempotency"] = (scope, key)
        return None
    used = db.session.scalars(
        select(IdempotencyKey).where(IdempotencyKey.scope == scope, IdempotencyKey.key == key)
    ).one()
    if used.body_hash != body_hash:
        raise KeyReused
    return _replay(used)


def keep(response: Response) -> None:
    """Stores the result beside the key, in the same transaction."""
    scope, key = request.environ["collab.idempotency"]
    told = {"status": response.status_code, "location": _seen_from_here(response.headers.get("Location", ""))}
    if not told["location"]:
        told |= {"content_type": response.content_type, "body": response.get_data(as_text=True)}
    table = rows(IdempotencyKey)
    db.session.execute(update(table).where(table.c.scope == scope, table.c.key == key).values(told))


def forget(before: datetime) -> int:
    """Deletes the keys used before; whoever sends such an old form again does it anew. Returns how many went."""
    done = db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.used_at < before))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _replay(used: IdempotencyKey) -> Response:
    response = Response(used.body, used.status or 200, content_type=used.content_type or "text/html; charset=utf-8")
    if used.location:
        response.headers["Location"] = urljoin(request.path, used.location)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _seen_from_here(location: str) -> str:
    """An address relative to this request's own, so that the token of a private page is not stored with its results."""
    parts = urlsplit(location)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return location
    relative = parts._replace(path=posixpath.relpath(parts.path, posixpath.dirname(request.path))).geturl()
    return relative if urljoin(request.path, relative) == location else location


def _scope() -> str:
    who = str(current_user.person_id or "public")
    return hashlib.sha256(f"{who}\n{request.method}\n{request.path}".encode()).hexdigest()


def _body_hash() -> str:
    """Keyed, as a body may hold a password: a plain hash of it could be guessed from a stolen table."""
    body = hmac.new(str(current_app.secret_key).encode(), digestmod=hashlib.sha256)
    for name, value in sorted(request.form.items(multi=True)):
        if name not in NOT_PART_OF_THE_BODY:
            body.update(f"{len(name)}:{name}={len(value)}:{value}\n".encode())
    for name, file in sorted(request.files.items(multi=True), key=itemgetter(0)):
        body.update(f"{name}:{file.filename}:".encode())
        body.update(hashlib.file_digest(file.stream, "sha256").digest())  # type: ignore[arg-type]
        file.stream.seek(0)
    if request.is_json:
        body.update(request.get_data())
    return body.hexdigest()
