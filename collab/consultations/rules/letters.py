"""A campaign's letter beside its copies: which text stands for all, and what each of the others adds in its own words (N9)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from collab import text
from collab.text import Change

NEAR = 0.5
"""A sentence that has this part of its words from a sentence of the letter is shown as a change of it."""

_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORDS = re.compile(r"\w+")

Key = TypeVar("Key", bound=Hashable)


def sentences(words: str) -> list[str]:
    """The sentences of a text, in its order."""
    return [piece for piece in _ENDS.split(words) if _WORDS.search(piece)]


def bare(sentence: str) -> str:
    """A sentence without what does not change its words: case, marks and spaces."""
    return " ".join(_WORDS.findall(sentence.casefold()))


def letter_of(texts: Sequence[str]) -> int:
    """The place of the text that stands for all: it has most of the words that most have, and fewest others.

    Of several it is the first. The text that was sent most often word by word wins where a fifth sent it.
    """
    plain = [bare(one) for one in texts]
    said, number = Counter(plain).most_common(1)[0]
    if number > 1 and number * 5 >= len(texts):
        return plain.index(said)
    sets = [set(one.split()) for one in plain]
    known = Counter(word for words in sets for word in words)
    worth = [sum(2 * known[word] - len(sets) for word in words) for words in sets]
    return worth.index(max(worth))


def adds_words(words: str, letter: str) -> bool:
    """Whether a text has a sentence that the letter has not, word by word. Leaving sentences out adds none."""
    known = {bare(one) for one in sentences(letter)}
    return any(bare(one) not in known for one in sentences(words))


@dataclass(frozen=True)
class Own:
    """A sentence that the letter has not. `pieces` compare it with the sentence of the letter that it comes from, if any."""

    words: str
    pieces: tuple[tuple[Change, str], ...] = ()


def own_sentences(words: str, letter: str) -> list[Own]:
    """What a text says that the letter does not, sentence by sentence."""
    known = {bare(one): one for one in sentences(letter)}
    return [_own(one, list(known.values())) for one in sentences(words) if bare(one) not in known]


def _own(sentence: str, known: Sequence[str]) -> Own:
    mine = set(bare(sentence).split())
    likeness = [len(mine & set(bare(one).split())) / len(mine) for one in known]
    if not likeness or max(likeness) < NEAR:
        return Own(sentence)
    return Own(sentence, tuple(text.compare(known[likeness.index(max(likeness))], sentence)))


def left_out(words: str, letter: str) -> int:
    """How many sentences of the letter a text does not have, word by word."""
    mine = {bare(one) for one in sentences(words)}
    return sum(bare(one) not in mine for one in sentences(letter))


def continued(found: Sequence[Collection[Key]], standing: Mapping[int, Collection[Key]]) -> list[int | None]:
    """For each group that was found, the number of the campaign that it continues: the one with most of the same responses.

    No campaign is continued by two; where two would, the group that has more of it does.
    """
    numbers = {key: number for number, keys in standing.items() for key in keys}
    shared = [
        (count, -place, -number)
        for place, keys in enumerate(found)
        for number, count in Counter(numbers[key] for key in keys if key in numbers).items()
    ]
    of_group: dict[int, int] = {}
    for _, place, number in sorted(shared, reverse=True):
        if -place not in of_group and -number not in of_group.values():
            of_group[-place] = -number
    return [of_group.get(place) for place in range(len(found))]
