"""Error pages: what happened, what became of the reader's work, and what to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask, current_app, g, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from collab.db import db, transaction
from collab.errors import KeyReused, NotAllowed, NotFound, Refused, Stale
from collab.text import Language, speaking, storable
from collab.web import bodies
from collab.web.gate import SignedOut
from collab.web.idempotency import NOT_PART_OF_THE_BODY
from collab.web.private_links import PRIVATE

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


class Denial(Protocol):
    """Writes a line to the security log, in the transaction that is open."""

    def __call__(self, kind: str, *, by: Any, endpoint: str, subject: str) -> None: ...


def init_app(app: Flask, record_denial: Denial) -> None:
    """`record_denial` notes a denied write; the log is above this floor."""
    app.extensions["collab_record_denial"] = record_denial
    app.register_error_handler(NotFound, _in_english(_not_found))
    app.register_error_handler(NotAllowed, _in_english(_not_allowed))
    app.register_error_handler(SignedOut, _in_english(_signed_out))
    app.register_error_handler(Refused, _in_english(_refused))
    app.register_error_handler(Stale, _in_english(_conflict))
    app.register_error_handler(KeyReused, _in_english(_key_reused))
    app.register_error_handler(CSRFError, _in_english(_form_expired))
    app.register_error_handler(OperationalError, _in_english(_busy))
    app.register_error_handler(SecurityError, _in_english(_strange_host))
    app.register_error_handler(HTTPException, _in_english(_http))
    app.register_error_handler(Exception, _in_english(_broken))


def _in_english(handler: Callable[..., Any]) -> Callable[..., Any]:
    """These pages are in English, whatever language the page would have had; they say so to a screen reader, too."""

    def handle(error: Exception) -> Any:
        with speaking(Language.english):
            return handler(error)

    return handle


def _not_found(error: Exception) -> Answer:
    return render_template("web/errors/404.html"), 404


def _not_allowed(error: NotAllowed) -> Answer:
    if request.method not in ("GET", "HEAD"):
        subject = {name: value for name, value in (request.view_args or {}).items() if name != PRIVATE}
        with transaction():
            record_denial: Denial = current_app.extensions["collab_record_denial"]
            record_denial("denied", by=current_user, endpoint=request.endpoint or "", subject=str(subject or ""))
    return render_template("web/errors/403.html", reason=str(error), typed=_typed()), 403


def _signed_out(error: SignedOut) -> Answer:
    onward = request.full_path.rstrip("?") if _can_be_opened() else ""
    return render_template("web/errors/signed_out.html", typed=_typed(), next=onward), 403


def _can_be_opened() -> bool:
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def _refused(error: Refused) -> Answer:
    return render_template("web/errors/422.html", problems=error.problems, typed=_typed()), 422


def _conflict(error: Stale) -> Answer:
    db.session.rollback()
    form = g.get("form")
    rows = form.beside(error.current) if form is not None and error.current is not None else []
    return render_template("web/errors/409.html", rows=rows, typed=_typed() if not rows else []), 409


def _key_reused(error: KeyReused) -> Answer:
    return render_template("web/errors/key_reused.html", typed=_typed()), 422


def _form_expired(error: CSRFError) -> Answer:
    return render_template("web/errors/form_expired.html", typed=_typed()), 400


def _busy(error: OperationalError) -> Answer:
    db.session.rollback()
    current_app.logger.exception("database not available")
    return render_template("web/errors/503.html", typed=_typed()), 503, {"Retry-After": "5"}


def _strange_host(error: SecurityError) -> Answer:
    """Without a host that is ours no address can be built, and so no page."""
    return "This service does not answer to that host name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http(error: HTTPException) -> Any:
    if error.code == 404:
        return _not_found(error)
    if error.code is None or error.code < 400:
        return error
    known = {400, 403, 405, 410, 413, 429}
    template = f"web/errors/{error.code if error.code in known else 400}.html"
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return render_template(template, reason=error.description, typed=_typed()), error.code, kept


def _broken(error: Exception) -> Answer:
    db.session.rollback()
    reference = uuid.uuid4().hex[:8].upper()
    current_app.logger.error("error %s at %s", reference, request.endpoint, exc_info=error)
    if current_app.testing or current_app.debug:
        raise error
    return render_template("web/errors/500.html", reference=reference), 500


def _typed() -> list[tuple[str, str]]:
    """What the reader had typed, so that no error page loses it."""
    if request.method in ("GET", "HEAD"):
        return []
    try:
        pairs = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        pairs = bodies.begun(request)
    except HTTPException:
        return []
    hidden = NOT_PART_OF_THE_BODY | {"version"}
    return [
        (name.replace("_", " "), storable(value))
        for name, value in pairs
        if name not in hidden and "password" not in name and value
    ]
