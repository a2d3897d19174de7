"""What can be answered to a question, whether an answer is in order, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from collab.consultations.models import QuestionType, QuestionVersion
from collab.consultations.rules.questions import FIXED, MOST_CHARACTERS
from collab.text import Bilingual, Language, is_storable

UNSTORABLE = "Your answer holds a character that cannot be stored. Remove it and try again"


class Option(Protocol):
    """What an answer can point to."""

    @property
    def key(self) -> str: ...


class Version(Protocol):
    """What it takes to check an answer to a question: a model, or a row that was read for just this."""

    @property
    def id(self) -> UUID: ...
    @property
    def type(self) -> QuestionType: ...
    @property
    def is_required(self) -> bool: ...
    @property
    def most_characters(self) -> int | None: ...
    @property
    def options(self) -> Sequence[Option]: ...


@dataclass(frozen=True)
class Given:
    """An answer: the keys of the options chosen, or words."""

    keys: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.keys and not self.words.strip()


def in_language(text: Bilingual, language: Language) -> str:
    """The Welsh where it is asked for and there is some, else the English."""
    return text.cy.text if language is Language.welsh and text.cy.text else text.en.text


def language_of(text: Bilingual, language: Language) -> Language:
    """The language that `in_language` gives."""
    return Language.welsh if language is Language.welsh and text.cy.text else Language.english


def choices(version: QuestionVersion, language: Language = Language.english) -> list[tuple[str, str]]:
    """(key, label) of what can be chosen: the version's options, else those that its type always has."""
    if version.options:
        return [(option.key, in_language(option.label, language)) for option in version.options]
    welsh = language_of(version.wording, language) is Language.welsh
    return [(key, cy if welsh else en) for key, en, cy in FIXED.get(version.type, ())]


def takes_words(version: Version) -> bool:
    return version.type is QuestionType.free_text


def most_characters(version: Version) -> int:
    return version.most_characters or MOST_CHARACTERS


def problem(version: Version, given: Given, *, must_answer: bool = True) -> str:
    """What is wrong with an answer, in words; empty when nothing is. A letter may leave a required question out."""
    if given.is_blank:
        return missing(version) if must_answer and version.is_required else ""
    if takes_words(version):
        return _problem_of_words(version, given)
    return _problem_of_keys(version, given)


def missing(version: Version) -> str:
    """What to do about a required question without an answer."""
    if takes_words(version):
        return "Write your answer"
    return "Choose at least one answer" if version.type is QuestionType.multi else "Choose one answer"


def _problem_of_words(version: Version, given: Given) -> str:
    most = most_characters(version)
    if given.keys:
        return "This question is answered in words"
    if not is_storable(given.words):
        return UNSTORABLE
    if len(given.words) > most:
        over = len(given.words) - most
        return f"Your answer must be {most:,} characters or fewer. It is {over:,} too long"
    return ""


def _problem_of_keys(version: Version, given: Given) -> str:
    offered = {option.key for option in version.options} or {key for key, _, _ in FIXED.get(version.type, ())}
    if given.words or not set(given.keys) <= offered or len(set(given.keys)) < len(given.keys):
        return "Choose from the answers that are offered"
    if version.type is not QuestionType.multi and len(given.keys) > 1:
        return "Choose one answer"
    return ""


def said(version: QuestionVersion, given: Given, language: Language = Language.english) -> str:
    """The answer as a reader sees it: the labels of the options, a line each, or the words."""
    labels = dict(choices(version, language))
    return given.words or "\n".join(labels.get(key, key) for key in given.keys)
