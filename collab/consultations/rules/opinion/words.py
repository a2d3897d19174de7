"""What a map of opinions holds, in words, and which of it is shown. Loads nothing heavy: pages are drawn from it."""

from __future__ import annotations

import enum

from collab.consultations.rules.suppression import SMALLEST

SMALLEST_GROUP = 10
"""People: a smaller group is never shown as one."""
SMALLEST_PART = 0.01
"""Of all people in groups: nor is one with a smaller part."""
FEWEST_STATEMENTS = 3
FEWEST_VOTES, FEWEST_OF_A_GROUP = 10, 5
"""What a statement needs for its consensus to be said: so many votes together, and so many in each group."""
MOST_LISTED = 30
"""Statements in one table; the table of every statement has all."""
MOST_HOLD = 0.6
"""From this share on, a group holds something."""


class NoGroups(enum.Enum):
    """Why people are not put into groups."""

    no_votes = "no_votes"
    too_few_statements = "too_few_statements"
    too_few_people = "too_few_people"
    all_alike = "all_alike"
    too_small = "too_small"


def why(reason: NoGroups, *, people: int, statements: int) -> str:
    """The sentence that stands in place of the groups. `people` are those with enough votes to be in one."""
    return {
        NoGroups.no_votes: "There are no opinion groups, because nobody has voted yet.",
        NoGroups.too_few_statements: (
            f"There are no opinion groups, because people voted on {statements} "
            f"statement{'' if statements == 1 else 's'} only: the votes themselves show all there is."
        ),
        NoGroups.too_few_people: (
            f"There are no opinion groups to show, because {people} {'person' if people == 1 else 'people'} voted on "
            f"enough statements. Two groups of at least {SMALLEST_GROUP} are needed, so that nobody can be made out."
        ),
        NoGroups.all_alike: "There are no opinion groups, because everybody voted alike.",
        NoGroups.too_small: (
            f"There are no opinion groups to show: of those found among {people} people, fewer than two have at least "
            f"{SMALLEST_GROUP} people."
        ),
    }[reason]


def is_shown(size: int, grouped: int) -> bool:
    """Whether a group is large enough to be shown, of so many people in groups."""
    return size >= max(SMALLEST_GROUP, SMALLEST_PART * grouped)


def share_words(part: int, whole: int, *, in_public: bool) -> str:
    """A share in words. In public a part of 1 to 4 people, and a rest of as many, is a bound that does not tell how many (N13)."""
    rest = whole - part
    small = {name for name, number in (("part", part), ("rest", rest)) if in_public and 0 < number < SMALLEST}
    if not whole:
        return "no votes"
    if len(small) == 2:
        return "not shown"
    if "rest" in small:
        return f"at least {100 * (whole - SMALLEST + 1) // whole}%"
    if "part" in small:
        return f"at most {-(-100 * (SMALLEST - 1) // whole)}%"
    return f"{percent(part, whole)}%"


def percent(part: int, whole: int) -> int:
    """Rounded half up, as people do; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
