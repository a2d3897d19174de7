"""What the worker does for the outbox: delivers it every few seconds, and so finds again what a killed worker lost."""

from __future__ import annotations

import threading
from typing import cast

from flask import current_app

from collab.jobs import Periodic, every_minutes
from collab.notifications.actions import deliver_as_configured
from collab.web.application import Collab

SECONDS = 5


_alone = threading.Lock()


def deliver() -> None:
    """One delivery in a process at a time: it has connections enough, and the others' workers are for other jobs."""
    app = cast(Collab, current_app)
    if _alone.acquire(blocking=False):
        try:
            deliver_as_configured(app.settings, footer=app.mail_footer(), check=app.mail_check)
        finally:
            _alone.release()


PERIODIC = (Periodic("deliver", every_minutes(1), deliver, every_seconds=SECONDS),)
