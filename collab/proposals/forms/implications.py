"""The forms for an implication, for the affected organisation's answer, and for a nil return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
    UserGroup,
)
from collab.proposals.rules.implications import (
    EVIDENCE_ROWS,
    FUNDING_WORDS,
    TYPE_WORDS,
    UNIT_WORDS,
    Evidence,
    ForceArea,
    ImplicationTerms,
)
from collab.proposals.rules.quarters import offered, quarter, quarter_of
from collab.proposals.rules.words import EVIDENCE_WORDS, GROUP_WORDS, RECURRENCE_WORDS, STAGE_WORDS
from collab.web.fields import Amount, Area, Day, Line, Many, One, Pick, choices, required
from collab.web.forms import BaseForm

MOST_EVIDENCE = 12


class ImplicationForm(BaseForm):
    """Made by `implication_form`, which adds the rows of evidence and what can be chosen."""

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
    from_on = Pick("First quarter")
    to_on = Pick("Last quarter", hint="Leave empty where it goes on")
    user_groups = Many("Whom it touches", choices=choices(UserGroup, GROUP_WORDS))
    stages = Many("Stages of a case", choices=choices(Stage, STAGE_WORDS))
    force_areas = Many("Police force areas", hint="Choose none where it is the same everywhere")
    areas = Line("More about where", most=500)
    confidence = One("Confidence", [required("Choose how confident you are")], choices=choices(Confidence))
    confidence_reason = Area(
        "Why you are this confident", [required("Say why you are this confident")], rows=3, most=2_000
    )
    assumptions = Area("Assumptions", rows=3, most=5_000)
    caused_by = Pick("Commitment that brings it about")
    mitigation = Area("What would make it better", rows=3, most=5_000)
    funding_position = Pick(
        "Where the money comes from",
        choices=choices(FundingPosition, FUNDING_WORDS),
        default=FundingPosition.not_applicable.value,
    )
    marking = One("Marking", choices=choices(Marking, {m: m.value for m in Marking}), default=Marking.official.value)
    rows = 0

    def terms(self, areas: Mapping[str, str]) -> ImplicationTerms:
        """What was entered; `areas` are the names of the force areas that were offered, by code."""
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
            from_on=_bound(self.from_on, "first"),
            to_on=_bound(self.to_on, "last"),
            recurrence=Recurrence(self.recurrence.data) if self.recurrence.data else None,
            user_groups=tuple(self.user_groups.data or ()),
            stages=tuple(self.stages.data or ()),
            force_areas=[ForceArea(code, areas[code]) for code in self.force_areas.data or ()],
            areas=self.areas.data or "",
            confidence=Confidence(self.confidence.data),
            confidence_reason=self.confidence_reason.data or "",
            evidence=self._evidence(),
            assumptions=self.assumptions.data or "",
            mitigation=self.mitigation.data or "",
            funding_position=FundingPosition(self.funding_position.data or "not_applicable"),
            marking=Marking(self.marking.data or Marking.official.value),
        )

    def _evidence(self) -> list[Evidence]:
        return [
            Evidence(
                kind=EvidenceKind(self[f"evidence_{number}_kind"].data or EvidenceKind.none.value),
                title=self[f"evidence_{number}_title"].data or "",
                url=self[f"evidence_{number}_url"].data or "",
                on=self[f"evidence_{number}_on"].data,
            )
            for number in range(1, self.rows + 1)
        ]


def implication_form(
    areas: Mapping[str, str], today: date, rows: int, stored: Implication | None = None, **asked: str | None
) -> ImplicationForm:
    """A form that offers these force areas (code, name), with this many rows of evidence; over what is stored, or was asked for."""
    rows = max(EVIDENCE_ROWS, min(rows, MOST_EVIDENCE), len(stored.evidence) if stored else 0)
    fields: dict[str, object] = {"rows": rows}
    for number in range(1, rows + 1):
        none = EvidenceKind.none.value
        fields |= {
            f"evidence_{number}_kind": Pick(
                f"Kind of evidence {number}", choices=choices(EvidenceKind, EVIDENCE_WORDS), default=none
            ),
            f"evidence_{number}_title": Line(f"What evidence {number} is called", most=300),
            f"evidence_{number}_url": Line(
                f"Where evidence {number} is", hint="An address that begins with https://", most=500
            ),
            f"evidence_{number}_on": Day(f"Date of evidence {number}"),
        }
    data = _filled(stored) if stored else asked
    form: ImplicationForm = type("ImplicationForm", (ImplicationForm,), fields)(data=data)
    held = (stored.from_on, stored.to_on) if stored else ()
    quarters = [("", "Choose a quarter"), *((one.key, one.words) for one in offered(today, *held))]
    form.from_on.choices = form.to_on.choices = quarters
    form.force_areas.choices = list(areas.items())
    return form


def _filled(implication: Implication) -> dict[str, object]:
    plain = {name: _plain(getattr(implication, name)) for name in STORED}
    for name in ("from_on", "to_on"):
        on = getattr(implication, name)
        plain[name] = quarter_of(on).key if on else ""
    for place, one in enumerate(implication.evidence, start=1):
        plain |= {f"evidence_{place}_{name}": one[name] for name in ("kind", "title", "url")}
        plain[f"evidence_{place}_on"] = date.fromisoformat(one["date"]) if one["date"] else None
    plain |= {"force_areas": [area["code"] for area in implication.force_areas], "version": implication.version}
    about = {"provision": implication.provision.label, "organisation": implication.organisation.slug}
    return {**plain, **about, "caused_by": str(implication.caused_by_id or "")}


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
    "user_groups",
    "stages",
    "areas",
    "confidence",
    "confidence_reason",
    "assumptions",
    "mitigation",
    "funding_position",
    "marking",
)


def _bound(field: Pick, end: str) -> date | None:
    """The first or the last day of the quarter that was chosen."""
    chosen = quarter(str(field.data or ""))
    return getattr(chosen, end) if chosen else None


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
