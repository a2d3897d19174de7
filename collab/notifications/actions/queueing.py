"""Queueing a mail in the open transaction, and erasing an address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, delete, insert, literal, update

from collab import clock
from collab.db import add_once, db, ordered_ids, portions, rows
from collab.notifications.models import Message, MessageState


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


def queue_all(letters: Sequence[Letter]) -> None:
    """Writes many mails in one statement. A purpose key that is there already is an error of the database's."""
    now = clock.now()
    written = [
        {
            "id": identity,
            "to": letter.to,
            "subject": " ".join(letter.subject.split())[:200],
            "body": letter.body,
            "html": letter.html,
            "list_unsubscribe": letter.list_unsubscribe,
            "message_id": f"<{identity}@collab>",
            "purpose_key": letter.purpose_key,
            "state": MessageState.queued,
            "queued_at": now,
            "attempts": 0,
            "last_error": "",
        }
        for identity, letter in zip(ordered_ids(len(letters)), letters, strict=True)
    ]
    if written:
        db.session.execute(insert(rows(Message)), written)


def forget_recipients(keys: Sequence[str]) -> int:
    """Erases to whom the mails with these `purpose_key`s went and what their subjects said. Returns how many there were.

    That there was such a mail is kept, so that none is queued a second time. One that still waits is not sent any more.
    """
    done, table = 0, rows(Message)
    dropped = literal(MessageState.dropped, table.c.state.type)
    waits = case((table.c.state == MessageState.queued, dropped), else_=table.c.state)
    for some in portions(keys):
        erased = update(table).where(table.c.purpose_key.in_(some))
        made = db.session.execute(erased.values(to="", subject="", body="", html=None, state=waits))
        done += int(made.rowcount)  # type: ignore[attr-defined]
    return done


def forget(to: str, *, purpose: str) -> None:
    """Erases all mails to an address whose `purpose_key` begins so, whatever became of them."""
    with_purpose = Message.purpose_key.startswith(purpose, autoescape=True)
    db.session.execute(delete(Message).where(Message.to == to, with_purpose))
