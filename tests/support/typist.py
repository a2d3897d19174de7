"""Somebody who types live without a browser: signs in through the page, keeps a Yjs document, sends and reads updates."""

import base64
import http.client
import json
import re
import threading
import uuid
from urllib.parse import urlencode

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

SECONDS = 60


class Typist:
    """`Typist(port, "author@ho.example", password).open(page)`; `host` where the server insists on its name."""

    def __init__(self, port: int, email: str, password: str, host: str = "") -> None:
        self.port, self.host, self.cookies = port, host, {}
        page = self.ask("GET", "/sign-in")[1].decode()
        hidden = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]+)"', page))
        status, _ = self.ask("POST", "/sign-in", urlencode({**hidden, "email": email, "password": password}))
        assert status == 303, status

    def ask(self, method, path, body=None, **headers):
        """(status, body) of one request; a text is sent as a form."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, self._headers(body, headers))
            answer = connection.getresponse()
            for held in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = held.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read()
        finally:
            connection.close()

    def _headers(self, body, more):
        held = {name.replace("_", "-"): value for name, value in more.items()}
        if self.cookies:
            held["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.host:
            held |= {"Host": self.host, "Referer": f"https://{self.host}/", "X-Forwarded-Proto": "https"}
        if isinstance(body, str):
            held["Content-Type"] = "application/x-www-form-urlencoded"
        return held

    # --- One document --------------------------------------------------------------------------------------------

    def open(self, page):
        """Opens the editor's page at this path, and its document live."""
        status, words = self.ask("GET", page)
        assert status == 200, (status, page)
        found = words.decode()
        self.address = re.search(r'data-address="([^"]+)/live"', found)[1]
        self.token = re.search(r'data-token="([^"]+)"', found)[1]
        status, opened = self.ask("POST", f"{self.address}/live", b"", X_CSRFToken=self.token)
        assert status == 200, status
        opened = json.loads(opened)
        self.doc = Doc()
        self.doc.apply_update(base64.b64decode(opened["state"]))
        self.sequence, self.may, self.closed = opened["sequence"], opened["may"], opened["closed"]
        return self

    @property
    def text(self):
        children = self.doc.get("text", type=XmlFragment).children
        return "\n".join("".join(str(piece) for piece, _ in child.children[0].diff()) for child in children)

    def typed(self, words, block=-1, place=None):
        """The update that typing these words makes in this window; they are not sent yet."""
        before = self.doc.get_state()
        children = self.doc.get("text", type=XmlFragment).children
        text = children[block if block >= 0 else len(children) + block].children[0]
        with self.doc.transaction():
            text.insert(len(str(text).encode()) if place is None else place, words)
        return self.doc.get_update(before)

    def add_block(self, words, kind="paragraph"):
        before = self.doc.get_state()
        with self.doc.transaction():
            block = XmlElement("block", {"id": uuid.uuid4().hex, "kind": kind, "depth": 0})
            self.doc.get("text", type=XmlFragment).children.append(block)
            block.children.append(XmlText(words))
        return self.doc.get_update(before)

    def send(self, update, key=""):
        """(status, answer) of one update."""
        headers = {"X_CSRFToken": self.token, "Idempotency_Key": key or uuid.uuid4().hex}
        status, words = self.ask(
            "POST", f"{self.address}/updates", update, Content_Type="application/octet-stream", **headers
        )
        return status, json.loads(words) if words.startswith(b"{") else {}

    def catch_up(self):
        """Reads on without a stream."""
        while rows := json.loads(self.ask("GET", f"{self.address}/updates?after={self.sequence}")[1]):
            for row in rows:
                self.doc.apply_update(base64.b64decode(row["update"]))
                self.sequence = row["sequence"]
        return self.text

    def stream(self):
        return Listening(self)


class Listening:
    """A stream that is read in a thread: `events` are (event, id, data) in their order."""

    def __init__(self, who: Typist) -> None:
        self.events: list[tuple[str, str, str]] = []
        self.heard = threading.Condition()
        self.status = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", who.port, timeout=SECONDS)
        self._connection.request("GET", f"{who.address}/stream?after={who.sequence}", headers=who._headers(None, {}))
        self._answer = self._connection.getresponse()
        self.status, self.type = self._answer.status, self._answer.headers.get_content_type()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        held: dict[str, str] = {}
        try:
            for line in self._answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    held[name] = value
                    continue
                with self.heard:
                    self.events.append((held.get("event", ""), held.get("id", ""), held.get("data", "")))
                    self.heard.notify_all()
                held = {}
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        with self.heard:
            self.events.append(("ended", "", ""))
            self.heard.notify_all()

    def wait_for(self, event, count=1, seconds=SECONDS):
        """Waits until this event came so often; gives the data of each."""
        with self.heard:
            came = self.heard.wait_for(lambda: len([e for e in self.events if e[0] == event]) >= count, seconds)
            assert came, f"no {event}: {[name for name, _, _ in self.events]}"
            return [data for name, _, data in self.events if name == event]

    def close(self):
        self._answer.close()
        self._connection.close()
