"""Two frozen contents compared outside the provisions: title, running text, options, and what each body says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from collab import text
from collab.proposals.models import AssessmentKind, AssessmentStatus, SectionKind
from collab.proposals.rules.assessments import KIND_WORDS, STATUS_WORDS
from collab.proposals.rules.editions import WordsChanged, compared
from collab.proposals.rules.text import SECTION_WORDS
from collab.proposals.rules.words import within

_COMMITMENT = {
    "words": "What",
    "measure": "Done when",
    "acceptance": "Answer",
    "accepted_part": "Accepted",
    "rejected_part": "Not accepted",
    "reason": "Reason",
    "standing": "Where it stands",
    "provisions": "Provisions",
    "owner_role": "Who answers for it",
    "baseline_on": "First promised for",
    "due_on": "By when",
    "milestones": "Milestones",
    "dependencies": "Depends on",
    "depends_on": "Depends on the numbers",
    "date_changes": "Dates that were changed",
    "recommendation": "Recommendation that it answers",
    "kind": "Kind",
}
_IMPLICATION = {
    "summary": "What",
    "type": "Type",
    "direction": "Direction",
    "provision": "Provision",
    "low": "Low",
    "central": "Most likely",
    "high": "High",
    "unit": "Counted in",
    "price_base": "Prices of",
    "cannot_quantify_reason": "Why there is no number",
    "recurrence": "How often",
    "from_on": "From",
    "to_on": "To",
    "stages": "Stages of a case",
    "user_groups": "Whom it touches",
    "force_areas": "Police force areas",
    "areas": "Where, in words",
    "status": "Where it stands",
    "answer": "Answer",
    "asserted_by": "Asserted by",
    "caused_by": "Caused by commitment",
    "confidence": "Confidence",
    "confidence_reason": "Why",
    "evidence": "Evidence",
    "assumptions": "Assumes",
    "mitigation": "What would ease it",
    "funding_position": "Funding",
}
_KEYS = frozenset(
    {
        "kind",
        "acceptance",
        "type",
        "direction",
        "unit",
        "recurrence",
        "confidence",
        "funding_position",
        "stages",
        "user_groups",
        "reason_kind",
    }
)
_DATES = frozenset({"baseline_on", "due_on", "from_on", "to_on", "published_on", "date"})


def other_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[WordsChanged]:
    """Each part of the later content by the name that a reader knows it by; those taken out come last."""
    old, new = dict(_parts(before)), dict(_parts(after))
    every = dict.fromkeys([*new, *old])
    return [compared(name, name, old.get(name, ""), new.get(name, "")) for name in every]


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = {body["code"]: body["name"] for body in content["organisations"]}
    yield "Title", content["title"]["en"]
    yield "Summary", content["summary"]["en"]
    yield (
        "Organisations",
        "\n".join(_line(b["name"], b["role"].replace("_", " "), b["reason"]) for b in content["organisations"]),
    )
    for section in content["sections"]:
        yield SECTION_WORDS[SectionKind(section["kind"])], text.plain(text.from_json(section["blocks"]))
    for option in content["options"]:
        written = (option["kind"].replace("_", " "), option["description"]["en"], option["discarded_reason"])
        yield f"Option: {option['title']['en']}", "\n".join(filter(None, written))
    for record in content["commitments"]:
        yield (
            f"{record['word'].capitalize()} {record['number']}, {names.get(record['organisation'], '')}",
            _record(record, _COMMITMENT),
        )
    for record in content["implications"]:
        yield (
            f"Implication {record['number']}, for {names.get(record['organisation'], '')}",
            _record(record, _IMPLICATION),
        )
    for nil in content["nil_returns"]:
        yield (
            f"Nil return on {nil['provision']}, {names.get(nil['organisation'], '')}",
            nil["reason"] or "Nothing to say.",
        )
    for one in content.get("assessments", []):
        kind = KIND_WORDS[AssessmentKind(one["kind"])]
        status = STATUS_WORDS[AssessmentStatus(one["status"])]
        yield kind, _line(status, one["status_on"], one["reason"], one["reference"], one["url"])
    for file in content.get("attachments", []):
        yield (
            f"File {file['number']}: {file['title']['en']}",
            _line(file["file_name"], file["description"], file["sha256"]),
        )


def _record(record: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    """A commitment or an implication as lines of "name: value", without what is empty."""
    return "\n".join(f"{name}: {value}" for name, value in _lines(record, fields))


def _value(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        twice = {"on", "code", "by"} if "by_name" in value else {"on", "code"}
        return _line(*(_value(name, item) for name, item in value.items() if name not in twice))
    if isinstance(value, list):
        return "; ".join(_value(key, item) for item in value)
    if key in _DATES and value:
        on = value if isinstance(value, date) else date.fromisoformat(value)
        return f"{on.day} {on:%B %Y}"
    if isinstance(value, bool):
        return key.replace("_", " ") if value else ""
    written = "" if value is None else str(value)
    return within(written) if key in _KEYS else written


def _line(*words: str) -> str:
    return ", ".join(filter(None, words))


def commitment_lines(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, words) of all that a commitment says."""
    return _lines(record, _COMMITMENT)


def implication_lines(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, words) of all that an implication says."""
    return _lines(record, _IMPLICATION)


def _lines(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    shown = ((name, _value(key, record.get(key))) for key, name in fields.items())
    return [(name, value) for name, value in shown if value]
