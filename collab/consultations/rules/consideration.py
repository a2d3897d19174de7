"""How far the consideration of one response has come: worked out from what was done with it, never ticked (F10, N10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from collab.consultations.models import Coding, Consideration, ExclusionReason, Submission
from collab.errors import Problem

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Handling:
    """What was done with a response. `uncoded` counts its answers in words that nobody coded yet, `undecided` its
    themes without a decision."""

    is_excluded: bool = False
    is_read: bool = False
    uncoded: int = 0
    undecided: int = 0


def consideration_of(handling: Handling) -> Consideration:
    """Excluded; else unread until read, read until coded, coded until all its themes are decided, then considered.

    A response with nothing to code has no theme to wait for: reading it and marking that there is nothing considers it.
    """
    if handling.is_excluded:
        return Consideration.excluded
    if not handling.is_read:
        return Consideration.unread
    if handling.uncoded:
        return Consideration.read
    return Consideration.coded if handling.undecided else Consideration.considered


def coding_problems(ticked: Collection[str], offered: Collection[str], *, field: str) -> list[Problem]:
    """What is wrong with the ticks under one answer: themes by number, or `NOTHING`."""
    if NOTHING in ticked and len(ticked) > 1:
        return [Problem("Untick the themes, or untick that there is nothing to code", field=field)]
    if set(ticked) - set(offered) - {NOTHING}:
        return [
            Problem(
                "A theme was changed or retired. Open the response again to see the themes as they are now", field=field
            )
        ]
    return []


def exclusion_problems(reason: ExclusionReason | None, *, is_duplicate: bool) -> list[Problem]:
    """What speaks against excluding a response for this reason."""
    if reason is None:
        return [Problem("Choose why the response is excluded", field="exclusion_reason")]
    if reason is ExclusionReason.late_not_accepted:
        words = "Late responses are left out or accepted by one decision for all of them, not one by one"
        return [Problem(words, field="exclusion_reason")]
    if reason is ExclusionReason.duplicate and not is_duplicate:
        message = "Say first which response this one repeats, under “Redaction and grouping”"
        return [Problem(message, field="exclusion_reason")]
    return []


def next_in_turn(receipts: Sequence[str], after: str) -> str:
    """The receipt that follows `after` in this order, beginning again at the start; empty when there is none."""
    others = [receipt for receipt in receipts if receipt != after]
    return next((receipt for receipt in others if receipt > after), others[0] if others else "")


def counts(coding: Coding) -> bool:
    """Whether a coding codes its answer: a person made or confirmed it, and its theme is in use."""
    return coding.person_id is not None and (coding.theme is None or coding.theme.retired_at is None)


def as_ticked(submission: Submission) -> dict[str, list[str]]:
    """The codings as the ticks of the coding form, by its fields' names."""
    ticked: dict[str, list[str]] = {
        f"question_{a.question_version.question.number}": [] for a in submission.answers if a.words
    }
    for held in submission.codings:
        if held.theme is not None and held.theme.retired_at is not None:
            continue
        tick = str(held.theme.number) if held.theme else NOTHING
        ticked.setdefault(f"question_{held.question.number}", []).append(tick)
    return {name: sorted(ticks) for name, ticks in ticked.items()}
