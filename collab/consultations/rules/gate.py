"""The four tests of a fair consultation (Gunning): where each rule stands, computed from what is recorded and never set."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from collab.consultations.rules.checks import Check, Criterion
from collab.consultations.rules.decision_makers import Decider


class Standing(enum.Enum):
    met = "met"
    not_met = "not_met"
    later = "later"
    explained = "explained"


CRITERION_WORDS = {
    Criterion.general: ("Before anything else", "What every consultation needs."),
    Criterion.formative: (
        "1. At a formative stage",
        "Nothing is decided yet, and people are told what they can change.",
    ),
    Criterion.reasons: ("2. Sufficient reasons", "People are told enough to give a considered answer."),
    Criterion.time: ("3. Adequate time and reach", "Those who are affected hear of it and have time to answer."),
    Criterion.considered: ("4. Conscientiously considered", "What people say is read and weighed before the decision."),
}
STANDING_WORDS = {
    Standing.met: "Met",
    Standing.not_met: "Not met",
    Standing.later: "Not yet",
    Standing.explained: "Explained",
}


@dataclass(frozen=True)
class Analysis:
    """What is left of the analysis, in responses, answers and themes."""

    unread: int = 0
    uncoded: int = 0
    undecided: int = 0
    unreasoned: int = 0
    unresolved: int = 0
    """Responses that lead to no decision, to no results and to no reason why they were left out."""
    themes: int = 0


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What was recorded after the opening was approved. Numbers are those of responses."""

    is_approved: bool = False
    has_opened: bool = False
    has_closed: bool = False
    is_late: bool = False
    closes_at: datetime | None = None
    decided_at: datetime | None = None
    deciders: tuple[Decider, ...] = ()
    decided_before_report: int = 0
    outcome_published_at: datetime | None = None
    received: int = 0
    unconsidered: int = 0
    papers_at_opening: int = 0
    papers_later: int = 0
    material_later: int = 0
    groups: int | None = None
    """How many groups had to be reached; None where that is not asked."""
    unreached: tuple[str, ...] = ()
    analysis: Analysis | None = None


@dataclass(frozen=True)
class Row:
    """One rule in a sentence, where it stands, why, and the address below the consultation's own that it leads to."""

    rule: str
    standing: Standing
    words: str
    page: str
    field: str = "main-content"


def rows(checks: Sequence[Check], progress: Progress, *, is_on_a_decision: bool) -> dict[Criterion, tuple[Row, ...]]:
    """Criterion by criterion. What was checked at the approval was met then, and nobody could change it since."""
    found: dict[Criterion, list[Row]] = {criterion: [] for criterion in Criterion}
    for check in checks:
        found[check.criterion].append(_row(check, progress))
    if is_on_a_decision:
        for criterion, row in _recorded(progress):
            found[criterion].append(row)
    return {criterion: tuple(held) for criterion, held in found.items() if held}


def _row(check: Check, progress: Progress) -> Row:
    if check.explanation:
        return Row(check.rule, Standing.explained, check.explanation, check.page, check.field)
    is_met = check.is_met or progress.is_approved
    words = "" if is_met else check.missing
    return Row(check.rule, Standing.met if is_met else Standing.not_met, words, check.page, check.field)


def _recorded(now: Progress) -> Iterator[tuple[Criterion, Row]]:
    yield Criterion.formative, _undecided(now)
    yield Criterion.reasons, _papers(now)
    if now.groups is not None:
        yield Criterion.time, _reached(now)
    yield Criterion.considered, _considered(now)
    if now.analysis is not None:
        yield from ((Criterion.considered, row) for row in _analysed(now, now.analysis))
    yield Criterion.considered, _reported(now)
    yield Criterion.considered, _answered(now)


def _undecided(now: Progress) -> Row:
    rule = "No decision was published before it closed"
    if now.decided_at and (now.closes_at is None or now.decided_at < now.closes_at):
        return Row(rule, Standing.not_met, "A decision edition was published before it closed.", "")
    return Row(
        rule, Standing.met if now.has_closed else Standing.later, "" if now.has_closed else "It has not closed.", ""
    )


def _papers(now: Progress) -> Row:
    rule = "All papers were there when it opened"
    if not now.has_opened:
        words = "It has not opened. Papers that are here will be public when it does."
        return Row(rule, Standing.later, words, "papers")
    if now.material_later:
        words = f"Added after the opening, and material: {now.material_later}. People may need more time."
        return Row(rule, Standing.not_met, words, "papers")
    words = f"There at the opening: {now.papers_at_opening}. Added later: {now.papers_later}."
    return Row(rule, Standing.met, words, "papers")


def _reached(now: Progress) -> Row:
    rule = "Somebody of each group that had to be reached took part"
    if not now.has_closed:
        return Row(rule, Standing.later, "It has not closed.", "stakeholders")
    if now.unreached:
        return Row(rule, Standing.not_met, f"Nobody took part of: {', '.join(now.unreached)}.", "stakeholders")
    return Row(rule, Standing.met, f"Groups: {now.groups}.", "stakeholders")


def _analysed(now: Progress, left: Analysis) -> Iterator[Row]:
    """What being considered consists of, each part on its own."""
    parts = (
        ("A named official read every response", left.unread, "Not read by anybody: {}.", "responses"),
        (
            "Every answer in words is coded, or marked as having nothing to code",
            left.uncoded,
            "Not coded: {}.",
            "responses",
        ),
        ("Every theme is decided", left.undecided, "Not decided: {}.", "themes"),
        ("Every decision has a reason", left.unreasoned, "Without a reason: {}.", "themes"),
        (
            "Every response leads to a decision, to the results or to why it was left out",
            left.unresolved,
            "To nothing: {}.",
            "responses",
        ),
    )
    for rule, number, words, page in parts:
        if not now.has_closed:
            yield Row(rule, Standing.later, "It has not closed.", page)
        else:
            yield Row(
                rule, Standing.not_met if number else Standing.met, words.format(f"{number:,}") if number else "", page
            )


def _considered(now: Progress) -> Row:
    rule = "Every response is read and considered, or left out with a reason"
    if not now.has_closed:
        return Row(rule, Standing.later, "It has not closed.", "responses")
    if now.unconsidered:
        words = f"{now.unconsidered:,} of {now.received:,} are not considered yet."
        return Row(rule, Standing.not_met, words, "responses")
    return Row(rule, Standing.met, f"Responses: {now.received:,}.", "responses")


def _reported(now: Progress) -> Row:
    rule = "Each decision-maker had the report before the decision"
    if now.decided_before_report:
        words = (
            f"Decisions about what was said that were taken before the report was given: {now.decided_before_report}."
        )
        return Row(rule, Standing.not_met, words, "report")
    confirmed = [one for one in now.deciders if one.confirmed_at]
    if len(confirmed) < max(1, len(now.deciders)):
        standing = Standing.later if now.outcome_published_at is None else Standing.not_met
        return Row(rule, standing, f"Confirmed by {len(confirmed)} of {len(now.deciders)}.", "report")
    early = any(not one.is_after_report for one in confirmed)
    if early or any(now.decided_at and one.confirmed_at and now.decided_at < one.confirmed_at for one in confirmed):
        return Row(rule, Standing.not_met, "The record shows the decision before the report.", "report")
    return Row(rule, Standing.met, "", "report")


def _answered(now: Progress) -> Row:
    rule = "The government response is published within 84 days of closing"
    if now.is_late:
        return Row(rule, Standing.not_met, "It is late, or was.", "answer")
    if now.outcome_published_at is None:
        return Row(rule, Standing.later, "It is not published yet.", "answer")
    return Row(rule, Standing.met, "", "answer")
