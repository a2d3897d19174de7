"""The demonstration's subscribers, and the two digests that they were sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, cast

from flask import current_app
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.db import db
from collab.demo.filling import at
from collab.digests.actions import asking, runs
from collab.digests.models import Frequency, Subscription, Topic
from collab.digests.queries import subjects
from collab.web.application import Collab

SATURDAY = 5


class Asked(NamedTuple):
    """Who asked for what, and how many days ago."""

    address: str
    topic: Topic
    place: str
    frequency: Frequency
    ago: int
    is_confirmed: bool = True


def cast_of(consultation: str) -> list[Asked]:
    """`consultation` is the address of the one that somebody follows."""
    return [
        Asked("weekly.reader@demo.example", Topic.everything, "", Frequency.weekly, 34),
        Asked("weekly.reader@demo.example", Topic.organisation, "hmcts", Frequency.weekly, 33),
        Asked("court.user@demo.example", Topic.organisation, "moj", Frequency.weekly, 32),
        Asked("daily.reader@demo.example", Topic.consultation, consultation, Frequency.daily, 31),
        Asked("not.yet.confirmed@demo.example", Topic.everything, "", Frequency.daily, 1, is_confirmed=False),
    ]


def fill(asked: Iterable[Asked], weekly_after: date, daily_on: date, today: date) -> None:
    """Asks and confirms, then sends the weekly digest of the week in which `weekly_after` lies, and a daily one."""
    secret = cast(Collab, current_app).settings.secret_key
    for one in asked:
        _ask(one, today - timedelta(days=one.ago), secret)
    saturday = weekly_after + timedelta(days=(SATURDAY - weekly_after.weekday()) % 7 or 7)
    for on in sorted({saturday, daily_on}):
        with clock.pinned(datetime.combine(on, time(8, 10), tzinfo=clock.LONDON)):
            for _ in runs.send_due(secret=secret, by=SYSTEM):
                pass


def _ask(one: Asked, on: date, secret: str) -> None:
    with at(on, 18):
        subject = subjects.subject(one.topic, one.place)
        asking.ask(one.address, subject, frequency=one.frequency, secret=secret, by=ANONYMOUS)
    if one.is_confirmed:
        with at(on, 18, 5):
            waiting = db.session.scalars(select(Subscription).where(Subscription.confirmed_at.is_(None)))
            asking.confirm(waiting.one(), secret=secret, by=ANONYMOUS)
