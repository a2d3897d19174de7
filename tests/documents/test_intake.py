"""What is typed, as the server of production takes it in: without a request of Flask's where all is in order, and else by one."""

import asyncio
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from collab.accounts.models import SignIn
from collab.asgi import Application
from collab.documents.rules.live import MOST_UPDATE
from collab.documents.views.live import intake
from collab.proposals.models import Proposal
from tests.documents.test_live_requests import drafting_closed, log, windows

KEY = "key-of-this-change"


def run(waited_for):
    """In a thread of its own: a browser that an earlier test opened has its event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, waited_for).result()


class Server:
    """The ASGI application, asked without a socket; notes which requests the Flask application got."""

    def __init__(self, app):
        self.served, self.by_flask = Application(app), []
        self.pages, self.served._pages = self.served._pages, self._noting

    async def _noting(self, scope, receive, send):
        self.by_flask.append(scope["path"])
        await self.pages(scope, receive, send)

    def post(self, window, update, key="", *, ends=True, **changed):
        """(status, headers, body); a header that is None is left out."""
        return run(self.together([(window, update, key, ends, changed)]))[0]

    async def together(self, sent):
        return await asyncio.gather(*(self._post(*one) for one in sent))

    async def _post(self, window, update, key, ends, changed):
        (cookie,) = [
            c
            for c in window.client._cookies.values()
            if c.key == window.client.application.config["SESSION_COOKIE_NAME"]
        ]
        headers = {
            "host": "localhost", "cookie": f"{cookie.key}={cookie.value}", "x-csrftoken": window.token, "content-type": "application/octet-stream",
            "idempotency-key": key or uuid.uuid4().hex, "content-length": str(len(update)),
        }  # fmt: skip
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        scope = {
            "type": "http", "method": "POST", "scheme": "http", "path": f"{window.address}/updates", "query_string": b"", "http_version": "1.1",
            "server": ("localhost", 80), "client": ("127.0.0.1", 1), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value is not None],
        }  # fmt: skip
        half = len(update) // 2
        messages = [{"type": "http.request", "body": update[:half], "more_body": True}]
        messages.append({"type": "http.request", "body": update[half:]} if ends else {"type": "http.disconnect"})
        said = []

        async def receive():
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message):
            said.append(message)

        await self.served({**scope}, receive, send)
        body = b"".join(message.get("body", b"") for message in said[1:])
        return said[0]["status"], {n.decode(): v.decode() for n, v in said[0]["headers"]}, body


@pytest.fixture
def server(app):
    return Server(app)


def test_it_answers_as_the_application_does(app, server, written, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    update = here.typed(" And well.")
    native = server.post(here, update, KEY)
    assert (native[0], native[2], server.by_flask) == (200, b'{"sequence":2}\n', [])
    replayed = server.post(here, update, KEY)
    by_flask = here.send(update, KEY)
    assert replayed[2] == native[2] == by_flask.data
    for headers in (native[1], replayed[1]):
        theirs = {name.lower(): value for name, value in by_flask.headers.items()}
        assert {name: value for name, value in headers.items() if name != "content-security-policy"} == {
            name: value for name, value in theirs.items() if name != "content-security-policy"
        }
        assert (
            headers["content-security-policy"].partition("'nonce-")[0]
            == theirs["content-security-policy"].partition("'nonce-")[0]
        )
    assert there.catch_up() == here.text
    assert [sequence for sequence, _ in log(reading_in)] == [1, 2]


def test_what_is_not_in_order_is_refused_by_the_application(app, server, written, writing_in, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    update = here.typed(" Once.")
    foreign = b"\x00 no update"
    refused = {
        "no token": server.post(here, update, x_csrftoken=None)[0],
        "another's token": server.post(here, update, x_csrftoken=there.token)[0],
        "a forged token": server.post(here, update, x_csrftoken=here.token[:-2])[0],
        "nobody": server.post(here, update, cookie=None)[0],
        "a forged cookie": server.post(here, update, cookie=f"{app.config['SESSION_COOKIE_NAME']}=eyJhIjoxfQ.x.y")[0],
        "no key": server.post(here, update, idempotency_key=None)[0],
        "no update": server.post(here, foreign)[0],
        "too much": server.post(here, b"\x01" * (MOST_UPDATE + 1))[0],
    }
    assert refused == {
        "no token": 400, "another's token": 400, "a forged token": 400, "nobody": 400, "a forged cookie": 400, "no key": 400, "no update": 400,
        "too much": 413,
    }  # fmt: skip
    assert server.post(here, update, ends=False)[0] >= 400
    assert len(server.by_flask) == len(refused) + 1
    assert [sequence for sequence, _ in log(reading_in)] == [1]

    trusted, app.config["TRUSTED_HOSTS"] = app.config["TRUSTED_HOSTS"], ["collab.example"]
    assert server.post(here, update)[0] == 400
    app.config["TRUSTED_HOSTS"] = trusted
    assert server.post(here, update)[0] == 200
    for end, status in ((closed, 409), (signed_out, 403)):
        with writing_in() as session:
            end(session)
        assert server.post(here, here.typed(" Too late."))[0] == status
    assert [sequence for sequence, _ in log(reading_in)] == [1, 2]


def closed(session):
    drafting_closed(session.query(Proposal).one())


def signed_out(session):
    for held in session.query(SignIn):
        held.ended_at = held.started_at


def test_what_waits_together_is_taken_in_one_transaction_and_one_that_is_refused_hinders_nobody(
    app, server, written, reading_in
):
    here, there = windows(app, written, "HO", "MOJ")
    held = intake(app)
    free = threading.Event()
    store, lines = held._store, []

    def waiting(document_id, line):
        free.wait(30)
        lines.append(len(line))
        store(document_id, line)

    took, came = held.take, []

    def noting(letter):
        came.append(letter)
        return took(letter)

    held._store, held.take = waiting, noting
    first, second, third = here.typed("a"), there.typed("b"), here.typed("c")

    async def all_at_once():
        sent = [(here, first, "", True, {}), (there, second, KEY, True, {}), (there, second, KEY, True, {})]
        sent += [(here, b"\x05nothing of ours", "", True, {}), (here, third, "", True, {})]
        answers = asyncio.ensure_future(server.together(sent))
        while len(came) < len(sent):
            await asyncio.sleep(0.01)
        free.set()
        return await answers

    answers = run(all_at_once())
    held._store, held.take = store, took
    assert [status for status, *_ in answers] == [200, 200, 200, 400, 200]
    taken = [json.loads(body)["sequence"] for status, _, body in answers if status == 200]
    assert (taken[1], sorted(set(taken))) == (taken[2], [2, 3, 4])
    assert max(lines) >= 3  # what the thread found first, and all that came while it was held up
    assert len(server.by_flask) == 1
    assert sorted(here.catch_up()) == sorted(there.catch_up())
    with reading_in():
        assert [sequence for sequence, _ in log(reading_in)] == [1, 2, 3, 4]


def test_a_request_that_its_sender_gives_up_holds_up_nobody(app, server, written, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    held, free = intake(app), threading.Event()
    store, begun = held._store, threading.Event()

    def waiting(document_id, line):
        begun.set()
        free.wait(30)
        store(document_id, line)

    held._store = waiting
    first, second = here.typed("a"), there.typed("b")

    async def given_up():
        left = asyncio.ensure_future(server.together([(here, first, "", True, {})]))
        while not begun.is_set():
            await asyncio.sleep(0.01)
        left.cancel()
        await asyncio.sleep(0.01)
        free.set()
        return await asyncio.wait_for(server.together([(there, second, "", True, {})]), 10)

    answers = run(given_up())
    held._store = store
    assert [status for status, *_ in answers] == [200]
    assert [sequence for sequence, _ in log(reading_in)] == [1, 2, 3]
