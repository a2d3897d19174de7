"""What the worker does for the request's way: takes away old idempotency keys."""

from __future__ import annotations

from datetime import timedelta

from collab import clock
from collab.db import transaction
from collab.jobs import Periodic, daily
from collab.web import idempotency

KEPT = timedelta(days=30)


def forget_keys() -> None:
    with transaction():
        idempotency.forget(clock.now() - KEPT)


PERIODIC = (Periodic("forget keys", daily(3), forget_keys),)
