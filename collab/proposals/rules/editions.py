"""Decisions about editions: which one is in clearance, who has still to clear it, and which words changed between two."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from collab import text
from collab.accounts.rules import opening, the
from collab.errors import Problem
from collab.proposals.models import (
    Clearance,
    ClearanceDecision,
    ClearanceEnd,
    Edition,
    Participation,
    PartRole,
    Purpose,
)
from collab.text import Change
from collab.web.filters import moment

CLEARING = (PartRole.lead, PartRole.joint)


@dataclass(frozen=True)
class Position:
    """What one lead or joint organisation has said about an edition; `said` is None while it has said nothing."""

    organisation_id: UUID
    name: str
    role: PartRole
    said: Clearance | None
    slug: str = ""

    @property
    def is_cleared(self) -> bool:
        return self.said is not None and self.said.decision is ClearanceDecision.cleared

    @property
    def missing(self) -> str:
        """Why this organisation keeps the edition from being published; empty when it does not."""
        if self.is_cleared:
            return ""
        return (
            f"{opening(the(self.name))} objects to this edition"
            if self.said
            else f"Waiting for {the(self.name)} to clear"
        )


class ClearanceState(enum.Enum):
    """Where one organisation stands on the edition in clearance."""

    requested = "requested"
    cleared = "cleared"
    objected = "objected"
    stale = "stale"
    withdrawn = "withdrawn"


STATE_WORDS = {
    ClearanceState.requested: "Asked to clear",
    ClearanceState.cleared: "Cleared",
    ClearanceState.objected: "Objects",
    ClearanceState.stale: "Its clearance of an earlier text is stale",
    ClearanceState.withdrawn: "Took back what it said",
}


def state(said: Position, ended: Sequence[ClearanceEnd | None]) -> ClearanceState:
    """`ended`: why what it said before counts no longer, this text first, then the round before; None is what counts."""
    if said.said is not None:
        return ClearanceState.cleared if said.is_cleared else ClearanceState.objected
    if ClearanceEnd.withdrawn in ended:
        return ClearanceState.withdrawn
    return ClearanceState.stale if ClearanceEnd.stale in ended else ClearanceState.requested


@dataclass(frozen=True)
class WordsChanged:
    """One provision in two editions. A text is empty where the provision was not there."""

    label: str
    title: str
    before: str
    after: str
    pieces: tuple[tuple[Change, str], ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def in_clearance(editions: Iterable[Edition]) -> Edition | None:
    """The edition that is frozen now: neither recalled nor published. While there is one, nothing may be edited."""
    return next((e for e in editions if e.recalled_at is None and e.published_at is None), None)


def newest_published(editions: Iterable[Edition]) -> Edition | None:
    published = [edition for edition in editions if edition.publication_number is not None]
    return max(published, key=lambda edition: edition.publication_number or 0, default=None)


MINOR, MAJOR = "minor", "major"


def next_numbers(newest: Edition | None, significance: str) -> tuple[int, int]:
    """(major, minor) of the next publication: 1, then 1.1 for a minor one or 2 for a major one."""
    if newest is None or newest.major_number is None:
        return 1, 0
    if significance == MINOR:
        return newest.major_number, newest.minor_number + 1
    return newest.major_number + 1, 0


def significance_problems(significance: str, newest: Edition | None, preparing: Purpose) -> list[Problem]:
    """A minor edition corrects one that is public and has the same purpose."""
    if significance not in (MINOR, MAJOR):
        return [Problem("Choose whether the change is major or minor", field="significance")]
    if significance == MINOR and (newest is None or newest.purpose is not preparing):
        why = "A minor edition corrects a published one of the same purpose, and there is none. Choose major"
        return [Problem(why, field="significance")]
    return []


def parse_label(label: str) -> tuple[int, int] | None:
    """(major, minor) of "2" or "2.1"; None for what no edition is called."""
    found = re.fullmatch(r"([1-9][0-9]{0,5})(?:\.([1-9][0-9]{0,5}))?", label)
    return (int(found[1]), int(found[2] or 0)) if found else None


def positions(participations: Iterable[Participation], clearances: Iterable[Clearance]) -> list[Position]:
    """What each lead and joint organisation has said, the lead first; what has ended says nothing any more."""
    said = {clearance.organisation_id: clearance for clearance in clearances if clearance.ended_at is None}
    clearing = [part for part in participations if part.role in CLEARING]
    clearing.sort(key=lambda part: (CLEARING.index(part.role), part.position, part.organisation.code))
    return [
        Position(
            part.organisation_id,
            part.organisation.name,
            part.role,
            said.get(part.organisation_id),
            part.organisation.slug,
        )
        for part in clearing
    ]


def standing(edition: Edition, all_positions: Sequence[Position]) -> str:
    """Where an edition stands, in people's words."""
    if edition.published_at is not None:
        return f"Published as edition {edition.label}"
    if edition.recalled_at is not None:
        return "Recalled"
    objecting = [the(p.name) for p in all_positions if p.said and not p.is_cleared]
    waiting = [the(p.name) for p in all_positions if p.said is None]
    if objecting:
        return f"{opening(listed(objecting))} {'objects' if len(objecting) == 1 else 'object'}"
    if waiting:
        return f"Waiting for {listed(waiting)} to clear"
    if edition.is_scheduled:
        return f"Cleared by all, to be published on {moment(edition.scheduled_for)}"
    return "Cleared by all, ready to publish"


def listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


class Step(enum.Enum):
    """What a reader of the clearance page does next."""

    freeze = "freeze"
    clear = "clear"
    publish = "publish"
    wait = "wait"


def next_step(
    all_positions: Sequence[Position], *, acting_for: UUID | None, may_clear: bool, may_publish: bool
) -> Step:
    """While an edition is in clearance: speak for one's own organisation first, then publish what all have cleared."""
    own = next((p for p in all_positions if p.organisation_id == acting_for), None)
    if may_clear and own is not None and own.said is None:
        return Step.clear
    if may_publish and all(p.is_cleared for p in all_positions):
        return Step.publish
    return Step.wait


def to_compare_with(rounds: Sequence[Edition], frozen: Edition) -> list[tuple[str, Edition]]:
    """(what it is, edition) of the newest public one, and of the last round if it was recalled after that one."""
    earlier = [edition for edition in rounds if edition.number < frozen.number]
    public = newest_published(earlier)
    last = max(earlier, key=lambda edition: edition.number, default=None)
    found = [(f"edition {public.label}, which is public", public)] if public else []
    if last is not None and last is not public:
        found.append(("the round before, which was recalled", last))
    return found


# --- Words -------------------------------------------------------------------------------------------------------


def labels(content: Mapping[str, Any]) -> list[str]:
    return [provision["label"] for provision in content["provisions"]]


def provision_words(edition: Edition, label: str) -> str:
    """Title and text of a provision of this edition as plain words, a line a block; empty where it has no such provision."""
    return words_of_provision(edition.content, label)


def has_changed(before: Edition, after: Edition, label: str) -> bool:
    """Whether the words of a provision differ between two editions; being added or taken out is a change."""
    return provision_words(before, label) != provision_words(after, label)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[WordsChanged]:
    """All provisions of two frozen contents, in the order of the later; those taken out come last."""
    old = before or {"provisions": []}
    every = list(dict.fromkeys(labels(after) + labels(old)))
    return [_change(old, after, label) for label in every]


def _change(old: Mapping[str, Any], new: Mapping[str, Any], label: str) -> WordsChanged:
    return compared(
        label, _title(new, label) or _title(old, label), words_of_provision(old, label), words_of_provision(new, label)
    )


def compared(label: str, title: str, before: str, after: str) -> WordsChanged:
    """Two texts side by side, with what was removed and added word by word."""
    return WordsChanged(label, title, before, after, tuple(text.compare(before, after)))


def _find(content: Mapping[str, Any], label: str) -> Mapping[str, Any] | None:
    return next((p for p in content["provisions"] if p["label"] == label), None)


def _title(content: Mapping[str, Any], label: str) -> str:
    found = _find(content, label)
    return str(found["title"]["en"]) if found else ""


def words_of_provision(content: Mapping[str, Any], label: str) -> str:
    """The same of a content, frozen or not."""
    found = _find(content, label)
    return f"{found['title']['en']}\n{text.plain(text.from_json(found['blocks']))}".strip() if found else ""
