"""A mail as the bytes that go to a mail server: 7-bit, with lines that nobody on the way has to fold again.

A relay that changes an encoding or folds a line breaks the mail's DKIM signature. So texts are quoted-printable, with
lines of at most 76 characters, and a header is one line, but for the encoded words of one that is not ASCII (RFC 2047).
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from uuid import UUID

from collab.clock import london

SITE = "{site}"  # stands for the configured base URL in a body that is written where nobody knows it

_ONE_LINE = SMTP.clone(max_line_length=998)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_NO_SPACE = re.compile(r"[\x21-\x7e]+")
_ASCII = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that was claimed: what it says, and to whom. `body`, `html` and `list_unsubscribe` may hold SITE."""

    id: UUID
    to: str
    subject: str
    body: str
    html: str | None
    list_unsubscribe: str | None
    message_id: str
    purpose_key: str
    queued_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every mail of an installation has: its sender, the base URL for its links, and the line that closes it."""

    mail_from: str
    site: str = ""
    footer: str = ""


def written(claimed: Claimed, envelope: Envelope) -> bytes:
    """The whole mail, with CRLF ends; the footer stands once, whether the body said it or not."""
    return "".join(
        [
            _header("From", envelope.mail_from),
            _to(claimed.to),
            _header("Subject", claimed.subject),
            f"Message-ID: {claimed.message_id}\r\n",
            f"Date: {_date(claimed.queued_at)}\r\n",
            "Auto-Submitted: auto-generated\r\n",
            _list_unsubscribe(claimed.list_unsubscribe, envelope.site),
            "MIME-Version: 1.0\r\n",
            _parts(claimed, envelope),
        ]
    ).encode("ascii")


def _parts(claimed: Claimed, envelope: Envelope) -> str:
    text = _part("plain", _text(claimed.body.replace(SITE, envelope.site), envelope.footer))
    if claimed.html is None:
        return text
    html = _part("html", _html(claimed.html.replace(SITE, envelope.site), envelope.footer))
    # No line of a quoted-printable text can be this one: an equals sign is followed by hexadecimal digits in it.
    edge = f"=_{claimed.id.hex}"
    opening = f'Content-Type: multipart/alternative; boundary="{edge}"\r\n\r\n'
    return f"{opening}--{edge}\r\n{text}\r\n--{edge}\r\n{html}\r\n--{edge}--\r\n"


def _text(body: str, footer: str) -> str:
    return body if footer in body else f"{body.rstrip()}\n\n{footer}\n"


def _html(html: str, footer: str) -> str:
    return html.replace("</body>", f"<p>{escape(footer)}</p>\n</body>") if footer else html


def _part(kind: str, words: str) -> str:
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{_quoted(words)}"
    )


def _quoted(words: str) -> str:
    lines = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    quoted = binascii.b2a_qp(lines).decode("ascii")
    return (quoted if quoted.endswith("\n") else f"{quoted}\n").replace("\n", "\r\n")


def _to(address: str) -> str:
    return f"To: {address}\r\n" if _ADDRESS.fullmatch(address) else _header("To", address)


@lru_cache(maxsize=1_000)
def _header(name: str, value: str) -> str:
    """The subject of a digest and the sender are the same in thousands of mails."""
    value = " ".join(value.split())
    if name == "Subject" and not _ASCII.fullmatch(value):
        value = Header(value, "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n")
        return f"{name}: {value}\r\n"
    return str(_ONE_LINE.header_factory(name, value).fold(policy=_ONE_LINE))


@lru_cache(maxsize=1_000)
def _date(at: datetime) -> str:
    return format_datetime(london(at))


def _list_unsubscribe(address: str | None, site: str) -> str:
    """One unfolded line each (RFC 8058). Raises ValueError for an address that is none."""
    if address is None:
        return ""
    whole = address.replace(SITE, site)
    if not _NO_SPACE.fullmatch(whole):
        raise ValueError("the address that ends updates is no address")
    return f"List-Unsubscribe: <{whole}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
