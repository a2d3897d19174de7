"""One answer in words as analysts work on it: what can be noted about it, in words, and what a page is filtered by."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from collab.consultations.models import Coding, CodingAct, Reading
from collab.consultations.rules.consideration import NOTHING
from collab.errors import Problem


class Show(enum.Enum):
    """Which answers are offered one after the other."""

    all = "all"
    unread = "unread"
    uncoded = "uncoded"
    proposed = "proposed"
    flagged = "flagged"
    second = "second"
    rich = "rich"
    mine = "mine"


SHOWN = {
    Show.all: "All answers",
    Show.unread: "Not read yet",
    Show.uncoded: "Not coded yet",
    Show.proposed: "Proposed by machine",
    Show.flagged: "Flagged",
    Show.second: "Needs a second reader",
    Show.rich: "Evidence-rich",
    Show.mine: "Assigned to me",
}


class Mark(enum.Enum):
    """What an analyst can note about an answer."""

    rich = "rich"
    second = "second"
    flagged = "flagged"


MARKS = {
    Mark.rich: "Evidence-rich: worth quoting or looking into",
    Mark.second: "Needs a second reader",
    Mark.flagged: "Flag it for the team",
}

ACTS = {
    CodingAct.proposed: "proposed",
    CodingAct.coded: "coded",
    CodingAct.confirmed: "confirmed what a machine proposed",
    CodingAct.removed: "took away",
    CodingAct.rejected: "rejected what a machine proposed",
    CodingAct.carried_over: "coded with the letter of the campaign",
    CodingAct.merged: "merged",
    CodingAct.set_aside: "set aside, as the theme is not used any more",
    CodingAct.imported: "coded from a file",
    CodingAct.settled: "settled between two readers",
}


BLIND = "You are the second reader of this answer. Code it as such first: until then you are not shown what the first reader said"


@dataclass(frozen=True)
class Work:
    """What a save of the workspace says about an answer: themes by number or `NOTHING`, marks, and why it is flagged."""

    themes: tuple[str, ...] = ()
    marks: frozenset[Mark] = frozenset()
    flag_note: str = ""


def marks_of(reading: Reading) -> frozenset[Mark]:
    held = {Mark.rich: reading.is_evidence_rich, Mark.second: reading.needs_second, Mark.flagged: reading.is_flagged}
    return frozenset(mark for mark, is_set in held.items() if is_set)


def as_typed(reading: Reading, codings: Iterable[Coding]) -> dict[str, Any]:
    """The answer's codings and marks by the names of the form's fields."""
    ticks = sorted(
        (str(one.theme.number) if one.theme else NOTHING for one in codings), key=lambda tick: (len(tick), tick)
    )
    marks = marks_of(reading)
    return {
        "themes": ticks,
        "marks": [mark.value for mark in Mark if mark in marks],
        "flag_note": reading.flag_note,
    }


def problems(work: Work, gone: Collection[str]) -> list[Problem]:
    """What keeps this from being saved. `gone` says what became of ticked themes that are not offered any more."""
    found = [Problem(words, field="themes") for words in gone]
    if NOTHING in work.themes and len(work.themes) > 1:
        found.append(Problem("Untick the themes, or untick that there is nothing to code", field="themes"))
    if work.flag_note and Mark.flagged not in work.marks:
        found.append(Problem("Tick that the answer is flagged, or take away why", field="flag_note"))
    return found
