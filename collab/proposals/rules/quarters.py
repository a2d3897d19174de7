"""Quarters of the calendar year, in which periods are entered and due dates are listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}
_KEY = re.compile(r"((?:19|20|21)[0-9]{2})-([1-4])")
YEARS_AHEAD = 15


@dataclass(frozen=True, order=True)
class Quarter:
    """`number` is 1 for January to March."""

    year: int
    number: int

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def words(self) -> str:
        return f"{_MONTHS[self.number]} {self.year}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        after = date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, 3 * self.number + 1, 1)
        return after - timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)


def quarter_of(on: date) -> Quarter:
    return Quarter(on.year, (on.month + 2) // 3)


def quarter(key: str) -> Quarter | None:
    """The quarter that "2027-2" names; None for anything else."""
    found = _KEY.fullmatch(key)
    return Quarter(int(found[1]), int(found[2])) if found else None


def offered(today: date, *held: date | None) -> list[Quarter]:
    """The quarters of last year and of the next fifteen, and those of the dates that are held already."""
    found = {Quarter(year, n) for year in range(today.year - 1, today.year + YEARS_AHEAD + 1) for n in range(1, 5)}
    return sorted(found | {quarter_of(on) for on in held if on})


def period(first: date | None, last: date | None) -> str:
    """A period in words: "January to March 2027", "April to June 2027 to July to September 2028"; other dates by their quarter."""
    if first is None and last is None:
        return ""
    if last is None:
        return f"From {quarter_of(first).words}" if first else ""
    if first is None:
        return f"Until {quarter_of(last).words}"
    start, end = quarter_of(first), quarter_of(last)
    return start.words if start == end else f"{start.words}, until {end.words}"
