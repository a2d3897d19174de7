"""What the worker does for files: removes those whose transaction failed."""

from __future__ import annotations

from flask import current_app

from collab.accounts.policy import SYSTEM
from collab.attachments.actions import sweep
from collab.db import transaction
from collab.jobs import Periodic, daily


def remove_orphans() -> None:
    with transaction():
        sweep(current_app.settings.files_folder, by=SYSTEM)  # type: ignore[attr-defined]


PERIODIC = (Periodic("remove orphaned files", daily(3), remove_orphans),)
