"""What the worker does for updates: sends what is due, and erases what is over."""

from __future__ import annotations

from typing import cast

from flask import current_app

from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.digests.actions import clean_up, runs
from collab.jobs import Periodic, daily, every_minutes
from collab.web.application import Collab


def send() -> None:
    for _ in runs.send_due(secret=cast(Collab, current_app).settings.secret_key, by=SYSTEM):
        pass


def erase() -> None:
    with transaction():
        clean_up.drop_unconfirmed(by=SYSTEM)
        clean_up.erase_addresses(by=SYSTEM)


PERIODIC = (
    Periodic("digests", every_minutes(10), send),
    Periodic("erase addresses", daily(3), erase),
)
