"""`collab files`: whether each file that was attached is there, as it was."""

from __future__ import annotations

import hashlib

import click
from flask import current_app
from flask.cli import AppGroup

from collab.attachments import queries

group = AppGroup("files", help="Check the files that were attached.")


@group.command("verify")
def verify() -> None:
    """Compare each file with the SHA-256 that was kept when it came. Fails where one is missing or was changed.

    Example: collab files verify
    """
    folder, wrong, every = current_app.settings.files_folder, 0, queries.every()  # type: ignore[attr-defined]
    for attachment in every:
        path = queries.path_of(attachment, folder)
        fault = _fault(path.read_bytes(), attachment.sha256) if path.is_file() else "is missing"
        if fault:
            wrong += 1
            click.echo(f"{attachment.file_name} ({attachment.id}) {fault}: {path}", err=True)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(every)} files are not as they were.")
    click.echo(f"OK: {len(every)} files are as they were.")


def _fault(content: bytes, expected: str) -> str:
    return "" if hashlib.sha256(content).hexdigest() == expected else "was changed"
