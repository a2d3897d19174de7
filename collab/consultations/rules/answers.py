"""What can be answered to a question, whether an answer is in order, and how it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from collab.consultations.models import QuestionType, QuestionVersion
from collab.consultations.rules import answer_words
from collab.consultations.rules.questions import FIXED, LARGEST, MOST_CHARACTERS
from collab.text import Bilingual, Language, is_storable, say, say_day

UNSTORABLE = "Your answer holds a character that cannot be stored. Remove it and try again"
SEVERAL = frozenset({QuestionType.multi, QuestionType.rank, QuestionType.matrix, QuestionType.file})
"""The types whose answer may have more than one key."""
TYPED = frozenset({QuestionType.number, QuestionType.date})
"""The types whose one key is the value itself."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_FILES = 10
"""In one response, whatever the questions."""
_FILE = re.compile(r"[0-9a-f-]{36}=[^\n]{1,140}")
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?")


class Key(Protocol):
    """A row of a table."""

    @property
    def key(self) -> str: ...


class Option(Key, Protocol):
    """What an answer can point to."""

    @property
    def is_exclusive(self) -> bool: ...


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
    def least(self) -> Decimal | None: ...
    @property
    def most(self) -> Decimal | None: ...
    @property
    def options(self) -> Sequence[Option]: ...
    @property
    def rows(self) -> Sequence[Key]: ...


@dataclass(frozen=True)
class Given:
    """An answer: the keys of the options chosen, or words. `Answer` says what the keys of each type are."""

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


def lines(version: QuestionVersion, language: Language = Language.english) -> list[tuple[str, str]]:
    """(key, label) of the rows of a table."""
    return [(row.key, in_language(row.label, language)) for row in version.rows]


def takes_words(version: Version) -> bool:
    return version.type is QuestionType.free_text


def most_characters(version: Version) -> int:
    return version.most_characters or MOST_CHARACTERS


def cell(key: str) -> tuple[str, str]:
    """(row, option) of an answer to one row of a table."""
    row, _, option = key.partition("=")
    return row, option


def problem(version: Version, given: Given, *, must_answer: bool = True) -> str:
    """What is wrong with an answer, in words; empty when nothing is. A letter may leave a required question out."""
    must_answer = must_answer and version.is_required
    if given.is_blank:
        return missing(version) if must_answer else ""
    if takes_words(version):
        return _problem_of_words(version, given)
    if given.words:
        return say("Choose from the answers that are offered")
    if version.type in TYPED:
        return _problem_of_value(version, given.keys)
    if version.type is QuestionType.file:
        return _problem_of_files(given.keys)
    if version.type is QuestionType.matrix:
        return _problem_of_cells(version, given.keys, must_answer=must_answer)
    return _problem_of_keys(version, given.keys)


def missing(version: Version) -> str:
    """What to do about a required question without an answer."""
    return say(answer_words.MISSING.get(version.type, "Choose one answer"))


def _problem_of_words(version: Version, given: Given) -> str:
    most = most_characters(version)
    if given.keys:
        return say("This question is answered in words")
    if not is_storable(given.words):
        return say(UNSTORABLE)
    if len(given.words) > most:
        over, allowed = f"{len(given.words) - most:,}", f"{most:,}"
        return say("Your answer must be %(most)s characters or fewer. It is %(over)s too long", most=allowed, over=over)
    return ""


def _offered(version: Version) -> set[str]:
    return {option.key for option in version.options} or {key for key, _, _ in FIXED.get(version.type, ())}


def _problem_of_keys(version: Version, keys: Sequence[str]) -> str:
    if not set(keys) <= _offered(version) or len(set(keys)) < len(keys):
        return say("Choose from the answers that are offered")
    if version.type not in SEVERAL and len(keys) > 1:
        return say("Choose one answer")
    alone = {option.key for option in version.options if option.is_exclusive}
    if len(keys) > 1 and alone & set(keys):
        return say("You chose an answer that excludes the others. Choose that one alone, or only others")
    return ""


def _problem_of_cells(version: Version, keys: Sequence[str], *, must_answer: bool) -> str:
    cells, rows = [cell(key) for key in keys], {row.key for row in version.rows}
    answered = {row for row, _ in cells}
    if not answered <= rows or not {option for _, option in cells} <= _offered(version):
        return say("Choose from the answers that are offered")
    if len(answered) < len(cells):
        return say("Choose one answer in each row")
    return say("Choose an answer in every row") if must_answer and answered < rows else ""


def _problem_of_files(keys: Sequence[str]) -> str:
    if not all(_FILE.fullmatch(key) for key in keys) or len(set(keys)) < len(keys):
        return say("Choose files")
    return too_many_files() if len(keys) > MOST_FILES else ""


def too_many_files() -> str:
    return say("A response may have up to %(most)s files. Remove one first", most=MOST_FILES)


def file_key(id: UUID, name: str) -> str:
    """A file in an answer: its id, and the name that everybody reads."""
    return f"{id}={name}"


def file_of(key: str) -> tuple[UUID | None, str]:
    """(id, name) of a file in an answer; no id where it is none."""
    held, _, name = key.partition("=")
    try:
        return UUID(held), name
    except ValueError:
        return None, name


def _problem_of_value(version: Version, keys: Sequence[str]) -> str:
    if len(keys) > 1:
        return say("Give one answer")
    return _problem_of_number(version, keys[0]) if version.type is QuestionType.number else _problem_of_date(keys[0])


def _problem_of_number(version: Version, typed: str) -> str:
    if not _NUMBER.fullmatch(typed):
        return say("Enter a number, like 12 or 2.5")
    value, least, most = Decimal(typed), version.least, version.most
    if (least is None or least <= value) and (most is None or value <= most) and abs(value) <= LARGEST:
        return ""
    if least is not None and most is not None:
        return say("Enter a number from %(least)s to %(most)s", least=shown_number(least), most=shown_number(most))
    if least is not None and value < least:
        return say("Enter a number that is %(least)s or more", least=shown_number(least))
    return say("Enter a number that is %(most)s or less", most=shown_number(LARGEST if most is None else most))


def _problem_of_date(typed: str) -> str:
    try:
        year = date.fromisoformat(typed).year
    except ValueError:
        return say("Enter a real date")
    if FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return say("Enter a year from %(first)s to %(last)s", first=FIRST_YEAR, last=LAST_YEAR)


def number_key(value: Decimal) -> str:
    """A number as it is kept: no more digits than it needs."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def shown_number(value: Decimal) -> str:
    return f"{Decimal(number_key(value)):,f}"


def said(version: QuestionVersion, given: Given, language: Language = Language.english) -> str:
    """The answer as a reader sees it: the labels of the options, a line each, or the words."""
    return given.words or "\n".join(_said(version, given.keys, language))


def _said(version: QuestionVersion, keys: Iterable[str], language: Language) -> Iterator[str]:
    labels = dict(choices(version, language))
    rows = dict(lines(version, language))
    unit = in_language(version.unit, language)
    for place, key in enumerate(keys, 1):
        if version.type is QuestionType.number:
            yield f"{_number_said(key)} {unit}".strip()
        elif version.type is QuestionType.date:
            yield _date_said(key, language_of(version.wording, language))
        elif version.type is QuestionType.matrix:
            row, option = cell(key)
            yield f"{rows.get(row, row)}: {labels.get(option, option)}"
        elif version.type is QuestionType.file:
            yield file_of(key)[1]
        elif version.type is QuestionType.rank:
            yield f"{place}. {labels.get(key, key)}"
        else:
            yield labels.get(key, key)


def _number_said(key: str) -> str:
    return shown_number(Decimal(key)) if _NUMBER.fullmatch(key) else key


def _date_said(key: str, language: Language) -> str:
    try:
        on = date.fromisoformat(key)
    except ValueError:
        return key
    return say_day(on, language)
