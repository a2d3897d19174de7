"""The `collab` command: serve, demo, database, users, imports, verification."""

from __future__ import annotations

import logging
import sys
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup, FlaskGroup, with_appcontext

from collab import demo, jobs, migrations
from collab.accounts import actions as accounts
from collab.accounts import cli as accounts_cli
from collab.accounts import queries as accounts_queries
from collab.accounts.policy import SYSTEM
from collab.app import JOBS, create_app
from collab.attachments import cli as attachments_cli
from collab.audit import cli as audit_cli
from collab.clock import today
from collab.consultations import cli as consultations_cli
from collab.db import db, transaction
from collab.digests import cli as digests_cli
from collab.errors import Misconfigured
from collab.notifications import cli as notifications_cli
from collab.proposals import cli as proposals_cli
from collab.web.application import Collab
from collab.web.private_links import MaskTokens

database = AppGroup("db", help="Make and change the database schema.")


@database.command("upgrade")
@click.argument("revision", default="head")
def db_upgrade(revision: str) -> None:
    """Bring the schema up to date, and the list of organisations with it.

    Example: collab db upgrade
    """
    migrations.upgrade(db.engine, revision)
    if revision == "head":
        with transaction():
            accounts.load_reference(by=SYSTEM)
    click.echo("The schema is up to date.")


@database.command("downgrade")
@click.argument("revision")
def db_downgrade(revision: str) -> None:
    """Take the schema back to a revision; `base` is the empty database.

    Example: collab db downgrade base
    """
    migrations.downgrade(db.engine, revision)
    click.echo(f"The schema is at {revision}.")


@database.command("check")
def db_check() -> None:
    """Fail where the models and the migrated schema differ.

    Example: collab db check
    """
    found = migrations.drift(db.engine)
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise click.ClickException("The models and the migrations differ. `collab db revision` writes the next one.")
    click.echo("The models and the migrations agree.")


@database.command("revision")
@click.argument("message")
def db_revision(message: str) -> None:
    """Write the next numbered migration from what changed in the models.

    Example: collab db revision "keep drafts of boards"
    """
    migrations.make_revision(db.engine, message)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve on this machine, and do the background jobs meanwhile. Production uses gunicorn: see the README.

    Example: collab serve --port 8080
    """
    from werkzeug.serving import run_simple

    logging.getLogger("werkzeug").addFilter(MaskTokens())
    app = create_app()
    _announce(app, host, port)
    jobs.start_inside(jobs.schedule(app, JOBS, app.settings.jobs_url))
    run_simple(host, port, app, threaded=True)


@click.command("worker")
def worker() -> None:
    """Do the background jobs beside gunicorn: mail, digests, clean-up. Ends after what it is doing when told to.

    Example: collab worker
    """
    app = create_app()
    jobs.work(jobs.schedule(app, JOBS, app.settings.jobs_url))


def _announce(app: Collab, host: str, port: int) -> None:
    click.echo(f"collab is at http://{host}:{port}")
    with app.app_context():
        if not accounts_queries.is_demonstration():
            return
    click.echo("This is a demonstration: invented content. Sign in with one of these:")
    for email, who in demo.sign_ins():
        click.echo(f"  {email:<44} {who}")
    click.echo(f"  The password of each is: {demo.PASSWORD}")


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Do nothing where somebody can sign in already.")
@with_appcontext
def fill_demo(if_empty: bool) -> None:
    """Fill an empty installation with invented proposals, consultations and people by role.

    Example: collab demo --if-empty
    """
    if not accounts_queries.is_empty():
        if if_empty:
            return
        raise click.ClickException("This installation is not empty. The demonstration goes into an empty one.")
    demo.fill(today(), cast(Collab, current_app).settings.base_url, say=click.echo)
    click.echo("The demonstration is there.")


class Commands(FlaskGroup):
    """Reports a bad setting in one line instead of a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except Misconfigured as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(2)


main = Commands(
    name="collab",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="collab: joint criminal justice proposals and genuine consultations.",
)
for part in (
    database,
    serve,
    worker,
    fill_demo,
    accounts_cli.user,
    accounts_cli.roles,
    attachments_cli.group,
    audit_cli.group,
    notifications_cli.group,
    digests_cli.group,
    proposals_cli.group,
    consultations_cli.import_group,
    consultations_cli.group,
    consultations_cli.opinion_map,
):
    main.add_command(part)
