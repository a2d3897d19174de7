"""What a search means, on every database alike: whole words, whatever their case and accents, phrases, and words to be without.

Text is folded into plain words with a space on each side, so that to find one is to find it as a string. Words are not
stemmed: what a search finds has the words that were typed. See docs/decisions/0032-finding-in-responses.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_CHARACTERS = 300
MOST_TERMS = 20
_AROUND = 90
_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r"""(-?)(?:["“”„]([^"“”„]*)(?:["“”„]|$)|([^\s"“”„]+))""")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def folded(text: str) -> str:
    """The words of a text without case, accents and apostrophes: ` the cafes rota `; empty where it has none."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = _WORD.findall(text.casefold().translate(_APOSTROPHES))
    return f" {' '.join(words)} " if words else ""


@dataclass(frozen=True)
class Sought:
    """Words and phrases that one answer must have, and those that no answer may have; each folded."""

    having: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    problem: str = ""

    def __bool__(self) -> bool:
        return bool(self.having or self.without)

    def is_in(self, answers: Sequence[str]) -> bool:
        """Whether a response fits, by its folded answers."""
        has = not self.having or any(all(term in answer for term in self.having) for answer in answers)
        return has and not any(term in answer for term in self.without for answer in answers)


def sought(typed: str) -> Sought:
    """What was typed, as a search. A quotation mark that is not closed closes at the end."""
    if not typed.strip():
        return Sought()
    if len(typed) > MOST_CHARACTERS:
        return Sought(problem=f"Search for at most {MOST_CHARACTERS} characters. You typed {len(typed):,}")
    having: list[str] = []
    without: list[str] = []
    for minus, phrase, word in _TERM.findall(typed):
        if term := folded(phrase or word):
            (without if minus else having).append(term)
    if not having and not without:
        return Sought(problem="Type a word to search for: these characters are in no word")
    if len(having) + len(without) > MOST_TERMS:
        return Sought(problem=f"Search for at most {MOST_TERMS} words and phrases at once")
    return Sought(tuple(dict.fromkeys(having)), tuple(dict.fromkeys(without)))


@dataclass(frozen=True)
class Piece:
    """A piece of an excerpt; `is_found` says that it was searched for."""

    words: str
    is_found: bool


def excerpt(words: str, looked_for: Sought) -> list[Piece]:
    """The text around the first term that it has, with all terms in it marked; its beginning where it has none."""
    spans = sorted(span for term in looked_for.having for span in _spans(words, term))
    first = spans[0] if spans else (0, 0)
    start, end = max(0, first[0] - _AROUND), min(len(words), first[1] + 2 * _AROUND)
    pieces, at = [], start
    for begin, stop in spans:
        if begin >= at and stop <= end:
            pieces += [Piece(words[at:begin], False), Piece(words[begin:stop], True)]
            at = stop
    pieces.append(Piece(words[at:end], False))
    if start:
        pieces.insert(0, Piece("…", False))
    if end < len(words):
        pieces.append(Piece("…", False))
    return [one for one in pieces if one.words]


def _spans(words: str, term: str) -> Iterator[tuple[int, int]]:
    """Where a folded term stands in a text as it was written."""
    wanted = term.split()
    found = [(one.start(), one.end(), folded(one[0]).split()) for one in re.finditer(r"[^\s\-/]+", words)]
    for place, (begin, _, _) in enumerate(found):
        held: list[str] = []
        for _, stop, parts in found[place : place + len(wanted)]:
            held += parts
            if held[: len(wanted)] == wanted:
                yield begin, stop
                break
