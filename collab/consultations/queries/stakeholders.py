"""Reading the stakeholder map: the groups, what was reached of them, and what everybody may see of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from collab.accounts.models import Area
from collab.accounts.policy import Viewer
from collab.consultations import policy, queries
from collab.consultations.models import (
    Consideration,
    Consultation,
    ExpectedPosition,
    Involvement,
    InvolvementStage,
    Position,
    RespondentType,
    StakeholderGap,
    StakeholderGroup,
    StakeholderKind,
    Submission,
)
from collab.consultations.queries.counted import once
from collab.consultations.rules import reach
from collab.consultations.rules import stakeholders as rules
from collab.consultations.rules.outcome import is_answered
from collab.db import db
from collab.errors import NotFound


def groups(consultation_id: UUID) -> Sequence[StakeholderGroup]:
    """Those that stand, kind by kind, with area, log and late changes."""
    query = select(StakeholderGroup).where(
        StakeholderGroup.consultation_id == consultation_id, StakeholderGroup.removed_at.is_(None)
    )
    loaded = query.options(
        joinedload(StakeholderGroup.area),
        selectinload(StakeholderGroup.involvement),
        selectinload(StakeholderGroup.target_changes),
    )
    order = list(StakeholderKind)
    return sorted(db.session.scalars(loaded), key=lambda one: (order.index(one.kind), one.number))


def group(consultation: Consultation, number: int) -> StakeholderGroup:
    """By its number, which never changes. Raises NotFound, also for a removed one."""
    found = next((one for one in groups(consultation.id) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def last_number(consultation: Consultation) -> int:
    query = select(func.max(StakeholderGroup.number)).where(StakeholderGroup.consultation_id == consultation.id)
    return db.session.scalar(query) or 0


def entry(group: StakeholderGroup, number: int) -> Involvement:
    """An entry of the group's log that stands. Raises NotFound."""
    found = next((one for one in group.involvement if one.number == number and one.removed_at is None), None)
    if found is None:
        raise NotFound
    return found


def gaps(consultation_id: UUID) -> dict[StakeholderKind, str]:
    """Why a kind is not on the map."""
    query = select(StakeholderGap.kind, StakeholderGap.reason).where(StakeholderGap.consultation_id == consultation_id)
    found = dict(db.session.execute(query).all())
    return {kind: found[kind] for kind in StakeholderKind if kind in found}


def kinds(consultation_id: UUID) -> set[StakeholderKind]:
    """The kinds of which a group is on the map."""
    query = select(StakeholderGroup.kind).where(
        StakeholderGroup.consultation_id == consultation_id, StakeholderGroup.removed_at.is_(None)
    )
    return set(db.session.scalars(query.distinct()))


def unmapped(consultation: Consultation) -> list[str]:
    """The kinds of people, in words within a sentence, of whom there is neither a group nor a reason."""
    mapped, given = kinds(consultation.id), gaps(consultation.id)
    lacking = rules.uncovered(mapped, given, applies_to_wales=consultation.applies_to_wales)
    return [rules.KIND_WORDS[one] if one is StakeholderKind.wales else rules.KIND_WORDS[one].lower() for one in lacking]


def entered(group: StakeholderGroup) -> dict[str, object]:
    """What a group holds, by the names of its form fields."""
    return {
        "kind": group.kind.value,
        "name": group.name.en.text,
        "name_cy": group.name.cy.text,
        "how": group.how.en.text,
        "how_cy": group.how.cy.text,
        "respondent_types": list(group.respondent_types),
        "place": group.area.slug if group.area else group.nation.value if group.nation else "",
        "target": group.target,
    }


# --- What was reached -------------------------------------------------------------------------------------------------


def responses(consultation_id: UUID) -> dict[reach.Whose, int]:
    """How many responses there are that are not left out, by who sent them and from where."""
    alike = (Submission.respondent_type, Submission.area_id, Area.nation)
    query = (
        select(*alike, func.count())
        .outerjoin(Area, Area.id == Submission.area_id)
        .where(Submission.consultation_id == consultation_id, Submission.consideration != Consideration.excluded)
        .group_by(*alike)
    )
    return {reach.Whose(kind, area, nation): number for kind, area, nation, number in db.session.execute(query)}


@dataclass(frozen=True)
class Reached:
    """A group with what was counted of it, for those who run the consultation."""

    group: StakeholderGroup
    responded: int
    involved: int
    times: int
    stages: frozenset[InvolvementStage]

    @property
    def silent(self) -> int:
        """How many of the target did not respond."""
        return max(0, self.group.target - self.responded)


def reached(consultation: Consultation) -> list[Reached]:
    """Every group of the map, counted now."""
    whose = responses(consultation.id)
    return [_reached(one, whose) for one in groups(consultation.id)]


def _reached(group: StakeholderGroup, whose: Mapping[reach.Whose, int]) -> Reached:
    types = frozenset(RespondentType(one) for one in group.respondent_types)
    counts = reach.Counts(types, group.nation, group.area_id)
    log = [one for one in group.involvement if one.removed_at is None]
    return Reached(
        group=group,
        responded=reach.responded(counts, whose),
        involved=sum(one.people for one in log),
        times=len(log),
        stages=frozenset(one.stage for one in log),
    )


@dataclass(frozen=True)
class LateTarget:
    changed_from: int
    changed_to: int
    on: date | datetime
    reason: str


@dataclass(frozen=True)
class Mapped:
    """A group as everybody may see it: numbers from which a person could be made out are None, the rest rounded down."""

    kind: str
    name: str
    name_cy: str
    how: str
    how_cy: str
    target: int
    late: tuple[LateTarget, ...]
    responded: int | None
    involved: int | None
    times: int

    @property
    def responded_words(self) -> str:
        return reach.at_least_words(self.responded)

    @property
    def involved_words(self) -> str:
        return reach.at_least_words(self.involved)

    @property
    def silent_words(self) -> str:
        return reach.missing_words(self.target, self.responded)


@dataclass(frozen=True)
class PublicMap:
    """Who should be reached, who is left out and why, and who was reached."""

    groups: tuple[Mapped, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()


def public_map(consultation: Consultation) -> PublicMap:
    """Frozen rows, the same for everybody; `consultation` may be a row of the public page. Whether it has closed is for
    the reader of them to ask.
    """
    return once(consultation, "stakeholders", lambda: _public_map(consultation.id))


def _public_map(consultation_id: UUID) -> PublicMap:
    found = groups(consultation_id)
    whose = responses(consultation_id) if found else {}
    counted = [_reached(one, whose) for one in found]
    responded = reach.published({one.group.number: one.responded for one in counted})
    involved = reach.published({one.group.number: one.involved for one in counted})
    mapped = tuple(_mapped(one, responded[one.group.number], involved[one.group.number]) for one in counted)
    on_it = {one.kind for one in found}
    left_out = [(rules.KIND_WORDS[kind], reason) for kind, reason in gaps(consultation_id).items() if kind not in on_it]
    return PublicMap(mapped, tuple(left_out))


def _mapped(one: Reached, responded: int | None, involved: int | None) -> Mapped:
    group = one.group
    late = [LateTarget(held.changed_from, held.changed_to, held.at, held.reason) for held in group.target_changes]
    return Mapped(
        kind=rules.KIND_WORDS[group.kind],
        name=group.name.en.text,
        name_cy=group.name.cy.text,
        how=group.how.en.text,
        how_cy=group.how.cy.text,
        target=group.target,
        late=tuple(late),
        responded=responded,
        involved=involved,
        times=one.times,
    )


# --- Expected positions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """A group and what the lead expected of it; `position` is None where nothing is recorded."""

    group: StakeholderGroup
    position: Position | None
    reason: str
    recorded_at: datetime | None


def expected_at(address: str, *, viewer: Viewer) -> Consultation:
    """The consultation whose expected positions a viewer may see: those who run it, and once it is answered everybody.

    Raises NotFound.
    """
    consultation = queries.get(address, viewer=viewer)
    if not (policy.can_read_draft(viewer, consultation) or is_answered(consultation)):
        raise NotFound
    return consultation


def expected(consultation: Consultation) -> list[Expected]:
    """Group by group."""
    found = groups(consultation.id)
    query = select(ExpectedPosition).where(ExpectedPosition.group_id.in_([one.id for one in found]))
    held = {one.group_id: one for one in db.session.scalars(query)}
    return [
        Expected(one, mine.position, mine.reason, mine.recorded_at)
        if (mine := held.get(one.id))
        else Expected(one, None, "", None)
        for one in found
    ]


def expected_of(group: StakeholderGroup) -> ExpectedPosition | None:
    """What is recorded of one group."""
    return db.session.scalars(select(ExpectedPosition).where(ExpectedPosition.group_id == group.id)).one_or_none()
