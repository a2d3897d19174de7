"""Decisions about assessments and HM Treasury's position (W4): which a proposal must have, and what each record needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from collab.accounts.models import Organisation, OrganisationClass
from collab.accounts.rules import the
from collab.errors import Problem
from collab.proposals.models import (
    AssessmentKind,
    AssessmentStatus,
    FundingPosition,
    Implication,
    ImplicationStatus,
    ImplicationType,
    PartRole,
    Proposal,
)
from collab.proposals.rules.editions import listed

KIND_WORDS = {
    AssessmentKind.impact_assessment: "Impact assessment",
    AssessmentKind.options_assessment: "Options assessment",
    AssessmentKind.justice_impact_test: "Justice Impact Test",
    AssessmentKind.new_burdens: "New burdens assessment",
    AssessmentKind.equality: "Equality assessment",
    AssessmentKind.dpia: "Data protection impact assessment",
    AssessmentKind.welsh_language: "Welsh language impact assessment",
    AssessmentKind.rural: "Rural proofing",
    AssessmentKind.family: "Family test",
    AssessmentKind.theory_of_change: "Theory of change",
}
STATUS_WORDS = {
    AssessmentStatus.not_required: "Not required",
    AssessmentStatus.screening: "Screening",
    AssessmentStatus.in_progress: "In progress",
    AssessmentStatus.submitted: "Submitted",
    AssessmentStatus.cleared: "Cleared",
    AssessmentStatus.published: "Published",
}
JUSTICE = "MOJ"
COVERED = frozenset({FundingPosition.within_baseline, FundingPosition.funded_by_lead, FundingPosition.funded_by_hmt})
LOCAL = frozenset(
    {OrganisationClass.local_government, OrganisationClass.local_policing_body, OrganisationClass.law_enforcement}
)
"""Whom the doctrine on new burdens protects: local authorities, police forces and those who govern them."""


@dataclass(frozen=True)
class AssessmentTerms:
    """What is recorded about one assessment."""

    status: AssessmentStatus
    status_on: date
    reason: str = ""
    reference: str = ""
    url: str = ""
    is_public: bool = False


def term_problems(terms: AssessmentTerms, today: date) -> list[Problem]:
    problems = []
    if terms.status is AssessmentStatus.not_required and not terms.reason.strip():
        problems.append(Problem("Say why it is not required", field="reason"))
    if terms.status is AssessmentStatus.published and not terms.url:
        problems.append(Problem("Enter the address at which it is published", field="url"))
    if terms.url and not _is_web_address(terms.url):
        problems.append(Problem("The address must begin with https:// or http://", field="url"))
    if terms.status_on > today:
        problems.append(Problem("The date must not be in the future", field="status_on"))
    return problems


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


# --- What a proposal must have (W4) ------------------------------------------------------------------------------


def counted(proposal: Proposal) -> list[Implication]:
    """Implications that stand: shared, not withdrawn, on a provision that stands."""
    withdrawn = ImplicationStatus.withdrawn
    return [
        i for i in proposal.implications if i.shared_at and i.status is not withdrawn and not i.provision.retired_at
    ]


def unfunded_costs(implications: Iterable[Implication]) -> list[Implication]:
    """Costs that neither a baseline, nor the lead, nor HM Treasury pays for."""
    return [i for i in implications if i.type is ImplicationType.cost and i.funding_position not in COVERED]


def required(proposal: Proposal) -> dict[AssessmentKind, str]:
    """The assessments that must have a record, each with why in words."""
    found = {}
    standing = counted(proposal)
    on_justice = _names(i for i in standing if _is_justice(i.organisation))
    lead = next((p.organisation for p in proposal.participations if p.role is PartRole.lead), None)
    if on_justice and lead is not None and not _is_justice(lead):
        found[AssessmentKind.justice_impact_test] = (
            f"{the(lead.name)} leads, and there are implications for {listed(on_justice)}"
        )
    on_local = _names(
        i for i in standing if i.type is ImplicationType.cost and i.organisation.organisation_class in LOCAL
    )
    if on_local:
        found[AssessmentKind.new_burdens] = f"There are costs for {listed(on_local)}"
    return found


def _is_justice(body: Organisation) -> bool:
    """The Ministry of Justice and the bodies that belong to it."""
    return body.code == JUSTICE or (body.sponsor is not None and body.sponsor.code == JUSTICE)


def _names(implications: Iterable[Implication]) -> list[str]:
    return sorted({the(i.organisation.name) for i in implications})


def missing_records(proposal: Proposal) -> str:
    """The assessments that are required and of which nothing is recorded, in sentences."""
    held = {assessment.kind for assessment in proposal.assessments}
    lacking = [(KIND_WORDS[kind], why) for kind, why in required(proposal).items() if kind not in held]
    return " ".join(f"Nothing is recorded of the {name}: {why}." for name, why in lacking)


def missing_position(proposal: Proposal) -> str:
    """Why HM Treasury's position is missing; empty where it is there, or not needed."""
    costs = unfunded_costs(counted(proposal))
    if not costs or proposal.treasury_position is not None:
        return ""
    named = listed([f"implication {i.number}, for {the(i.organisation.name)}" for i in _in_order(costs)])
    return f"It is not recorded, and money is missing for {named}."


def _in_order(costs: Sequence[Implication]) -> list[Implication]:
    return sorted(costs, key=lambda one: one.number)
