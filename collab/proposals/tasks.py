"""What the worker does for proposals: live texts, a version a day, editions whose hour has come, and tables left behind."""

from __future__ import annotations

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.documents.queries import live
from collab.documents.rules.live import LONGEST_UNSETTLED, QUIET
from collab.jobs import Periodic, daily, every_minutes
from collab.proposals.actions import drafting
from collab.proposals.actions.implication_uploads import forget_old_uploads
from collab.proposals.actions.publication import publish_scheduled
from collab.proposals.actions.versions import keep_daily
from collab.proposals.queries import editions, versions
from collab.proposals.rules.versions import day_to_keep


def settle() -> None:
    """Each text in a transaction of its own: those who type in another one do not wait."""
    now = clock.now()
    for document_id in live.unsettled(quiet_since=now - QUIET, begun_before=now - LONGEST_UNSETTLED):
        with transaction():
            drafting.settle(document_id, by=SYSTEM)


def keep_versions() -> None:
    """Each in a transaction of its own. It may run as often as it likes."""
    on = day_to_keep(clock.today(), accounts.bank_holidays().days)
    if on is None:
        return
    with transaction():
        due = versions.due(on)
    for identity in due:
        with transaction():
            keep_daily(versions.by_id(identity), on=on, by=SYSTEM)


def publish_due() -> None:
    """Each in a transaction of its own: what keeps one back keeps back no other."""
    with transaction():
        due = editions.due()
    for edition_id in due:
        with transaction():
            publish_scheduled(editions.by_id(edition_id), by=SYSTEM)


def forget_uploads() -> None:
    with transaction():
        forget_old_uploads(by=SYSTEM)


PERIODIC = (
    Periodic("settle live texts", every_minutes(1), settle, every_seconds=5),
    Periodic("keep versions", every_minutes(10), keep_versions),
    Periodic("publish what is due", every_minutes(1), publish_due),
    Periodic("forget old tables", daily(2), forget_uploads),
)
