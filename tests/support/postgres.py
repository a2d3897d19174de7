"""A PostgreSQL server of the test run's own: no network, no waiting for the disk, gone at the end."""

import glob
import os
import pwd
import shutil
import subprocess
from pathlib import Path

ROLE = "collab"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 100
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""
# The server ends and its folder goes with the process that runs the tests, even when that is killed.
WATCH = """(
while kill -0 {pid}; do sleep 2; done
[ -f {data}/postmaster.pid ] && kill -QUIT $(head -n 1 {data}/postmaster.pid)
sleep 1
rm -rf {whole}
) </dev/null >/dev/null 2>&1 &"""


class Missing(Exception):
    """There is no PostgreSQL server program on this machine."""


def start(folder: Path, *, ends_with: int, whole: Path) -> None:
    """Makes a server in `folder` and waits until it answers. It ends with the process `ends_with`, as does `whole`."""
    folder.mkdir()
    data = folder / "data"
    if _server_user():
        shutil.chown(folder, _server_user())
    _run("initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(folder=folder))
    subprocess.run(["sh", "-c", WATCH.format(pid=ends_with, data=data, whole=whole)], check=True)
    _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "start")


def stop(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


def restart(folder: Path) -> None:
    """Cuts every connection, as an upgrade of the server does."""
    _run("pg_ctl", "-D", folder / "data", "-l", folder / "log", "-m", "fast", "-w", "-t", "60", "restart")


def url(folder: Path, database: str) -> str:
    return f"postgresql+psycopg://{ROLE}@/{database}?host={folder}"


def _server_user() -> str | None:
    """The server refuses to run as root: then it runs as Debian's postgres."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _run(name: str, *arguments: object) -> None:
    program = shutil.which(name) or next(
        iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None
    )
    if program is None:
        raise Missing(f"{name} is not installed; scripts/ensure_test_tools.sh installs PostgreSQL where it may")
    done = subprocess.run(
        [program, *map(str, arguments)],
        user=_server_user(),
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT if name == "pg_ctl" else subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {(done.stderr or b'').decode()}")
