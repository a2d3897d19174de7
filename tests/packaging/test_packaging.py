"""The wheel holds all that the tree has, and works outside of it with what requirements.lock names and nothing else."""

import configparser
import copy
import http.client
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import venv
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import run_key
from tests.support.typist import Typist

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
SECONDS = 60
DEVELOPMENT = {"COLLAB_ENV": "development"}
PRODUCTION = {
    "COLLAB_ENV": "production",
    "COLLAB_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    "COLLAB_BASE_URL": "https://proposals.example",
    "COLLAB_MAIL_FROM": "collab@proposals.example",
    "COLLAB_SERVICE_CONTACT": "help@proposals.example",
    "COLLAB_SMTP_URL": "",
}


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and an empty folder to work in."""

    environment: Path
    folder: Path

    def settings(self, settings: dict[str, str]) -> dict[str, str]:
        var = {"COLLAB_VAR": str(self.folder), "COLLAB_DATABASE_URL": f"sqlite:///{self.folder / 'collab.sqlite3'}"}
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder)} | var | settings

    def run(self, *words: str, **settings: str) -> str:
        command = [str(self.environment / "bin" / words[0]), *words[1:]]
        done = subprocess.run(
            command, cwd=self.folder, env=self.settings(settings), capture_output=True, text=True, timeout=SECONDS
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *words: str, **settings: str):
        """Runs a server until the end of the block; gives the port that it says it listens at."""
        with subprocess.Popen(
            [str(self.environment / "bin" / words[0]), *words[1:]],
            cwd=self.folder,
            env=self.settings(settings),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        ) as process:
            too_long = threading.Timer(SECONDS, process.kill)
            too_long.start()
            try:
                said = []
                for line in process.stderr:
                    said.append(line)
                    if found := re.search(r"(?:Running on|Listening at:) http://127\.0\.0\.1:(\d+)", line):
                        yield int(found[1])
                        break
                else:
                    pytest.fail("".join(said))
            finally:
                too_long.cancel()
                process.terminate()
                process.stderr.read()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    """Status, media type and text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read().decode()
    finally:
        connection.close()


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def shared(request):
    """A folder with wheel, sdist and environment, made once for all workers."""
    run = request.config.stash[run_key]
    folder = run.folder / "packaging"
    run.once("packaging", lambda: make(folder))
    return folder


def make(folder: Path) -> None:
    build(folder / "tree", folder / "dist")
    install(next((folder / "dist").glob("*.whl")), folder / "environment")


def build(tree: Path, dist: Path) -> None:
    """The sdist of a copy of the tree, then the wheel of that sdist."""
    tree.mkdir(parents=True)
    for name in ("pyproject.toml", "setup.cfg", "MANIFEST.in", "README.md", "constraints.txt", "requirements.lock"):
        shutil.copy(ROOT / name, tree)
    for name in ("collab", "static"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=5 * SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr


def install(wheel: Path, environment: Path) -> None:
    """The wheel, and links to the distributions that the lock names: an index need not be in reach."""
    venv.create(environment, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install", "--quiet"]
    done = subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    packages = next(environment.glob("lib/python3*/site-packages"))
    for name in pins("requirements.lock"):
        link(name, packages)


def link(name: str, packages: Path) -> None:
    found = distribution(name)
    assert found.files, name
    for top in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
        if not (packages / top).exists():
            (packages / top).symlink_to(Path(str(found.locate_file(top))))


@pytest.fixture
def installed(shared, tmp_path):
    return Installed(shared / "environment", tmp_path)


def shipped() -> set[str]:
    """The files of the tree that have to be in the wheel, by their names there."""
    trees = {"collab": ROOT / "collab", "collab/static": ROOT / "static"}
    return {
        f"{prefix}/{path.relative_to(tree).as_posix()}"
        for prefix, tree in trees.items()
        for path in tree.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheel_and_sdist_hold_every_file(shared):
    with zipfile.ZipFile(next((shared / "dist").glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    wanted = shipped()
    for part in ("templates/", "migrations/versions/", "data/", "static/"):
        assert any(part in name for name in wanted), part
    assert sorted(wanted - held) == []
    assert sorted(name for name in held - wanted if ".dist-info/" not in name) == []
    with tarfile.open(next((shared / "dist").glob("*.tar.gz"))) as sdist:
        sources = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"setup.cfg", "pyproject.toml", "constraints.txt", "requirements.lock"} <= sources
    assert {name.replace("collab/static/", "static/") for name in wanted} <= sources


def test_the_wheel_serves_a_page_and_its_static_files(installed, shared):
    where = installed.run("python", "-c", "import collab; print(collab.__file__)", **DEVELOPMENT)
    assert Path(where.strip()).is_relative_to(shared / "environment")
    assert "up to date" in installed.run("collab", "db", "upgrade", **DEVELOPMENT)
    with installed.serving("collab", "serve", "--port", "0", **DEVELOPMENT) as port:
        status, kind, page = get(port, "/")
        assert (status, kind) == (200, "text/html")
        assert "<h1" in page
        (sheet,) = re.findall(r'<link[^>]* href="(/static/[^"]*collab\.css[^"]*)"', page)
        status, kind, words = get(port, sheet)
        assert (status, kind) == (200, "text/css")
        assert words == (ROOT / "static" / "collab.css").read_text(encoding="utf-8")


def test_gunicorn_starts_with_the_settings_of_production(installed):
    installed.run("collab", "db", "upgrade", **PRODUCTION)
    log = installed.folder / "access.log"
    settings = ("-c", "python:collab.server", "--no-control-socket", "--access-logfile", str(log))
    command = ("python", "-m", "gunicorn", "collab:create_app()", "--bind", "127.0.0.1:0", *settings)
    with installed.serving(*command, **PRODUCTION) as port:
        assert get(port, f"/responses/{'secret' * 7}?a=1", "proposals.example")[0] == 404
        assert get(port, "/healthz", "proposals.example")[0] == 200
        assert get(port, "/readyz", "proposals.example")[0] == 200
        assert get(port, "/", "proposals.example")[0] == 200
        assert get(port, "/", "somebody-else.example")[0] == 400
    assert "GET /responses/[token]?a=1 " in (logged := log.read_text(encoding="utf-8"))
    assert "secret" not in logged


FILLING = """
from collab import create_app
from collab.accounts import actions, queries
from collab.accounts.actions import passwords
from collab.accounts.models import Role
from collab.accounts.policy import SYSTEM
from collab.db import transaction
from collab.proposals.actions import drafting
with create_app().app_context(), transaction():
    who = actions.add_person("author@ho.example", "Author", by=SYSTEM)
    who.password_hash = passwords.hashed("plum ladder window")
    actions.grant_membership(who, queries.organisation_by_code("HO"), [Role.author], by=SYSTEM)
    print(drafting.start(title="Once", summary="Once.", by=queries.acting("author@ho.example")).id)
"""


def test_gunicorn_serves_live_editing_from_the_installed_package(installed):
    """Two workers: what one window types, another one reads from its stream."""
    installed.run("collab", "db", "upgrade", **PRODUCTION)
    address = installed.run("python", "-c", FILLING, **PRODUCTION).split()[-1]
    command = ("python", "-m", "gunicorn", "-k", "asgi", "-c", "python:collab.server", "--workers", "2")
    application = ("collab.asgi:application()", "--bind", "127.0.0.1:0", "--no-control-socket")
    with installed.serving(*command, *application, **PRODUCTION) as port:
        page = f"/proposals/{address}/sections/vision/live"
        there = Typist(port, "author@ho.example", "plum ladder window", host="proposals.example").open(page)
        here = copy.copy(there).open(page)
        streams = [there.stream() for _ in range(4)]
        assert {(stream.status, stream.type) for stream in streams} == {(200, "text/event-stream")}
        assert here.send(here.typed("Asked once."))[0] == 200
        for stream in streams:
            assert len(stream.wait_for("update")) == 1
            stream.close()
        assert there.catch_up() == "Asked once."


def test_the_lock_names_what_production_needs_at_the_pinned_versions():
    locked, pinned = pins("requirements.lock"), pins("constraints.txt")
    assert {name: pinned.get(name) for name in locked} == locked
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    wanted = config["options"]["install_requires"] + config["options.extras_require"]["postgres"]
    assert {Requirement(line).name for line in wanted.split()} <= locked.keys()
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry.partition(" ")[0]


def test_constraints_pin_every_dependency_of_development():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    wanted = {Requirement(line).name for line in config["options.extras_require"]["dev"].split()}
    assert wanted <= pins("constraints.txt").keys()
