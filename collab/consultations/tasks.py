"""What the worker does for consultations: erases drafts of responses that were never sent."""

from __future__ import annotations

from collab.accounts.policy import SYSTEM
from collab.consultations.actions.clean_up import erase_old_drafts
from collab.db import transaction
from collab.jobs import Periodic, daily


def clean_up() -> None:
    with transaction():
        erase_old_drafts(by=SYSTEM)


PERIODIC = (Periodic("erase old drafts", daily(3), clean_up),)
