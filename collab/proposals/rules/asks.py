"""What a proposal asks of one organisation, gathered from a frozen text or from a draft in the same form, and as a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from collab import text
from collab.proposals.rules.published import commitment_of, implication_of
from collab.proposals.rules.quarters import Quarter, quarter_of
from collab.proposals.rules.words import of_prices, said
from collab.proposals.rules.workbook import Sheet


@dataclass(frozen=True)
class NamingProvision:
    """A provision that concerns the organisation, and why it is here."""

    label: str
    title: str
    words: str
    why: str


@dataclass(frozen=True)
class DueDay:
    on: date
    words: str


@dataclass(frozen=True)
class Asks:
    """All that one proposal asks of one organisation."""

    code: str
    name: str
    role: str
    reason: str
    word: str
    is_proposed: bool
    commitments: Sequence[Mapping[str, Any]]
    implications: Sequence[Mapping[str, Any]]
    nil_returns: Sequence[Mapping[str, Any]]
    provisions: Sequence[NamingProvision]
    quarters: Sequence[tuple[Quarter, Sequence[DueDay]]]

    @property
    def is_empty(self) -> bool:
        return not (self.commitments or self.implications or self.provisions or self.nil_returns)


def asks(content: Mapping[str, Any], code: str, word: str) -> Asks | None:
    """What a text with this content asks of the organisation with this code; None where it does not name it."""
    body = next((one for one in content["organisations"] if one["code"] == code), None)
    if body is None:
        return None
    names = {one["code"]: one["name"] for one in content["organisations"]}
    commitments = [commitment_of(one, names) for one in content["commitments"] if one["organisation"] == code]
    implications = [implication_of(one, names) for one in content["implications"] if one["organisation"] == code]
    return Asks(
        code=code,
        name=body["name"],
        role=body["role"],
        reason=body["reason"],
        word=commitments[0]["word"] if commitments else word,
        is_proposed=content["purpose"] == "consultation",
        commitments=commitments,
        implications=implications,
        nil_returns=[one for one in content["nil_returns"] if one["organisation"] == code],
        provisions=list(_provisions(content, body, commitments, implications)),
        quarters=_by_quarter(_days(commitments, implications)),
    )


def _provisions(
    content: Mapping[str, Any],
    body: Mapping[str, Any],
    commitments: Sequence[Mapping[str, Any]],
    implications: Sequence[Mapping[str, Any]],
) -> Iterator[NamingProvision]:
    """Those whose words name it, and those that it answers or that mean something for it."""
    named = re.compile(rf"\b({re.escape(body['name'])}|{re.escape(body['code'])})\b")
    answered = {label for one in commitments for label in one["provisions"]}
    touched = {one["provision"] for one in implications}
    for provision in content["provisions"]:
        label, title = provision["label"], provision["title"]["en"]
        words = text.plain(text.from_json(provision["blocks"]))
        why = [
            reason
            for reason, holds in (
                ("it is named in it", named.search(f"{title}\n{words}")),
                ("it answers it", label in answered),
                ("it means something for it", label in touched),
            )
            if holds
        ]
        if why:
            yield NamingProvision(label, title, words, "; ".join(why))


def _days(commitments: Sequence[Mapping[str, Any]], implications: Sequence[Mapping[str, Any]]) -> Iterator[DueDay]:
    for one in commitments:
        name = f"{one['word'].capitalize()} {one['number']}"
        if one["due_on"]:
            yield DueDay(one["due_on"], f"{name} is due: {one['words'] or one['accepted_part']}")
        for stone in one["milestones"]:
            yield DueDay(stone["due_on"], f"Milestone of {name.lower()}: {stone['words']}")
    for one in implications:
        if one["from_on"]:
            yield DueDay(one["from_on"], f"Implication {one['number']} begins: {one['summary']}")


def _by_quarter(days: Iterator[DueDay]) -> list[tuple[Quarter, list[DueDay]]]:
    found: dict[Quarter, list[DueDay]] = {}
    for one in sorted(days, key=lambda day: (day.on, day.words)):
        found.setdefault(quarter_of(one.on), []).append(one)
    return list(found.items())


# --- The workbook ------------------------------------------------------------------------------------------------------


def sheets(found: Asks, *, title: str, source: str) -> list[Sheet]:
    """The same as tables, one a sheet; `source` says of which text they are."""
    plural = f"{found.word.capitalize()}s"
    about = [
        ("Proposal", title),
        ("Text", source),
        ("Organisation", found.name),
        ("Role", said(found.role)),
        ("What it promises is called", found.word),
    ]
    return [
        Sheet("Summary", ("What", "Words"), about),
        Sheet(plural, _COMMITMENT, [_commitment_cells(one) for one in found.commitments]),
        Sheet("Implications", _IMPLICATION, [_implication_cells(one) for one in found.implications]),
        Sheet(
            "Provisions",
            ("Provision", "Title", "Words", "Why it is here"),
            [(one.label, one.title, one.words, one.why) for one in found.provisions],
        ),
        Sheet("Nil returns", ("Provision", "Reason"), [(one["provision"], one["reason"]) for one in found.nil_returns]),
        Sheet(
            "Dates",
            ("Quarter", "Date", "What"),
            [(quarter.words, day.on, day.words) for quarter, days in found.quarters for day in days],
        ),
    ]


_COMMITMENT = (
    "Number",
    "Called",
    "Provisions",
    "Answer",
    "Where it stands",
    "Kind",
    "What",
    "How it can be seen to be done",
    "Accepted",
    "Not accepted",
    "Reason",
    "Responsible",
    "First promised for",
    "Due",
    "Milestones",
    "Depends on",
)


def _commitment_cells(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        one["number"],
        one["word"],
        ", ".join(one["provisions"]),
        said(one["acceptance"]),
        one["standing"],
        said(one["kind"]),
        one["words"],
        one["measure"],
        one["accepted_part"],
        one["rejected_part"],
        one["reason"],
        one["owner_role"],
        one["baseline_on"],
        one["due_on"],
        "; ".join(f"{stone['due_on'].isoformat()} {stone['words']}" for stone in one["milestones"]),
        one["dependencies"],
    )


_IMPLICATION = (
    "Number",
    "Provision",
    "Type",
    "Direction",
    "What it means",
    "Low",
    "Central",
    "High",
    "Unit",
    "Prices",
    "Why there are no figures",
    "How often",
    "When",
    "Whom it touches",
    "Stages of a case",
    "Where",
    "Confidence",
    "Why this confident",
    "Evidence",
    "Assumptions",
    "What would make it better",
    "Where the money comes from",
    "Said by",
    "Where it stands",
    "What the organisation says about it",
)


def _implication_cells(one: Mapping[str, Any]) -> tuple[Any, ...]:
    figures = [Decimal(one[name]) if one[name] is not None else None for name in ("low", "central", "high")]
    where = "; ".join([*(area["name"] for area in one["force_areas"]), *filter(None, [one["areas"]])])
    return (
        one["number"],
        one["provision"],
        said(one["type"]),
        said(one["direction"]),
        one["summary"],
        *figures,
        said(one["unit"]),
        of_prices(one["price_base"]),
        one["cannot_quantify_reason"],
        said(one["recurrence"]),
        one["period"],
        "; ".join(map(said, one["user_groups"])),
        "; ".join(map(said, one["stages"])),
        where or "Everywhere",
        said(one["confidence"]),
        one["confidence_reason"],
        "; ".join(" ".join(filter(None, (said(e["kind"]), e["title"], e["url"], e["date"]))) for e in one["evidence"]),
        one["assumptions"],
        one["mitigation"],
        said(one["funding_position"]),
        one["asserted_by_name"],
        said(one["status"]),
        one["answer"],
    )
