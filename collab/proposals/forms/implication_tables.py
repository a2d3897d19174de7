"""A form of ten implications in a row, and the upload of a file of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import FileField

from collab.proposals.models import Confidence, Direction, FundingPosition, ImplicationType, Unit
from collab.proposals.rules.implication_tables import COLUMNS, QUICK_ROWS
from collab.proposals.rules.implications import FUNDING_WORDS, TYPE_WORDS, UNIT_WORDS
from collab.web.fields import Area, Line, Pick, choices
from collab.web.forms import BaseForm

QUICK_COLUMNS = (
    "provision",
    "organisation",
    "type",
    "direction",
    "summary",
    "low",
    "central",
    "high",
    "unit",
    "price_base",
    "funding_position",
    "cannot_quantify_reason",
    "confidence",
    "confidence_reason",
)
_LONG = {"summary": 5_000, "cannot_quantify_reason": 2_000, "confidence_reason": 2_000}
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "type": choices(ImplicationType, TYPE_WORDS),
    "direction": choices(Direction),
    "unit": choices(Unit, UNIT_WORDS),
    "confidence": choices(Confidence),
    "funding_position": choices(FundingPosition, FUNDING_WORDS),
}


class QuickForm(BaseForm):
    """Made by `quick_form`. An empty row is left out."""

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """(number, what was typed by column) of the rows in which there is anything."""
        found = []
        for number in range(1, QUICK_ROWS + 1):
            typed = {key: str(self[f"row_{number}_{key}"].data or "").strip() for key in QUICK_COLUMNS}
            if any(typed.values()):
                found.append((number, typed))
        return found

    def fields_of(self, number: int) -> list[Any]:
        return [self[f"row_{number}_{key}"] for key in QUICK_COLUMNS]


def quick_form(provisions: Sequence[tuple[str, str]], bodies: Sequence[tuple[str, str]]) -> QuickForm:
    """Ten rows that offer these provisions (label, words) and organisations (slug, name)."""
    offered = {**_CHOICES, "provision": list(provisions), "organisation": list(bodies)}
    fields = {
        f"row_{number}_{key}": _field(number, key, offered)
        for number in range(1, QUICK_ROWS + 1)
        for key in QUICK_COLUMNS
    }
    made: QuickForm = type("QuickForm", (QuickForm,), fields)()
    return made


def _field(number: int, key: str, offered: dict[str, list[tuple[str, str]]]) -> Any:
    label = f"Row {number}, {COLUMNS[key].lower()}"
    if key in offered:
        return Pick(label, choices=[("", "Choose"), *offered[key]])
    if key in _LONG:
        return Area(label, rows=2, most=_LONG[key])
    return Line(label, most=60, width="10")


class UploadForm(BaseForm):
    file = FileField("CSV file")
