"""`collab mail`: delivers what is queued, to the SMTP server or, without one, into files."""

from __future__ import annotations

import time
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from collab.notifications import queries
from collab.notifications.actions import deliver_as_configured
from collab.web.application import Collab

PAUSE_SECONDS = 5

group = AppGroup("mail", help="Mail that the application has queued.")


@group.command("send")
@click.option("--watch", is_flag=True, help=f"Go on for ever, looking every {PAUSE_SECONDS} seconds.")
def send(watch: bool) -> None:
    """Deliver what is queued: to COLLAB_SMTP_URL, or as .eml files into var/mail where that is empty.

    Names the mails of which nobody knows whether they arrived; they are not sent again by themselves.

    Example: collab mail send --watch
    """
    app = cast(Collab, current_app)
    click.echo(f"{_deliver(app)} sent.")
    for one in queries.in_doubt():
        why = one.last_error or "the sender was killed"
        click.echo(
            f"May have arrived: {one.purpose_key}, {one.message_id}, begun {one.claimed_at:%Y-%m-%d %H:%M}: {why}"
        )
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
    return deliver_as_configured(app.settings, footer=app.mail_footer(), check=app.mail_check)
