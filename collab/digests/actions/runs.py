"""Sending digests: each window once, each subscriber once, and again from where it stopped."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, insert, update

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import add_once, db, transaction
from collab.digests.actions.asking import PURPOSE, keep_hashes
from collab.digests.models import DigestMail, DigestRun, Frequency, Subscriber, Subscription, Topic
from collab.digests.queries import items, subjects
from collab.digests.queries import subscriptions as queries
from collab.digests.rules import links, mail, windows
from collab.digests.rules.items import chosen
from collab.digests.rules.links import Use
from collab.digests.rules.windows import Window
from collab.notifications.actions import SITE, Letter, queue_all
from collab.notifications.models import Message

BATCH = 500
DIGEST = f"{PURPOSE}digest:"

What = tuple[Topic, UUID, datetime]


@dataclass(frozen=True)
class Sent:
    """A run that was finished, and how many mails this sender queued for it."""

    window: Window
    mails: int


@permitted(is_system)
def send_due(*, secret: str, by: Viewer) -> Iterator[Sent]:
    """Queues the mails of all windows that have ended, the oldest first, in a transaction for each batch.

    A batch writes mails and outbox, and marks its subscriptions as told, together: killed anywhere, it is done whole or
    not at all, and the next call goes on there. Two senders at once share the work.
    """
    for frequency in Frequency:
        for window in _due(frequency):
            run = _begun(window)
            mails = 0
            while (queued := _send_batch(run, secret, by)) is not None:
                mails += queued
            yield Sent(window, mails)


def _due(frequency: Frequency) -> list[Window]:
    unfinished = [Window(frequency, run.starts_at, run.ends_at) for run in queries.unfinished_runs(frequency)]
    found = [*unfinished, *windows.due(frequency, queries.last_run_end(frequency), clock.now())]
    db.session.rollback()
    return found


def _begun(window: Window) -> DigestRun:
    with transaction() as session:
        add_once(
            DigestRun,
            id=uuid.uuid4(),
            frequency=window.frequency,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            began_at=clock.now(),
        )
        run = queries.run(window.frequency, window.starts_at)
        session.expunge(run)
        return run


def _send_batch(run: DigestRun, secret: str, by: Viewer) -> int | None:
    """How many mails were queued; None when nobody was left, and the run is finished."""
    with transaction():
        ids = queries.subscribers_due(run, BATCH)
        if not ids:
            _finish(run, by)
            return None
        due = queries.locked_due(run, ids)
        return _tell(run, due, secret) if due else 0


def _tell(run: DigestRun, due: Sequence[Subscription], secret: str) -> int:
    sections = _sections(run, due)
    rows: list[dict[str, Any]] = []
    letters: list[Letter] = []
    for subscriber_id, group in groupby(due, key=lambda one: one.subscriber_id):
        told = {one: sections[_what(one)] for one in group if sections[_what(one)].items}
        if told:
            mail_id, contents = uuid.uuid4(), _contents(told)
            rows.append({"id": mail_id, "run_id": run.id, "subscriber_id": subscriber_id, "contents": contents})
            letters.append(_letter(run, mail_id, told, secret))
    if rows:
        db.session.flush()
        db.session.execute(insert(DigestMail), rows)
    queue_all(letters)
    db.session.execute(update(Subscription), [{"id": one.id, "covered_until": run.ends_at} for one in due])
    return len(rows)


def _sections(run: DigestRun, due: Sequence[Subscription]) -> dict[What, mail.Section]:
    """A section for all who are told the same, so that it is chosen and drawn once."""
    found = items.published(min(_covered(one) for one in due), run.ends_at)
    named = subjects.of(due) if found else {}
    sections: dict[What, mail.Section] = {}
    for one in due:
        if _what(one) not in sections:
            about = chosen(found, one.topic, one.subject_id, _covered(one), run.ends_at)
            sections[_what(one)] = mail.Section(named[one.id].name if about else "", about)
    return sections


def _what(one: Subscription) -> What:
    return one.topic, one.subject_id, _covered(one)


def _covered(one: Subscription) -> datetime:
    return cast(datetime, one.covered_until)  # what is confirmed has it, says the CHECK


def _contents(told: Mapping[Subscription, mail.Section]) -> dict[str, list[str]]:
    return {str(one.id): section.keys for one, section in told.items()}


def _letter(run: DigestRun, mail_id: UUID, told: Mapping[Subscription, mail.Section], secret: str) -> Letter:
    subscriber = next(iter(told)).subscriber
    for one in told:
        keep_hashes(one, secret)
    words = _words(run, subscriber, told, secret)
    return Letter(
        to=subscriber.email,
        subject=words.subject,
        body=words.text,
        html=words.html,
        list_unsubscribe=_stop_href(subscriber, list(told), secret),
        purpose_key=f"{DIGEST}{mail_id}",
    )


def _words(
    run: DigestRun, subscriber: Subscriber, told: Mapping[Subscription, mail.Section], secret: str
) -> mail.Words:
    parts = [mail.Part(section, _stop_href(subscriber, [one], secret)) for one, section in told.items()]
    manage = f"{SITE}/updates/manage/{links.token(secret, Use.manage, subscriber.id, subscriber.salt)}"
    return mail.digest(run.frequency, run.ends_at, parts, manage)


def _stop_href(subscriber: Subscriber, told: list[Subscription], secret: str) -> str:
    """The address that ends the one subscription of a mail, or all updates where the mail has several."""
    if len(told) == 1:
        return f"{SITE}/updates/stop/{links.token(secret, Use.stop, told[0].id, told[0].salt)}"
    return f"{SITE}/updates/stop/{links.token(secret, Use.stop_all, subscriber.id, subscriber.salt)}"


def _finish(run: DigestRun, by: Viewer) -> None:
    """The sender that closes the run records it."""
    closing = update(DigestRun).where(DigestRun.id == run.id, DigestRun.finished_at.is_(None))
    done = cast("CursorResult[Any]", db.session.execute(closing.values(finished_at=clock.now())))
    if done.rowcount:
        about = {
            "frequency": run.frequency.value,
            "starts_at": run.starts_at.isoformat(),
            "ends_at": run.ends_at.isoformat(),
            "mails": queries.count_mails(run),
        }
        record(RootKind.installation, queries.INSTALLATION, Event.digest_sent, by=by, about=about)


def check(message: Message, *, secret: str) -> bool:
    """Looks at a digest once more as it goes out: what is not public any more, or was ended since, is left out of it.

    False when nothing is left. Other mails pass as they are.
    """
    if not message.purpose_key.startswith(DIGEST):
        return True
    row = queries.mail(UUID(message.purpose_key.removeprefix(DIGEST)))
    if row is None:
        return False
    wanted = queries.still_wanted([UUID(key) for key in row.contents])
    public = items.by_keys({key for keys in row.contents.values() for key in keys})
    named = subjects.of(wanted)
    told: dict[Subscription, mail.Section] = {}
    for one in wanted:
        left = tuple(public[key] for key in row.contents[str(one.id)] if key in public)
        if left:
            told[one] = mail.Section(named[one.id].name, left)
    if told and _contents(told) != row.contents:
        words = _words(row.run, row.subscriber, told, secret)
        message.subject, message.body, message.html = words.subject, words.text, words.html
        message.list_unsubscribe = _stop_href(row.subscriber, list(told), secret)
    return bool(told)
