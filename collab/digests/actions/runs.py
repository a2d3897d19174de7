"""Sending digests: each window once, each subscriber once, and again from where it stopped."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, CursorResult, bindparam, insert, update

from collab import clock
from collab.accounts.policy import Viewer, is_system, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import add_once, db, ordered_ids, rows, transaction
from collab.digests.actions.asking import PURPOSE
from collab.digests.models import DigestMail, DigestRun, Frequency, Subscriber, Subscription, Topic
from collab.digests.queries import items, subjects
from collab.digests.queries import subscriptions as queries
from collab.digests.queries.subscriptions import Following
from collab.digests.rules import links, mail, windows
from collab.digests.rules.items import Item, chosen
from collab.digests.rules.links import Use
from collab.digests.rules.windows import Window
from collab.notifications.actions import SITE, Letter, queue_all
from collab.notifications.rules.wire import Claimed

BATCH = 2_000
AT_ONCE = 10_000  # ids in one statement; databases have a limit
DIGEST = f"{PURPOSE}digest:"
OF_ONE, OF_WHOM = rows(Subscription), rows(Subscriber)
STOP, MANAGE = f"{SITE}/updates/stop/", f"{SITE}/updates/manage/"

What = tuple[Topic, UUID, datetime]


@dataclass(frozen=True)
class Links:
    """The tokens of a mail: one that ends each of its subscriptions, in their order, one for all, and one to change them."""

    stops: Sequence[str]
    stop_all: str
    manage: str


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


def _tell(run: DigestRun, due: Sequence[Following], secret: str) -> int:
    """A section is chosen and drawn once for all who are told the same, and so is what stands around the links."""
    sections = _sections(run, due)
    frames: dict[tuple[What, ...], mail.Frame] = {}
    mails: list[dict[str, Any]] = []
    letters: list[Letter] = []
    linked: list[tuple[Sequence[Following], Links]] = []
    ids = iter(ordered_ids(len(due)))
    for subscriber_id, group in groupby(due, key=attrgetter("subscriber_id")):
        told = [one for one in group if sections[_what(one)].items]
        if not told:
            continue
        whats = tuple(_what(one) for one in told)
        if whats not in frames:
            frames[whats] = mail.framed(run.frequency, run.ends_at, [sections[what] for what in whats])
        mail_id, held = next(ids), _links(told, secret)
        contents = {str(one.id): sections[what].keys for one, what in zip(told, whats, strict=True)}
        mails.append({"id": mail_id, "run_id": run.id, "subscriber_id": subscriber_id, "contents": contents})
        letters.append(_letter(told[0].email, frames[whats], held, mail_id))
        linked.append((told, held))
    _keep_hashes(linked)
    if mails:
        db.session.execute(insert(rows(DigestMail)), mails)
    queue_all(letters)
    _mark_told(run, due)
    return len(mails)


def _sections(run: DigestRun, due: Sequence[Following]) -> dict[What, mail.Section]:
    found = items.published(min(one.covered_until for one in due), run.ends_at)
    first = {_what(one): one for one in due}
    named = subjects.of(first.values()) if found else {}
    sections: dict[What, mail.Section] = {}
    for what, one in first.items():
        about = chosen(found, one.topic, one.subject_id, one.covered_until, run.ends_at)
        sections[what] = mail.Section(named[one.id].name if about else "", about)
    return sections


def _what(one: Following) -> What:
    return one.topic, one.subject_id, one.covered_until


def _links(told: Sequence[Following], secret: str) -> Links:
    whom = told[0]
    return Links(
        stops=[links.token(secret, Use.stop, one.id, one.salt) for one in told],
        stop_all=links.token(secret, Use.stop_all, whom.subscriber_id, whom.subscriber_salt),
        manage=links.token(secret, Use.manage, whom.subscriber_id, whom.subscriber_salt),
    )


def _letter(to: str, frame: mail.Frame, held: Links, mail_id: UUID) -> Letter:
    words = frame.filled([f"{STOP}{token}" for token in held.stops], f"{MANAGE}{held.manage}")
    return Letter(
        to=to,
        subject=words.subject,
        body=words.text,
        html=words.html,
        list_unsubscribe=_one_click(held),
        purpose_key=f"{DIGEST}{mail_id}",
    )


def _one_click(held: Links) -> str:
    """The address that ends the one subscription of a mail, or all updates where the mail has several."""
    return STOP + (held.stops[0] if len(held.stops) == 1 else held.stop_all)


def _keep_hashes(linked: Iterable[tuple[Sequence[Following], Links]]) -> None:
    """What lets the links be found again. It differs only at first, and where the secret key was changed."""
    stops, people = [], []
    for told, held in linked:
        for one, token in zip(told, held.stops, strict=True):
            if one.stop_hash != (stop := links.stored(token)):
                stops.append({"key": one.id, "stop": stop})
        hashes = links.stored(held.stop_all), links.stored(held.manage)
        if (told[0].stop_all_hash, told[0].manage_hash) != hashes:
            people.append({"key": told[0].subscriber_id, "stop": hashes[0], "manage": hashes[1]})
    mine: BindParameter[UUID] = bindparam("key")
    if stops:
        held_by = update(OF_ONE).where(OF_ONE.c.id == mine).values(stop_hash=bindparam("stop"))
        db.session.execute(held_by, stops)
    if people:
        of_all = update(OF_WHOM).where(OF_WHOM.c.id == mine)
        db.session.execute(of_all.values(stop_hash=bindparam("stop"), manage_hash=bindparam("manage")), people)


def _mark_told(run: DigestRun, due: Sequence[Following]) -> None:
    for start in range(0, len(due), AT_ONCE):
        ids = [one.id for one in due[start : start + AT_ONCE]]
        db.session.execute(update(OF_ONE).where(OF_ONE.c.id.in_(ids)).values(covered_until=run.ends_at))


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


def check(claimed: Sequence[Claimed], *, secret: str) -> list[Claimed]:
    """Looks at digests once more as they go out: what is not public any more, or was ended since, is left out of them.

    A digest of which nothing is left is left out itself. Other mails pass as they are. All are looked at in a fixed
    number of statements, but for those that have to be written anew.
    """
    of_digests = {UUID(one.purpose_key.removeprefix(DIGEST)): one for one in claimed if _is_digest(one)}
    contents = queries.contents(of_digests) if of_digests else {}
    wanted = queries.still_wanted({UUID(key) for told in contents.values() for key in told})
    public = items.by_keys({key for told in contents.values() for keys in told.values() for key in keys})
    kept = [one for one in claimed if not _is_digest(one)]
    for mail_id, told in contents.items():
        left = {
            UUID(subscription): [key for key in keys if key in public]
            for subscription, keys in told.items()
            if UUID(subscription) in wanted
        }
        left = {subscription: keys for subscription, keys in left.items() if keys}
        if left:
            is_whole = {str(subscription): keys for subscription, keys in left.items()} == told
            one = of_digests[mail_id]
            kept.append(one if is_whole else _rewritten(one, mail_id, left, public, secret))
    return kept


def _is_digest(one: Claimed) -> bool:
    return one.purpose_key.startswith(DIGEST)


def _rewritten(
    one: Claimed, mail_id: UUID, left: Mapping[UUID, Sequence[str]], public: Mapping[str, Item], secret: str
) -> Claimed:
    """The same mail with what is left, by subscription."""
    run, told = queries.run_of(mail_id), queries.followings(list(left))
    named, held = subjects.of(told), _links(told, secret)
    sections = [mail.Section(named[of.id].name, tuple(public[key] for key in left[of.id])) for of in told]
    letter = _letter(one.to, mail.framed(run.frequency, run.ends_at, sections), held, mail_id)
    return replace(
        one, subject=letter.subject, body=letter.body, html=letter.html, list_unsubscribe=letter.list_unsubscribe
    )
