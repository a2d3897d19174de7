"""What was expected of each group beside what it said: where resistance was over-estimated, and what every group agrees with (F7).

A position is put on a line from −1 to 1: strongly oppose, oppose, neither, support, strongly support stand a half apart. What a group
said is the share of its answers that support less the share that oppose. The fear gap is how far the second lies above the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from collab.consultations.models import Position, QuestionType
from collab.consultations.rules.opinion.words import MOST_HOLD, SMALLEST_GROUP, share_words
from collab.consultations.rules.reach import STEP

MEASURING = (QuestionType.agree5, QuestionType.yes_no_dontknow, QuestionType.statement_vote)
"""Kinds of question to which an answer can be for or against."""
SUPPORTS = frozenset({"strongly_agree", "agree", "yes"})
OPPOSES = frozenset({"strongly_disagree", "disagree", "no"})
NO_VIEW = frozenset({"dont_know"})
PLACE = {
    Position.strongly_oppose: -1.0,
    Position.oppose: -0.5,
    Position.neutral: 0.0,
    Position.support: 0.5,
    Position.strongly_support: 1.0,
}


@dataclass(frozen=True)
class Said:
    """Answers for, against, neither, and without a view. A pass is neither; “don’t know” is no view, and in no share."""

    support: int = 0
    oppose: int = 0
    neither: int = 0
    no_view: int = 0

    @property
    def n(self) -> int:
        return self.support + self.oppose + self.neither

    def __add__(self, other: Said) -> Said:
        return Said(
            self.support + other.support,
            self.oppose + other.oppose,
            self.neither + other.neither,
            self.no_view + other.no_view,
        )

    @property
    def net(self) -> float:
        return (self.support - self.oppose) / self.n if self.n else 0.0


def said(key: str, number: int) -> Said:
    """So many answers with this key."""
    if key in SUPPORTS:
        return Said(support=number)
    if key in OPPOSES:
        return Said(oppose=number)
    return Said(no_view=number) if key in NO_VIEW else Said(neither=number)


@dataclass(frozen=True)
class Compared:
    """A group's expected position beside what it said. `people` answered at least one of the questions with a view.

    `said` is None where too few people answered; `gap` is None there, and where nothing was expected.
    """

    name: str
    expected: Position | None
    reason: str
    said: Said | None
    people: int
    in_public: bool

    @property
    def gap(self) -> float | None:
        place = PLACE.get(self.expected) if self.expected else None
        return None if self.said is None or place is None else self.said.net - place

    @property
    def gap_words(self) -> str:
        """In public without its size, from which single answers could be worked out."""
        gap = self.gap
        if gap is None:
            return ""
        if abs(gap) < _LITTLE:
            return "As expected"
        side = "Less resistance" if gap > 0 else "More resistance"
        return f"{side} than expected" if self.in_public else f"{side} than expected, by {abs(gap):.1f}"

    @property
    def n_words(self) -> str:
        return n_words(self.people, in_public=self.in_public) if self.said else f"Fewer than {SMALLEST_GROUP}"

    @property
    def support_words(self) -> str:
        if self.said is None:
            return "Not shown"
        return _of(self.said.support, self.said.n, in_public=self.in_public)

    @property
    def oppose_words(self) -> str:
        if self.said is None:
            return "Not shown"
        return _of(self.said.oppose, self.said.n, in_public=self.in_public)


_LITTLE = 0.25


def n_words(number: int, *, in_public: bool) -> str:
    """In public rounded down, as groups overlap and one could be subtracted from another."""
    return f"at least {number // STEP * STEP:,}" if in_public else f"{number:,}"


def _of(part: int, whole: int, *, in_public: bool) -> str:
    share = share_words(part, whole, in_public=in_public)
    return share if in_public else f"{part:,} of {whole:,} ({share})"


def compare(name: str, *, expected: Position | None, reason: str, answers: Sequence[Said], in_public: bool) -> Compared:
    """`answers` are the group's to each question that is a measure; those to several are taken together.

    Nothing is shown of a group of which fewer than ten people gave a view.
    """
    people = max((one.n for one in answers), default=0)
    together = sum(answers, Said())
    return Compared(name, expected, reason, together if people >= SMALLEST_GROUP else None, people, in_public)


def ranked(rows: Iterable[Compared]) -> list[Compared]:
    """The largest over-estimate of resistance first, those that cannot be compared last."""
    return sorted(rows, key=lambda one: (one.gap is None, -(one.gap or 0)))


@dataclass(frozen=True)
class Question:
    """A question that can be agreed with, with the answers of everybody and of each group of which enough people answered."""

    place: int
    wording: str
    provision: str
    every: Said
    groups: Mapping[str, Said] = field(default_factory=dict)
    in_public: bool = False

    @property
    def every_words(self) -> str:
        return share_words(self.every.support, self.every.n, in_public=self.in_public)

    @property
    def least_words(self) -> str:
        """The group that agrees least, and how much of it does."""
        name, least = min(self.groups.items(), key=lambda one: one[1].support / one[1].n)
        return f"{name}: {share_words(least.support, least.n, in_public=self.in_public)} (n: {n_words(least.n, in_public=self.in_public)})"

    @property
    def score(self) -> float:
        """Group-informed consensus: the product over groups of (agrees + 1) / (answers + 2)."""
        found = 1.0
        for one in self.groups.values():
            found *= (one.support + 1) / (one.n + 2)
        return found

    @property
    def is_objected_to(self) -> bool:
        return self.every.oppose > 0


def shown_groups(groups: Mapping[str, Said]) -> dict[str, Said]:
    return {name: one for name, one in groups.items() if one.n >= SMALLEST_GROUP}


def banked(asked: Iterable[Question]) -> list[Question]:
    """What at least six in ten of every group agree with, of at least two groups; the most widely held first."""
    found = [
        one
        for one in asked
        if len(one.groups) > 1 and all(said.support >= MOST_HOLD * said.n for said in one.groups.values())
    ]
    return sorted(found, key=lambda one: -one.score)
