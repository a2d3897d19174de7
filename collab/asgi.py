"""The application for production: `gunicorn -k asgi "collab.asgi:application()"`.

Pages are answered in a few threads. A stream of a live text has none of its own, so that hundreds may be open. Whether it
may be opened is decided by the application itself, as for every request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, cast

from a2wsgi.wsgi import Body, WSGIMiddleware, build_environ
from werkzeug.wrappers import Response

from collab.app import create_app
from collab.documents.views import live
from collab.documents.views.hub import BEGINNING, HEARTBEAT, HEARTBEAT_FRAME, LONGEST, MOST_WAITING, Frame
from collab.web.application import Collab

THREADS = 8
STREAM = re.compile(r"/documents/[0-9a-f-]{36}/stream\Z")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def application(app: Collab | None = None) -> Application:
    return Application(app or create_app())


class Application:
    """An ASGI application around the Flask one."""

    def __init__(self, app: Collab) -> None:
        self.app = app
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")
        self._pages: Any = WSGIMiddleware(cast(Any, app), workers=THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and STREAM.match(scope["path"]):
            await self._stream(scope, receive, send)
        else:
            await self._pages(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[Frame | None] = asyncio.Queue()

        def put(piece: Frame | None) -> None:
            with suppress(RuntimeError):  # the server is shutting down, and its loop is closed
                loop.call_soon_threadsafe(_put, waiting, piece)

        opening = live.Opening(put)
        environ: Any = build_environ(cast(Any, scope), Body(loop, cast(Any, receive)))
        environ[live.OPENING] = opening
        answer = await loop.run_in_executor(self._threads, Response.from_app, self.app, environ, True)
        if opening.joined is None:
            await _send(answer, send)
            return
        gone = asyncio.create_task(_wait_until_gone(receive, waiting))
        try:
            await send(_start(answer))
            await _hand_on(waiting, send)
        finally:
            live.leave(self.app, opening.joined)
            gone.cancel()


def _put(waiting: asyncio.Queue[Frame | None], piece: Frame | None) -> None:
    """A reader that cannot keep up is let go; it comes again and reads on from where it was."""
    waiting.put_nowait(piece if waiting.qsize() < MOST_WAITING else None)


async def _wait_until_gone(receive: Receive, waiting: asyncio.Queue[Frame | None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    waiting.put_nowait(None)


async def _hand_on(waiting: asyncio.Queue[Frame | None], send: Send) -> None:
    """Sends what comes, all that waits at once, until it ends."""
    ends = asyncio.get_running_loop().time() + LONGEST
    pieces: list[Frame | None] = [BEGINNING]
    while asyncio.get_running_loop().time() < ends:
        body = b"".join(piece for piece in pieces if piece is not None)
        await send({"type": "http.response.body", "body": body, "more_body": True})
        if None in pieces:
            break
        pieces = await _next(waiting)
    with suppress(ConnectionError):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _next(waiting: asyncio.Queue[Frame | None]) -> list[Frame | None]:
    try:
        async with asyncio.timeout(HEARTBEAT):
            pieces = [await waiting.get()]
    except TimeoutError:
        return [HEARTBEAT_FRAME]
    while not waiting.empty():
        pieces.append(waiting.get_nowait())
    return pieces


def _start(answer: Response) -> dict[str, Any]:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    kept = [pair for pair in headers if answer.status_code >= 300 or pair[0] != b"content-length"]
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
