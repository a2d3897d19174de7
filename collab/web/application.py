"""A request's way: pinned clock, one transaction, committed here when the response is below 400."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, Response, g, request
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from collab import clock
from collab.config import Settings
from collab.db import begin_write, db
from collab.errors import Stale
from collab.text import Language, speaking
from collab.web import gate, idempotency
from collab.web.sessions import Sessions

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Collab(Flask):
    """The Flask application. This and `db.transaction` are the only places that commit."""

    session_interface = Sessions()
    settings: Settings
    mail_footer: Callable[[], str]
    mail_check: Callable[[Sequence[Any]], Sequence[Any]]  # of claimed mails, those that are still to be sent

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with clock.pinned(), speaking(Language.english):
            return super().wsgi_app(environ, start_response)

    def preprocess_request(self) -> Any:
        """Raises the limit of an upload before anything reads the form, and only for those whom the view lets upload."""
        view = self.view_functions.get(request.endpoint or "")
        most = gate.most_bytes_of(view)
        if view and most and self._is_big():
            if gate.may_upload(view, request.view_args or {}, is_signed_in=current_user.is_authenticated):
                request.max_content_length = most
            db.session.rollback()  # what was asked for this is no part of the request's transaction
        return super().preprocess_request()

    def _is_big(self) -> bool:
        usual = request.max_content_length
        return usual is None or request.content_length is None or request.content_length > usual

    def dispatch_request(self) -> Response:
        """Runs the view. An unsafe request is one transaction, which also consumes its idempotency key."""
        if request.method in SAFE or request.routing_exception is not None:
            return self._read()
        begin_write()
        try:
            return self._write()
        except StaleDataError as error:
            db.session.rollback()
            raise Stale(g.get("edited")) from error
        except BaseException:
            db.session.rollback()
            raise

    def _read(self) -> Response:
        db.session.info["read_only"] = True
        return self.make_response(super().dispatch_request())

    def _write(self) -> Response:
        keyed = not gate.is_repeatable(self.view_functions[request.endpoint or ""])
        replay = idempotency.claim() if keyed else None
        if replay is not None:
            db.session.rollback()
            return replay
        response = self.make_response(super().dispatch_request())
        if response.status_code >= 400:
            db.session.rollback()
            return response
        if keyed:
            idempotency.keep(response)
        db.session.commit()
        return response


@event.listens_for(Session, "do_orm_execute")
def _refuse_statements_of_a_read(state: ORMExecuteState) -> None:
    if state.session.info.get("read_only") and (state.is_insert or state.is_update or state.is_delete):
        raise RuntimeError("a GET request tried to write")


@event.listens_for(Session, "before_flush")
def _refuse_writes_of_a_read(session: Session, context: Any, instances: Any) -> None:
    if session.info.get("read_only") and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a GET request tried to write")
