"""What the worker does for proposals: settles what was typed live, keeps a version of what each working day left."""

from __future__ import annotations

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.documents.queries import live
from collab.documents.rules.live import LONGEST_UNSETTLED, QUIET
from collab.jobs import Periodic, every_minutes
from collab.proposals.actions import drafting
from collab.proposals.actions.versions import keep_daily
from collab.proposals.queries import versions
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


PERIODIC = (
    Periodic("settle live texts", every_minutes(1), settle, every_seconds=5),
    Periodic("keep versions", every_minutes(10), keep_versions),
)
