"""Ways out for mails: connections to a mail server, or a folder. What is here knows neither database nor application."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

SMTP_SECONDS = 30
GOODBYE = 421  # the server ends the connection, whatever was said


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail. `sender` is as configured and may have a name; `wire` is what the server gets.

    `attempts` counts this one too.
    """

    id: UUID
    sender: str
    to: str
    wire: bytes
    attempts: int


class Refused(Exception):
    """The server did not take this mail. `is_final` says that it never will."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class InDoubt(Exception):
    """The server had the whole mail and did not say what it did with it: sending it again could make two of it."""


class Unreachable(Exception):
    """There is no connection, so that nothing of the mail was said to anybody."""


class Line(Protocol):
    """Takes one mail after the other."""

    def send(self, mail: Mail) -> None:
        """Raises Refused, InDoubt or Unreachable."""

    def close(self) -> None:
        """It may be used again afterwards."""


class FolderLine:
    """Delivery into .eml files, for installations without SMTP; the file's name is the message's own id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{mail.id}.eml").write_bytes(mail.wire.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise Refused(str(error)) from error

    def close(self) -> None:
        pass


class SmtpLine:
    """One connection to the server at `smtp://` (STARTTLS when it is offered) or `smtps://`, opened by the first mail."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.server: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        is_fresh = self.server is None
        try:
            self._hand_over(mail)
        except Unreachable:
            if is_fresh:
                raise
            self._hand_over(mail)  # servers end what was silent, or has brought many mails, and take a new connection

    def _hand_over(self, mail: Mail) -> None:
        if self.server is None:
            self.server = _connected(self.parts)
        try:
            self._announce(self.server, mail)
        except smtplib.SMTPResponseException as error:
            self._after_refusal(self.server, error)
        except OSError as error:  # smtplib's exceptions are OSErrors
            self._drop()
            raise Unreachable(_words(error)) from error
        self._tell(self.server, mail)

    def _announce(self, server: smtplib.SMTP, mail: Mail) -> None:
        """Raises SMTPResponseException unless sender and receiver are taken."""
        sender = parseaddr(mail.sender)[1]
        size = [f"size={len(mail.wire)}"] if server.has_extn("size") else []
        code, reply = server.mail(sender, size)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, reply, sender)
        code, reply = server.rcpt(mail.to)
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, reply)

    def _tell(self, server: smtplib.SMTP, mail: Mail) -> None:
        try:
            code, reply = server.data(mail.wire)
        except smtplib.SMTPResponseException as error:
            self._after_refusal(server, error)
        except OSError as error:
            self._drop()
            raise InDoubt(_words(error)) from error
        else:
            if code != 250:
                self._after_refusal(server, smtplib.SMTPDataError(code, reply))

    def _after_refusal(self, server: smtplib.SMTP, error: smtplib.SMTPResponseException) -> NoReturn:
        """Makes the connection ready for the next mail, and raises Refused or, where the server says goodbye, Unreachable."""
        if error.smtp_code == GOODBYE:
            self._drop()
            if isinstance(error, smtplib.SMTPDataError):
                raise Refused(_words(error)) from error
            raise Unreachable(_words(error)) from error
        try:
            server.rset()
        except OSError:
            self._drop()
        raise Refused(_words(error), is_final=error.smtp_code >= 500) from error

    def _drop(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None

    def close(self) -> None:
        if self.server is not None:
            with suppress(OSError):  # what was accepted stays accepted, whatever the goodbye says
                self.server.quit()
            self._drop()


def _connected(parts: SplitResult) -> smtplib.SMTP:
    """Raises Unreachable, also where the server does not let us in: that is no fault of the mail."""
    secure = parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    try:
        server = connect(parts.hostname or "", parts.port or (465 if secure else 25), timeout=SMTP_SECONDS)
    except OSError as error:
        raise Unreachable(_words(error)) from error
    try:
        _greet(server, parts, secure=secure)
    except OSError as error:
        server.close()
        raise Unreachable(_words(error)) from error
    return server


def _greet(server: smtplib.SMTP, parts: SplitResult, *, secure: bool) -> None:
    server.ehlo_or_helo_if_needed()
    if not secure and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
