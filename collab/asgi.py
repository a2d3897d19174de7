"""The application for production: `gunicorn -k asgi "collab.asgi:application()"`.

Pages are answered in a few threads. A stream of a live text has none of its own, so that hundreds may be open, and what
is typed goes into the log without a request of Flask's. Whether a stream may be opened is decided by the application
itself, as for every request, and whether an update is taken by its actions.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, cast

from a2wsgi.wsgi import Body, WSGIMiddleware, build_environ
from werkzeug.wrappers import Response

from collab.app import create_app
from collab.documents.rules.live import MOST_UPDATE
from collab.documents.views import intake, live
from collab.documents.views.hub import BEGINNING, HEARTBEAT, HEARTBEAT_FRAME, LONGEST, MOST_WAITING, Frame
from collab.web import headers
from collab.web.application import Collab

THREADS = 8
LOOK_EVERY = HEARTBEAT / 3
STREAM = re.compile(r"/documents/[0-9a-f-]{36}/stream\Z")
UPDATES = re.compile(r"/documents/([0-9a-f-]{36})/updates\Z")

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def application(app: Collab | None = None) -> Application:
    return Application(app or create_app())


class Application:
    """An ASGI application around the Flask one."""

    def __init__(self, app: Collab) -> None:
        self.app = app
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")
        self._pages: Any = WSGIMiddleware(cast(Any, app), workers=THREADS)
        self._outlets = Outlets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and STREAM.match(scope["path"]):
            await self._stream(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "POST" and (found := UPDATES.match(scope["path"])):
            await self._update(found[1], scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _update(self, document_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Takes an update in; gives the request to the application where that is not to be."""
        body, again = await _read(receive)
        came = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        is_plain = len(came) == len(scope["headers"]) and not scope["query_string"]
        letter = None
        if body is not None and is_plain:
            letter = intake.letter(self.app, document_id, came, body, scheme=scope["scheme"])
        taken = live.intake(self.app).take(letter) if letter else None
        sequence = await asyncio.wrap_future(taken) if taken else None
        if sequence is None:
            await self._pages(scope, again, send)
            return
        said = json.dumps({"sequence": sequence}, separators=(",", ":")) + "\n"
        held = headers.of_data(self.app)
        await _send(Response(said, headers=held, mimetype="application/json"), send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        outlet = Outlet(loop)
        opening = live.Opening(lambda piece: self._outlets.put(outlet, piece))
        environ: Any = build_environ(cast(Any, scope), Body(loop, cast(Any, receive)))
        environ[live.OPENING] = opening
        answer = await loop.run_in_executor(self._threads, Response.from_app, self.app, environ, True)
        if opening.joined is None:
            await _send(answer, send)
            return
        gone = asyncio.create_task(_wait_until_gone(receive, outlet))
        try:
            await send(_start(answer))
            self._outlets.keep(outlet)
            await outlet.hand_on(send)
        finally:
            live.leave(self.app, opening.joined)
            self._outlets.forget(outlet)
            gone.cancel()


class Outlet:
    """What waits to be sent in one stream. Only the loop touches it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.opened = self.sent = loop.time()
        self._pieces: list[Frame | None] = [BEGINNING]
        self._woken: asyncio.Future[None] | None = None

    def add(self, piece: Frame | None) -> None:
        """A reader that cannot keep up is let go; it comes again and reads on from where it was."""
        self._pieces.append(piece if len(self._pieces) < MOST_WAITING else None)
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    def look(self) -> None:
        """Says that the stream is still there where nothing else did, and ends it when it was open for long enough."""
        now = self.loop.time()
        if now - self.opened >= LONGEST:
            self.add(None)
        elif now - self.sent >= HEARTBEAT - LOOK_EVERY:
            self.add(HEARTBEAT_FRAME)

    async def hand_on(self, send: Send) -> None:
        """Sends what comes, all that waits at once, until it ends."""
        pieces: list[Frame | None] = []
        while None not in pieces:
            if not self._pieces:
                self._woken = self.loop.create_future()
                await self._woken
            pieces, self._pieces, self.sent = self._pieces, [], self.loop.time()
            body = b"".join(piece for piece in pieces if piece is not None)
            await send({"type": "http.response.body", "body": body, "more_body": True})
        with suppress(ConnectionError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class Outlets:
    """The streams of this process. What a thread hands to many of them wakes the loop once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handed: list[tuple[Outlet, Frame | None]] = []
        self._open: set[Outlet] = set()
        self._is_looking = False

    def put(self, outlet: Outlet, piece: Frame | None) -> None:
        """From any thread."""
        with self._lock:
            self._handed.append((outlet, piece))
            is_first = len(self._handed) == 1
        if is_first:
            with suppress(RuntimeError):  # the server is shutting down, and its loop is closed
                outlet.loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        with self._lock:
            handed, self._handed = self._handed, []
        for outlet, piece in handed:
            outlet.add(piece)

    def keep(self, outlet: Outlet) -> None:
        self._open.add(outlet)
        if not self._is_looking:
            self._is_looking = True
            outlet.loop.call_later(LOOK_EVERY, self._look, outlet.loop)

    def forget(self, outlet: Outlet) -> None:
        self._open.discard(outlet)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        for outlet in self._open:
            outlet.look()
        self._is_looking = bool(self._open)
        if self._open:
            loop.call_later(LOOK_EVERY, self._look, loop)


async def _read(receive: Receive) -> tuple[bytes | None, Receive]:
    """The body, or None where it did not come whole or is too much; and a `receive` that begins again."""
    messages: list[Message] = []
    body, is_whole = b"", False
    while not is_whole and len(body) <= MOST_UPDATE:
        messages.append(await receive())
        if messages[-1]["type"] != "http.request":
            break
        body += messages[-1].get("body", b"")
        is_whole = not messages[-1].get("more_body", False)
    rest = iter(messages)

    async def again() -> Message:
        return next(rest, None) or await receive()

    return body if is_whole else None, again


async def _wait_until_gone(receive: Receive, outlet: Outlet) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    outlet.add(None)


def _start(answer: Response) -> dict[str, Any]:
    held = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    is_whole = answer.status_code >= 300 or answer.mimetype != "text/event-stream"
    kept = [pair for pair in held if is_whole or pair[0] != b"content-length"]
    return {"type": "http.response.start", "status": answer.status_code, "headers": kept}


async def _send(answer: Response, send: Send) -> None:
    await send(_start(answer))
    await send({"type": "http.response.body", "body": answer.get_data(), "more_body": False})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
