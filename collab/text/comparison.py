"""What has to be removed and added, word by word."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence


class Change(enum.Enum):
    same = "same"
    removed = "removed"
    added = "added"


MOST_EDITS = 800  # beyond this, old and new stand one after the other; nobody could read the pieces anyway


def compare(before: str, after: str) -> list[tuple[Change, str]]:
    """What has to be removed from and added to `before`, word by word, to read `after`."""
    old, new = _words(before), _words(after)
    pieces: list[tuple[Change, str]] = []
    for is_same, here, there in steps(old, new):
        if is_same:
            pieces.append((Change.same, "".join(old[place] for place in here)))
            continue
        if here:
            pieces.append((Change.removed, "".join(old[place] for place in here)))
        if there:
            pieces.append((Change.added, "".join(new[place] for place in there)))
    return pieces


def _words(value: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", value)


Step = tuple[bool, range, range]


def steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """(same?, places in old, places in new) from beginning to end; same and different take turns."""
    found: list[Step] = []
    x = y = 0
    for next_x, next_y, length in [*_matches(old, new), (len(old), len(new), 0)]:
        if next_x > x or next_y > y:
            found.append((False, range(x, next_x), range(y, next_y)))
        if length:
            found.append((True, range(next_x, next_x + length), range(next_y, next_y + length)))
        x, y = next_x + length, next_y + length
    return found


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where old and new agree, as (place in old, place in new, length), by Myers' O(ND) algorithm (1986).

    difflib takes cubic time on repeated words, which a page of text can make last for minutes.
    """
    shared = min(len(old), len(new))
    head = next((i for i in range(shared) if old[i] != new[i]), shared)
    tail = next((i for i in range(shared - head) if old[-1 - i] != new[-1 - i]), shared - head)
    middle = _middle_matches(old[head : len(old) - tail], new[head : len(new) - tail])
    found = [(0, 0, head), *((x + head, y + head, length) for x, y, length in middle)]
    found.append((len(old) - tail, len(new) - tail, tail))
    return [match for match in found if match[2]]


def _middle_matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    furthest = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(old) + len(new)) + 1 if old and new else 0):
        rounds.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            added = _comes_by_adding(furthest, diagonal, edits)
            x = furthest[diagonal + 1] if added else furthest[diagonal - 1] + 1
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walked_back(rounds, x, diagonal)
    return []


def _comes_by_adding(furthest: dict[int, int], diagonal: int, edits: int) -> bool:
    """Whether the furthest path comes onto this diagonal by adding a word, not by removing one."""
    return diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])


def _walked_back(rounds: Sequence[dict[int, int]], x: int, diagonal: int) -> list[tuple[int, int, int]]:
    matches: list[tuple[int, int, int]] = []
    for edits in range(len(rounds) - 1, -1, -1):
        furthest = rounds[edits]
        added = _comes_by_adding(furthest, diagonal, edits)
        start = furthest[diagonal + 1] if added else furthest[diagonal - 1] + 1
        if x > start:
            matches.append((start, start - diagonal, x - start))
        x, diagonal = (start, diagonal + 1) if added else (start - 1, diagonal - 1)
    return matches[::-1]
