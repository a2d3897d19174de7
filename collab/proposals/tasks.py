"""What the worker does for proposals: settles what was typed live."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.documents.queries import live
from collab.documents.rules.live import LONGEST_UNSETTLED, QUIET
from collab.jobs import Periodic, every_minutes
from collab.proposals.actions import drafting


def settle() -> None:
    """Each text in a transaction of its own: those who type in another one do not wait."""
    now = clock.now()
    for document_id in live.unsettled(quiet_since=now - QUIET, begun_before=now - LONGEST_UNSETTLED):
        with transaction():
            drafting.settle(document_id, by=SYSTEM)


PERIODIC = (Periodic("settle live texts", every_minutes(1), settle, every_seconds=5),)
