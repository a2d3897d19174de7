"""The stakeholder map in words, what it must cover, and when people can have been involved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from collab.consultations.models import InvolvementHow, InvolvementStage, Position, StakeholderKind
from collab.consultations.rules import window
from collab.errors import Problem

KIND_WORDS = {
    StakeholderKind.frontline: "People who do the work",
    StakeholderKind.lived_experience: "People with lived experience",
    StakeholderKind.third_sector: "Charities and voluntary bodies",
    StakeholderKind.local_area: "Local areas",
    StakeholderKind.wales: "Wales",
    StakeholderKind.private_sector: "Private sector",
}
STAGE_WORDS = {
    InvolvementStage.before_drafting: "Before anything was written",
    InvolvementStage.drafting: "While it was being written",
    InvolvementStage.consultation: "While the consultation was open",
    InvolvementStage.decision: "After it closed, before the decision",
}
HOW_WORDS = {
    InvolvementHow.event: "Event",
    InvolvementHow.visit: "Visit",
    InvolvementHow.workshop: "Workshop",
    InvolvementHow.interview: "Interview",
    InvolvementHow.panel: "Panel",
    InvolvementHow.other: "In another way",
}
POSITION_WORDS = {
    Position.strongly_support: "Strongly support it",
    Position.support: "Support it",
    Position.neutral: "Neither support nor oppose it",
    Position.oppose: "Oppose it",
    Position.strongly_oppose: "Strongly oppose it",
    Position.not_known: "Not known",
}
MOST_PEOPLE = 1_000_000
EARLY = frozenset({InvolvementStage.before_drafting, InvolvementStage.drafting})
HEARD_EARLY = (StakeholderKind.frontline, StakeholderKind.lived_experience)
"""Whom a consultation should have involved before it opened."""


def uncovered(
    mapped: Collection[StakeholderKind], gaps: Mapping[StakeholderKind, str], *, applies_to_wales: bool
) -> tuple[StakeholderKind, ...]:
    """The kinds without a group and without a reason. Where it does not apply to Wales, Wales needs neither."""
    needed = [kind for kind in StakeholderKind if applies_to_wales or kind is not StakeholderKind.wales]
    return tuple(kind for kind in needed if kind not in mapped and not gaps.get(kind, "").strip())


def group_problems(*, name: str, respondent_types: Collection[str], place: str, target: int | None) -> list[Problem]:
    """What is wrong with a group, each with its field."""
    found = [] if name.strip() else [Problem("Enter the name of the group", field="name")]
    if not respondent_types and not place:
        found.append(
            Problem("Choose which responses count as theirs: by who responds, by place, or both", "respondent_types")
        )
    return found + target_problems(target)


def target_problems(target: int | None) -> list[Problem]:
    if target is None or not 1 <= target <= MOST_PEOPLE:
        return [Problem("Enter how many you want to reach, a whole number from 1", field="target")]
    return []


def involvement_problems(
    *, happened_on: date | None, stage: InvolvementStage, people: int | None, opens_at: datetime | None,
    closes_at: datetime | None, today: date,
) -> list[Problem]:  # fmt: skip
    """What cannot be true of an entry of the log. Stages are what the dates make them, London dates all."""
    found = []
    if people is None or not 1 <= people <= MOST_PEOPLE:
        found.append(Problem("Enter how many people took part, a whole number from 1", field="people"))
    if happened_on is None or happened_on > today:
        found.append(Problem("Enter the date, today or earlier", field="happened_on"))
        return found
    opens_on = window.london_date(opens_at) if opens_at else None
    closes_on = window.closing_date(closes_at) if closes_at else None
    if stage in EARLY and opens_on is not None and happened_on >= opens_on:
        found.append(Problem("It had opened on that date. Choose a later stage", field="stage"))
    is_open = opens_on is not None and closes_on is not None and opens_on <= happened_on <= closes_on
    if stage is InvolvementStage.consultation and not is_open:
        found.append(Problem("The consultation was not open on that date", field="stage"))
    if stage is InvolvementStage.decision and (closes_on is None or happened_on <= closes_on):
        found.append(Problem("The consultation had not closed on that date", field="stage"))
    return found


def not_heard_early(stages: Mapping[StakeholderKind, Collection[InvolvementStage]]) -> tuple[StakeholderKind, ...]:
    """Of those who should be heard before it opens, the kinds that are on the map and were not."""
    return tuple(kind for kind in HEARD_EARLY if kind in stages and not EARLY & set(stages[kind]))
