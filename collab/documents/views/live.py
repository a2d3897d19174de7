"""Opening a document live, sending updates, and reading on after a sequence."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from collab.accounts.policy import Viewer
from collab.accounts.views import viewer
from collab.documents import policy
from collab.documents.actions import live as actions
from collab.documents.actions import presence as presences
from collab.documents.policy import Owner, Place
from collab.documents.queries import live as queries
from collab.documents.rules.live import MOST_UPDATE, is_key
from collab.documents.views import blueprint
from collab.documents.views.hub import Frame, Hub, Stream, framed
from collab.documents.views.intake import Intake
from collab.errors import NotFound
from collab.web.gate import automatic, repeatable, signed_in

MOST_ROWS = 500
OPENING = "collab.opening"  # in the environ of a request that came through collab.asgi


@dataclass
class Opening:
    """A stream that the server hands on by itself: `put` takes its frames. `joined` is set when it may be opened."""

    put: Callable[[Frame | None], None]
    joined: Stream | None = None


def leave(app: Flask, stream: Stream) -> None:
    cast(Hub, app.extensions["collab_live"]).leave(stream)


def intake(app: Flask) -> Intake:
    return cast(Intake, app.extensions["collab_intake"])


def init_app(app: Flask, owner: Owner) -> None:
    app.extensions["collab_live"] = Hub(app, owner)
    app.extensions["collab_intake"] = Intake(app, owner)


def hub() -> Hub:
    return cast(Hub, current_app.extensions["collab_live"])


@blueprint.post("/documents/<uuid:document_id>/live")
@signed_in
@repeatable
def open_live(document_id: UUID) -> Response:
    """The whole text as it is typed now. A POST, as the first opening of a text writes it into its log."""
    place, held = actions.open_live(document_id, owner=hub().owner, by=viewer())
    return jsonify(
        sequence=held.sequence,
        state=base64.b64encode(held.state).decode(),
        may=place.access.value,
        closed=place.closed,
        me=_me(viewer()),
    )


def _me(who: Viewer) -> dict[str, Any]:
    return {"person": str(who.person_id), "name": who.name, "organisation": who.organisation_name}


@blueprint.get("/documents/<uuid:document_id>/updates")
@signed_in
@automatic
def updates(document_id: UUID) -> Response:
    """What came after a sequence, at most 500 updates at a time: reading on without a stream."""
    _place(document_id)
    rows = queries.after(document_id, _asked_after(), limit=MOST_ROWS)
    return jsonify([{"sequence": row.sequence, "update": base64.b64encode(row.update).decode()} for row in rows])


def _asked_after() -> int:
    return max(0, min(request.args.get("after", 0, type=int), 2**31 - 1))


def _place(document_id: UUID) -> Place:
    found = policy.place(hub().owner, document_id, viewer=viewer())
    if found is None:
        raise NotFound
    return found


@blueprint.post("/documents/<uuid:document_id>/updates")
@signed_in
@repeatable
def send_update(document_id: UUID) -> ResponseReturnValue:
    """One update, as bytes. Its key is kept in the log: sent again, it gets the first answer."""
    key = request.headers.get("Idempotency-Key", "")
    if not is_key(key):
        _place(document_id)
        abort(400, "This change came without its idempotency key.")
    try:
        sequence = actions.type_in(document_id, _bytes(), key=key, owner=hub().owner, by=viewer())
    except actions.NotTaken as refusal:
        return {"problem": str(refusal)}, refusal.status
    return {"sequence": sequence}


def _bytes() -> bytes:
    """The body, read no further than it takes to know that it is too much."""
    return request.stream.read(MOST_UPDATE + 1)


@blueprint.post("/documents/<uuid:document_id>/presence")
@signed_in
@repeatable
@automatic
def be_here(document_id: UUID) -> ResponseReturnValue:
    """A window says that it is open and where its cursor is, or that it is left. Whose it is, it cannot say."""
    said = request.get_json(silent=True)
    client = said.get("client") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(client, int) or not 0 <= client < 2**53:
        _place(document_id)
        abort(400, "Say which window it is.")
    left = said.get("left") is True
    presences.note(document_id, client, said.get("cursor"), left=left, owner=hub().owner, by=viewer())
    return {}


@blueprint.get("/documents/<uuid:document_id>/stream")
@signed_in
@automatic
def stream(document_id: UUID) -> Response:
    """Server-sent events: updates with their sequences as ids, who is here, and when the text closes."""
    place = _place(document_id)
    after = request.headers.get("Last-Event-ID", "")
    sequence = int(after) if after.isdecimal() and len(after) < 10 else _asked_after()
    opening: Opening | None = request.environ.get(OPENING)
    joined = hub().join(document_id, viewer().token, sequence, place, opening.put if opening else None)
    if opening:
        opening.joined = joined
    answer = Response(b"" if opening else framed(hub(), joined), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
