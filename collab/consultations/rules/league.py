"""How long lead organisations let people wait for the government response: days late, by organisation (N11)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from collab.consultations.rules.standing import ResponseClock


@dataclass(frozen=True)
class Waited:
    """A consultation on a decision that has closed: who led it, and its clock."""

    slug: str
    organisation: str
    clock: ResponseClock


@dataclass(frozen=True)
class Standing:
    """A lead organisation. Each number of days has what it is of beside it; None where there is nothing to count."""

    slug: str
    organisation: str
    waiting: int
    late_now: int
    days_now: int | None
    """How late the latest of those is that are not published."""
    published: int
    published_late: int
    average: Fraction | None
    """Days late of those that are published, in time counting as none."""
    longest: int | None


class Order(enum.Enum):
    """What a reader can put the organisations in order by."""

    organisation = "organisation"
    late_now = "late_now"
    days_now = "days_now"
    published_late = "published_late"
    average = "average"
    longest = "longest"


def league(found: Iterable[Waited]) -> list[Standing]:
    """One line an organisation, the longest wait first."""
    by_body: dict[tuple[str, str], list[ResponseClock]] = {}
    for one in found:
        by_body.setdefault((one.slug, one.organisation), []).append(one.clock)
    return ordered([_standing(slug, name, clocks) for (slug, name), clocks in by_body.items()], Order.days_now)


def _standing(slug: str, name: str, clocks: Sequence[ResponseClock]) -> Standing:
    waiting = [one.days_late for one in clocks if one.published_on is None]
    published = [one.days_late for one in clocks if one.published_on is not None]
    return Standing(
        slug=slug,
        organisation=name,
        waiting=len(waiting),
        late_now=sum(days > 0 for days in waiting),
        days_now=max(waiting, default=None),
        published=len(published),
        published_late=sum(days > 0 for days in published),
        average=Fraction(sum(published), len(published)) if published else None,
        longest=max(published, default=None),
    )


def ordered(rows: Sequence[Standing], by: Order, *, is_ascending: bool | None = None) -> list[Standing]:
    """In an order: names from A, numbers from the largest unless `is_ascending` says otherwise; without a number last."""
    named = sorted(rows, key=lambda one: (one.organisation.casefold(), one.slug))
    upwards = by is Order.organisation if is_ascending is None else is_ascending
    if by is Order.organisation:
        return named if upwards else named[::-1]
    key: Callable[[Standing], Any] = lambda one: getattr(one, by.value)  # noqa: E731
    without = [one for one in named if key(one) is None]
    return sorted((one for one in named if key(one) is not None), key=key, reverse=not upwards) + without


def tenth(days: Fraction) -> str:
    """An average to one place, halves up, without a nought that says nothing: "0", "12", "7.3"."""
    tenths = int(days * 10 + Fraction(1, 2))
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
