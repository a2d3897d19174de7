"""Invented responses to a consultation: campaigns in a crowd of people who wrote for themselves. Each seed makes others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

LETTERS = 20
IN_CAMPAIGNS = 0.3
QUOTING = 0.02
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvw" for vowel in "aeio"]
_COMMON = """
the of and to a in that is for it on be this with as are not we by have was at from or an but they will which all their
would there been if more when who can people should one has no were so what about police court victims witnesses proposal
consultation government service because need think support change time years
"""


@dataclass(frozen=True)
class Crowd:
    """Texts, and for each the letter that it was made from; None for those that somebody wrote alone."""

    texts: list[str]
    letters: list[int | None]


class Language:
    """A vocabulary in which the n-th word comes 1/n as often as the first, and turns of phrase that everybody uses."""

    def __init__(self, chance: random.Random, words: int = 30_000) -> None:
        self.chance = chance
        invented = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(words)}
        rest = sorted(invented)
        chance.shuffle(rest)
        self.words = [*_COMMON.split(), *rest]
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(self.words))))
        self.turns = [self.draw(chance.randint(3, 7)) for _ in range(400)]

    def draw(self, number: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=number)

    def sentence(self) -> list[str]:
        """From 8 to 24 words; three in ten with a turn of phrase."""
        said = self.draw(self.chance.randint(8, 24))
        if self.chance.random() < 0.3:
            place = self.chance.randrange(len(said))
            said[place:place] = self.chance.choice(self.turns)
        return said

    def written(self, least: int, most: int) -> list[list[str]]:
        return [self.sentence() for _ in range(self.chance.randint(least, most))]


Sentences = list[list[str]]
Changed = Callable[[Sentences, Language, random.Random], Sentences]


def edited(letter: Sentences, language: Language, chance: random.Random) -> Sentences:
    """Up to a quarter of the words changed, sentences dropped, an own preamble or ending."""
    rate, dropping = chance.uniform(0, 0.25), chance.choice((0, 0, 0.1, 0.2, 0.3))
    kept = [sentence for sentence in letter if chance.random() >= dropping] or letter[:1]
    said = [_replaced(sentence, rate, language, chance) for sentence in kept]
    return [*language.written(0, 3), *said, *language.written(0, 1)]


def rewritten(letter: Sentences, language: Language, chance: random.Random) -> Sentences:
    """Sentences shuffled, and half of the words replaced in every other sentence, at random."""
    said = [_replaced(one, 0.5 if chance.random() < 0.5 else 0, language, chance) for one in letter]
    chance.shuffle(said)
    return said


def rewritten_throughout(letter: Sentences, language: Language, chance: random.Random) -> Sentences:
    """Sentences shuffled, and half of the words replaced in each."""
    said = [_replaced(one, 0.5, language, chance) for one in letter]
    chance.shuffle(said)
    return said


def _replaced(sentence: list[str], rate: float, language: Language, chance: random.Random) -> list[str]:
    drawn = language.draw(len(sentence))
    return [new if chance.random() < rate else word for word, new in zip(sentence, drawn, strict=True)]


def crowd(number: int, seed: int, changed: Changed = edited) -> Crowd:
    """So many texts in a random order: three in ten from the letters, one in fifty quotes a sentence of a letter."""
    made = list(_each(number, seed, changed))
    return Crowd([text for text, _ in made], [letter for _, letter in made])


def _each(number: int, seed: int, changed: Changed) -> Iterator[tuple[str, int | None]]:
    chance = random.Random(seed)
    language = Language(chance)
    letters = [language.written(6, 14) for _ in range(LETTERS)]
    for _ in range(number):
        drawn = chance.random()
        if drawn < IN_CAMPAIGNS:
            place = chance.randrange(LETTERS)
            yield _typed(changed(letters[place], language, chance)), place
            continue
        own = language.written(3, 14)
        if drawn < IN_CAMPAIGNS + QUOTING:
            own.insert(chance.randint(0, len(own)), chance.choice(chance.choice(letters)))
        yield _typed(own), None


def in_many_tongues(texts: list[str], times: int) -> Iterator[str]:
    """So many times as many texts, each time in a language of its own: the letters of the alphabet moved on."""
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    for by in range(times):
        moved = alphabet[by:] + alphabet[:by]
        table = str.maketrans(alphabet + alphabet.upper(), moved + moved.upper())
        yield from (text.translate(table) for text in texts)


def _typed(sentences: Sentences) -> str:
    return " ".join(" ".join(one).capitalize() + "." for one in sentences)
