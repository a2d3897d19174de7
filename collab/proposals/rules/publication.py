"""Decisions about the hour of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from collab.clock import LONDON
from collab.errors import Problem

LONGEST = timedelta(days=366)


def london_instant(on: date, at: time) -> datetime | None:
    """The UTC instant of a London clock time, the first of two when the clocks go back; None for one that they skip."""
    local = datetime.combine(on, at.replace(tzinfo=None, fold=0), LONDON)
    instant = local.astimezone(UTC)
    return instant if instant.astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def hour_problems(at: datetime, now: datetime) -> list[Problem]:
    if at <= now:
        return [Problem("The hour of publication must be in the future", field="on")]
    if at - now > LONGEST:
        return [Problem("The hour of publication must be within a year", field="on")]
    return []
