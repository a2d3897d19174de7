"""Background jobs: in the process of `collab serve`, in `collab worker`, found again after a kill, each queue alike."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey
from sqlalchemy import select

from collab import jobs, migrations
from collab.app import JOBS
from collab.db import db
from collab.notifications.actions import queue
from collab.notifications.models import Message, MessageState

COLLAB = str(Path(sys.executable).parent / "collab")


@pytest.fixture
def jobs_url(installation):
    """The queue in a file, or in the database itself."""
    if installation.backend == "sqlite":
        return f"sqlite:///{installation.folder / 'var' / 'jobs.sqlite3'}"
    return installation.url


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def test_every_job_has_its_time():
    names = [job.name for job in JOBS]
    assert len(names) == len(set(names)) == 25
    noon = datetime(2026, 11, 23, 12, 0)
    each_minute = {"deliver", "settle live texts", "publish what is due", "look for campaigns", "import responses"}
    each_minute |= {
        "tell of changed questions",
        "settle live answers",
        "look for candidate themes",
        "draw opinion maps",
    }
    each_minute |= {"index responses", "enter imported responses"}
    every_ten = {"digests", "keep versions", "seal evidence"}
    often = each_minute | every_ten
    assert {job.name for job in JOBS if job.when(noon)} == often
    minutes = [noon + timedelta(minutes=n) for n in range(1440)]
    counts = {job.name: sum(bool(job.when(minute)) for minute in minutes) for job in JOBS}
    assert {counts.pop(name) for name in each_minute} == {1440}
    assert {counts.pop(name) for name in every_ten} == {144}
    assert set(counts.values()) == {1}


def test_a_job_runs_inside_the_process_and_fails_without_ending_it(app, jobs_url):
    ran, failed = threading.Event(), threading.Event()

    def work():
        if not failed.is_set():
            failed.set()
            raise RuntimeError("planted")
        assert db.session.scalar(select(1)) == 1  # the application's context is there
        ran.set()

    huey = jobs.schedule(app, [jobs.Periodic("planted", lambda moment: True, work, every_seconds=1)], jobs_url)
    handler = signal.getsignal(signal.SIGINT)
    consumer = jobs.start_inside(huey)
    try:
        assert signal.getsignal(signal.SIGINT) is handler
        assert until(ran.is_set)
    finally:
        consumer.stop(graceful=True)


def test_the_tables_of_the_queue_are_no_drift(app, jobs_url):
    jobs.schedule(app, JOBS, jobs_url).storage.queue_size()
    with app.app_context():
        assert migrations.drift(db.engine) == []


def environment(installation, jobs_url):
    return {
        **os.environ,
        "COLLAB_ENV": "test",
        "COLLAB_DATABASE_URL": installation.url,
        "COLLAB_VAR": str(installation.folder / "var"),
        "COLLAB_JOBS_URL": jobs_url,
    }


def queued(writing_in, key):
    with writing_in():
        queue("reader@example.org", "Subject", "Words\n", purpose_key=key)


def is_sent(reading_in, key):
    with reading_in() as session:
        found = session.scalars(select(Message.state).where(Message.purpose_key == key)).one()
        session.rollback()
        return found is MessageState.sent


def test_a_worker_delivers_is_killed_and_the_next_one_finds_what_waits(installation, jobs_url, writing_in, reading_in):
    queued(writing_in, "one")
    worker = subprocess.Popen([COLLAB, "worker"], env=environment(installation, jobs_url))
    try:
        assert until(lambda: is_sent(reading_in, "one"))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        queued(writing_in, "two")
        worker = subprocess.Popen([COLLAB, "worker"], env=environment(installation, jobs_url))
        assert until(lambda: is_sent(reading_in, "two"), seconds=70)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()
        worker.wait()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def redis_url(tmp_path):
    """A Redis of this test's own, which keeps nothing."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    keeps_nothing = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", "--port", str(port), *keeps_nothing], stdout=subprocess.DEVNULL)
    try:
        assert until(lambda: listens(port))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_worker_takes_its_jobs_from_redis(installation, redis_url, writing_in, reading_in):
    queued(writing_in, "one")
    worker = subprocess.Popen([COLLAB, "worker"], env=environment(installation, redis_url))
    try:
        assert until(lambda: is_sent(reading_in, "one"), seconds=70)
        assert jobs.connect(redis_url).storage.conn.keys()
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0"])
def test_a_redis_address_makes_a_redis_queue(url):
    """Nothing connects before there is something to do."""
    assert isinstance(jobs.connect(url), RedisHuey)


def test_each_backend_has_its_queue(app, jobs_url):
    expected = PostgresHuey if jobs_url.startswith("postgresql") else SqliteHuey
    assert isinstance(jobs.connect(jobs_url), expected)


def test_no_application_is_needed_to_make_the_tables(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'jobs.sqlite3'}"
    jobs.schedule(Flask("empty"), [], url)
    assert (tmp_path / "new").is_dir()


def test_serve_does_the_jobs(installation, jobs_url, writing_in, reading_in):
    queued(writing_in, "one")
    serving = subprocess.Popen(
        [COLLAB, "serve", "--port", "0"],
        env=environment(installation, jobs_url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: is_sent(reading_in, "one"))
        serving.send_signal(signal.SIGINT)
        serving.wait(timeout=30)
    finally:
        serving.kill()
        serving.wait()
