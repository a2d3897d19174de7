"""Drawing the stakeholder map before the opening; after it, late targets with a reason and the log of involvement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Area, AreaKind, Nation
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.setup import remember, take_up
from collab.consultations.models import (
    Consultation,
    ExpectedPosition,
    Involvement,
    InvolvementHow,
    InvolvementStage,
    Position,
    StakeholderGap,
    StakeholderGroup,
    StakeholderKind,
    TargetChange,
)
from collab.consultations.queries import setup as setup_queries
from collab.consultations.queries import stakeholders as reading
from collab.consultations.rules import stakeholders as rules
from collab.consultations.rules.outcome import is_answered
from collab.consultations.rules.standing import is_public
from collab.db import db, lock, touch
from collab.errors import Problem, Refused, Stale
from collab.text import Bilingual


@permitted(policy.can_edit)
def add_group(
    consultation: Consultation,
    *,
    kind: StakeholderKind,
    name: str,
    target: int | None,
    respondent_types: Collection[str] = (),
    place: str = "",
    name_cy: str = "",
    how: str = "",
    how_cy: str = "",
    by: Viewer,
) -> StakeholderGroup:
    """A group that must be reached. `place` is a nation, the slug of a police force area, or empty for everywhere."""
    take_up(consultation, None)
    nothing = Bilingual.of("")
    group = StakeholderGroup(
        consultation=consultation, number=reading.last_number(consultation) + 1, name=nothing, how=nothing
    )
    _enter(group, kind, name, name_cy, how, how_cy, respondent_types, place, target)
    db.session.add(group)
    db.session.flush()
    _note(consultation, Event.stakeholder_group_added, by, group)
    return group


@permitted(policy.can_edit)
def change_group(
    consultation: Consultation,
    group: StakeholderGroup,
    *,
    kind: StakeholderKind,
    name: str,
    target: int | None,
    respondent_types: Collection[str] = (),
    place: str = "",
    name_cy: str = "",
    how: str = "",
    how_cy: str = "",
    by: Viewer,
    version: int | None = None,
) -> None:
    """What a group is and how many of it must be reached, until the opening is approved."""
    take_up(consultation, None)
    _current(group, version)
    _enter(group, kind, name, name_cy, how, how_cy, respondent_types, place, target)
    _note(consultation, Event.stakeholder_group_changed, by, group)


def _enter(
    group: StakeholderGroup,
    kind: StakeholderKind,
    name: str,
    name_cy: str,
    how: str,
    how_cy: str,
    respondent_types: Collection[str],
    place: str,
    target: int | None,
) -> None:
    problems = rules.group_problems(name=name, respondent_types=respondent_types, place=place, target=target)
    nation, area = _place(place)
    if place and nation is None and area is None:
        problems.append(Problem("Choose a place that is offered", field="place"))
    if problems:
        raise Refused(problems)
    assert target is not None
    group.kind, group.target = kind, target
    group.name = group.name.revised(name, name_cy)
    group.how = group.how.revised(how, how_cy)
    group.respondent_types, group.nation, group.area = list(respondent_types), nation, area


def _place(place: str) -> tuple[Nation | None, Area | None]:
    nation = next((one for one in Nation if one.value == place), None)
    areas = accounts.areas(AreaKind.police_force_area) if place and nation is None else ()
    return nation, next((one for one in areas if one.slug == place), None)


@permitted(policy.can_edit)
def remove_group(
    consultation: Consultation, group: StakeholderGroup, *, by: Viewer, version: int | None = None
) -> None:
    """Takes a group off the map, until the opening is approved."""
    take_up(consultation, None)
    _current(group, version)
    group.removed_at = clock.now()
    _note(consultation, Event.stakeholder_group_removed, by, group)


@permitted(policy.can_edit)
def explain_gaps(
    consultation: Consultation, reasons: Mapping[StakeholderKind, str], *, by: Viewer, version: int | None = None
) -> None:
    """Why a kind has no group; an empty reason takes an earlier one away."""
    take_up(consultation, None)
    if version is not None and consultation.version != version:
        raise Stale({kind.value: reason for kind, reason in reading.gaps(consultation.id).items()})
    db.session.execute(delete(StakeholderGap).where(StakeholderGap.consultation_id == consultation.id))
    given = {kind: reason.strip() for kind, reason in reasons.items() if reason.strip()}
    db.session.add_all(
        StakeholderGap(consultation_id=consultation.id, kind=kind, reason=reason) for kind, reason in given.items()
    )
    remember(consultation, by=by)
    about = {"kinds": sorted(kind.value for kind in given)}
    record(RootKind.consultation, consultation.id, Event.stakeholder_gaps_explained, by=by, about=about)


@permitted(policy.can_edit)
def copy(made: Consultation, earlier: Consultation, *, by: Viewer) -> None:
    """The map of an earlier consultation for a new one: groups, targets and gaps, without anything that happened."""
    for number, one in enumerate(reading.groups(earlier.id), 1):
        same = {name: getattr(one, name) for name in ("kind", "name", "how", "nation", "area_id", "target")}
        db.session.add(
            StakeholderGroup(consultation=made, number=number, respondent_types=list(one.respondent_types), **same)
        )
    for kind, reason in reading.gaps(earlier.id).items():
        db.session.add(StakeholderGap(consultation_id=made.id, kind=kind, reason=reason))


# --- What was expected ------------------------------------------------------------------------------------------------


@permitted(policy.can_expect)
def expect(
    consultation: Consultation,
    group: StakeholderGroup,
    *,
    position: Position,
    reason: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """What the lead expects the group to say, and why. Refused once the opening is approved: it was fixed before."""
    take_up(consultation, None)
    _current(group, version)
    if position is not Position.not_known and not reason.strip():
        raise Refused(Problem("Say why you expect this", field="reason"))
    held = reading.expected_of(group) or ExpectedPosition(group_id=group.id)
    held.position, held.reason = position, reason
    held.recorded_at, held.recorded_by_id = clock.now(), by.person_id
    db.session.add(held)
    touch(group)
    _note(consultation, Event.position_expected, by, group)


@permitted(policy.can_expect)
def measure(consultation: Consultation, numbers: Collection[int], *, by: Viewer, version: int | None = None) -> None:
    """Which questions on agreement expected positions will be compared with, by their numbers."""
    take_up(consultation, None)
    possible = {one.number: one for _, one in setup_queries.measures(consultation)}
    if version is not None and consultation.version != version:
        raise Stale({"measures": [str(number) for number, one in possible.items() if one.is_measure]})
    if set(numbers) - set(possible):
        raise Refused(Problem("Choose from the questions on agreement", field="measures"))
    for number, one in possible.items():
        one.is_measure = number in numbers
    remember(consultation, by=by)
    about = {"questions": sorted(numbers)}
    record(RootKind.consultation, consultation.id, Event.position_measured, by=by, about=about)


# --- After the opening ------------------------------------------------------------------------------------------------


@permitted(policy.can_edit)
def change_target_late(
    consultation: Consultation,
    group: StakeholderGroup,
    *,
    target: int | None,
    reason: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Another target after the opening. The first one, the day and the reason stay on the public page."""
    _take_up_later(consultation)
    if not is_public(consultation, clock.now()):
        raise Refused("It has not opened. Change the group itself.")
    _current(group, version)
    problems = rules.target_problems(target)
    if not reason.strip():
        problems.append(Problem("Say why the target changes after the opening", field="reason"))
    if not problems and target == group.target:
        problems.append(Problem("Enter another target than the one that is there", field="target"))
    if problems:
        raise Refused(problems)
    assert target is not None
    change = TargetChange(changed_from=group.target, changed_to=target, reason=reason, at=clock.now())
    change.by_id = by.person_id
    group.target_changes.append(change)
    group.target = target
    about = {"number": group.number, "from": change.changed_from, "to": target}
    record(RootKind.consultation, consultation.id, Event.stakeholder_target_changed, by=by, about=about)


@permitted(policy.can_edit)
def record_involvement(
    consultation: Consultation,
    group: StakeholderGroup,
    *,
    happened_on: date | None,
    how: InvolvementHow,
    stage: InvolvementStage,
    people: int | None,
    what: str,
    was_paid: bool = False,
    adjustments: str = "",
    by: Viewer,
) -> Involvement:
    """People of a group took part. It can be recorded at any time until the government response is published."""
    _take_up_later(consultation)
    _current(group, None)
    problems = rules.involvement_problems(
        happened_on=happened_on,
        stage=stage,
        people=people,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        today=clock.today(),
    )
    if problems:
        raise Refused(problems)
    entry = Involvement(
        number=max((one.number for one in group.involvement), default=0) + 1,
        happened_on=happened_on,
        how=how,
        stage=stage,
        people=people,
        what=what,
        was_paid=was_paid,
        adjustments=adjustments,
        recorded_at=clock.now(),
        recorded_by_id=by.person_id,
    )
    group.involvement.append(entry)
    db.session.flush()
    _note_entry(consultation, Event.involvement_recorded, by, entry)
    return entry


@permitted(policy.can_edit)
def remove_involvement(consultation: Consultation, entry: Involvement, *, reason: str, by: Viewer) -> None:
    """Takes a mistaken entry out of the count. It is kept with the reason."""
    _take_up_later(consultation)
    db.session.refresh(entry)
    if entry.removed_at is not None:
        raise Refused("This entry was taken out meanwhile.")
    if not reason.strip():
        raise Refused(Problem("Say why it is taken out", field="reason"))
    entry.removed_at, entry.removed_reason = clock.now(), reason
    _note_entry(consultation, Event.involvement_removed, by, entry)


def _take_up_later(consultation: Consultation) -> None:
    lock(consultation)
    if consultation.is_historic:
        raise Refused("This consultation was imported. It cannot be changed here.")
    if is_answered(consultation):
        raise Refused("The government response is published, so the record is closed.")


def _current(group: StakeholderGroup, version: int | None) -> None:
    lock(group)
    if group.removed_at is not None:
        raise Refused("This group was removed meanwhile.")
    if version is not None and group.version != version:
        raise Stale(reading.entered(group))


def _note(consultation: Consultation, event: Event, by: Viewer, group: StakeholderGroup) -> None:
    remember(consultation, by=by)
    about: dict[str, Any] = {"group": str(group.id), "number": group.number, "target": group.target}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)


def _note_entry(consultation: Consultation, event: Event, by: Viewer, entry: Involvement) -> None:
    about = {"group": entry.group.number, "entry": entry.number, "people": entry.people, "stage": entry.stage.value}
    record(RootKind.consultation, consultation.id, event, by=by, about=about)
