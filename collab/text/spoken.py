"""The language in which a page or a mail speaks. Messages are their English words; the catalogue has them in Welsh."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

from collab.text.languages import Bilingual, Language

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "collab"
MONTHS = {
    Language.english: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
    Language.welsh: (
        "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
    ),
}  # fmt: skip

_spoken: ContextVar[Language] = ContextVar("collab_spoken_language", default=Language.english)


def spoken() -> Language:
    """The language of the page or the mail that is being made."""
    return _spoken.get()


def speak(language: Language) -> None:
    """Goes on in a language, until the `speaking` around it ends."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """What is made within is in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(message: str, /, **values: object) -> str:
    """A message in the language that is spoken, with its values in the places like `%(day)s`. Unknown ones stay English."""
    said: str = message if _spoken.get() is Language.english or not message else _welsh().gettext(message)
    return str(said % values) if values else said


def say_day(on: date, language: Language | None = None) -> str:
    """A date like 8 October 2026 or 8 Hydref 2026."""
    return f"{on.day} {MONTHS[language or _spoken.get()][on.month - 1]} {on.year}"


def spoken_in(text: Bilingual) -> str:
    """The language in which a text is there for the page: Welsh on a Welsh page where there is some."""
    is_there = _spoken.get() is Language.welsh and bool(text.cy.text)
    return str((Language.welsh if is_there else Language.english).value)


def spoken_words(text: Bilingual) -> str:
    """The text in that language."""
    return text.cy.text if spoken_in(text) == Language.welsh.value else text.en.text


@cache
def _welsh() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, TRANSLATIONS, [Language.welsh.value])
