"""What the worker does for accounts: takes away links that stopped working long ago, and hands on what ended bodies are bound to."""

from __future__ import annotations

from collab.accounts import queries
from collab.accounts.actions import endings
from collab.accounts.actions.clean_up import drop_old_links
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.jobs import Periodic, daily


def clean_up() -> None:
    with transaction():
        drop_old_links(by=SYSTEM)


def pass_on_ended() -> None:
    """Each organisation in a transaction of its own; where all was handed on, nothing happens."""
    with transaction():
        ids = queries.ended_and_followed()
    for identity in ids:
        with transaction():
            endings.pass_on(queries.organisation_by_id(identity), by=SYSTEM)


PERIODIC = (
    Periodic("drop old links", daily(3), clean_up),
    Periodic("pass on what ended", daily(0), pass_on_ended),
)
