"""Reading how long government responses are waited for (N11): what is due, what is late, and who said why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.policy import ANONYMOUS
from collab.accounts.rules import opening, the
from collab.audit import queries as audit
from collab.audit.models import Entry, Event, RootKind
from collab.consultations import policy
from collab.consultations.models import Consultation, Outcome, Runner, RunRole
from collab.consultations.queries.lists import Filters, every
from collab.consultations.rules import standing, window
from collab.consultations.rules.league import Waited
from collab.consultations.rules.standing import ON_A_DECISION, ResponseClock
from collab.db import db


def on_a_decision() -> tuple[ColumnElement[bool], ...]:
    """Consultations whose government response is waited for once they have closed: none that ran elsewhere or was ended."""
    return (
        Consultation.is_historic.is_(False),
        Consultation.engagement_type.in_(ON_A_DECISION),
        Consultation.opening_approved_at.is_not(None),
        Consultation.withdrawn_at.is_(None),
        Consultation.cancelled_at.is_(None),
    )


def unanswered() -> ColumnElement[bool]:
    return ~Consultation.outcome.has(Outcome.published_at.is_not(None))


def to_remind() -> Sequence[UUID]:
    """Those of whose response a reminder may be due today."""
    earliest, latest = window.reminded_when_closed_within(clock.today())
    ended = Consultation.closes_at >= earliest, Consultation.closes_at <= latest
    query = select(Consultation.id).where(*on_a_decision(), *ended, unanswered())
    return db.session.scalars(query.order_by(Consultation.closes_at, Consultation.id)).all()


def reminded(consultation: Consultation) -> set[int]:
    """The reminders that went to the team, in weeks before the due day."""
    held = audit.contents(RootKind.consultation, consultation.id, Event.response_reminded)
    return {int(one["weeks"]) for one in held if "weeks" in one}


def waits() -> list[Waited]:
    """Every consultation on a decision that has closed, with its lead; what ran elsewhere is not among them."""
    now = clock.now()
    columns = Organisation.slug, Organisation.name, Consultation.closes_at, Outcome.published_at
    query = (
        select(*columns)
        .select_from(Consultation)
        .join(Runner, (Runner.consultation_id == Consultation.id) & (Runner.role == RunRole.lead))
        .join(Organisation, Organisation.id == Runner.organisation_id)
        .outerjoin(Outcome, Outcome.consultation_id == Consultation.id)
        .where(*on_a_decision(), policy.is_public(), Consultation.closes_at <= now)
    )
    rows = db.session.execute(query.order_by(Organisation.name, Consultation.closes_at, Consultation.id))
    return [Waited(row.slug, row.name, standing.clock_since(row[2], row[3], now)) for row in rows if row[2]]


@dataclass(frozen=True)
class Explained:
    """Why a response is late, who said so and when, the day it is expected now, and those that were said before."""

    by: str
    at: datetime | None
    words: str
    expected_on: date | None
    before: tuple[date, ...]
    has_passed: bool
    """The day came, and the response did not."""

    @property
    def says(self) -> str:
        """Who, at the beginning of a sentence; empty where no body is recorded."""
        return opening(the(self.by))


@dataclass(frozen=True)
class Late:
    """A government response that is late now."""

    consultation: Consultation
    organisation: str
    clock: ResponseClock
    explained: Explained | None


def late_now() -> list[Late]:
    """All of them, the latest first."""
    now = clock.now()
    clocks = [
        (one, standing.response_clock(one, now)) for one in every(viewer=ANONYMOUS, filters=Filters(is_overdue=True))
    ]
    late = [(one, at) for one, at in clocks if at is not None and at.is_overdue]
    said = explanations([one for one, _ in late])
    found = [Late(one, _lead(one), at, said.get(one.id)) for one, at in late]
    return sorted(found, key=lambda one: (-one.clock.days_late, one.consultation.address))


def _lead(consultation: Consultation) -> str:
    return next((runner.organisation.name for runner in consultation.runners if runner.role is RunRole.lead), "")


def explained(consultation: Consultation) -> Explained | None:
    """The explanation that holds; None where there is none. Each earlier date stays in sight."""
    return explanations([consultation]).get(consultation.id)


def explanations(consultations: Sequence[Consultation]) -> dict[UUID, Explained]:
    """The same for many, by their ids."""
    outcomes = {one.id: one.outcome for one in consultations if one.outcome and one.outcome.lateness_explanation}
    if not outcomes:
        return {}
    said = audit.entries_of(RootKind.consultation, list(outcomes), Event.lateness_explained)
    names = accounts.names(
        sorted({entries[-1].organisation_id for entries in said.values() if entries[-1].organisation_id})
    )
    return {key: _explained(outcome, said.get(key, []), names) for key, outcome in outcomes.items()}


def _explained(outcome: Outcome, said: Sequence[Entry], names: Mapping[UUID, str]) -> Explained:
    last = said[-1] if said else None
    expected = [one.payload.content.get("expected_on", "") for one in said if one.payload]
    dates = [date.fromisoformat(on) for on in expected if on]
    has_passed = outcome.revised_expected_on is not None and outcome.revised_expected_on < clock.today()
    return Explained(
        by=names.get(last.organisation_id, "") if last and last.organisation_id else "",
        at=last.at if last else None,
        words=outcome.lateness_explanation,
        expected_on=outcome.revised_expected_on,
        before=tuple(on for on in dict.fromkeys(dates) if on != outcome.revised_expected_on),
        has_passed=has_passed and outcome.published_at is None,
    )


def due_for(organisation_id: UUID, roles: frozenset[RunRole]) -> Sequence[Consultation]:
    """The unanswered ones that an organisation runs in one of these roles, from four weeks before the due day on."""
    _, latest = window.reminded_when_closed_within(clock.today())
    mine = Consultation.runners.any(Runner.organisation_id.in_([organisation_id]) & Runner.role.in_(roles))
    query = select(Consultation).where(*on_a_decision(), Consultation.closes_at <= latest, unanswered(), mine)
    loaded = query.options(joinedload(Consultation.outcome), selectinload(Consultation.runners))
    return db.session.scalars(loaded.order_by(Consultation.closes_at, Consultation.id)).unique().all()
