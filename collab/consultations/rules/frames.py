"""A theme frame: one level of parents, what a split makes, and its versions in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collab.consultations.models import FrameChange, FrameVersion, Theme
from collab.errors import Problem

FEWEST_PARTS, MOST_PARTS = 2, 4
AGAIN = "again"
"""The choice that the answers of a split theme are coded again."""

CHANGES = {
    FrameChange.added: "was added",
    FrameChange.changed: "was changed",
    FrameChange.merged: "was merged into",
    FrameChange.split: "was split into",
    FrameChange.retired: "was retired",
}
FACTS = {
    "name": "Name",
    "name_cy": "Name in Welsh",
    "definition": "What belongs in it",
    "parent": "Part of",
    "questions": "Questions",
}


@dataclass(frozen=True)
class Part:
    """A theme that a split makes."""

    name: str
    definition: str = ""


def facts(theme: Theme) -> dict[str, Any]:
    """What a version of the frame keeps of a theme."""
    return {
        "name": theme.name.en.text,
        "name_cy": theme.name.cy.text,
        "definition": theme.definition,
        "parent": theme.parent.number if theme.parent else None,
        "questions": sorted(question.number for question in theme.questions),
    }


def parent_problems(theme: Theme | None, parent: Theme | None, number: str) -> list[Problem]:
    """What speaks against a parent, given as found and as its number was chosen: there is one level of them."""
    if not number:
        return []
    if parent is None or parent.retired_at is not None:
        return [Problem("Choose a theme that is in use", field="parent")]
    if theme is not None and parent.id == theme.id:
        return [Problem("A theme cannot be part of itself", field="parent")]
    if parent.parent_id is not None:
        return [Problem("That theme is part of another one itself. There is one level of parts", field="parent")]
    if theme is not None and any(child.retired_at is None for child in theme.children):
        return [Problem("This theme has parts of its own, so it cannot be part of another", field="parent")]
    return []


def split_problems(parts: Sequence[Part], then: str) -> list[Problem]:
    """What keeps a theme from being split so. `then` is `AGAIN` or the place of the part that takes all over."""
    found = []
    if sum(bool(part.name) for part in parts) < FEWEST_PARTS:
        found.append(Problem("Enter the names of at least two themes", field="name_1"))
    names = [part.name.casefold() for part in parts if part.name]
    if len(set(names)) < len(names):
        found.append(Problem("Give each new theme a name of its own", field="name_1"))
    chosen = then.isdecimal() and 0 < int(then) <= len(parts) and parts[int(then) - 1].name
    if then != AGAIN and not chosen:
        found.append(Problem("Choose what becomes of the answers that are coded to it", field="then"))
    return found


def compared(version: FrameVersion) -> list[tuple[str, str, str]]:
    """(what, before, after) of the facts that a change changed."""
    return [
        (words, _said(version.before.get(name)), _said(version.after.get(name)))
        for name, words in FACTS.items()
        if version.before.get(name) != version.after.get(name)
    ]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def ordered(themes: Sequence[Theme]) -> list[Theme]:
    """Each theme followed by its parts, by number."""
    known = {theme.id for theme in themes}

    def place(theme: Theme) -> tuple[int, bool, int]:
        parent = theme.parent if theme.parent_id in known else None
        return (parent.number if parent else theme.number, parent is not None, theme.number)

    return sorted(themes, key=place)


def label(theme: Theme) -> str:
    """A theme as it stands in a list of choices: with its parent's name, as a list has no second level for the ear."""
    return f"{theme.number}. {theme.parent.name}: {theme.name}" if theme.parent else f"{theme.number}. {theme.name}"


def became_of(theme: Theme | None, tick: str, last: FrameVersion | None) -> str:
    """What became of a theme that somebody ticked and that is not offered any more, in words."""
    if theme is None:
        return f"There is no theme {tick} for this question"
    name = f"Theme {theme.number}, “{theme.name}”,"
    kept = "Your other ticks are kept"
    if theme.retired_at is None:
        return f"{name} is not used for this question any more. {kept}"
    by = f" by {last.person.name}" if last is not None and last.person else ""
    if theme.merged_into is not None:
        into = theme.merged_into
        return f"{name} was merged into theme {into.number}, “{into.name}”,{by}. Tick that one if it fits. {kept}"
    if last is not None and last.change is FrameChange.split:
        parts = ", ".join(f"{number}" for number in last.after.get("into", []))
        return f"{name} was split into themes {parts}{by}. Tick those that fit. {kept}"
    return f"{name} was retired{by}. {kept}"
