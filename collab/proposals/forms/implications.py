"""The forms for an implication, for the affected organisation's answer, and for a nil return."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from collab.proposals.models import (
    Confidence,
    Direction,
    EvidenceKind,
    FundingPosition,
    Implication,
    ImplicationType,
    Marking,
    Recurrence,
    Stage,
    Unit,
)
from collab.proposals.rules.implications import FUNDING_WORDS, TYPE_WORDS, UNIT_WORDS, ImplicationTerms
from collab.proposals.rules.words import EVIDENCE_WORDS, RECURRENCE_WORDS, STAGE_WORDS
from collab.web.fields import Amount, Area, Day, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm


class ImplicationForm(BaseForm):
    provision = Pick("Provision", [required("Choose a provision")])
    organisation = Pick("Organisation that it is about", [required("Choose an organisation")])
    type = Pick(
        "Type",
        [required("Choose a type")],
        choices=[("", "Choose a type"), *choices(ImplicationType, TYPE_WORDS)],
    )
    direction = One("Direction", [required("Choose a direction")], choices=choices(Direction))
    summary = Area("What it means", [required("Say what it means for the organisation")], rows=4, most=5_000)
    low = Amount("Low")
    central = Amount("Central")
    high = Amount("High")
    unit = Pick("What the figures count", choices=[("", "Choose a unit"), *choices(Unit, UNIT_WORDS)])
    price_base = Line("Prices of", hint="The year that the money is counted in. For example, 2025-26", most=60)
    cannot_quantify_reason = Area("Why there are no figures", rows=3, most=2_000)
    recurrence = Pick("How often", choices=[("", "Choose how often"), *choices(Recurrence, RECURRENCE_WORDS)])
    from_on = Day("From")
    to_on = Day("To")
    stages = Many("Stages of a case", choices=choices(Stage, STAGE_WORDS))
    areas = Line("Areas", hint="Leave empty where it is the same everywhere", most=500)
    confidence = One("Confidence", [required("Choose how confident you are")], choices=choices(Confidence))
    confidence_reason = Area(
        "Why you are this confident", [required("Say why you are this confident")], rows=3, most=2_000
    )
    evidence_kind = Pick("Evidence", choices=choices(EvidenceKind, EVIDENCE_WORDS), default=EvidenceKind.none.value)
    evidence_title = Line("What the evidence is called", most=300)
    evidence_url = Line("Where the evidence is", hint="An address that begins with https://", most=500)
    assumptions = Area("Assumptions", rows=3, most=5_000)
    caused_by = Pick("Commitment that brings it about")
    mitigation = Area("What would make it better", rows=3, most=5_000)
    funding_position = Pick(
        "Where the money comes from",
        choices=choices(FundingPosition, FUNDING_WORDS),
        default=FundingPosition.not_applicable.value,
    )
    marking = One("Marking", choices=choices(Marking, {m: m.value for m in Marking}), default=Marking.official.value)

    def terms(self) -> ImplicationTerms:
        """What was entered."""
        return ImplicationTerms(
            type=ImplicationType(self.type.data),
            direction=Direction(self.direction.data),
            summary=self.summary.data or "",
            low=_number(self.low),
            central=_number(self.central),
            high=_number(self.high),
            unit=Unit(self.unit.data) if self.unit.data else None,
            price_base=self.price_base.data or "",
            cannot_quantify_reason=self.cannot_quantify_reason.data or "",
            from_on=self.from_on.data,
            to_on=self.to_on.data,
            recurrence=Recurrence(self.recurrence.data) if self.recurrence.data else None,
            stages=tuple(self.stages.data or ()),
            areas=self.areas.data or "",
            confidence=Confidence(self.confidence.data),
            confidence_reason=self.confidence_reason.data or "",
            evidence_kind=EvidenceKind(self.evidence_kind.data or "none"),
            evidence_title=self.evidence_title.data or "",
            evidence_url=self.evidence_url.data or "",
            assumptions=self.assumptions.data or "",
            mitigation=self.mitigation.data or "",
            funding_position=FundingPosition(self.funding_position.data or "not_applicable"),
            marking=Marking(self.marking.data or Marking.official.value),
        )

    @staticmethod
    def filled(implication: Implication) -> ImplicationForm:
        """The form as it stands: what is stored, or what was sent over it."""
        plain = {name: _plain(getattr(implication, name)) for name in STORED}
        cause = str(implication.caused_by_id or "")
        about = {"provision": implication.provision.label, "organisation": implication.organisation.slug}
        return ImplicationForm(data={**plain, **about, "caused_by": cause, "version": implication.version})


STORED = (
    "type",
    "direction",
    "summary",
    "low",
    "central",
    "high",
    "unit",
    "price_base",
    "cannot_quantify_reason",
    "recurrence",
    "from_on",
    "to_on",
    "stages",
    "areas",
    "confidence",
    "confidence_reason",
    "evidence_kind",
    "evidence_title",
    "evidence_url",
    "assumptions",
    "mitigation",
    "funding_position",
    "marking",
)


def _number(field: Amount) -> Decimal | None:
    number: Any = field.data
    return number if isinstance(number, Decimal) else None


def _plain(value: object) -> object:
    return getattr(value, "value", value)


class AnswerForm(BaseForm):
    status = One(
        "Is this right for your organisation?",
        [required("Choose whether you confirm or dispute it")],
        choices=[("confirmed", "Yes, we confirm it"), ("disputed", "No, we dispute it")],
    )
    answer = Area(
        "What you say about it", hint="Needed where you dispute it. It is published beside it", rows=4, most=5_000
    )


class NilReturnForm(BaseForm):
    reason = Area(
        "Reason",
        hint="Needed where your organisation has a commitment or an implication under this provision already",
        rows=3,
        most=2_000,
    )
