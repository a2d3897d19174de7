"""What a kept map says: what all groups hold, what divides them, and what may be shown of it. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collab.consultations.rules.opinion.words import (
    FEWEST_OF_A_GROUP,
    FEWEST_VOTES,
    MOST_HOLD,
    SMALLEST_GROUP,
    NoGroups,
    percent,
    share_words,
    why,
)
from collab.consultations.rules.suppression import at_least, suppressed


@dataclass(frozen=True)
class Drawn:
    """A map to be kept. `content` is for pages, `groups` has the group of each person for the next run."""

    content: dict[str, Any]
    groups: dict[str, str]


@dataclass(frozen=True)
class Cell:
    """Votes on a statement: of everybody, of a group, or of one kind of people."""

    agree: int
    disagree: int
    n: int
    in_public: bool = True

    @property
    def agree_words(self) -> str:
        return share_words(self.agree, self.n, in_public=self.in_public)

    @property
    def disagree_words(self) -> str:
        return share_words(self.disagree, self.n, in_public=self.in_public)

    @property
    def n_words(self) -> str:
        return at_least(self.n) if self.in_public else f"{self.n:,}"


@dataclass(frozen=True)
class Line:
    """A statement with its votes. `score` and `against`: the group-informed consensus for and against it."""

    id: str
    every: Cell
    groups: tuple[Cell, ...]
    score: float
    against: float

    @property
    def has_turnout(self) -> bool:
        """Whether enough people voted on it to say what they hold together."""
        return self.every.n >= FEWEST_VOTES and all(one.n >= FEWEST_OF_A_GROUP for one in self.groups)

    @property
    def apart(self) -> int:
        """How far the shares that agree lie apart, in percentage points."""
        shares = [percent(one.agree, one.n) for one in self.groups]
        return max(shares) - min(shares) if shares else 0

    @property
    def held_by(self) -> tuple[Cell, ...]:
        """Those who must all hold it: the groups, or everybody where there are none."""
        return self.groups or (self.every,)


@dataclass(frozen=True)
class Held:
    """What tells a group from the others."""

    statement: str
    is_agree: bool
    share: str
    n: int
    times: float


@dataclass(frozen=True)
class GroupFound:
    id: str
    size: int
    holds: tuple[Held, ...]


@dataclass(frozen=True)
class Point:
    """People of one group who think alike: their middle, and how many they are."""

    group: int
    x: float
    y: float
    people: int


@dataclass(frozen=True)
class Kind:
    """People who said who they are: how many, how many in each group (None where hidden), and their votes by statement."""

    kind: str
    people: int
    groups: tuple[int | None, ...]
    votes: Mapping[str, Cell]


@dataclass(frozen=True)
class Findings:
    """`why_none` says why there are no groups; it is empty where there are."""

    people: int
    with_enough: int
    votes: int
    hidden: int
    why_none: str
    groups: tuple[GroupFound, ...]
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    kinds: tuple[Kind, ...]

    @property
    def headline(self) -> str:
        """The finding in a sentence without a full stop."""
        if not self.lines:
            return "Nobody has voted on a statement of the map yet"
        of = f"{len(self.common)} of {len(self.lines)} statement{'' if len(self.lines) == 1 else 's'}"
        if not self.groups:
            return f"Most people agree with {of}"
        divides = len(self.divides)
        parts = (
            f"{divides} statement{' divides' if divides == 1 else 's divide'} them"
            if divides
            else "nothing divides them"
        )
        return f"People fall into {len(self.groups)} opinion groups: most of each agree with {of}, and {parts}"

    @property
    def common(self) -> list[Line]:
        """What most of every group agree with, the most widely held first."""
        found = [one for one in self._said if all(cell.agree >= MOST_HOLD * cell.n for cell in one.held_by)]
        return sorted(found, key=lambda one: -one.score)

    @property
    def rejected(self) -> list[Line]:
        """What most of every group disagree with."""
        found = [one for one in self._said if all(cell.disagree >= MOST_HOLD * cell.n for cell in one.held_by)]
        return sorted(found, key=lambda one: -one.against)

    @property
    def divides(self) -> list[Line]:
        """What most of one group agree with and most of another disagree with, those furthest apart first."""
        found = [
            one
            for one in self._said
            if any(2 * cell.agree > cell.n for cell in one.groups)
            and any(2 * cell.disagree > cell.n for cell in one.groups)
        ]
        return sorted(found, key=lambda one: -one.apart)

    @property
    def too_few(self) -> int:
        """How many statements too few people voted on."""
        return sum(not one.has_turnout for one in self.lines)

    @property
    def _said(self) -> list[Line]:
        return [one for one in self.lines if one.has_turnout]


def findings(content: Mapping[str, Any], *, in_public: bool) -> Findings:
    """From the content of a kept map. In public, small numbers of a group and what would tell them are hidden (N13)."""
    reason = NoGroups(content["reason"]) if content["reason"] else None
    lines = tuple(_line(one, in_public=in_public) for one in content["statements"])
    return Findings(
        people=content["people"],
        with_enough=content["with_enough"],
        votes=content["votes"],
        hidden=content["hidden"],
        why_none=why(reason, people=content["with_enough"], statements=len(lines)) if reason else "",
        groups=tuple(_group(one, in_public=in_public) for one in content["groups"]),
        lines=lines,
        points=tuple(Point(int(group), x, y, int(people)) for group, x, y, people in content["points"]),
        kinds=_kinds(content["kinds"], [one.id for one in lines], in_public=in_public),
    )


def _cell(votes: Sequence[int], in_public: bool) -> Cell:
    agree, disagree, n = votes
    return Cell(agree, disagree, n, in_public)


def _line(one: Mapping[str, Any], *, in_public: bool) -> Line:
    groups = tuple(_cell(votes, in_public) for votes in one["groups"])
    return Line(one["id"], _cell(one["all"], in_public), groups, one["score"], one["against"])


def _group(one: Mapping[str, Any], *, in_public: bool) -> GroupFound:
    holds = (
        Held(key, is_agree, share_words(chose, n, in_public=in_public), n, times)
        for key, is_agree, chose, n, times in one["holds"]
    )
    return GroupFound(one["id"], one["size"], tuple(holds))


def _kinds(kinds: Sequence[Mapping[str, Any]], statements: Sequence[str], *, in_public: bool) -> tuple[Kind, ...]:
    """Those with enough people; of each kind the small parts hidden, and what would tell them."""
    found = []
    for one in kinds:
        if one["people"] < SMALLEST_GROUP:
            continue
        parts: dict[int, int | None] = dict(enumerate(one["groups"]))
        if in_public:
            rest = one["people"] - sum(one["groups"])
            parts = suppressed({**dict(enumerate(one["groups"])), len(one["groups"]): rest})
        by_group = tuple(parts[place] for place in range(len(one["groups"])))
        votes = {key: _cell(cell, in_public) for key, cell in zip(statements, one["votes"], strict=True)}
        found.append(Kind(one["kind"], one["people"], by_group, votes))
    return tuple(found)
