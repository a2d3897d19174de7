"""Background jobs on huey: where the queue is kept, what runs when, and the consumer. It knows none of the jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

WORKERS = 2
NAME = "collab"

When = Callable[[datetime], bool]


@dataclass(frozen=True)
class Periodic:
    """A job that runs again and again. It finds in the database what there is to do, so that a lost run loses nothing.

    `when` is asked once a minute. With `every_seconds` a job is done several times within its minute.
    """

    name: str
    when: When
    run: Callable[[], None]
    every_seconds: int = 0


def every_minutes(minutes: int) -> When:
    return crontab(minute=f"*/{minutes}")  # type: ignore[no-any-return]


def daily(hour: int) -> When:
    """Once a day, at an hour of UTC."""
    return crontab(minute="20", hour=str(hour))  # type: ignore[no-any-return]


def connect(url: str) -> Huey:
    """The queue at `sqlite:////path`, `postgresql://…` or `redis://…`."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(path), results=False)
    if url.startswith("postgresql"):
        return PostgresHuey(NAME, dsn=url.replace("postgresql+psycopg:", "postgresql:", 1), results=False)
    return RedisHuey(NAME, url=url, results=False)


def schedule(app: Flask, jobs: Iterable[Periodic], url: str) -> Huey:
    """A queue that knows these jobs and runs each inside the application's context."""
    huey = connect(url)
    for job in jobs:
        _add(huey, app, job)
    return huey


def _add(huey: Huey, app: Flask, job: Periodic) -> None:
    def run() -> None:
        with app.app_context():
            job.run()

    name = job.name.replace(" ", "_")
    if not job.every_seconds:
        huey.periodic_task(job.when, name=name, expires=3600)(run)
        return
    # What is not begun within its minute is left to the next minute: a slow server makes no queue of deliveries.
    once = huey.task(name=name, expires=60)(run)

    def spread() -> None:
        for seconds in range(0, 60, job.every_seconds):
            once.schedule(delay=seconds)

    huey.periodic_task(job.when, name=f"{name}_each_minute", expires=60)(spread)


class _Inside(Consumer):  # type: ignore[misc]
    """A consumer in the threads of a process that has a life of its own, and handles its signals itself."""

    def _set_signal_handlers(self) -> None:
        pass


def start_inside(huey: Huey) -> Consumer:
    """Begins to work in threads of this process, which end with it."""
    consumer = _Inside(huey, workers=WORKERS, check_worker_health=False)
    consumer.start()
    return consumer


def work(huey: Huey) -> None:
    """Works until the process is told to end: what is being done is finished first."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    Consumer(huey, workers=WORKERS, graceful_signal="TERM").run()
