"""Who decides for each lead and joint organisation: naming them, giving them the report, and their own confirmation."""

from __future__ import annotations

from uuid import UUID

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.analysing import refuse_when_answered, take_back
from collab.consultations.models import DecisionMaker, Runner, RunRole
from collab.consultations.queries import decision_makers as reading
from collab.consultations.rules.outcome import is_closed
from collab.db import db, lock
from collab.errors import Problem, Refused, Stale


@permitted(policy.can_name_decision_maker)
def name(
    runner: Runner, *, role: str = "", person_id: UUID | None, version: int | None = None, by: Viewer
) -> DecisionMaker:
    """Says who decides for an organisation. Another person has neither had the report nor confirmed anything.

    `version` is that of the row there was, None where there was none. The lead's role is part of the set-up, and stays.
    """
    consultation = runner.consultation
    lock(consultation)
    refuse_when_answered(consultation)
    held = reading.of(consultation, runner.organisation_id)
    if held is not None and held.version != version:
        raise Stale({"role": held.role, "person_id": held.person_id})
    problems = _problems(runner, role, person_id)
    if problems:
        raise Refused(problems)
    maker = put(runner, person_id, role)
    _record(maker, Event.decision_maker_named, by, person=str(person_id))
    return maker


def _problems(runner: Runner, role: str, person_id: UUID | None) -> list[Problem]:
    found = []
    if runner.role is not RunRole.lead and not role.strip():
        found.append(Problem("Enter the role of the person who decides", field="role"))
    if person_id not in {one.person_id for one in reading.possible(runner)}:
        found.append(Problem(f"Choose a person of {runner.organisation.name}", field="person_id"))
    return found


def put(runner: Runner, person_id: UUID | None, role: str = "") -> DecisionMaker:
    """The row of an organisation, made or changed. What the person before had and said counts no longer."""
    consultation = runner.consultation
    maker = reading.of(consultation, runner.organisation_id)
    if maker is None:
        maker = DecisionMaker(organisation_id=runner.organisation_id)
        consultation.decision_makers.append(maker)
    if maker.person_id != person_id:
        maker.report_given_at = None
        take_back(maker)
    maker.person_id = person_id
    maker.role = "" if runner.role is RunRole.lead else role.strip()
    db.session.flush()
    return maker


@permitted(policy.can_give_report)
def give_report(maker: DecisionMaker, *, by: Viewer) -> None:
    """Says that this decision-maker was given the report, now. A confirmation of theirs from before counts no longer."""
    consultation = maker.consultation
    lock(consultation)
    refuse_when_answered(consultation)
    if maker.person_id is None:
        raise Refused("Say first who decides")
    if not is_closed(consultation, clock.now()):
        raise Refused("The report can be given once the consultation has closed")
    maker.report_given_at = clock.now()
    take_back(maker)
    _record(maker, Event.report_delivered, by)


@permitted(policy.can_confirm_decision)
def confirm(maker: DecisionMaker, statement: str, *, version: int | None = None, by: Viewer) -> None:
    """The decision-maker's own word that the report was considered. It comes after the report.

    Raises Stale when another report was given since `version`.
    """
    lock(maker.consultation)
    refuse_when_answered(maker.consultation)
    if version is not None and maker.version != version:
        raise Stale({"statement": maker.statement})
    if maker.report_given_at is None:
        raise Refused("You can confirm this once the report has been given to you")
    if not statement.strip():
        raise Refused(Problem("Say how you considered the responses", field="statement"))
    maker.confirmed_at, maker.confirmed_by_id = clock.now(), by.person_id
    maker.confirmed_membership_id, maker.statement = by.membership_id, statement
    _record(maker, Event.decision_confirmed, by)


def _record(maker: DecisionMaker, event: Event, by: Viewer, **about: object) -> None:
    db.session.flush()
    facts = {"organisation": str(maker.organisation_id), **about}
    record(RootKind.consultation, maker.consultation_id, event, by=by, about=facts)
