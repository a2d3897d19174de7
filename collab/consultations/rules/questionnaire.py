"""Questions as plain values that a file can hold."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from collab.consultations.models import QuestionOption, QuestionRow, QuestionVersion
from collab.consultations.rules.answers import number_key
from collab.text import Bilingual


def question_json(version: QuestionVersion) -> dict[str, Any]:
    """A question by the names of its parts; what it does not have is left out."""
    found: dict[str, Any] = {
        "type": version.type.value,
        "wording": both(version.wording),
        "hint": both(version.hint),
        "is_required": version.is_required,
        "most_characters": version.most_characters,
        "least": _number(version.least),
        "most": _number(version.most),
        "unit": both(version.unit),
        "options": _listed(version.options),
        "rows": _listed(version.rows),
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def both(words: Bilingual) -> dict[str, str]:
    """The languages in which there is a text."""
    return {language: one.text for language, one in (("en", words.en), ("cy", words.cy)) if one.text}


def _number(value: Decimal | None) -> str | None:
    """Decimals are texts, so that no reader rounds them."""
    return None if value is None else number_key(value)


def _listed(listed: Iterable[QuestionOption | QuestionRow]) -> list[dict[str, Any]]:
    return [
        {"key": one.key, **both(one.label)} | ({"is_exclusive": True} if getattr(one, "is_exclusive", False) else {})
        for one in listed
    ]
