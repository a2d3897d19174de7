"""What the worker does for accounts: takes away links that stopped working long ago."""

from __future__ import annotations

from collab.accounts.actions.clean_up import drop_old_links
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.jobs import Periodic, daily


def clean_up() -> None:
    with transaction():
        drop_old_links(by=SYSTEM)


PERIODIC = (Periodic("drop old links", daily(3), clean_up),)
