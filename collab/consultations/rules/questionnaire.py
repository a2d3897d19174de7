"""Questions as plain values that a file can hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from collab.consultations.models import (
    Question,
    QuestionOption,
    QuestionRow,
    QuestionSection,
    QuestionVersion,
)
from collab.consultations.rules.answers import number_key
from collab.consultations.rules.paths import condition_of
from collab.text import Bilingual

FORMAT = "collab questionnaire 1"


def as_json(sections: Sequence[QuestionSection], questions: Sequence[Question]) -> dict[str, Any]:
    """A questionnaire. Sections and questions are named by their places, counted from 1 as on the page."""
    parts = {section.id: place for place, section in enumerate(sections, 1)}
    places = {question.number: place for place, question in enumerate(questions, 1)}
    return {
        "sections": [
            {"number": parts[one.id], "heading": both(one.heading), "introduction": both(one.introduction)}
            | ({"is_equality": True} if one.is_equality else {})
            for one in sections
        ],
        "questions": [
            {"number": place, **_placed(one, parts, places), **_asked(one.current)}
            for place, one in enumerate(questions, 1)
        ],
    }


def as_text(sections: Sequence[QuestionSection], questions: Sequence[Question]) -> str:
    """The file that can be brought in again: the same questionnaire gives the same text."""
    return json.dumps({"format": FORMAT, **as_json(sections, questions)}, ensure_ascii=False, indent=1)


def _placed(question: Question, parts: Mapping[UUID, int], places: Mapping[int, int]) -> dict[str, Any]:
    """Where it stands, and after which answers it is asked."""
    found: dict[str, Any] = {}
    if question.section_id is not None and question.section_id in parts:
        found["section"] = parts[question.section_id]
    if question.is_with_previous:
        found["is_with_previous"] = True
    condition = condition_of(question.current)
    if condition is not None:
        found["asked_if"] = condition.as_json() | {"question": places.get(condition.question)}
    return found


def _asked(version: QuestionVersion) -> dict[str, Any]:
    """What it asks; what it does not have is left out."""
    found: dict[str, Any] = {
        "type": version.type.value,
        "wording": both(version.wording),
        "hint": both(version.hint),
        "help": both(version.help),
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
