"""What a check before the opening is, and all that the checks look at."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from collab.consultations.models import DutyBasis, EngagementType, PaperKind
from collab.consultations.rules.standing import ON_A_DECISION


@dataclass(frozen=True)
class Controller:
    """A lead or joint organisation. `field` is the id of the box for its privacy notice."""

    name: str
    code: str
    privacy_notice: str
    field: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the rules look at. Numbers about the edition are those of the edition consulted on.

    `undecided_bodies` are the joint organisations, by name and slug, that do not say who decides for them.
    """

    engagement_type: EngagementType
    engagement_reason: str = ""
    title: str = ""
    summary: str = ""
    is_official: bool = True
    has_edition: bool = False
    edition_is_newest: bool = True
    is_decided: bool = False
    options: int = 0
    discarded_options: int = 0
    implications: int = 0
    undecided: str = ""
    already_decided: str = ""
    duty_basis: DutyBasis | None = None
    duty_detail: str = ""
    reasons: str = ""
    no_discarded_options_reason: str = ""
    impacts: str = ""
    impacts_missing_reason: str = ""
    equality_statement: str = ""
    equality_missing_reason: str = ""
    decision_maker: str = ""
    decision_maker_is_named: bool = False
    undecided_bodies: tuple[tuple[str, str], ...] = ()
    decision_expected_on: date | None = None
    respond_email: str = ""
    respond_post: str = ""
    respond_phone: str = ""
    formats_contact: str = ""
    applies_to_england: bool = True
    applies_to_wales: bool = True
    missing_in_welsh: tuple[str, ...] = ()
    welsh_promised_on: date | None = None
    welsh_reason: str = ""
    controllers: tuple[Controller, ...] = ()
    questions: int = 0
    unmapped: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    short_window_reason: str = ""
    holiday_mitigation: str = ""
    election_reason: str = ""
    election_is_approved: bool = False
    papers: frozenset[PaperKind] = frozenset()
    now: datetime

    @property
    def is_on_a_decision(self) -> bool:
        return self.engagement_type in ON_A_DECISION


class Criterion(enum.Enum):
    """What a rule serves: one of the four tests of a fair consultation (Gunning), or that there can be one at all."""

    general = "general"
    formative = "formative"
    reasons = "reasons"
    time = "time"
    considered = "considered"


@dataclass(frozen=True)
class Check:
    """One rule in plain words, and what is missing in words, empty when nothing is.

    `page` is the address below the consultation's own, `field` the id of the first box that mends it. `explanation` is
    a reason that stands in for what the rule asks for.
    """

    rule: str
    missing: str
    page: str
    field: str
    criterion: Criterion = Criterion.general
    explanation: str = ""

    @property
    def is_met(self) -> bool:
        return not self.missing

    def href(self, address: str) -> str:
        """Where to mend it, for the consultation at `/consultations/<address>`."""
        return f"/consultations/{address}/{self.page}#{self.field}"


def is_a_sentence(words: str) -> bool:
    """Whether a reason says something: three words at least (N3 asks for one sentence)."""
    return len(words.split()) >= 3


def unless(met: object, otherwise: str) -> str:
    return "" if met else otherwise
