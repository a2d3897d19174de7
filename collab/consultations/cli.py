"""`collab import`: historic consultations and statement votes, each file whole or not at all. `collab opinion-map`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from collab.accounts.policy import SYSTEM
from collab.consultations.actions import imports
from collab.consultations.rules import evidence, govuk, polis
from collab.consultations.rules.govuk import HistoricConsultation
from collab.consultations.rules.imports import ImportRefused
from collab.db import transaction
from collab.errors import Refused

import_group = AppGroup("import", help="Import consultations from other systems.")
group = AppGroup("consultation", help="Check the evidence of published consultations.")
MOST_BYTES = 64 * 1024 * 1024


@group.command("verify", with_appcontext=False)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Check the downloaded evidence of a consultation with nothing but the file; exit with 1 where something does not fit.

    Compare the hash of each edition with the one on the edition's page: whoever makes a file anew can make it fit itself.

    Example: collab consultation verify C-2026-003-evidence.json
    """
    if file.stat().st_size > evidence.MOST_BYTES:
        most = evidence.MOST_BYTES // 1024**2
        raise click.ClickException(f"The file is larger than {most} MB, and no evidence is.")
    try:
        verdict = evidence.verify(file.read_bytes())
    except OSError as error:
        raise click.ClickException(f"The file cannot be read: {error.strerror}") from None
    for line in verdict.found:
        click.echo(line)
    if verdict.fault:
        raise click.ClickException(verdict.fault)
    click.echo("OK: all of it fits.")


@import_group.command("polis")
@click.argument("directory", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", default="", help="What to call it; otherwise the topic in summary.csv.")
def import_polis(directory: Path, title: str) -> None:
    """Import a Polis export: comments.csv and votes.csv, with or without summary.csv and participants-votes.csv.

    Example: collab import polis ../shared/data/polis/london.youth.policing
    """
    try:
        export = polis.read_export(directory)
        with transaction():
            made = imports.import_polis(export, by=SYSTEM, title=title)
            address, is_new = f"/consultations/{made.consultation.address}", made.is_new
    except (ImportRefused, Refused, OSError) as error:
        raise click.ClickException(f"Nothing was imported. {error}") from None
    if not is_new:
        click.echo(f"Nothing was added: this is there already, at {address}")
        return
    counts = f"{len(export.statements)} statements, {len(export.votes)} votes, {export.voters} voters"
    click.echo(f"Imported {counts}: {address}")


@click.command("opinion-map")
@click.argument("directory", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the members of each group.")
@click.option("--leave-out", multiple=True, type=int, metavar="ID", help="Leave out this statement too.")
@click.option("--keep", multiple=True, type=int, metavar="ID", help="Keep it, though it seems to say who somebody is.")
def opinion_map(directory: Path, as_json: bool, leave_out: tuple[int, ...], keep: tuple[int, ...]) -> None:
    """Find the opinion groups of a Polis export, what each holds and what all hold. It needs no database.

    All groups are printed, and those marked that are too small for a page. Statements that were moderated out are left out, and
    those that say who somebody is (“I am 30 years old or younger”).

    Example: collab opinion-map ../shared/data/polis/scoop-hivemind.taxes
    """
    from collab.consultations.rules.opinion import exports, printed  # numpy and its kin: a second that others save

    try:
        found = exports.mapped(polis.read_export(directory), leave_out=leave_out, keep=keep)
    except (ImportRefused, OSError) as error:
        raise click.ClickException(str(error)) from None
    said = [json.dumps(printed.data(found), indent=2)] if as_json else printed.lines(found)
    for line in said:
        click.echo(line)


@import_group.command("govuk")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def import_govuk(files: tuple[Path, ...]) -> None:
    """Import GOV.UK consultation pages, as its Content API gives them. A refused file does not stop the others.

    Example: collab import govuk ../shared/data/govuk/*.json
    """
    pages, refused = _read(files)
    with transaction():
        said = [_brought_in(page) for page in govuk.latest_of_each(pages)]
    for line in said:
        click.echo(line)
    for error in refused:
        click.echo(f"Refused: {error}", err=True)
    if refused:
        raise click.ClickException(f"{len(refused)} of {len(files)} files were refused; nothing of them was imported.")


def _brought_in(page: HistoricConsultation) -> str:
    made = imports.import_page(page, by=SYSTEM)
    done = "Imported" if made.is_new else "Nothing was added, it is there already"
    return f"{done}: {page.title}, at /consultations/{made.consultation.address}"


def _read(files: tuple[Path, ...]) -> tuple[list[HistoricConsultation], list[ImportRefused]]:
    pages, refused = [], []
    for file in files:
        try:
            if file.stat().st_size > MOST_BYTES:
                raise ImportRefused(file.name, None, "is larger than 64 MB")
            pages.append(govuk.parse_page(file.name, file.read_bytes()))
        except ImportRefused as error:
            refused.append(error)
        except OSError as error:
            refused.append(ImportRefused(file.name, None, f"cannot be read: {error.strerror}"))
    return pages, refused
