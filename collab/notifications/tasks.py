"""What the worker does for the outbox: delivers it every few seconds, and so finds again what a killed worker lost."""

from __future__ import annotations

from typing import cast

from flask import current_app

from collab.jobs import Periodic, every_minutes
from collab.notifications.actions import deliver_as_configured
from collab.web.application import Collab

SECONDS = 5


def deliver() -> None:
    app = cast(Collab, current_app)
    deliver_as_configured(app.settings, footer=app.mail_footer(), check=app.mail_check)


PERIODIC = (Periodic("deliver", every_minutes(1), deliver, every_seconds=SECONDS),)
