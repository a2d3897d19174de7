"""The integrity statement: whether a consultation passed each of the four tests, from what is recorded and from nothing else (F10).

No result is stored or set. It follows from a record, which the chain of events holds as it was when the government response
was published, and from explanations, which stand beside a result and never change it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collab.accounts.rules import opening, the
from collab.consultations.rules.checks import Check, Criterion
from collab.consultations.rules.frozen_json import as_json, from_json
from collab.consultations.rules.gate import CRITERION_WORDS, Progress, Row, Standing, rows
from collab.errors import Problem

TESTS = (Criterion.formative, Criterion.reasons, Criterion.time, Criterion.considered)
MOST_WORDS = 2_000


class Result(enum.Enum):
    """What a test came to. Explained is not met: it says that a body says why."""

    met = "met"
    explained = "explained"
    not_met = "not_met"


RESULT_WORDS = {
    Result.met: "Met",
    Result.explained: "Not met, and explained",
    Result.not_met: "Not met",
}


@dataclass(frozen=True)
class Explanation:
    """What a body said about a rule that is not met; `at` is ISO 8601."""

    rule: str
    organisation: str
    words: str
    at: str

    @property
    def says(self) -> str:
        """Who, at the beginning of a sentence."""
        return f"{opening(the(self.organisation))} explains" if self.organisation else "It was explained"

    @property
    def on(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Line:
    """One rule: whether it is met, what the record says of it, and who explained it."""

    rule: str
    is_met: bool
    words: str
    explanations: tuple[Explanation, ...]

    @property
    def result(self) -> Result:
        if self.is_met:
            return Result.met
        return Result.explained if self.explanations else Result.not_met


@dataclass(frozen=True)
class Test:
    """One of the four, with the rules that it consists of."""

    criterion: Criterion
    lines: tuple[Line, ...]

    @property
    def result(self) -> Result:
        """Met when every rule is; explained when each rule that is not has an explanation."""
        found = {line.result for line in self.lines}
        return next((one for one in (Result.not_met, Result.explained) if one in found), Result.met)

    @property
    def name(self) -> str:
        return CRITERION_WORDS[self.criterion][0]

    @property
    def meaning(self) -> str:
        return CRITERION_WORDS[self.criterion][1]


def statement(record: Mapping[str, Any], explanations: Sequence[Explanation]) -> tuple[Test, ...]:
    """The four tests. Raises ValueError for a record that is none."""
    checks = [from_json(Check, one) for one in _listed(record, "checks")]
    progress = from_json(Progress, record.get("progress"))
    found = rows(checks, progress, is_on_a_decision=record.get("is_on_a_decision") is True)
    lead, at = str(record.get("lead", "")), str(record.get("opening_approved_at", ""))
    return tuple(
        Test(one, tuple(_line(row, lead, at, explanations) for row in found.get(one, ())))
        for one in TESTS
        if one in found
    )


def _line(row: Row, lead: str, at: str, explanations: Sequence[Explanation]) -> Line:
    """What was explained before the opening stands in the place of what the rule asks for, so that it is not met either."""
    before = [Explanation(row.rule, lead, row.words, at)] if row.standing is Standing.explained else []
    said = [one for one in explanations if one.rule == row.rule]
    words = "" if before else row.words
    return Line(row.rule, row.standing is Standing.met, words, tuple(before + said))


def _listed(record: Mapping[str, Any], name: str) -> list[Any]:
    found = record.get(name)
    if not isinstance(found, list):
        raise ValueError(f"the record has no {name}")
    return found


def as_data(tests: Sequence[Test]) -> list[dict[str, Any]]:
    """The statement as JSON values, for its twin and for the evidence."""
    return [
        {
            "test": one.criterion.value,
            "name": one.name,
            "result": one.result.value,
            "rules": [
                {
                    "rule": line.rule,
                    "computed": (Result.met if line.is_met else Result.not_met).value,
                    "record": line.words,
                    "explanations": [as_json(said) for said in line.explanations],
                }
                for line in one.lines
            ],
        }
        for one in tests
    ]


def to_explain(tests: Sequence[Test]) -> list[Line]:
    """The rules that are not met, whether explained or not."""
    return [line for one in tests for line in one.lines if not line.is_met]


def explanation_problems(rule: str, words: str, tests: Sequence[Test]) -> list[Problem]:
    """What speaks against an explanation: it belongs to a rule that is not met, and says something."""
    if rule not in [line.rule for line in to_explain(tests)]:
        return [Problem("This rule is met, or there is no such rule, so there is nothing to explain")]
    if not words.strip():
        return [Problem("Say why the rule is not met", field="words")]
    return []
