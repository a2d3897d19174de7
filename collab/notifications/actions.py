"""Queueing a mail, and claiming and delivering what is queued."""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import select, update

from collab import clock
from collab.db import db, transaction
from collab.notifications.models import Message, MessageState

Send = Callable[[EmailMessage], None]


def queue(to: str, subject: str, body: str, *, purpose_key: str) -> None:
    """Writes a mail in the open transaction. The same `purpose_key` twice is one mail: the first."""
    known = db.session.scalar(select(Message.id).where(Message.purpose_key == purpose_key))
    if known:
        return
    identity = uuid.uuid4()
    db.session.add(
        Message(
            id=identity,
            to=to,
            subject=" ".join(subject.split())[:200],
            body=body,
            message_id=f"<{identity}@collab>",
            purpose_key=purpose_key,
            queued_at=clock.now(),
        )
    )


def deliver(send: Send, *, mail_from: str, limit: int = 100) -> int:
    """Sends what is queued, one transaction to claim and one to close each. Returns how many were sent."""
    sent = 0
    for identity in _queued(limit):
        message = _claim(identity)
        if message is None:
            continue
        try:
            send(_email(message, mail_from))
        except (OSError, smtplib.SMTPException) as error:
            _close(identity, MessageState.queued if message.attempts < 5 else MessageState.failed, str(error))
        else:
            _close(identity, MessageState.sent)
            sent += 1
    return sent


def _queued(limit: int) -> list[uuid.UUID]:
    query = select(Message.id).where(Message.state == MessageState.queued).order_by(Message.queued_at, Message.id)
    found = list(db.session.scalars(query.limit(limit)))
    db.session.rollback()
    return found


def _claim(identity: uuid.UUID) -> Message | None:
    with transaction() as session:
        claimed = session.execute(
            update(Message)
            .where(Message.id == identity, Message.state == MessageState.queued)
            .values(state=MessageState.sending, claimed_at=clock.now(), attempts=Message.attempts + 1)
        )
        if not claimed.rowcount:  # type: ignore[attr-defined]
            return None
        message = session.get_one(Message, identity)
        session.expunge(message)
        return message


def _close(identity: uuid.UUID, state: MessageState, error: str = "") -> None:
    with transaction() as session:
        message = session.get_one(Message, identity)
        message.state = state
        message.last_error = error[:400]
        message.sent_at = clock.now() if state is MessageState.sent else None


def _email(message: Message, mail_from: str) -> EmailMessage:
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = mail_from, message.to, message.subject
    email["Message-ID"] = message.message_id
    email["Date"] = format_datetime(clock.london(message.queued_at))
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email


def to_folder(folder: Path) -> Send:
    """Delivery into .eml files, for installations without SMTP; the file's name is the message's own id."""

    def send(email: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(email["Message-ID"]).strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(email.as_bytes())

    return send


def to_smtp(url: str) -> Send:
    """Delivery to the server at `smtp://` (STARTTLS when it is offered) or `smtps://`."""
    parts = urlsplit(url)

    def send(email: EmailMessage) -> None:
        secure = parts.scheme == "smtps"
        connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with connect(parts.hostname or "", parts.port or (465 if secure else 25), timeout=30) as server:
            if not secure and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(email)

    return send
