"""How a consultation is going, in numbers for the team: no response of anybody, only counts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from collab.consultations.models import RespondentType
from collab.consultations.rules.suppression import at_least, suppressed

Key = TypeVar("Key", bound=Hashable)

BAR, GAP, HEIGHT = 8, 2, 160
"""The measures of the chart, in its own units."""


GROUPS = {
    RespondentType.victim: "victims",
    RespondentType.witness: "witnesses",
    RespondentType.bereaved_family: "bereaved families",
    RespondentType.person_with_lived_experience_suspect_or_convicted: "people who were suspects, accused or convicted",
    RespondentType.family_of_person_in_cjs: "families of suspects, accused or convicted people",
    RespondentType.child_or_young_person: "children and young people",
    RespondentType.member_of_public: "the public",
    RespondentType.defence_solicitor: "defence solicitors",
    RespondentType.barrister: "barristers",
    RespondentType.prosecutor: "prosecutors",
    RespondentType.police_officer_or_staff: "the police",
    RespondentType.police_governance: "police and crime commissioners and mayors",
    RespondentType.judge: "judges",
    RespondentType.magistrate: "magistrates",
    RespondentType.court_staff: "court staff",
    RespondentType.prison_staff: "prisons",
    RespondentType.probation_staff: "probation",
    RespondentType.youth_justice_service: "youth justice services",
    RespondentType.local_authority: "councils",
    RespondentType.health_body: "the health service",
    RespondentType.victim_support_service: "support services for victims",
    RespondentType.voluntary_sector_national: "national charities",
    RespondentType.voluntary_sector_local: "local charities",
    RespondentType.academic: "universities and research",
    RespondentType.professional_body: "professional bodies",
    RespondentType.trade_union: "trade unions",
    RespondentType.inspectorate_or_regulator: "inspectorates and regulators",
    RespondentType.government_body: "government bodies",
    RespondentType.private_sector: "companies",
    RespondentType.parliamentarian: "parliaments",
}
"""Of whom it is said that nobody has answered: "Nobody from probation"."""


@dataclass(frozen=True)
class Line:
    """One line of a table; `number` is None where it is hidden."""

    name: str
    number: int | None


@dataclass(frozen=True)
class Day:
    on: date
    number: int | None


@dataclass(frozen=True)
class Bar:
    """One day of the chart, from its upper left corner."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """A bar for each day; a hidden number has none."""

    width: int
    bars: tuple[Bar, ...]
    most: int
    height: int = HEIGHT
    bar: int = BAR


@dataclass(frozen=True)
class Completion:
    """Of those who began on the web, how many sent, and how far those came who have not; `stopped` is by question."""

    begun: int
    sent: int
    stopped: tuple[Line, ...]

    @property
    def unfinished(self) -> int:
        return self.begun - self.sent

    @property
    def percent(self) -> int:
        """Of those who began, rounded down, so that 100 means all."""
        return 100 * self.sent // self.begun if self.begun else 0


def breakdown(counts: Mapping[Key, int], names: Mapping[Key, str], *, is_whole: bool) -> tuple[Line, ...]:
    """The biggest first, the hidden last. Not `is_whole`, small numbers are hidden (N13)."""
    cells: Mapping[Key, int | None] = counts if is_whole else suppressed(counts)
    lines = [Line(names[key], number) for key, number in cells.items() if number != 0]
    return tuple(sorted(lines, key=lambda line: (-(line.number or 0), line.name)))


def by_day(counts: Mapping[date, int], opens_on: date, until: date, *, is_whole: bool) -> tuple[Day, ...]:
    """Each day from the opening to `until`, or to the last response where one came later; those without any too."""
    last = max([until, *counts])
    first = min([opens_on, *counts])
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    every = {on: counts.get(on, 0) for on in days}
    cells: Mapping[date, int | None] = every if is_whole else suppressed(every)
    return tuple(Day(on, cells[on]) for on in days)


def chart(days: Sequence[Day]) -> Chart:
    """The bars, as high as their numbers; any number above nothing is at least 1 high."""
    most = max((day.number or 0 for day in days), default=0)
    heights = [max(1, HEIGHT * day.number // most) if day.number else 0 for day in days]
    bars = [Bar(place * (BAR + GAP), HEIGHT - height, height) for place, height in enumerate(heights) if height]
    return Chart(max(1, len(days) * (BAR + GAP) - GAP), tuple(bars), most)


def busiest(days: Sequence[Day]) -> Day | None:
    """The day on which most came; None where it was several, or where nothing is shown."""
    most = max((day.number or 0 for day in days), default=0)
    found = [day for day in days if most and day.number == most]
    return found[0] if len(found) == 1 else None


def stopped(furthest: Mapping[int, int], names: Sequence[str], unfinished: int, *, is_whole: bool) -> tuple[Line, ...]:
    """Where the unfinished drafts came to, in the order of the questions. `furthest` has drafts by the place of the last
    question that they answer, from 1; all others answered none.
    """
    counts = {0: unfinished - sum(furthest.values())} | {
        place: furthest.get(place, 0) for place in range(1, len(names) + 1)
    }
    cells: Mapping[int, int | None] = counts if is_whole else suppressed(counts)
    labels = ["No question yet", *(f"{place}. {name}" for place, name in enumerate(names, 1))]
    return tuple(Line(label, cells[place]) for place, label in enumerate(labels))


def missing(counts: Mapping[Key, int], names: Mapping[Key, str]) -> list[str]:
    """The names of those of whom nobody has answered, in their order."""
    return [name for key, name in names.items() if not counts.get(key)]


def shown(number: int, *, is_whole: bool) -> str:
    """A number that stands alone, as this reader may see it."""
    return f"{number:,}" if is_whole else at_least(number)


def days_left_words(days: int | None) -> str:
    """How long people can still answer; empty where they cannot."""
    if days is None:
        return ""
    return {0: "Today is the last day.", 1: "1 day is left."}.get(days, f"{days} days are left.")
