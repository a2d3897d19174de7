"""How often a mail is tried, and how long it waits in between."""

from __future__ import annotations

from datetime import timedelta

# attempts made so far -> how long to wait after the last one; after those, somebody has to look
WAITS = {
    1: timedelta(minutes=1),
    2: timedelta(minutes=5),
    3: timedelta(minutes=20),
    4: timedelta(hours=1),
    5: timedelta(hours=4),
    6: timedelta(hours=12),
}


def may_try_again(attempts: int) -> bool:
    return attempts in WAITS
