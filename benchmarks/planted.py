"""Invented answers to one question, with planted themes: a crowd with noise, campaigns, short and long answers, a tenth in
Welsh. Each seed makes others.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from benchmarks.letters import Language
from collab.consultations.rules.stop_words import ENGLISH, WELSH

THEMES = 20
IN_WELSH = 0.1
OF_NO_THEME = 0.15
IN_CAMPAIGNS = 0.1
CAMPAIGNS = 3
_OWN_WORDS = 12


@dataclass(frozen=True)
class Planted:
    """Answers, for each the themes that it speaks of, and whether it is in Welsh."""

    texts: list[str]
    themes: list[frozenset[int]]
    in_welsh: list[bool]


class Tongue:
    """A language: its small words, a vocabulary, and the words of each theme, of which a quarter belong to two themes."""

    def __init__(self, chance: random.Random, small: frozenset[str]) -> None:
        self.chance = chance
        self.small = sorted(small)
        self.language = Language(chance, 8_000)
        rare = self.language.words[300:4_000]
        pool = chance.sample(rare, THEMES * _OWN_WORDS)
        self.own = [pool[at : at + _OWN_WORDS] for at in range(0, len(pool), _OWN_WORDS)]
        for place, words in enumerate(self.own):
            words[-_OWN_WORDS // 4 :] = self.own[(place + 1) % THEMES][: _OWN_WORDS // 4]
        self.weights = list(accumulate(1 / (place + 1) ** 0.5 for place in range(_OWN_WORDS)))

    def sentence(self, theme: int | None) -> str:
        said = self.language.draw(self.chance.randint(3, 9)) + self.chance.choices(
            self.small, k=self.chance.randint(3, 8)
        )
        if theme is not None:
            said += self.chance.choices(self.own[theme], cum_weights=self.weights, k=self.chance.randint(2, 4))
        self.chance.shuffle(said)
        return " ".join(said).capitalize() + "."

    def answer(self, themes: frozenset[int]) -> str:
        """One sentence in three is of no theme; three answers in ten are short, one in ten is long."""
        length = self.chance.choices((1, 2, 8), (3, 6, 1))[0]
        said = [self.sentence(theme) for theme in sorted(themes) for _ in range(length)]
        said += [self.sentence(None) for _ in range(max(1, len(said)) // 2)]
        self.chance.shuffle(said)
        return " ".join(said or [self.sentence(None)])


def planted(number: int, seed: int) -> Planted:
    """So many answers. The n-th theme is spoken of 1/√n as often as the first; an answer speaks of up to three."""
    chance = random.Random(seed)
    english, welsh = Tongue(chance, ENGLISH), Tongue(chance, WELSH)
    often = list(accumulate((place + 1) ** -0.5 for place in range(THEMES)))
    letters = [(english.answer(frozenset({theme})), theme) for theme in chance.sample(range(THEMES), CAMPAIGNS)]
    made = Planted([], [], [])
    for _ in range(number):
        tongue = welsh if chance.random() < IN_WELSH else english
        spoken = frozenset(chance.choices(range(THEMES), cum_weights=often, k=chance.choices((1, 2, 3), (6, 3, 1))[0]))
        if chance.random() < OF_NO_THEME:
            spoken = frozenset()
        text = tongue.answer(spoken)
        if tongue is english and chance.random() < IN_CAMPAIGNS:
            letter, theme = chance.choice(letters)
            text, spoken = letter, frozenset({theme})
            if chance.random() < 0.3:
                text += f" {english.sentence(None)}"
        made.texts.append(text)
        made.themes.append(spoken)
        made.in_welsh.append(tongue is welsh)
    return made
