"""Claiming what is queued, having it sent, and keeping what became of it. docs/decisions/0005."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import OperationalError

from collab import clock
from collab.config import Settings
from collab.db import db, rows, transaction
from collab.notifications.actions.crew import Crew, Result, Way
from collab.notifications.actions.lines import FolderLine, Mail, SmtpLine
from collab.notifications.models import Message, MessageState
from collab.notifications.rules import retries
from collab.notifications.rules.wire import Claimed, Envelope, written

WINDOW = 25
"""How many mails for each line are claimed and not closed yet: as many are in doubt, at most, when the process is killed."""
MOST = 1_000
PATIENCE = 30
"""How often closing is tried again, a second apart, while the database is away: what was sent must not be forgotten."""

OUTBOX = rows(Message)
WORDLESS = {"body": "", "html": None, "list_unsubscribe": None}
"""The words of a mail that is over are erased, as they may hold a private link."""

Check = Callable[[Sequence[Claimed]], Sequence[Claimed]]
"""Looks at claimed mails once more: gives back those that are still to be sent, with what is left of their words."""


@dataclass
class _Turns:
    """Takes turns with the database: each closes what the lines brought back and claims what they take next."""

    envelope: Envelope
    check: Check | None
    left: int
    done: list[Result] = field(default_factory=list)
    sent: int = 0

    def take(self, count: int) -> list[Mail]:
        """Closes, and claims so many; fewer where no more are due or some are not wanted any more. The claim is committed."""
        count = min(count, self.left)
        if not self.done and not count:
            return []
        for again in range(PATIENCE, -1, -1):
            try:
                with transaction():
                    _close(self.done)
                    claimed = _claim(count) if count else []
                    kept = _still_wanted(claimed, self.check)
                break
            except OperationalError:
                if not self.done or not again:
                    raise
                time.sleep(1)
        self.sent += sum(one.state is MessageState.sent for one in self.done)
        self.done = []
        self.left = self.left - len(claimed) if len(claimed) == count else 0
        sender = self.envelope.mail_from
        return [Mail(one.id, sender, one.to, written(one, self.envelope), one.attempts) for one in kept]


def to_folder(folder: Path) -> Way:
    return Way(lambda: FolderLine(folder), most=1)


def to_smtp(url: str) -> Way:
    return Way(lambda: SmtpLine(url))


def deliver(
    way: Way, *, mail_from: str, site: str = "", footer: str = "", check: Check | None = None, limit: int = MOST
) -> int:
    """Sends what is queued, the oldest first. Returns how many were sent.

    A few lines send while the next mails are claimed; when half of what was claimed has come back, one transaction
    closes it and claims as many again. `site` is the configured base URL; `footer` closes each mail that does not say it
    already. A mail that was refused waits and is tried again, or is ended where the server said that it never takes it;
    one in doubt stays `sending`, and nobody sends it again.
    """
    turns, crew = _Turns(Envelope(mail_from, site, footer), check, limit), Crew(way)
    room = way.most * WINDOW
    try:
        while True:
            mails = turns.take(room - crew.under_way)
            crew.hand(mails)
            if not crew.under_way and (crew.is_broken or not turns.left):
                return turns.sent
            turns.done += crew.back(room // 2)
            if crew.is_broken:
                turns.left = 0  # the next call begins anew
    finally:
        turns.done += crew.stop()  # where something went wrong here, what was sent is kept all the same
        turns.take(0)


def deliver_as_configured(settings: Settings, *, footer: str, check: Check) -> int:
    """The same by the configured way out: to the SMTP server or, without one, into files."""
    way = to_smtp(settings.smtp_url) if settings.smtp_url else to_folder(settings.mail_folder)
    return deliver(way, mail_from=settings.mail_from, site=settings.base_url, footer=footer, check=check)


def _claim(count: int) -> list[Claimed]:
    """One statement: what another sender is claiming at this moment is passed over, not waited for.

    The state is asked where the rows are locked, and only there: asked once more outside, it leads databases to read
    through everything that is queued.
    """
    now = clock.now()
    table = OUTBOX.c
    waited = [and_(table.attempts == tried, table.claimed_at <= now - wait) for tried, wait in retries.WAITS.items()]
    due = select(table.id).where(table.state == MessageState.queued, or_(table.attempts == 0, *waited))
    found = due.order_by(table.queued_at).limit(count).with_for_update(skip_locked=True).cte("due")
    claiming = (
        update(OUTBOX)
        .where(table.id.in_(select(found.c.id)))
        .values(state=MessageState.sending, claimed_at=now, attempts=table.attempts + 1)
        .returning(*(table[name] for name in Claimed.__dataclass_fields__))
    )
    claimed = [Claimed(*row) for row in db.session.execute(claiming)]
    return sorted(claimed, key=lambda one: one.queued_at)


def _still_wanted(claimed: Sequence[Claimed], check: Check | None) -> Sequence[Claimed]:
    kept = check(claimed) if check and claimed else claimed
    dropped = {one.id for one in claimed} - {one.id for one in kept}
    if dropped:
        values = {"state": MessageState.dropped, **WORDLESS}
        db.session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(dropped)).values(values))
    return kept


def _close(done: Sequence[Result]) -> None:
    sent = [one.id for one in done if one.state is MessageState.sent]
    untried = [one.id for one in done if one.is_untried]
    if sent:
        values = {"state": MessageState.sent, "sent_at": clock.now(), "last_error": "", **WORDLESS}
        db.session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(sent)).values(values))
    if untried:
        again = update(OUTBOX).where(OUTBOX.c.id.in_(untried))
        db.session.execute(again.values(state=MessageState.queued, attempts=OUTBOX.c.attempts - 1))
    for one in done:
        if one.words:
            mine = update(OUTBOX).where(OUTBOX.c.id == one.id)
            db.session.execute(mine.values(state=one.state, last_error=one.words[:400]))
