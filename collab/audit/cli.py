"""`collab audit`: checks that nobody changed the record."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from collab.audit import queries

group = AppGroup("audit", help="Check the record of writes.")


@group.command("verify")
def verify() -> None:
    """Walk every chain and name the first entry that does not fit.

    Example: collab audit verify
    """
    chains = queries.chains()
    bad = 0
    for chain in chains:
        found = queries.first_break(chain)
        if found:
            bad += 1
            click.echo(f"{chain.root_kind.value} {chain.root_id}: entry {found.number}: {found.reason}")
    if bad:
        raise click.ClickException(f"{bad} of {len(chains)} chains are broken.")
    click.echo(f"{len(chains)} chains, {sum(chain.length for chain in chains)} entries: all fit.")
