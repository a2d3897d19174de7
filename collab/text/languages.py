"""Short texts in English and Welsh, each with its status."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from collab.text.characters import normalise


class Language(enum.Enum):
    english = "en"
    welsh = "cy"


class TextStatus(enum.Enum):
    """How far a text in one language has come."""

    missing = "missing"
    machine = "machine"
    in_review = "in_review"
    approved = "approved"


@dataclass(frozen=True)
class Wording:
    """One text in one language; `source` is the revision of the other language that it was made from."""

    text: str = ""
    status: TextStatus = TextStatus.missing
    revision: int = 0
    source: int = 0


@dataclass(frozen=True)
class Bilingual:
    """A short text in English and Welsh: a title, a question, an option."""

    en: Wording
    cy: Wording = Wording()

    @classmethod
    def of(cls, en: str, cy: str = "") -> Bilingual:
        return cls(Wording(), Wording()).revised(en, cy)

    def revised(self, en: str, cy: str) -> Bilingual:
        """The next revision. Welsh that was not touched keeps its source, and so shows as stale."""
        english = _revised(self.en, en, 0)
        return Bilingual(english, _revised(self.cy, cy, english.revision))

    @property
    def is_stale(self) -> bool:
        """Whether the English has been edited since the Welsh was made from it."""
        return bool(self.cy.text) and self.cy.source < self.en.revision

    def __str__(self) -> str:
        return self.en.text

    def as_json(self) -> dict[str, Any]:
        return {
            key: {**asdict(wording), "status": wording.status.value}
            for key, wording in (("en", self.en), ("cy", self.cy))
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Bilingual:
        return cls(_wording(**stored["en"]), _wording(**stored["cy"]))


@lru_cache(maxsize=10_000)
def _wording(text: str, status: str, revision: int, source: int) -> Wording:
    """A wording is read again and again, and never changes."""
    return Wording(text, TextStatus(status), revision, source)


def _revised(old: Wording, text: str, source: int) -> Wording:
    text = normalise(text).strip()
    if text == old.text:
        return old
    status = TextStatus.approved if text else TextStatus.missing
    return Wording(text, status, old.revision + 1, source)
