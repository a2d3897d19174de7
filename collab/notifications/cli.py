"""`collab mail`: delivers what is queued, to the SMTP server or, without one, into files."""

from __future__ import annotations

import time
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from collab.config import Settings
from collab.notifications.actions import Send, deliver, to_folder, to_smtp
from collab.web.application import Collab

PAUSE_SECONDS = 5

group = AppGroup("mail", help="Mail that the application has queued.")


@group.command("send")
@click.option("--watch", is_flag=True, help=f"Go on for ever, looking every {PAUSE_SECONDS} seconds.")
def send(watch: bool) -> None:
    """Deliver what is queued: to COLLAB_SMTP_URL, or as .eml files into var/mail where that is empty.

    Example: collab mail send --watch
    """
    app = cast(Collab, current_app)
    click.echo(f"{_deliver(app)} sent.")
    if watch:
        keep_sending(app)


def keep_sending(app: Collab) -> None:
    """Delivers every few seconds until the process ends, also after a time in which the database was away."""
    while True:
        time.sleep(PAUSE_SECONDS)
        with app.app_context():
            try:
                _deliver(app)
            except OperationalError:
                app.logger.exception("the outbox could not be read; trying again")


def _deliver(app: Collab) -> int:
    settings = app.settings
    send = delivery(settings)
    return deliver(send, mail_from=settings.mail_from, site=settings.base_url, footer=app.mail_footer())


def delivery(settings: Settings) -> Send:
    """The configured way out."""
    return to_smtp(settings.smtp_url) if settings.smtp_url else to_folder(settings.mail_folder)
