"""`collab digests`: sends what is due now, or what was due at another time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.digests.actions import runs
from collab.digests.rules.mail import window_words
from collab.web.application import Collab

group = AppGroup("digests", help="Updates by email.")


@group.command("send")
@click.option("--now", "at", metavar="ISO", default="", help="Act as at this time, such as 2026-11-24T08:10+00:00.")
def send(at: str) -> None:
    """Queue the mails of all windows that have ended; what was sent before is not sent again.

    Example: collab digests send
    """
    secret = cast(Collab, current_app).settings.secret_key
    with clock.pinned(_instant(at) if at else None):
        found = 0
        for sent in runs.send_due(secret=secret, by=SYSTEM):
            found += 1
            when = window_words(sent.window.starts_at, sent.window.ends_at)
            click.echo(f"{sent.window.frequency.value}, {when}: {sent.mails} mails queued")
        if not found:
            click.echo("Nothing is due.")


def _instant(at: str) -> datetime:
    """A time without a zone is London's."""
    try:
        read = datetime.fromisoformat(at)
    except ValueError as error:
        raise click.BadParameter(f"{at} is not a time like 2026-11-24T08:10+00:00") from error
    return (read if read.tzinfo else read.replace(tzinfo=clock.LONDON)).astimezone(UTC)
