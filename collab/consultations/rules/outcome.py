"""What stands between a consultation and its government response (N10), and what explains a late one (N11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collab.consultations.models import Consultation, Outcome, OutcomeKind
from collab.consultations.rules.decision_makers import Decider, unconfirmed, ungiven, unnamed
from collab.consultations.rules.standing import ResponseClock
from collab.errors import Problem

PROCEEDS = frozenset({OutcomeKind.proceed_as_proposed, OutcomeKind.proceed_with_changes, OutcomeKind.proceed_in_part})


@dataclass(frozen=True, slots=True)
class Numbered:
    """A theme or a question, to be named in a message."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number}, {self.name}"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules look at. The counts are of responses; themes that were retired are not among the themes.

    `is_compared` says that what is accepted could be checked against the decision edition, or that nothing has to be.
    """

    is_closed: bool
    has_proposal: bool
    total: int
    by_type: int
    considered: int
    excluded: int
    unread: int
    uncoded: int
    undecided: int
    unthemed_questions: tuple[Numbered, ...]
    themes_undecided: tuple[Numbered, ...]
    without_reason: tuple[str, ...]
    without_link: tuple[str, ...]
    unchanged: tuple[str, ...]
    is_compared: bool
    deciders: tuple[Decider, ...]
    kind: OutcomeKind | None
    has_text: bool
    is_unfinished: bool
    has_published_edition: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A rule in plain words, what is missing and how many, and the page below the consultation's that mends it."""

    rule: str
    missing: str
    place: str

    @property
    def is_met(self) -> bool:
        return not self.missing


def is_answered(consultation: Consultation) -> bool:
    """Whether the government response is public."""
    return consultation.outcome is not None and consultation.outcome.published_at is not None


def is_closed(consultation: Consultation, now: datetime) -> bool:
    return consultation.closes_at is not None and consultation.closes_at <= now


def as_typed(outcome: Outcome) -> dict[str, Any]:
    """An outcome by the names of its forms' fields, for the page on which two of them stand side by side."""
    return {
        "kind": outcome.kind,
        "edition_id": outcome.edition_id,
        "text": outcome.document.text,
        "text_cy": outcome.document.text_cy,
        "lateness_explanation": outcome.lateness_explanation,
        "revised_expected_on": outcome.revised_expected_on,
    }


def needs_edition(kind: OutcomeKind | None, *, has_proposal: bool) -> bool:
    """Whether this decision takes a published decision edition: one that goes ahead with a proposal does."""
    return has_proposal and kind in PROCEEDS


def tasks(facts: Facts) -> list[Task]:
    """All that has to hold before the government response can be published, in the order of the work (N10)."""
    return [*_responses(facts), *_themes(facts), *_decision(facts), *_text(facts)]


def missing(facts: Facts, root: str) -> list[Problem]:
    """The tasks that are left as problems; `root` is the consultation's own address."""
    return [Problem(task.missing, href=f"{root}/{task.place}") for task in tasks(facts) if not task.is_met]


def _responses(facts: Facts) -> list[Task]:
    return [
        Task("The consultation has closed", "" if facts.is_closed else "It is still open", "answer"),
        Task(
            "Every response has been read",
            _left(facts.unread, "has", "have", "not been read yet"),
            "responses?status=unread",
        ),
        Task(
            "Every answer in words is coded to themes, or marked as having nothing to code",
            _left(facts.uncoded, "has", "have", "answers that are not coded yet"),
            "responses?status=read",
        ),
        Task(
            "Every response has been considered, or excluded with a reason",
            _left(facts.undecided, "waits", "wait", "for a decision"),
            "responses?status=coded",
        ),
        Task("The numbers add up: every response is considered or excluded", _sums(facts), "responses"),
    ]


def _left(number: int, one: str, many: str, what: str) -> str:
    return f"{number:,} response{'' if number == 1 else 's'} {one if number == 1 else many} {what}" if number else ""


def _sums(facts: Facts) -> str:
    if facts.by_type == facts.total == facts.considered + facts.excluded:
        return ""
    return (
        f"{facts.total:,} in all, {facts.by_type:,} by type of respondent,"
        f" {facts.considered:,} considered and {facts.excluded:,} excluded"
    )


def _themes(facts: Facts) -> list[Task]:
    return [
        Task(
            "Every question answered in words has themes",
            _named(facts.unthemed_questions, "question", "without a theme"),
            "themes",
        ),
        Task("Every theme has a decision", _named(facts.themes_undecided, "theme", "without a decision"), "themes"),
        Task(
            "Every decision has a reason",
            _named(facts.without_reason, "decision", "without a reason, about"),
            "themes",
        ),
        Task(
            "All that is accepted links to the provision, commitment or implication that it changes",
            _named(facts.without_link, "accepted point", "without a link"),
            "themes",
        ),
        Task(
            "What it links to reads differently in the decision edition",
            _unchanged(facts),
            "themes",
        ),
    ]


def _unchanged(facts: Facts) -> str:
    if not facts.is_compared:
        return "Choose the decision edition first, so that it can be compared with the edition consulted on"
    return _named(facts.unchanged, "accepted point", "whose link does not hold")


def _named(found: Sequence[Numbered | str], one: str, what: str) -> str:
    if not found:
        return ""
    return f"{len(found):,} {one}{'' if len(found) == 1 else 's'} {what}: {'; '.join(str(item) for item in found)}"


def _decision(facts: Facts) -> list[Task]:
    deciders = list(facts.deciders)
    return [
        Task("Each lead and joint organisation says who decides for it", unnamed(deciders), "decision"),
        Task("The report was given to each decision-maker", ungiven(deciders), "report"),
        Task("After having the report, each confirmed having considered it", unconfirmed(deciders), "decision"),
    ]


def _text(facts: Facts) -> list[Task]:
    wanted = needs_edition(facts.kind, has_proposal=facts.has_proposal)
    return [
        Task("It is said what was decided", "" if facts.kind else "No decision has been chosen yet", "answer/outcome"),
        Task(
            "The government response is written",
            "" if facts.has_text else "Nothing has been written yet",
            "answer/outcome",
        ),
        Task(
            "No place of the draft is left to be written",
            "The text still has a place that begins with “[Write here”" if facts.is_unfinished else "",
            "answer/outcome",
        ),
        Task(
            "The decision edition is published, when the proposal goes ahead",
            "Choose a published decision edition of the proposal" if wanted and not facts.has_published_edition else "",
            "answer/outcome",
        ),
    ]


# --- N11 -----------------------------------------------------------------------------------------------------------


def lateness_problems(
    at: ResponseClock | None, explanation: str, expected_on: date | None, today: date
) -> list[Problem]:
    """What is wrong with an explanation of lateness: it takes a reason and a date to come, once the response is overdue."""
    if at is None or not at.is_overdue:
        return [Problem("The government response is not overdue, so there is nothing to explain")]
    found: list[Problem] = []
    if not explanation.strip():
        found.append(Problem("Say why the government response is late", field="lateness_explanation"))
    if expected_on is None:
        found.append(Problem("Give the new date on which it is expected", field="revised_expected_on"))
    elif expected_on <= today:
        message = f"The new date must be after {today.day} {today:%B %Y}"
        found.append(Problem(message, field="revised_expected_on"))
    return found
