"""Reading who decides for each lead and joint organisation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab.accounts import queries as accounts
from collab.accounts.models import Membership
from collab.consultations.models import Consultation, DecisionMaker, Runner, RunRole
from collab.consultations.policy import CONTROLLERS
from collab.consultations.rules.decision_makers import Decider
from collab.errors import NotFound


def controllers(consultation: Consultation) -> list[Runner]:
    """The lead and joint organisations, each of which decides for itself; the lead first."""
    held = [one for one in consultation.runners if one.role in CONTROLLERS]
    return sorted(held, key=lambda one: (one.role is not RunRole.lead, one.position))


def controller(consultation: Consultation, slug: str) -> Runner:
    """A lead or joint organisation. Raises NotFound."""
    found = next((one for one in controllers(consultation) if one.organisation.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def of(consultation: Consultation, organisation_id: UUID | None) -> DecisionMaker | None:
    """Who decides for an organisation; None where nobody was ever named."""
    return next((one for one in consultation.decision_makers if one.organisation_id == organisation_id), None)


def possible(runner: Runner) -> Sequence[Membership]:
    """The people of the organisation: one of them decides for it."""
    return accounts.members_with([runner.organisation_id])


def deciders(consultation: Consultation) -> list[Decider]:
    """A row for each lead and joint organisation, the lead first, whether its decision-maker is named or not."""
    there = accounts.members_with([one.organisation_id for one in controllers(consultation)])
    people = {(one.organisation_id, one.person_id) for one in there}
    return [_decider(one, of(consultation, one.organisation_id), people) for one in controllers(consultation)]


def _decider(runner: Runner, held: DecisionMaker | None, people: set[tuple[UUID, UUID]]) -> Decider:
    who = held.role if held and held.role else ""
    if not who and runner.role is RunRole.lead:
        who = runner.consultation.decision_maker
    if held is None:
        return Decider(runner.organisation.name, runner.organisation.slug, who)
    return Decider(
        runner.organisation.name,
        runner.organisation.slug,
        who,
        is_named=held.person_id is not None and (runner.organisation_id, held.person_id) in people,
        given_at=held.report_given_at,
        confirmed_at=held.confirmed_at,
        statement=held.statement,
    )


def decider_of(consultation: Consultation, organisation_id: UUID | None) -> Decider | None:
    """How the decision-maker of one organisation stands; None for one that does not decide."""
    runner = next((one for one in controllers(consultation) if one.organisation_id == organisation_id), None)
    if runner is None:
        return None
    return next(one for one in deciders(consultation) if one.slug == runner.organisation.slug)
