"""`collab edition`: checks that a published text is the one that was cleared."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from collab.proposals.rules import canonical

group = AppGroup("edition", help="Check published editions.")


@group.command("verify", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Recompute the hash of a downloaded edition; exit with 1 where the text is not the one that was hashed.

    Compare the hash with the one on the edition's page: whoever changes a file can change the hash in it too.

    Example: collab edition verify JP-2026-003-edition-1.json
    """
    found = canonical.verify(file.read_bytes())
    if found.fault:
        raise click.ClickException(found.fault)
    click.echo(f"OK: {found.title}")
    click.echo(f"SHA-256 {found.hash}")
