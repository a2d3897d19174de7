"""The words that a decision links to, in the edition consulted on and in the text that comes after it (N10, F11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collab import text
from collab.consultations.models import Disposition
from collab.errors import Problem
from collab.proposals.models import Edition
from collab.proposals.rules.editions import words_of_provision
from collab.text import Change

Content = Mapping[str, Any]
_OF_A_COMMITMENT = ("words", "measure", "accepted_part", "rejected_part", "reason", "due_on")
_OF_AN_IMPLICATION = (
    *("summary", "direction", "low", "central", "high", "unit", "cannot_quantify_reason", "from_on", "to_on"),
    *("recurrence", "stages", "user_groups", "areas", "assumptions", "mitigation", "funding_position"),
)


@dataclass(frozen=True)
class Words:
    """What is linked to, by name, with its words before and after; a text is empty where the edition had none.

    `quote` are the words after that the decision points at.
    """

    name: str
    before: str
    after: str
    field: str = ""
    quote: str = ""

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> list[tuple[Change, str]]:
        return text.compare(self.before, self.after)


@dataclass(frozen=True)
class Links:
    """What a decision points at: a provision by its label, a commitment and an implication by their numbers."""

    provision: str = ""
    quote: str = ""
    commitment: int | None = None
    implication: int | None = None

    def in_texts(self, before: Content | None, after: Content | None) -> list[Words]:
        """Each with its words in both texts."""
        found = []
        if self.provision:
            old, new = (words_of_provision(one, self.provision) if one else "" for one in (before, after))
            found.append(Words(f"Provision {self.provision}", old, new, "quote", self.quote))
        if self.commitment is not None:
            old, new = (commitment_words(one, self.commitment) if one else "" for one in (before, after))
            found.append(Words(f"Commitment {self.commitment}", old, new, "commitment_id"))
        if self.implication is not None:
            old, new = (_implication_words(one, self.implication) if one else "" for one in (before, after))
            found.append(Words(f"Implication {self.implication}", old, new, "implication_id"))
        return found


def links_of(disposition: Disposition) -> Links:
    return Links(
        provision=disposition.provision.label if disposition.provision else "",
        quote=disposition.quote,
        commitment=disposition.commitment.number if disposition.commitment else None,
        implication=disposition.implication.number if disposition.implication else None,
    )


def linked(disposition: Disposition, before: Edition | None, after: Edition | None) -> list[Words]:
    """What a decision links to, in both editions; empty when it links to nothing."""
    return links_of(disposition).in_texts(before.content if before else None, after.content if after else None)


def faults(
    links: Links, before: Content | None, after: Content, *, after_is: str, is_new: bool = True
) -> list[Problem]:
    """Why a decision that changes something does not show what it changed; `after_is` names the later text.

    A decision that is made now (`is_new`) quotes the words; one from before quotes could be given only has to point at
    something that changed. What was taken out needs no quote.
    """
    found = (_fault(words, after_is, is_new=is_new) for words in links.in_texts(before, after))
    return [problem for problem in found if problem]


def _fault(words: Words, after_is: str, *, is_new: bool) -> Problem | None:
    if not words.is_changed:
        message = f"{words.name} reads in {after_is} as it did in the edition consulted on"
        return Problem(message if words.after else f"{words.name} is not in {after_is}", field=words.field)
    if words.field != "quote" or not words.after:
        return None
    if not words.quote.strip():
        message = f"Quote the words of {words.name[0].lower()}{words.name[1:]} in {after_is} that do it"
        return Problem(message, field="quote") if is_new else None
    if not stands_in(words.quote, words.after):
        return Problem(f"{words.name} does not say these words in {after_is}", field="quote")
    if stands_in(words.quote, words.before):
        return Problem(f"{words.name} said these words in the edition consulted on already", field="quote")
    return None


def stands_in(quote: str, words: str) -> bool:
    """Whether a text says these words; how lines are broken makes no difference."""
    return " ".join(quote.split()) in " ".join(words.split())


def commitment_words(content: Content, number: int) -> str:
    """What a commitment of an edition says, a line a part. That it was signed since does not change its words."""
    return _record_words(content["commitments"], number, _OF_A_COMMITMENT)


def _implication_words(content: Content, number: int) -> str:
    """What an implication of an edition says, a line a part. That somebody confirmed it does not change its words."""
    return _record_words(content["implications"], number, _OF_AN_IMPLICATION)


def _record_words(records: list[dict[str, Any]], number: int, parts: tuple[str, ...]) -> str:
    found = next((record for record in records if record["number"] == number), None)
    return "\n".join(_line(found[part]) for part in parts if found.get(part)) if found else ""


def _line(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
