"""Whose words: the owner of each character of a text, replayed step by step from what was sent and by whom.

The identities that a browser gives itself say nothing here. Each step is one text and the poster who was signed in; what is new
in it is the poster's, and what was there before, or was cut and put elsewhere, stays with whoever typed it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from collab.text import Block, Change, compare, steps

BETWEEN_BLOCKS = "\x1e"  # no text can hold it
MOST_CUTS = 40
LEAST_MOVED = 20

_WORD = re.compile(r"\w+")
_PIECE = re.compile(rf"{BETWEEN_BLOCKS}|\w+|[^\w{BETWEEN_BLOCKS}]+")


@dataclass(frozen=True)
class Owned:
    """A text and its owners as (length, owner), from its beginning to its end."""

    text: str = ""
    runs: tuple[tuple[int, str], ...] = ()

    def __getitem__(self, part: slice) -> Owned:
        begins, ends, _ = part.indices(len(self.text))
        return Owned(self.text[begins:ends], tuple(_cut_out(self.runs, begins, ends)))

    def __add__(self, other: Owned) -> Owned:
        runs = [*self.runs]
        for length, owner in other.runs:
            if runs and runs[-1][1] == owner:
                runs[-1] = (runs[-1][0] + length, owner)
            else:
                runs.append((length, owner))
        return Owned(self.text + other.text, tuple(runs))


@dataclass(frozen=True)
class Attribution:
    """An owned text, and what was cut out of it last: put in again elsewhere, it is still its owners'."""

    owned: Owned = Owned()
    cuts: tuple[Owned, ...] = ()


def whole(text: str, owner: str) -> Owned:
    return Owned(text, ((len(text), owner),) if text else ())


def text_of(blocks: Iterable[Block]) -> str:
    """The text of which owners are kept: the plain words of all blocks."""
    return BETWEEN_BLOCKS.join(block.plain for block in blocks)


def begin(blocks: Iterable[tuple[Block, str]]) -> Attribution:
    """The owners of a text as it was found, block by block."""
    owned = Owned()
    for place, (block, owner) in enumerate(blocks):
        owned += whole(BETWEEN_BLOCKS * bool(place) + block.plain, owner)
    return Attribution(owned)


def step(before: Attribution, text: str, poster: str) -> Attribution:
    """The owners after `poster` made `text` of what was there."""
    old = before.owned
    if text == old.text:
        return before
    begins, old_ends, new_ends = _changed(old.text, text)
    pieces = _pieces(old[begins:old_ends], text[begins:new_ends])
    gone = [piece for change, piece in pieces if change is Change.removed]
    known = [cut for cut in gone if len(cut.text) >= LEAST_MOVED] + [*before.cuts]
    middle = Owned()
    for change, piece in pieces:
        if change is Change.same:
            middle += piece
        elif change is Change.added:
            middle += _arrived(piece.text, known, poster)
    return Attribution(old[:begins] + middle + old[old_ends:], tuple(known[:MOST_CUTS]))


def _changed(old: str, new: str) -> tuple[int, int, int]:
    """(beginning, end in old, end in new) of what differs; moved onto the beginning of a word where it can stand in several places."""
    begins = _shared(old, new)
    tail = _shared_tail(old[begins:], new[begins:])
    old_ends, new_ends = len(old) - tail, len(new) - tail
    if begins not in (old_ends, new_ends):
        lead, trail = _to_a_space(old[:begins][::-1]), _to_a_space(old[old_ends:])
        return begins - lead, old_ends + trail, new_ends + trail
    longer, ends = (new, new_ends) if old_ends == begins else (old, old_ends)
    least = 0
    while least < begins and longer[begins - least - 1] == longer[ends - least - 1]:
        least += 1
    back = next((n for n in range(least + 1) if _parts_words(longer, begins - n) and _parts_words(longer, ends - n)), 0)
    return begins - back, old_ends - back, new_ends - back


def _to_a_space(text: str) -> int:
    """How far it is to the next space: a comparison by words needs whole ones."""
    found = re.search(r"\s", text)
    return found.start() if found else len(text)


def _parts_words(text: str, place: int) -> bool:
    """Whether no word goes on over this place."""
    return place in (0, len(text)) or not (_WORD.match(text[place - 1]) and _WORD.match(text[place]))


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _shared_tail(one: str, other: str) -> int:
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            least = middle
        else:
            most = middle - 1
    return least


Piece = tuple[Change, Owned]


def _pieces(old: Owned, new: str) -> list[Piece]:
    """What goes, stays and comes: by words, and by letters where words stand for other words."""
    if not (old.text and new):
        return [(Change.removed, old), (Change.added, whole(new, ""))]
    pieces: list[Piece] = []
    place = 0
    for change, words in compare(old.text, new):
        if change is Change.added:
            removed = pieces.pop()[1] if pieces and pieces[-1][0] is Change.removed else Owned()
            pieces += _by_letters(removed, words)
            continue
        pieces.append((change, old[place : place + len(words)]))
        place += len(words)
    return pieces


def _by_letters(old: Owned, new: str) -> Iterator[Piece]:
    for is_same, here, there in steps(old.text, new):
        if is_same:
            yield Change.same, old[here.start : here.stop]
            continue
        yield Change.removed, old[here.start : here.stop]
        yield Change.added, whole(new[there.start : there.stop], "")


def _arrived(text: str, cuts: Sequence[Owned], poster: str) -> Owned:
    """New words with their owners: the poster's, but for those that come back from a cut."""
    for cut in cuts if len(text) >= LEAST_MOVED else ():
        one, other = text.strip(), cut.text.strip()
        shorter = min(one, other, key=len)
        if len(shorter) >= LEAST_MOVED and shorter in text and shorter in cut.text:
            begins, was = text.index(shorter), cut.text.index(shorter)
            ends = begins + len(shorter)
            rest = _arrived(text[ends:], cuts, poster)
            return _arrived(text[:begins], cuts, poster) + cut[was : was + len(shorter)] + rest
    return whole(text, poster)


def _cut_out(runs: Iterable[tuple[int, str]], begins: int, ends: int) -> Iterator[tuple[int, str]]:
    place = 0
    for length, owner in runs:
        shared = min(ends, place + length) - max(begins, place)
        if shared > 0:
            yield shared, owner
        place += length


def voices(owned: Owned, of: Callable[[str], str]) -> list[list[tuple[str, str]]]:
    """For each block, its words as (words, voice); `of` turns an owner into a voice, as that of its organisation.

    A word is whole: it is spoken by whoever typed most of it. What stands between words goes with the word before.
    """
    blocks: list[list[tuple[str, str]]] = [[]]
    place, voice = 0, ""
    for found in _PIECE.finditer(owned.text):
        words = found[0]
        if words == BETWEEN_BLOCKS:
            blocks.append([])
        else:
            if _WORD.match(words) or not blocks[-1]:
                voice = _loudest(owned[place : place + len(words)].runs, of)
            blocks[-1].append((words, voice))
        place += len(words)
    return [_joined(block) for block in blocks]


def _loudest(runs: Iterable[tuple[int, str]], of: Callable[[str], str]) -> str:
    typed: Counter[str] = Counter()
    for length, owner in runs:
        typed[of(owner)] += length
    return typed.most_common(1)[0][0]


def _joined(words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("".join(word for word, _ in same), voice) for voice, same in groupby(words, key=lambda word: word[1])]


def shares(blocks: Iterable[Iterable[tuple[str, str]]]) -> Mapping[str, int]:
    """How many words each voice has, the most first."""
    counted: Counter[str] = Counter()
    for block in blocks:
        for words, voice in block:
            counted[voice] += len(_WORD.findall(words))
    return dict(counted.most_common())


def as_json(attribution: Attribution) -> dict[str, object]:
    """The form in which it is kept beside a snapshot."""
    owned = attribution.owned
    return {
        "text": owned.text,
        "runs": [list(run) for run in owned.runs],
        "cuts": [{"text": cut.text, "runs": [list(run) for run in cut.runs]} for cut in attribution.cuts],
    }


def from_json(stored: Mapping[str, object]) -> Attribution:
    return Attribution(_owned(stored), tuple(_owned(cut) for cut in stored["cuts"]))  # type: ignore[attr-defined]


def _owned(stored: Mapping[str, object]) -> Owned:
    return Owned(str(stored["text"]), tuple((int(length), str(owner)) for length, owner in stored["runs"]))  # type: ignore[attr-defined]
