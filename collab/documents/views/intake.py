"""Taking in updates without a request of Flask's, for the server that answers them by itself (`collab.asgi`).

It takes only what is in order in every way, by the same action as the view. For all else it gives None: the application
then gets the request, and refuses it in its own words. Updates of one document that wait at the same time are stored in
one transaction.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask_wtf.csrf import same_origin
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_cookie
from werkzeug.sansio.utils import get_host

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.rules import SEEN_EVERY
from collab.db import transaction
from collab.documents.actions import live as actions
from collab.documents.policy import Owner
from collab.documents.rules.live import MOST_UPDATE, is_key
from collab.web.sessions import Sessions

THREADS = 4
MOST_TOGETHER = 50
BYTES = "application/octet-stream"


@dataclass(frozen=True)
class Letter:
    """An update, and the sign-in that sent it; its cookie and its form token are in order."""

    document_id: UUID
    token: str
    key: str
    update: bytes


def letter(app: Flask, document_id: str, headers: Mapping[str, str], body: bytes, *, scheme: str) -> Letter | None:
    """What a request brings; the names of its headers are in small letters."""
    key = headers.get("idempotency-key", "")
    if headers.get("content-type") != BYTES or not is_key(key) or len(body) > MOST_UPDATE:
        return None
    held = _session(app, headers)
    if not _is_from_our_page(app, held, headers, scheme):
        return None
    try:
        return Letter(UUID(document_id), held["_user_id"], key, body)
    except (ValueError, KeyError):
        return None


def _session(app: Flask, headers: Mapping[str, str]) -> Mapping[str, str]:
    """What the session cookie holds, as `collab.web.sessions` reads it; nothing where it is not ours."""
    held = parse_cookie(headers.get("cookie", "")).get(app.config["SESSION_COOKIE_NAME"], "")
    signer = Sessions().get_signing_serializer(app)
    try:
        found = signer.loads(held, max_age=int(app.permanent_session_lifetime.total_seconds())) if signer else {}
    except BadData:
        return {}
    return found if isinstance(found, dict) else {}


def _is_from_our_page(app: Flask, held: Mapping[str, str], headers: Mapping[str, str], scheme: str) -> bool:
    """What Flask checks of the host and Flask-WTF of the form token, and of the referrer where it is strict."""
    try:
        host = get_host(scheme, headers.get("host"), None, app.config["TRUSTED_HOSTS"])
        serializer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
        token = serializer.loads(headers.get("x-csrftoken", ""), max_age=app.config["WTF_CSRF_TIME_LIMIT"])
    except (SecurityError, BadData):
        return False
    if not hmac.compare_digest(str(token), str(held.get("csrf_token", ""))) or not token:
        return False
    is_strict = scheme == "https" and app.config["WTF_CSRF_SSL_STRICT"]
    return not is_strict or same_origin(headers.get("referer", ""), f"https://{host}/")


@dataclass(frozen=True)
class Waiting:
    letter: Letter
    answer: Future[int | None]


class Intake:
    """The updates that came to this process. One thread at a time stores those of a document."""

    def __init__(self, app: Flask, owner: Owner) -> None:
        self.app, self.owner = app, owner
        self._lock = threading.Lock()
        self._lines: dict[UUID, list[Waiting]] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="intake")

    def take(self, sent: Letter) -> Future[int | None]:
        """The sequence that it gets, or None for what the application is to answer."""
        waiting = Waiting(sent, Future())
        waiting.answer.set_running_or_notify_cancel()  # whoever gives it up cannot take back what others wait behind
        with self._lock:
            is_first = sent.document_id not in self._lines
            self._lines.setdefault(sent.document_id, []).append(waiting)
        if is_first:
            self._threads.submit(self._store_all, sent.document_id)
        return waiting.answer

    def _store_all(self, document_id: UUID) -> None:
        while True:
            with self._lock:
                line = self._lines[document_id]
                if not line:
                    del self._lines[document_id]
                    return
                self._lines[document_id] = line[MOST_TOGETHER:]
            self._store(document_id, line[:MOST_TOGETHER])

    def _store(self, document_id: UUID, line: Sequence[Waiting]) -> None:
        """All in one transaction; where one of them is not in order, each in its own."""
        sequences = self._stored(document_id, [waiting.letter for waiting in line])
        if sequences is None and len(line) > 1:
            for waiting in line:
                self._store(document_id, [waiting])
            return
        for place, waiting in enumerate(line):
            waiting.answer.set_result(sequences[place] if sequences else None)

    def _stored(self, document_id: UUID, letters: Sequence[Letter]) -> list[int] | None:
        try:
            with self.app.app_context(), clock.pinned() as now, transaction():
                who = accounts.signed_in({letter.token for letter in letters}, now)
                held = [who[letter.token] for letter in letters]
                if any(now - one.seen_at >= SEEN_EVERY for one in held):
                    return None  # that they are there is to be noted
                sent = [
                    actions.Typed(letter.update, letter.key, one.viewer)
                    for letter, one in zip(letters, held, strict=True)
                ]
                return actions.type_together(document_id, sent, owner=self.owner, by=held[0].viewer)
        except Exception:  # whatever it is: the application meets it again, and answers
            return None
