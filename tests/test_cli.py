"""The `collab` command as a newcomer runs it, in processes of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pytest

from collab.cli import main

COMMAND = [str(Path(sys.executable).parent / "collab")]


@pytest.fixture
def settings(tmp_path):
    """The environment of a machine on which nothing is set but where things go."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COLLAB_")}
    return clean | {"COLLAB_VAR": str(tmp_path)}


def run(settings, *words, **options):
    return subprocess.run([*COMMAND, *words], env=settings, capture_output=True, text=True, timeout=120, **options)


def commands(group, context, path=()):
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, context, (*path, name))
        else:
            yield (*path, name), command


def test_every_help_shows_an_example():
    found = list(commands(main, click.Context(main)))
    assert len(found) >= 12
    for path, command in found:
        assert re.search(rf"Example:\s+collab {' '.join(path)}", command.help or ""), path


def test_from_nothing_to_a_page(settings):
    assert run(settings, "db", "upgrade").returncode == 0
    filled = run(settings, "demo", "--if-empty")
    assert filled.returncode == 0, filled.stderr
    assert run(settings, "demo", "--if-empty").stdout == ""
    assert "not empty" in run(settings, "demo").stderr
    verified = run(settings, "audit", "verify")
    assert "all fit" in verified.stdout, verified.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = fetch(f"http://127.0.0.1:{port}/consultations")
        assert "Demonstration: invented content" in page
        assert "National minimum technology standards in prisons" in page
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}" in said
    assert "author.ho@demo.example" in said


def fetch(address):
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nobody answers at {address}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COLLAB_DATABASE_URL", "mysql://x"),
        ("COLLAB_ENV", "staging"),
        ("COLLAB_COLOUR", "red"),
        ("COLLAB_SMTP_URL", "x"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(settings, name, value):
    refused = run(settings | {name: value}, "audit", "verify")
    assert refused.returncode == 2
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_production_needs_every_setting(settings):
    refused = run(settings | {"COLLAB_ENV": "production"}, "audit", "verify")
    assert refused.returncode == 2
    assert "is not set" in refused.stderr


def test_flask_finds_the_application_too(settings):
    flask = str(Path(sys.executable).parent / "flask")
    listed = subprocess.run(
        [flask, "--app", "collab", "routes"], env=settings, capture_output=True, text=True, timeout=60
    )
    assert "proposals.proposal" in listed.stdout, listed.stderr
    helped = subprocess.run([flask, "--app", "collab", "--help"], env=settings, capture_output=True, text=True)
    assert {name for name in main.commands if not re.search(rf"^  {name} ", helped.stdout, re.MULTILINE)} == set()
