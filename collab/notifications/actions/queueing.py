"""Queueing a mail, and claiming and delivering what is queued."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import and_, delete, insert, or_, select, update

from collab import clock
from collab.config import Settings
from collab.db import add_once, db, transaction
from collab.notifications import rules
from collab.notifications.models import Message, MessageState

SMTP_SECONDS = 30
SITE = "{site}"  # stands for the configured base URL in a body that is written where nobody knows it

# One line a header, however long an address is: a folded one can break the signature of the mail.
WIRE = SMTP.clone(max_line_length=998)

Send = Callable[[EmailMessage], None]
Check = Callable[[Message], bool]


class InDoubt(Exception):
    """The server had the whole mail and did not say what it did with it: sending it again could make two of it."""


def queue(
    to: str, subject: str, body: str, *, purpose_key: str, html: str | None = None, list_unsubscribe: str | None = None
) -> None:
    """Writes a mail in the open transaction. The same `purpose_key` twice is one mail: the first.

    `list_unsubscribe` is the address that ends such mails by POST (RFC 8058).
    """
    identity = uuid.uuid4()
    add_once(
        Message,
        id=identity,
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        html=html,
        list_unsubscribe=list_unsubscribe,
        message_id=f"<{identity}@collab>",
        purpose_key=purpose_key,
        queued_at=clock.now(),
    )


@dataclass(frozen=True)
class Letter:
    """A mail to queue; see `queue`."""

    to: str
    subject: str
    body: str
    purpose_key: str
    html: str | None = None
    list_unsubscribe: str | None = None


def queue_all(letters: Iterable[Letter]) -> None:
    """Writes many mails in one statement. A purpose key that is there already is an error of the database's."""
    rows = [
        {
            "id": (identity := uuid.uuid4()),
            "to": letter.to,
            "subject": " ".join(letter.subject.split())[:200],
            "body": letter.body,
            "html": letter.html,
            "list_unsubscribe": letter.list_unsubscribe,
            "message_id": f"<{identity}@collab>",
            "purpose_key": letter.purpose_key,
            "queued_at": clock.now(),
        }
        for letter in letters
    ]
    if rows:
        db.session.execute(insert(Message), rows)


def deliver(
    send: Send, *, mail_from: str, site: str = "", footer: str = "", check: Check | None = None, limit: int = 100
) -> int:
    """Sends what is queued, one transaction to claim and one to close each. Returns how many were sent.

    `site` is the configured base URL; `footer` closes each mail that does not say it already. The words of a sent mail
    are erased, as they may hold a private link. `check` looks at a claimed message once more: it may change its words,
    and says whether it is still to be sent.

    A mail that was refused waits and is tried again; one in doubt stays `sending`, and nobody sends it again.
    """
    sent = 0
    for identity in _queued(limit):
        message = _claim(identity, check)
        if message is None:
            continue
        try:
            send(_email(message, mail_from, site, footer))
        except InDoubt as error:
            _close(identity, MessageState.sending, f"in doubt: {error}")
        except OSError as error:  # smtplib's exceptions are OSErrors
            _close(
                identity,
                MessageState.queued if rules.may_try_again(message.attempts) else MessageState.failed,
                str(error),
            )
        else:
            _close(identity, MessageState.sent)
            sent += 1
    return sent


def deliver_as_configured(settings: Settings, *, footer: str, check: Check) -> int:
    """The same by the configured way out: to the SMTP server or, without one, into files."""
    send = to_smtp(settings.smtp_url) if settings.smtp_url else to_folder(settings.mail_folder)
    return deliver(send, mail_from=settings.mail_from, site=settings.base_url, footer=footer, check=check)


def _queued(limit: int) -> list[uuid.UUID]:
    now = clock.now()
    waited = [and_(Message.attempts == tried, Message.claimed_at <= now - wait) for tried, wait in rules.WAITS.items()]
    due = or_(Message.attempts == 0, *waited)
    query = select(Message.id).where(Message.state == MessageState.queued, due).order_by(Message.queued_at, Message.id)
    found = list(db.session.scalars(query.limit(limit)))
    db.session.rollback()
    return found


def _claim(identity: uuid.UUID, check: Check | None) -> Message | None:
    with transaction() as session:
        claimed = session.execute(
            update(Message)
            .where(Message.id == identity, Message.state == MessageState.queued)
            .values(state=MessageState.sending, claimed_at=clock.now(), attempts=Message.attempts + 1)
        )
        if not claimed.rowcount:  # type: ignore[attr-defined]
            return None
        message = session.get_one(Message, identity)
        if check and not check(message):
            message.state = MessageState.dropped
            _erase_words(message)
            return None
        session.flush()
        session.expunge(message)
        return message


def _close(identity: uuid.UUID, state: MessageState, error: str = "") -> None:
    with transaction() as session:
        message = session.get_one(Message, identity)
        message.state = state
        message.last_error = error[:400]
        if state is MessageState.sent:
            message.sent_at = clock.now()
            _erase_words(message)


def _erase_words(message: Message) -> None:
    message.body, message.html, message.list_unsubscribe = "", None, None


def forget(to: str, *, purpose: str) -> None:
    """Erases all mails to an address whose `purpose_key` begins so, whatever became of them."""
    with_purpose = Message.purpose_key.startswith(purpose, autoescape=True)
    db.session.execute(delete(Message).where(Message.to == to, with_purpose))


def _email(message: Message, mail_from: str, site: str, footer: str) -> EmailMessage:
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = mail_from, message.to, message.subject
    email["Message-ID"] = message.message_id
    email["Date"] = format_datetime(clock.london(message.queued_at))
    email["Auto-Submitted"] = "auto-generated"
    body = message.body.replace(SITE, site)
    email.set_content(body if footer in body else f"{body.rstrip()}\n\n{footer}\n")
    if message.html is not None:
        html = message.html.replace(SITE, site)
        closing = f"<p>{escape(footer)}</p>\n</body>" if footer else "</body>"
        email.add_alternative(html.replace("</body>", closing), subtype="html")
    if message.list_unsubscribe is not None:
        email["List-Unsubscribe"] = f"<{message.list_unsubscribe.replace(SITE, site)}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return email


def to_folder(folder: Path) -> Send:
    """Delivery into .eml files, for installations without SMTP; the file's name is the message's own id."""

    def send(email: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(email["Message-ID"]).strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(email.as_bytes(policy=WIRE.clone(linesep="\n")))

    return send


def to_smtp(url: str) -> Send:
    """Delivery to the server at `smtp://` (STARTTLS when it is offered) or `smtps://`."""
    parts = urlsplit(url)

    def send(email: EmailMessage) -> None:
        server = _connected(parts)
        try:
            _hand_over(server, email)
        finally:
            with suppress(OSError):  # what was accepted stays accepted, whatever the goodbye says
                server.quit()
            server.close()

    return send


def _connected(parts: SplitResult) -> smtplib.SMTP:
    secure = parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    server = connect(parts.hostname or "", parts.port or (465 if secure else 25), timeout=SMTP_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, email: EmailMessage) -> None:
    """Raises InDoubt when the line broke after the text was under way, and the server's refusal when it refused."""
    sender, receiver = str(email["From"]), str(email["To"])
    code, reply = server.mail(parseaddr(sender)[1])
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, reply, sender)
    code, reply = server.rcpt(receiver)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({receiver: (code, reply)})
    try:
        code, reply = server.data(email.as_bytes(policy=WIRE))
    except smtplib.SMTPResponseException:
        raise
    except OSError as error:
        raise InDoubt(str(error) or type(error).__name__) from error
    if code != 250:
        raise smtplib.SMTPDataError(code, reply)
