"""Starting a consultation and entering its set-up, topic by topic, until its opening is approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.consultations import policy
from collab.consultations.actions.decision_makers import put
from collab.consultations.models import Consultation, DutyBasis, EngagementType, Runner, RunRole
from collab.consultations.queries import setup as reading
from collab.consultations.queries.decision_makers import possible
from collab.consultations.rules import keeping, window
from collab.db import db, lock, touch
from collab.errors import NotFound, Problem, Refused, Stale
from collab.proposals.models import Edition
from collab.text import Bilingual


@permitted(policy.can_start)
def start(
    *,
    title: str,
    summary: str,
    engagement_type: EngagementType,
    engagement_reason: str,
    edition_id: UUID | None,
    by: Viewer,
    title_cy: str = "",
    summary_cy: str = "",
    is_demonstration: bool = False,
) -> Consultation:
    """A draft of the organisation acted for, which leads it, usually on a published consultation edition."""
    _refuse([] if title.strip() else [Problem("Enter a title", field="title")])
    edition = _edition(edition_id, by)
    consultation = Consultation(
        title=Bilingual.of(title, title_cy),
        summary=Bilingual.of(summary, summary_cy),
        engagement_type=engagement_type,
        engagement_reason=engagement_reason,
        edition=edition,
        proposal=edition.proposal if edition else None,
        is_demonstration=is_demonstration or accounts.is_demonstration(),
        started_at=clock.now(),
        started_by_id=by.person_id,
        last_changed_by_id=by.person_id,
    )
    assert by.organisation_id is not None
    consultation.runners.append(Runner(organisation_id=by.organisation_id, role=RunRole.lead))
    db.session.add(consultation)
    db.session.flush()
    about = {"organisation": str(by.organisation_id), "edition": str(edition_id) if edition_id else None}
    record(RootKind.consultation, consultation.id, Event.consultation_started, by=by, about=about)
    return consultation


@permitted(policy.can_edit)
def change_about(
    consultation: Consultation,
    *,
    title: str,
    title_cy: str,
    summary: str,
    summary_cy: str,
    engagement_type: EngagementType,
    engagement_reason: str,
    edition_id: UUID | None,
    by: Viewer,
    version: int | None = None,
) -> None:
    """What it is called, what kind of engagement it is and why, and the edition that it is about."""
    take_up(consultation, version)
    _refuse([] if title.strip() else [Problem("Enter a title", field="title")])
    kept = consultation.edition is not None and edition_id == consultation.edition_id
    edition = consultation.edition if kept else _edition(edition_id, by)
    if consultation.edition_id != edition_id and reading.questions(consultation):
        _keep_links(consultation, edition)
    consultation.title = consultation.title.revised(title, title_cy)
    consultation.summary = consultation.summary.revised(summary, summary_cy)
    consultation.engagement_type, consultation.engagement_reason = engagement_type, engagement_reason
    consultation.edition, consultation.proposal = edition, edition.proposal if edition else None
    note(consultation, by, topic="about", edition=str(edition_id) if edition_id else None)


@permitted(policy.can_edit)
def change_stage(
    consultation: Consultation,
    *,
    undecided: str,
    already_decided: str,
    duty_basis: DutyBasis | None,
    duty_detail: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """What is still open, what is decided already, and why there is a duty to consult."""
    take_up(consultation, version)
    consultation.undecided, consultation.already_decided = undecided, already_decided
    consultation.duty_basis, consultation.duty_detail = duty_basis, duty_detail
    note(consultation, by, topic="stage")


@permitted(policy.can_edit)
def change_reasons(
    consultation: Consultation,
    *,
    reasons: str,
    no_discarded_options_reason: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Why the proposal is made. The options themselves are in the edition."""
    take_up(consultation, version)
    consultation.reasons, consultation.no_discarded_options_reason = reasons, no_discarded_options_reason
    note(consultation, by, topic="reasons")


@permitted(policy.can_edit)
def change_impacts(
    consultation: Consultation,
    *,
    impacts: str,
    impacts_missing_reason: str,
    equality_statement: str,
    equality_missing_reason: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """What it would mean, and the equality statement; for each, or why it is missing."""
    take_up(consultation, version)
    consultation.impacts, consultation.impacts_missing_reason = impacts, impacts_missing_reason
    consultation.equality_statement = equality_statement
    consultation.equality_missing_reason = equality_missing_reason
    note(consultation, by, topic="impacts")


@permitted(policy.can_edit)
def change_decision(
    consultation: Consultation,
    *,
    decision_maker: str,
    decision_maker_id: UUID | None,
    decision_expected_on: date | None,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Who will decide for the lead, as a role for the public and as a person of it, and by when."""
    take_up(consultation, version)
    lead = reading.lead(consultation)
    assert lead is not None
    if decision_maker_id is not None and decision_maker_id not in {one.person_id for one in possible(lead)}:
        raise Refused(Problem("Choose a person of the lead organisation", field="decision_maker_id"))
    consultation.decision_maker = decision_maker
    put(lead, decision_maker_id)
    consultation.decision_expected_on = decision_expected_on
    note(consultation, by, topic="decision")


@permitted(policy.can_edit)
def change_ways(
    consultation: Consultation,
    *,
    respond_email: str,
    respond_post: str,
    respond_phone: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """How people can respond without the web."""
    take_up(consultation, version)
    consultation.respond_email, consultation.respond_post = respond_email, respond_post
    consultation.respond_phone = respond_phone
    note(consultation, by, topic="ways")


@permitted(policy.can_edit)
def change_privacy(consultation: Consultation, *, notice: str, by: Viewer, version: int | None = None) -> None:
    """The privacy notice of the organisation acted for: each controller answers for its own, and writes no other's."""
    take_up(consultation, version)
    assert by.organisation_id is not None
    reading.runner(consultation, by.organisation_id).privacy_notice = notice
    note(consultation, by, topic="privacy", organisation=str(by.organisation_id))


@permitted(policy.can_edit)
def change_keeping(
    consultation: Consultation, *, identifiers_kept_months: int | None, by: Viewer, version: int | None = None
) -> None:
    """How many months after the government response it is still kept who the respondents are."""
    take_up(consultation, version)
    wrong = keeping.months_problem(identifiers_kept_months)
    _refuse([Problem(wrong, field="identifiers_kept_months")] if wrong else [])
    assert identifiers_kept_months is not None
    consultation.identifiers_kept_months = identifiers_kept_months
    note(consultation, by, topic="keeping", months=identifiers_kept_months)


@permitted(policy.can_edit)
def change_statements(
    consultation: Consultation, *, takes_statements: bool, by: Viewer, version: int | None = None
) -> None:
    """Whether respondents may add statements to those on which people vote."""
    take_up(consultation, version)
    consultation.takes_statements = takes_statements
    note(consultation, by, topic="statements", takes_statements=takes_statements)


@permitted(policy.can_edit)
def change_welsh(
    consultation: Consultation,
    *,
    applies_to: Iterable[str],
    welsh_promised_on: date | None,
    welsh_reason: str,
    formats_contact: str,
    by: Viewer,
    version: int | None = None,
) -> None:
    """Where it applies (`england`, `wales`), when the Welsh comes if not now, and whom to ask for other formats."""
    take_up(consultation, version)
    nations = set(applies_to)
    consultation.applies_to_england, consultation.applies_to_wales = "england" in nations, "wales" in nations
    consultation.welsh_promised_on, consultation.welsh_reason = welsh_promised_on, welsh_reason
    consultation.formats_contact = formats_contact
    note(consultation, by, topic="welsh")


@permitted(policy.can_edit)
def change_dates(
    consultation: Consultation,
    *,
    opens_on: date | None,
    opens_time: time | None,
    closes_on: date | None,
    short_window_reason: str,
    holiday_mitigation: str,
    election_reason: str = "",
    by: Viewer,
    version: int | None = None,
) -> None:
    """London dates: it opens at the time given, or at midnight, and closes when the closing day ends (N5).

    An approved exception for an election period ends with the dates and the reason that it was given for.
    """
    take_up(consultation, version)
    try:
        opens_at = window.opens_at(opens_on, opens_time) if opens_on else None
    except window.NonexistentTime:
        raise Refused(Problem("The clocks go forward then. Choose another time", field="opens_time")) from None
    closes_at = window.closes_at(closes_on) if closes_on else None
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(Problem("Closing date must be on or after the opening date", field="closes_on"))
    excepted = (consultation.opens_at, consultation.closes_at, consultation.election_reason)
    if excepted != (opens_at, closes_at, election_reason):
        consultation.election_reason, consultation.election_asked_by_id = election_reason, by.person_id
        consultation.election_approved_at = consultation.election_approved_by_id = None
    consultation.opens_at, consultation.closes_at = opens_at, closes_at
    consultation.short_window_reason, consultation.holiday_mitigation = short_window_reason, holiday_mitigation
    dates = {"opens_at": opens_at and opens_at.isoformat(), "closes_at": closes_at and closes_at.isoformat()}
    note(consultation, by, topic="dates", **dates)


@permitted(policy.can_edit)
def add_runner(
    consultation: Consultation, *, organisation: Organisation, role: RunRole, by: Viewer, version: int | None = None
) -> Runner:
    """An organisation that runs it jointly, and is a controller, or supports."""
    take_up(consultation, version)
    if role is RunRole.lead:
        raise Refused(Problem("There is one lead organisation already", field="role"))
    if any(one.organisation_id == organisation.id for one in consultation.runners):
        raise Refused(Problem(f"{organisation.name} is there already", field="organisation"))
    place = max((one.position for one in consultation.runners), default=0) + 1
    runner = Runner(organisation=organisation, role=role, position=place)
    consultation.runners.append(runner)
    note(consultation, by, topic="organisations", organisation=str(organisation.id), role=role.value)
    return runner


@permitted(policy.can_edit)
def remove_runner(
    consultation: Consultation, *, organisation: Organisation, by: Viewer, version: int | None = None
) -> None:
    """Takes a joint or supporting organisation off; the lead stays."""
    take_up(consultation, version)
    runner = reading.runner(consultation, organisation.id)
    if runner.role is RunRole.lead:
        raise Refused("The lead organisation cannot be removed.")
    consultation.runners.remove(runner)
    note(consultation, by, topic="organisations", organisation=str(organisation.id), role=None)


def take_up(consultation: Consultation, version: int | None) -> None:
    """Locks a consultation that may still be set up. Raises Refused after approval, Stale for an older version."""
    lock(consultation)
    if consultation.is_historic:
        raise Refused("This consultation was imported. It cannot be changed here.")
    if consultation.cancelled_at is not None:
        raise Refused("This consultation was cancelled. Nothing in it can be changed.")
    if consultation.opening_approved_at is not None:
        raise Refused("Its opening is approved, so nothing in it can be changed. Withdraw the approval first.")
    if version is not None and consultation.version != version:
        raise Stale(reading.entered(consultation))


def note(consultation: Consultation, by: Viewer, **about: Any) -> None:
    """Remembers who changed the set-up last, and records the change."""
    remember(consultation, by=by)
    record(RootKind.consultation, consultation.id, Event.consultation_changed, by=by, about=about)


@permitted(policy.can_edit)
def remember(consultation: Consultation, *, by: Viewer) -> None:
    """Who changed it last of those whom the opening takes a second person beside: the people of the lead.

    Otherwise a word of a joint organisation would let the lead's author approve what they wrote alone.
    """
    lead = reading.lead(consultation)
    if lead is None or by.person_id is None or accounts.membership_in(by.person_id, lead.organisation_id):
        consultation.last_changed_by_id = by.person_id
    touch(consultation)


def _edition(edition_id: UUID | None, by: Viewer) -> Edition | None:
    if edition_id is None:
        return None
    try:
        return reading.edition(edition_id, viewer=by)
    except NotFound:
        raise Refused(
            Problem("Choose a published consultation edition that your organisation leads", field="edition_id")
        ) from None


def _keep_links(consultation: Consultation, edition: Edition | None) -> None:
    """Drops the questions' links to provisions of another proposal."""
    for question in reading.questions(consultation):
        if question.provision is not None and (
            edition is None or question.provision.proposal_id != edition.proposal_id
        ):
            question.provision = None


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)
