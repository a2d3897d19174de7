"""`collab user`, `collab roles` and `collab mail`, run as commands."""

from email import message_from_bytes

import pytest
from sqlalchemy import select

from collab.accounts import cli, policy, queries
from collab.accounts.models import Role
from collab.notifications import actions as notifications
from collab.notifications import cli as mail_cli
from collab.notifications.models import Message
from tests.factories.accounts import sign_in

PASSWORD = "seven quiet lanterns"


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *arguments, typed="": runner.invoke(_command(arguments[0]), arguments[1:], input=typed)


def _command(name):
    return {"user": cli.user, "roles": cli.roles, "mail": mail_cli.group}[name]


def test_a_person_is_added_with_a_password_and_can_sign_in(run, client, reading_in):
    added = run(
        "user", "add", "Author@HO.example", "--name", "Author", "--organisation", "HO", "--role", "author",
        "--role", "viewer", typed=f"{PASSWORD}\n{PASSWORD}\n",
    )  # fmt: skip
    assert (added.exit_code, PASSWORD in added.output) == (0, False), added.output
    sign_in(client, "author@ho.example", PASSWORD)
    with reading_in():
        assert queries.acting("author@ho.example", "HO").roles == {Role.author, Role.viewer}


def test_somebody_who_is_there_joins_a_second_organisation_without_a_password(run, reading_in):
    run(
        "user",
        "add",
        "a@x.example",
        "--name",
        "A",
        "--organisation",
        "HO",
        "--role",
        "author",
        typed=f"{PASSWORD}\n" * 2,
    )
    assert run("user", "add", "a@x.example", "--name", "A", "--organisation", "MOJ", "--role", "viewer").exit_code == 0
    with reading_in():
        assert queries.acting("a@x.example", "MOJ").has_several


def test_an_invitation_is_sent_instead_of_asking(run, reading_in, app):
    assert run("user", "add", "s@x.example", "--name", "S", "--system-administrator", "--invite").exit_code == 0
    with reading_in() as session:
        assert queries.person_by_email("s@x.example").is_system_administrator
        assert f"{app.settings.base_url}/invitations/" in session.scalars(select(Message)).one().body


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--organisation"),
        (("--organisation", "NOBODY", "--role", "author"), "no organisation with the code NOBODY"),
        (("--organisation", "HO"), "Choose at least one role"),
        (("--organisation", "HO", "--role", "secretariat"), "Only a board"),
        (("--organisation", "HO", "--role", "author", "--system-administrator"), "belongs to no organisation"),
    ],
)
def test_what_cannot_be_added_is_said_and_leaves_nothing(run, reading_in, arguments, words):
    tried = run("user", "add", "a@x.example", "--name", "A", *arguments, typed=f"{PASSWORD}\n" * 2)
    assert tried.exit_code != 0
    assert words in tried.output
    with reading_in():
        assert queries.is_empty()


def test_a_weak_password_is_refused(run, reading_in):
    tried = run("user", "add", "a@x.example", "--name", "A", "--system-administrator", typed="short\nshort\n")
    assert "12 characters or more" in tried.output
    with reading_in():
        assert queries.is_empty()


def test_disabling(run, client):
    run("user", "add", "a@x.example", "--name", "A", "--system-administrator", typed=f"{PASSWORD}\n" * 2)
    sign_in(client, "a@x.example", PASSWORD)
    assert run("user", "disable", "a@x.example").exit_code == 0
    assert client.get("/account").status_code == 302
    assert "Nobody has the address" in run("user", "disable", "b@x.example").output


def test_the_roles_are_printed(run):
    printed = run("roles").output
    for role, permissions in policy.role_rows():
        assert role in printed
        assert all(permission.value in printed for permission in permissions)


def test_mail_goes_into_files_where_no_server_is_configured(run, app, writing_in):
    with writing_in():
        notifications.queue("reader@example.org", "A subject", "Words.\n", purpose_key="x")
    assert "1 sent" in run("mail", "send").output
    assert "0 sent" in run("mail", "send").output
    (file,) = app.settings.mail_folder.glob("*.eml")
    assert message_from_bytes(file.read_bytes())["To"] == "reader@example.org"


@pytest.mark.parametrize(
    "command", [cli.user.commands["add"], cli.user.commands["disable"], cli.roles, mail_cli.group.commands["send"]]
)
def test_every_help_has_an_example(command):
    assert "Example: collab" in command.help
