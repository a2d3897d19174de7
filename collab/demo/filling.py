"""Fills an empty installation by calling the same actions that the pages call, at instants in the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import current_app

from collab import clock
from collab.accounts import actions as accounts
from collab.accounts import queries as accounts_queries
from collab.accounts.models import AreaKind, Installation, Organisation, Role
from collab.accounts.policy import SYSTEM, Viewer
from collab.attachments.actions import Sent
from collab.attachments.models import Accessibility
from collab.db import db, transaction
from collab.demo import people
from collab.proposals.actions import (
    assessments,
    attachments,
    clearance,
    commitments,
    drafting,
    implications,
    nil_returns,
    options,
    parts,
    provisions,
    rounds,
    versions,
)
from collab.proposals.models import (
    Acceptance,
    AssessmentKind,
    AssessmentStatus,
    Commitment,
    CommitmentKind,
    ConditionEnd,
    Confidence,
    Direction,
    Edition,
    EvidenceKind,
    FundingPosition,
    ImplicationType,
    OptionKind,
    PartRole,
    Proposal,
    Recurrence,
    ReplyKind,
    SectionKind,
    Unit,
    WriteRound,
)
from collab.proposals.queries import editions as edition_queries
from collab.proposals.queries import grid as grid_queries
from collab.proposals.rules import assessments as assessment_rules
from collab.proposals.rules import rounds as round_rules
from collab.proposals.rules.assessments import AssessmentTerms
from collab.proposals.rules.commitments import CommitmentTerms
from collab.proposals.rules.implications import Evidence, ForceArea, ImplicationTerms

TREASURY = "Invented: HM Treasury notes that the money is not settled, and expects a bid in the next spending review."


@contextmanager
def at(on: date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """One transaction at a London time of a day."""
    local = datetime.combine(on, time(hour, minute), tzinfo=clock.LONDON)
    with clock.pinned(local), transaction():
        yield


def who(code: str, name: str = "Author") -> Viewer:
    """A member of the cast, acting for their organisation."""
    found = accounts_queries.acting(people.address(code, name), code)
    assert found.organisation_id, f"nobody is {name} at {code}"
    return found


def organisation(code: str) -> Organisation:
    found = accounts_queries.organisation_by_code(code)
    assert found, code
    return found


def fill_people(on: date) -> None:
    """The cast, each with the one password, and the mark that all of this is invented."""
    with at(on):
        db.session.add(Installation(id=1, is_demonstration=True, filled_at=clock.now()))
        for code, roles, name in people.CAST:
            body = organisation(code)
            address = people.address(code, name)
            person = accounts.add_person(address, f"{name}, {body.name}", by=SYSTEM)
            accounts.grant_membership(person, body, [Role(role) for role in roles], job_title=name, by=SYSTEM)
            accounts.set_password(person, people.PASSWORD, by=SYSTEM)
        address, name = people.SYSTEM_ADMINISTRATOR
        administrator = accounts.add_person(address, name, is_system_administrator=True, by=SYSTEM)
        accounts.set_password(administrator, people.PASSWORD, by=SYSTEM)


def start_proposal(content: Any, lead: str, on: date) -> UUID:
    """The proposal with its bodies, text, provisions and options."""
    with at(on):
        proposal = drafting.start(
            title=content.TITLE,
            summary=content.SUMMARY,
            title_cy=content.TITLE_CY,
            summary_cy=content.SUMMARY_CY,
            is_demonstration=True,
            by=who(lead),
        )
        for code, role, reason in content.ORGANISATIONS:
            body = organisation(code)
            parts.set_part(proposal, organisation=body, role=PartRole(role), reason=reason, by=who(lead))
            if role == "consulted":
                parts.invite(proposal, organisation=body, by=who(lead))
    identity = proposal.id
    for number, (kind, code, words) in enumerate(content.SECTIONS):
        with at(on + timedelta(days=1 + number), 11):
            proposal = _proposal(identity)
            section = next(one for one in proposal.sections if one.kind is SectionKind(kind))
            drafting.write_section(proposal, section, text=words, by=who(code))
    with at(on + timedelta(days=8)):
        proposal = _proposal(identity)
        for title, words, *welsh in content.PROVISIONS:
            provisions.add_provision(proposal, title=title, text=words, title_cy="".join(welsh), by=who(lead))
        for kind, title, description, why_not in content.OPTIONS:
            options.add_option(
                proposal,
                kind=OptionKind(kind),
                title=title,
                description=description,
                discarded_reason=why_not,
                by=who(lead),
            )
    return identity


def _proposal(identity: UUID) -> Proposal:
    return db.session.get_one(Proposal, identity)


def enter_positions(content: Any, identity: UUID, on: date, today: date) -> None:
    """Each body's commitments and implications, shared unless they say otherwise; each affected body answers what others assert about it."""
    for record in content.COMMITMENTS:
        with at(on, 9):
            _commit(_proposal(identity), record, today)
    for number, record in enumerate(content.IMPLICATIONS):
        with at(on + timedelta(days=1), 9, number):
            _assert(_proposal(identity), record)


def _commit(proposal: Proposal, record: Mapping[str, Any], today: date) -> None:
    by = who(record["organisation"])
    due = record.get("due")
    terms = CommitmentTerms(
        kind=CommitmentKind(record["kind"]),
        acceptance=Acceptance(record["acceptance"]),
        provision_ids=[_provision(proposal, number) for number in record["provisions"]],
        words=record.get("words", ""),
        measure=record.get("measure", ""),
        accepted_part=record.get("accepted_part", ""),
        rejected_part=record.get("rejected_part", ""),
        reason=record.get("reason", ""),
        owner_role=record.get("owner_role", ""),
        due_on=today + timedelta(days=due) if due else None,
        dependencies=record.get("dependencies", "None") if due else "",
        milestones=[(words, today + timedelta(days=days)) for words, days in record.get("milestones", [])],
    )
    commitment = commitments.add_commitment(proposal, terms=terms, by=by)
    if record.get("is_shared", True):
        commitments.share_commitment(commitment, by=by)


def _assert(proposal: Proposal, record: Mapping[str, Any]) -> None:
    by, about = who(record["by"]), organisation(record["organisation"])
    terms = ImplicationTerms(
        type=ImplicationType(record["type"]),
        direction=Direction(record["direction"]),
        summary=record["summary"],
        confidence=Confidence(record["confidence"]),
        confidence_reason=record["confidence_reason"],
        low=_decimal(record.get("low")),
        central=_decimal(record.get("central")),
        high=_decimal(record.get("high")),
        unit=Unit(record["unit"]) if "unit" in record else None,
        price_base=record.get("price_base", ""),
        cannot_quantify_reason=record.get("cannot_quantify_reason", ""),
        recurrence=Recurrence(record["recurrence"]) if "recurrence" in record else None,
        areas=record.get("areas", ""),
        force_areas=[_force_area(name) for name in record.get("force_areas", ())],
        user_groups=record.get("user_groups", ()),
        stages=record.get("stages", ()),
        from_on=date(clock.today().year + record["years"][0], 1, 1) if "years" in record else None,
        to_on=date(clock.today().year + record["years"][1], 12, 31) if "years" in record else None,
        evidence=[Evidence(EvidenceKind(kind), title) for kind, title in record.get("evidence", ())],
        assumptions=record.get("assumptions", ""),
        funding_position=FundingPosition(record["funding_position"]),
    )
    provision = next(one for one in proposal.provisions if one.number == record["provision"])
    cause = next((c for c in proposal.commitments if c.organisation.code == record.get("caused_by")), None)
    implication = implications.assert_implication(
        proposal, provision=provision, organisation=about, terms=terms, caused_by=cause, by=by
    )
    implications.share_implication(implication, by=by)
    if "disputed" in record:
        implications.dispute_implication(implication, answer=record["disputed"], by=who(record["organisation"]))
    elif record["by"] != record["organisation"]:
        implications.confirm_implication(implication, by=who(record["organisation"]))


def _force_area(name: str) -> ForceArea:
    areas = accounts_queries.areas(AreaKind.police_force_area)
    return next(ForceArea(area.code, area.name) for area in areas if area.name == name)


def _decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value else None


def _provision(proposal: Proposal, number: int) -> UUID:
    return next(one.id for one in proposal.provisions if one.number == number)


def return_nil(identity: UUID, on: date, reason: str) -> None:
    """A nil return by each body for what it left blank."""
    with at(on, 14):
        proposal = _proposal(identity)
        codes = {part.organisation_id: part.organisation.code for part in proposal.participations}
        for cell in grid_queries.grid(proposal).missing:
            provision = next(one for one in proposal.provisions if one.id == cell.provision_id)
            by = who(codes[cell.organisation_id])
            nil_returns.make_nil_return(proposal, provision=provision, reason=reason, by=by)


def attach(identity: UUID, on: date, code: str, record: Mapping[str, Any]) -> None:
    """A file with its words."""
    sent = Sent(
        name=record["name"],
        content=record["content"].encode(),
        title=record["title"],
        title_cy=record.get("title_cy", ""),
        description=record["description"],
        accessibility=Accessibility(record["accessibility"]),
        accessible_note=record.get("accessible_note", ""),
    )
    folder = current_app.settings.files_folder  # type: ignore[attr-defined]
    with at(on, 16):
        attachments.attach(_proposal(identity), sent=sent, folder=folder, by=who(code))


def keep_version(identity: UUID, on: date, code: str, name: str) -> None:
    with at(on, 17):
        versions.keep(_proposal(identity), name=name, by=who(code))


def scrutinise(identity: UUID, on: date, lead: str) -> None:
    """HM Treasury's position and the assessments that this proposal needs, as the lead records them."""
    with at(on, 15):
        proposal, by = edition_queries.whole(_proposal(identity)), who(lead)
        needed = assessment_rules.required(proposal)
        if assessment_rules.missing_position(proposal):
            assessments.record_treasury_position(proposal, words=TREASURY, given_on=on, by=by)
        for kind in needed:
            terms = AssessmentTerms(AssessmentStatus.submitted, on, reference=f"Demo {kind.value}", is_public=True)
            assessments.record_assessment(proposal, kind=kind, terms=terms, by=by)


def record_assessments(identity: UUID, on: date, lead: str, records: Sequence[tuple[str, str, str]]) -> None:
    """(kind, status, reason), each part of the published text."""
    with at(on, 16):
        for kind, status, reason in records:
            terms = AssessmentTerms(AssessmentStatus(status), on, reason=reason, is_public=True)
            assessments.record_assessment(_proposal(identity), kind=AssessmentKind(kind), terms=terms, by=who(lead))


def ask_around(identity: UUID, on: date, lead: str, question: str) -> UUID | None:
    """A write-round to all who read the draft, with the least full time; None where bank holidays are not known yet."""
    with at(on, 9):
        proposal = _proposal(identity)
        deadline = round_rules.earliest_full_deadline(on, accounts_queries.bank_holidays())
        asked = {part.organisation_id for part in proposal.participations if round_rules.can_be_asked(part)}
        if deadline is None:
            return None
        issued = rounds.issue(proposal, organisation_ids=asked, deadline_on=deadline, question=question, by=who(lead))
        return issued.id


def reply(round_id: UUID | None, on: date, replies: Sequence[tuple[str, str, str]]) -> None:
    """(organisation, kind of reply, words), one an hour."""
    for number, (code, kind, words) in enumerate(replies if round_id else ()):
        with at(on, 9 + number):
            asked = db.session.get_one(WriteRound, round_id).asked
            own = next(one for one in asked if one.organisation.code == code)
            rounds.reply(own, kind=ReplyKind(kind), words=words, by=signatory(code))


def settle(round_id: UUID | None, on: date, code: str, reason: str) -> None:
    """The body says that its condition is met."""
    if round_id is None:
        return
    with at(on, 16):
        asked = db.session.get_one(WriteRound, round_id).asked
        own = next(one for one in asked if one.organisation.code == code)
        for condition in own.conditions:
            rounds.close_condition(condition, how=ConditionEnd.satisfied, reason=reason, by=signatory(code))


def go_on_without(round_id: UUID | None, on: date, lead: str, code: str, reason: str) -> None:
    """The lead's signatory decides not to wait for a body that let the deadline pass."""
    if round_id is None:
        return
    with at(on, 17):
        asked = db.session.get_one(WriteRound, round_id).asked
        silent = next(one for one in asked if one.organisation.code == code)
        rounds.go_on_without(silent, reason=reason, by=signatory(lead))


def freeze(identity: UUID, on: date, lead: str, note: str) -> UUID:
    with at(on, 9):
        return clearance.freeze(_proposal(identity), change_note=note, by=who(lead)).id


def clear(edition_id: UUID, on: date, codes: Sequence[str]) -> None:
    """Each of these bodies' signatories clears, an hour after the one before."""
    for number, code in enumerate(codes):
        with at(on, 11 + number):
            edition = db.session.get_one(Edition, edition_id)
            clearance.clear(edition, hash=edition.hash, by=signatory(code))


def signatory(code: str) -> Viewer:
    alone = accounts_queries.acting(people.address(code, "Signatory"), code)
    return alone if alone.organisation_id else who(code)


def publish(edition_id: UUID, on: date, lead: str) -> str:
    """By the lead's second author. Returns the reference."""
    with at(on, 15):
        edition = clearance.publish(db.session.get_one(Edition, edition_id), by=who(lead, "Second author"))
        assert edition.proposal.reference
        return edition.proposal.reference


def sign_all(identity: UUID, on: date) -> None:
    """Every body's signatory signs what it proposed."""
    with at(on, 13):
        for commitment in _proposal(identity).commitments:
            if commitment.acceptance in (Acceptance.agreed, Acceptance.partly_agreed):
                _sign(commitment)


def _sign(commitment: Commitment) -> None:
    commitments.sign_commitment(commitment, by=signatory(commitment.organisation.code))
