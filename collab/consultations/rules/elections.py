"""Election periods, in which a consultation is not open unless a second person approves the exception (N4).

The table is data: it changes when an election is called. A period runs from the first to the polling day, both London
dates. The days before polling are those of the guidance on conduct that the government issues for each election: three
weeks for local elections, six for a national parliament. The ordinary day of local elections is the first Thursday in
May (Representation of the People Act 1983, section 37); those of Welsh councils and of the Senedd follow their own Acts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from collab.accounts.models import Nation

BEFORE_LOCAL, BEFORE_PARLIAMENT = timedelta(weeks=3), timedelta(weeks=6)
ENGLAND, WALES = frozenset({Nation.england}), frozenset({Nation.wales})


@dataclass(frozen=True)
class ElectionPeriod:
    """Both days are part of it."""

    name: str
    starts_on: date
    polling_on: date
    nations: frozenset[Nation]


def _period(name: str, polling_on: date, before: timedelta, nations: frozenset[Nation]) -> ElectionPeriod:
    return ElectionPeriod(name, polling_on - before, polling_on, nations)


PERIODS = (
    ElectionPeriod("UK general election", date(2024, 5, 25), date(2024, 7, 4), ENGLAND | WALES),
    _period("Local elections in England", date(2025, 5, 1), BEFORE_LOCAL, ENGLAND),
    _period("Local elections in England", date(2026, 5, 7), BEFORE_LOCAL, ENGLAND),
    _period("Senedd election", date(2026, 5, 7), BEFORE_PARLIAMENT, WALES),
    _period("Local elections in England", date(2027, 5, 6), BEFORE_LOCAL, ENGLAND),
    _period("Local elections in Wales", date(2027, 5, 6), BEFORE_LOCAL, WALES),
    _period("Local elections in England", date(2028, 5, 4), BEFORE_LOCAL, ENGLAND),
    _period("Local elections in England", date(2029, 5, 3), BEFORE_LOCAL, ENGLAND),
    _period("Local elections in England", date(2030, 5, 2), BEFORE_LOCAL, ENGLAND),
    _period("Senedd election", date(2030, 5, 2), BEFORE_PARLIAMENT, WALES),
)


def met(
    opens_on: date, closes_on: date, nations: Collection[Nation], periods: Iterable[ElectionPeriod] = PERIODS
) -> tuple[ElectionPeriod, ...]:
    """The periods of elections in these nations in which the window has at least one day."""
    return tuple(
        one
        for one in periods
        if one.starts_on <= closes_on and opens_on <= one.polling_on and not one.nations.isdisjoint(nations)
    )
