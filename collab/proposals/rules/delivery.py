"""Decisions about commitments after they were signed (C2 to C6): reports, dates, what depends on what, completion."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from collab.accounts.models import OrganisationClass
from collab.errors import Problem
from collab.proposals.models import Acceptance, CommitmentStatus, DateChangeReason, Delivery, Rag
from collab.proposals.rules.implications import is_web_address

REPORT_EVERY = timedelta(days=90)
ANSWER_DAYS = 56
"""A policing body answers an inspectorate within 56 days beginning with the day of publication (Police Act 1996, s55(5A), (5B))."""

CLOSED = frozenset({Delivery.closed_verified, Delivery.superseded, Delivery.cancelled})
REPORTABLE = (Delivery.not_started, Delivery.in_progress)
POLICING = frozenset({OrganisationClass.law_enforcement, OrganisationClass.local_policing_body})


class Standing(enum.Enum):
    """Where a commitment stands, in one word: what it is before it binds, then how its delivery goes."""

    proposed = "proposed"
    refused = "refused"
    signed = "signed"
    not_started = "not_started"
    in_progress = "in_progress"
    complete_claimed = "complete_claimed"
    closed_verified = "closed_verified"
    superseded = "superseded"
    cancelled = "cancelled"
    withdrawn = "withdrawn"


STANDING_WORDS = {
    Standing.proposed: "Proposed",
    Standing.refused: "Refused with a reason",
    Standing.signed: "Signed, nothing reported yet",
    Standing.not_started: "Not started",
    Standing.in_progress: "In progress",
    Standing.complete_claimed: "Said to be complete, not verified yet",
    Standing.closed_verified: "Complete and verified",
    Standing.superseded: "Replaced by another",
    Standing.cancelled: "Cancelled",
    Standing.withdrawn: "Withdrawn",
}


def standing(acceptance: Acceptance, status: CommitmentStatus, delivery: Delivery | None) -> Standing:
    if status is CommitmentStatus.withdrawn:
        return Standing.withdrawn
    if delivery is not None:
        return Standing(delivery.value)
    if acceptance is Acceptance.not_agreed:
        return Standing.refused
    return Standing.signed if status is CommitmentStatus.signed else Standing.proposed


def is_live(status: CommitmentStatus, delivery: Delivery | None) -> bool:
    """Whether its owner still owes something: it was signed once, and is not closed. A new wording does not end it."""
    if status is CommitmentStatus.withdrawn or delivery in CLOSED:
        return False
    return delivery is not None or status is CommitmentStatus.signed


# --- What is late --------------------------------------------------------------------------------------------------


def is_overdue(due_on: date | None, today: date, *, is_live: bool) -> bool:
    """Computed, whatever colour was reported (C4). A claim of completion that nobody has verified does not stop it."""
    return is_live and due_on is not None and due_on < today


def stale_before(today: date) -> date:
    """A last report on an earlier day than this one is more than 90 days old."""
    return today - REPORT_EVERY


def is_update_overdue(reported_on: date | None, today: date, *, is_live: bool, delivery: Delivery | None) -> bool:
    """Whether nothing was reported for more than 90 days (C4). Once it is said to be complete the verifier is waited for."""
    if not is_live or delivery is Delivery.complete_claimed or reported_on is None:
        return False
    return reported_on < stale_before(today)


def answer_due_on(published_on: date) -> date:
    """The last day for a policing body's answer: 56 days, of which the day of publication is the first (C6)."""
    return published_on + timedelta(days=ANSWER_DAYS - 1)


def owes_answer(organisation_class: OrganisationClass, recommended_on: date | None) -> bool:
    return organisation_class in POLICING and recommended_on is not None


# --- Dependencies ----------------------------------------------------------------------------------------------------


def path_between(start: UUID, end: UUID, depends_on: Mapping[UUID, Collection[UUID]]) -> list[UUID]:
    """The shortest chain of dependencies from `start` to `end`, both included; empty when there is none."""
    came_from: dict[UUID, UUID | None] = {start: None}
    waiting = [start]
    for here in waiting:
        if here == end:
            break
        for there in sorted(depends_on.get(here, ()), key=str):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    path: list[UUID] = []
    step: UUID | None = end if end in came_from else None
    while step is not None:
        path.append(step)
        step = came_from[step]
    return path[::-1]


def cycle_problem(names: Sequence[str]) -> Problem:
    """`names` is the path that would lead back to its beginning (C5)."""
    return Problem(f"That would go round in a circle: {' depends on '.join([*names, names[0]])}", field="on")


# --- Reports -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What an owner says about how it goes."""

    delivery: Delivery
    words: str
    rag: Rag | None = None
    path_to_green: str = ""
    green_on: date | None = None
    dependency_note: str = ""
    evidence: str = ""
    evidence_url: str = ""


def report_problems(
    report: Report, *, acceptance: Acceptance, is_live: bool, standing_in_the_way: Sequence[str], word: str
) -> list[Problem]:
    """Why a report cannot be taken. `standing_in_the_way` names what it depends on that is red or overdue (C5)."""
    if not is_live:
        return [Problem(f"Nothing more is reported on this {word}")]
    problems = []
    if report.delivery not in REPORTABLE:
        problems.append(Problem("Choose whether it has been started", field="delivery"))
    if not report.words.strip():
        problems.append(Problem("Say what has been done, and what comes next", field="words"))
    return problems + _colour_problems(report, acceptance, standing_in_the_way) + evidence_problems(report.evidence_url)


def _colour_problems(report: Report, acceptance: Acceptance, in_the_way: Sequence[str]) -> list[Problem]:
    if acceptance is not Acceptance.agreed:
        what = "Only what is agreed in full has a colour (green, amber or red)"
        return [Problem(what, field="rag")] if report.rag else []
    if report.rag is None:
        return [Problem("Choose green, amber or red", field="rag")]
    if report.rag is Rag.green:
        if in_the_way and not report.dependency_note.strip():
            why = f"It depends on {', and on '.join(in_the_way)}. Say why it is green all the same"
            return [Problem(why, field="dependency_note")]
        return []
    problems = []
    if not report.path_to_green.strip():
        problems.append(Problem("Say how it gets back to green", field="path_to_green"))
    if report.green_on is None:
        problems.append(Problem("Enter the date by which it is green again", field="green_on"))
    return problems


def evidence_problems(url: str) -> list[Problem]:
    if url and not is_web_address(url):
        return [Problem("The evidence's address must begin with https:// or http://", field="evidence_url")]
    return []


# --- Dates, completion and ends ------------------------------------------------------------------------------------


def date_problems(
    *,
    old: date | None,
    new: date | None,
    reason: DateChangeReason | None,
    words: str,
    is_live: bool,
    last_milestone: date | None,
) -> list[Problem]:
    """Why a due date cannot be moved (C2)."""
    if not is_live:
        return [Problem("Only the date of what is signed and not closed is changed here")]
    problems = []
    if old is None:
        problems.append(Problem("It has no date that could be changed", field="to_on"))
    if new is None:
        problems.append(Problem("Enter the new date", field="to_on"))
    elif new == old:
        problems.append(Problem("Enter another date than the present one", field="to_on"))
    elif last_milestone and new < last_milestone:
        problems.append(
            Problem("The new date must not be before that of a milestone that is still open", field="to_on")
        )
    if reason is None:
        problems.append(Problem("Choose what made the date change", field="date_reason"))
    if not words.strip():
        problems.append(Problem("Say why the date changes", field="words"))
    return problems


def is_late_notified(old: date, today: date) -> bool:
    """Whether a change of date is recorded only after the old date has passed (C2)."""
    return today > old


def claim_problems(words: str, url: str, *, is_live: bool, delivery: Delivery | None) -> list[Problem]:
    """Why completion cannot be claimed (C3): without evidence, twice, or for what is closed."""
    if not is_live:
        return [Problem("Only what is signed and not closed can be said to be complete")]
    if delivery is Delivery.complete_claimed:
        return [Problem("It is said to be complete already, and waits to be verified")]
    missing = [] if words.strip() else [Problem("Say what shows that it is done", field="evidence")]
    return missing + evidence_problems(url)


def verdict_problems(words: str, *, accepts: bool | None, delivery: Delivery | None) -> list[Problem]:
    """Why a claim can be neither verified nor sent back (C3)."""
    if delivery is not Delivery.complete_claimed:
        return [Problem("Its owner does not say that it is complete")]
    if accepts is None:
        return [Problem("Choose whether it is complete", field="decision")]
    if not accepts and not words.strip():
        return [Problem("Say what is missing", field="words")]
    return []


def end_problems(words: str, *, is_live: bool, replaced_by_itself: bool) -> list[Problem]:
    """Why it can be neither cancelled nor replaced."""
    if not is_live:
        return [Problem("Only what is signed and not closed can be ended")]
    problems = [] if words.strip() else [Problem("Say why it ends", field="words")]
    if replaced_by_itself:
        problems.append(Problem("Choose another one that replaces it", field="superseded_by"))
    return problems
