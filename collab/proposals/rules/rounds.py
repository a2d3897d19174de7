"""Decisions about write-rounds (W1 to W3): the least time, what a round stands at, and what it keeps from being published."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from collab import clock
from collab.accounts.rules import BankHolidays, opening, the
from collab.errors import Problem
from collab.proposals.models import (
    AskedOrganisation,
    Condition,
    ConditionEnd,
    Participation,
    PartRole,
    ReplyKind,
    RoundEnd,
    WriteRound,
)
from collab.proposals.rules.editions import listed
from collab.proposals.rules.parts import BY_INVITATION
from collab.proposals.rules.working_days import MINIMUM_CLEAR_DAYS, clear_working_days, earliest_deadline
from collab.web.filters import day

KIND_WORDS = {
    ReplyKind.condition: "Agrees on a condition",
    ReplyKind.advisory: "Advises, and does not insist",
    ReplyKind.comment_only: "Comments only",
    ReplyKind.nil_return: "Nil return: content",
}
KIND_HINTS = {
    ReplyKind.condition.value: "Your organisation agrees only if this is met. Until it is closed nothing is published",
    ReplyKind.advisory.value: "This should be addressed; your organisation does not insist on it",
    ReplyKind.comment_only.value: "For the lead to know. Nothing has to change",
    ReplyKind.nil_return.value: "Your organisation is content and has nothing to say",
}
END_WORDS = {
    ConditionEnd.satisfied: "Met, says its raiser",
    ConditionEnd.withdrawn: "Withdrawn by its raiser",
    ConditionEnd.decided: "Closed by a decision of the lead",
}
NEEDS_WORDS = frozenset({ReplyKind.condition, ReplyKind.advisory, ReplyKind.comment_only})


class RoundStatus(enum.Enum):
    """Where a round stands; all but the ends is computed."""

    issued = "issued"
    deadline_passed = "deadline_passed"
    conditions_open = "conditions_open"
    cleared = "cleared"
    refused = "refused"
    lapsed = "lapsed"


STATUS_WORDS = {
    RoundStatus.issued: "Open for replies",
    RoundStatus.deadline_passed: "Deadline passed, replies missing",
    RoundStatus.conditions_open: "Conditions open",
    RoundStatus.cleared: "Answered, nothing open",
    RoundStatus.refused: "Refused",
    RoundStatus.lapsed: "Lapsed",
}


def can_be_asked(part: Participation) -> bool:
    """Bodies that read the draft; the lead does not write to itself."""
    silent = part.role in (PartRole.lead, PartRole.not_affected)
    return not silent and (part.role not in BY_INVITATION or part.invited_at is not None)


# --- The deadline (W1) -------------------------------------------------------------------------------------------


def deadline_problems(issued_on: date, deadline_on: date, short_reason: str, holidays: BankHolidays) -> list[Problem]:
    """Why a round cannot have this deadline. Nothing is computed past the last year whose bank holidays are held."""
    if deadline_on <= issued_on:
        return [Problem("Deadline must be after today", field="deadline_on")]
    if deadline_on.year > holidays.last_year:
        held = f"Bank holidays of England and Wales are known to us only up to the end of {holidays.last_year}"
        return [
            Problem(f"{held}, so working days after that cannot be counted. Choose an earlier deadline", "deadline_on")
        ]
    clear = clear_working_days(issued_on, deadline_on, holidays.days)
    if clear >= MINIMUM_CLEAR_DAYS or short_reason.strip():
        return []
    days = f"{clear} clear working day{'' if clear == 1 else 's'}"
    earliest = earliest_full_deadline(issued_on, holidays)
    full = f" The first deadline with {MINIMUM_CLEAR_DAYS} is {day(earliest)}." if earliest else ""
    return [Problem(f"This leaves {days}.{full} Choose a later one, or say why there is less time", "short_reason")]


def earliest_full_deadline(issued_on: date, holidays: BankHolidays) -> date | None:
    """The first deadline that needs no reason; None when it lies past the last year held."""
    found = earliest_deadline(issued_on, MINIMUM_CLEAR_DAYS, holidays.days)
    return found if found.year <= holidays.last_year else None


def has_passed(deadline_on: date, today: date) -> bool:
    """A deadline is over once its day has ended in London."""
    return today > deadline_on


def is_late(replied_at: datetime, deadline_on: date) -> bool:
    return clock.london(replied_at).date() > deadline_on


# --- Replies and conditions (W2, W3) -----------------------------------------------------------------------------


def reply_problems(kind: ReplyKind, words: str, *, has_open_condition: bool) -> list[Problem]:
    """Why a reply cannot be taken. A body closes its condition before it says something milder."""
    if kind in NEEDS_WORDS and not words.strip():
        return [Problem("Enter what your organisation says", field="words")]
    if has_open_condition and kind is not ReplyKind.condition:
        return [Problem("Your organisation's condition is open. Close it first, as met or withdrawn", field="kind")]
    return []


def open_conditions(write_round: WriteRound) -> list[Condition]:
    return [held for asked in write_round.asked for held in asked.conditions if held.closed_at is None]


def unanswered(write_round: WriteRound) -> list[AskedOrganisation]:
    """Who has said nothing, and whom the lead has not decided to go on without."""
    return [asked for asked in write_round.asked if asked.reply is None and asked.waived_at is None]


def is_no_reply(asked: AskedOrganisation, today: date) -> bool:
    """Silence past the deadline. It is never agreement."""
    return asked.reply is None and has_passed(asked.round.deadline_on, today)


def status(write_round: WriteRound, today: date) -> RoundStatus:
    if write_round.ended_how is not None:
        return RoundStatus(write_round.ended_how.value)
    waiting = bool(unanswered(write_round))
    if waiting:
        return RoundStatus.deadline_passed if has_passed(write_round.deadline_on, today) else RoundStatus.issued
    return RoundStatus.conditions_open if open_conditions(write_round) else RoundStatus.cleared


def missing(rounds: Iterable[WriteRound], today: date) -> str:
    """All that the rounds of a proposal keep from being frozen and published, in sentences; empty when nothing."""
    ordered = sorted(rounds, key=lambda one: one.number)
    last = ordered[-1].number if ordered else 0
    return " ".join(words for one in ordered for words in _missing(one, today, is_last=one.number == last))


def _missing(one: WriteRound, today: date, *, is_last: bool) -> Iterable[str]:
    """An ended round asks for no reply any more; its conditions stay open, or ending it would be a way around them."""
    name = f"write-round {one.number}"
    silent = [the(asked.organisation.name) for asked in unanswered(one)]
    if one.ended_how is RoundEnd.refused and is_last:
        yield f"Agreement was refused in {name}."
    if one.ended_how is None and silent:
        if has_passed(one.deadline_on, today):
            has = "has" if len(silent) == 1 else "have"
            yield f"{opening(listed(silent))} {has} not replied to {name}; its deadline was {day(one.deadline_on)}."
        else:
            yield f"{opening(name)} is open until {day(one.deadline_on)}: waiting for {listed(silent)}."
    for body in sorted({the(held.organisation.name) for held in open_conditions(one)}):
        yield f"A condition of {body} in {name} is open."


def end_problems(write_round: WriteRound, reason: str) -> list[Problem]:
    if write_round.ended_at is not None:
        return [Problem("This write-round has been ended already")]
    return [] if reason.strip() else [Problem("Enter the reasons", field="reason")]


def unsettled(rounds: Sequence[WriteRound], today: date) -> list[WriteRound]:
    """Rounds that still run: an answer or a closing is awaited."""
    done = (RoundStatus.cleared, RoundStatus.refused, RoundStatus.lapsed)
    return [one for one in rounds if status(one, today) not in done]
