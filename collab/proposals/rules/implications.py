"""Decisions about implications: what a record needs, who has still to answer it, and nil returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from collab.errors import Problem
from collab.proposals.models import (
    Confidence,
    Direction,
    EvidenceKind,
    FundingPosition,
    ImplicationStatus,
    ImplicationType,
    Marking,
    Recurrence,
    Unit,
)

EVIDENCE_ROWS = 3
MONEY = frozenset({Unit.gbp, Unit.gbp_per_year})
MONEY_TYPES = frozenset({ImplicationType.cost, ImplicationType.saving, ImplicationType.income})

TYPE_WORDS = {
    ImplicationType.it_digital: "IT and digital",
    ImplicationType.legal_legislative: "Law and legislation",
    ImplicationType.data_sharing_privacy: "Data sharing and privacy",
    ImplicationType.victim_witness: "Victims and witnesses",
    ImplicationType.skills_training: "Skills and training",
    ImplicationType.reputation_confidence: "Reputation and confidence",
    ImplicationType.commercial_contract: "Contracts",
}
UNIT_WORDS = {
    Unit.gbp: "pounds",
    Unit.gbp_per_year: "pounds a year",
    Unit.fte: "full-time equivalent staff",
    Unit.cases_per_year: "cases a year",
    Unit.hearings_per_year: "hearings a year",
    Unit.sitting_days: "sitting days",
    Unit.hours_per_year: "hours a year",
    Unit.prison_places: "prison places",
    Unit.detention_hours: "hours in detention",
    Unit.people_per_year: "people a year",
    Unit.minutes_per_case: "minutes a case",
    Unit.percent: "per cent",
    Unit.days: "days",
    Unit.devices: "devices",
    Unit.sites: "sites",
}
FUNDING_WORDS = {
    FundingPosition.funded_by_lead: "Funded by the lead organisation",
    FundingPosition.funded_by_hmt: "Funded by HM Treasury",
}
STATUS_WORDS = {
    ImplicationStatus.asserted: "Asserted, not yet answered",
    ImplicationStatus.confirmed: "Confirmed",
    ImplicationStatus.disputed: "Disputed",
    ImplicationStatus.withdrawn: "Withdrawn",
}


@dataclass(frozen=True)
class Evidence:
    """One thing that an implication rests on."""

    kind: EvidenceKind
    title: str = ""
    url: str = ""
    on: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.kind is EvidenceKind.none and not (self.title or self.url or self.on)

    def stored(self) -> dict[str, str]:
        on = self.on.isoformat() if self.on else ""
        return {"kind": self.kind.value, "title": self.title, "url": self.url, "date": on}


@dataclass(frozen=True)
class ForceArea:
    """A police force area: its ONS code, and its name as it was when it was entered."""

    code: str
    name: str

    def stored(self) -> dict[str, str]:
        return {"code": self.code, "name": self.name}


@dataclass(frozen=True)
class ImplicationTerms:
    """What an implication says, as it is entered."""

    type: ImplicationType
    direction: Direction
    summary: str
    confidence: Confidence
    confidence_reason: str = ""
    low: Decimal | None = None
    central: Decimal | None = None
    high: Decimal | None = None
    unit: Unit | None = None
    price_base: str = ""
    cannot_quantify_reason: str = ""
    from_on: date | None = None
    to_on: date | None = None
    recurrence: Recurrence | None = None
    stages: Sequence[str] = field(default_factory=tuple)
    user_groups: Sequence[str] = field(default_factory=tuple)
    force_areas: Sequence[ForceArea] = field(default_factory=tuple)
    areas: str = ""
    evidence: Sequence[Evidence] = field(default_factory=tuple)
    assumptions: str = ""
    mitigation: str = ""
    funding_position: FundingPosition = FundingPosition.not_applicable
    marking: Marking = Marking.official

    @property
    def figures(self) -> list[Decimal]:
        return [figure for figure in (self.low, self.central, self.high) if figure is not None]


def term_problems(terms: ImplicationTerms) -> list[Problem]:
    """What an entered implication lacks, or says against itself."""
    problems = []
    if not terms.summary.strip():
        problems.append(Problem("Say what it means for the organisation", field="summary"))
    if not terms.confidence_reason.strip():
        problems.append(Problem("Say why you are this confident", field="confidence_reason"))
    if terms.from_on and terms.to_on and terms.to_on < terms.from_on:
        problems.append(Problem("The end of the period must not be before its start", field="to_on"))
    return (
        problems
        + (_figure_problems(terms) if terms.figures else _no_figure_problems(terms))
        + _evidence_problems(terms)
    )


def _figure_problems(terms: ImplicationTerms) -> list[Problem]:
    problems = []
    if terms.figures != sorted(terms.figures):
        problems.append(
            Problem("The figures must rise from low to high: low, then central, then high", field=_out_of_order(terms))
        )
    if terms.unit is None:
        problems.append(Problem("Choose what the figures count", field="unit"))
    elif terms.type in MONEY_TYPES and terms.unit not in MONEY:
        problems.append(Problem("Costs, savings and income are counted in pounds", field="unit"))
    if terms.unit in MONEY and not terms.price_base.strip():
        problems.append(Problem("Say which year's prices the figures are in", field="price_base"))
    if terms.type in MONEY_TYPES and terms.funding_position is FundingPosition.not_applicable:
        problems.append(Problem("Say where the money comes from", field="funding_position"))
    return problems


def _out_of_order(terms: ImplicationTerms) -> str:
    if terms.low is not None and terms.central is not None and terms.low > terms.central:
        return "central"
    return "high"


def _no_figure_problems(terms: ImplicationTerms) -> list[Problem]:
    if terms.cannot_quantify_reason.strip():
        return []
    return [Problem("Enter figures, or say why there are none", field="cannot_quantify_reason")]


def _evidence_problems(terms: ImplicationTerms) -> list[Problem]:
    problems = []
    for place, one in enumerate(terms.evidence, start=1):
        if one.is_empty:
            continue
        if one.kind is EvidenceKind.none:
            problems.append(Problem(f"Choose what kind of evidence number {place} is", field=f"evidence_{place}_kind"))
        if not one.title.strip():
            problems.append(Problem(f"Say what evidence number {place} is called", field=f"evidence_{place}_title"))
        if one.url and not is_web_address(one.url):
            wrong = f"The address of evidence number {place} must begin with https:// or http://"
            problems.append(Problem(wrong, field=f"evidence_{place}_url"))
    return problems


def is_web_address(value: str) -> bool:
    """Whether a browser can be sent there."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def status_when_shared(*, is_own: bool) -> ImplicationStatus:
    """What an organisation says about itself counts as confirmed once it is shared; others' words wait for an answer."""
    return ImplicationStatus.confirmed if is_own else ImplicationStatus.asserted


def can_change(status: ImplicationStatus, *, is_own: bool) -> bool:
    """Whether its words may still be changed: until it is answered, or while it is the organisation's own about itself."""
    return status is ImplicationStatus.asserted or (is_own and status is ImplicationStatus.confirmed)


def answer_problems(status: ImplicationStatus, *, is_shared: bool, is_own: bool) -> list[Problem]:
    """Why an implication cannot be confirmed or disputed. An answer may be changed."""
    if is_own:
        return [Problem("Your organisation asserted this itself. It counts as confirmed once it is shared")]
    if not is_shared or status is ImplicationStatus.withdrawn:
        return [Problem("There is nothing to answer here any more")]
    return []


def nil_problems(reason: str, *, has_commitment: bool, has_implication: bool, has_unanswered: bool) -> list[Problem]:
    """Why a nil return cannot be made. Beside something else it fills one half of the cell, and must say why."""
    if has_unanswered:
        return [Problem("Confirm or dispute first what others say about your organisation here")]
    if has_commitment and has_implication:
        return [Problem("Your organisation has answered this provision already")]
    if (has_commitment or has_implication) and not reason.strip():
        missing = "implication" if has_commitment else "commitment"
        return [Problem(f"Say why there is no {missing}", field="reason")]
    return []
