"""The words that a decision about a theme links to, in the edition consulted on and in the edition decided on (N10, F11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collab import text
from collab.consultations.models import Disposition
from collab.proposals.models import Commitment, Edition, Provision
from collab.proposals.rules.editions import provision_words
from collab.text import Change

_OF_A_COMMITMENT = ("words", "measure", "accepted_part", "rejected_part", "reason", "due_on")


@dataclass(frozen=True)
class Words:
    """What is linked to, by name, with its words before and after; a text is empty where the edition had none."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> list[tuple[Change, str]]:
        return text.compare(self.before, self.after)


def linked(disposition: Disposition, before: Edition | None, after: Edition | None) -> list[Words]:
    """The provision and the commitment that a decision links to, in both editions; empty when it links to nothing."""
    found: list[Words] = []
    if disposition.provision is not None:
        found.append(_provision(disposition.provision, before, after))
    if disposition.commitment is not None:
        found.append(_commitment(disposition.commitment, before, after))
    return found


def _provision(provision: Provision, before: Edition | None, after: Edition | None) -> Words:
    old, new = (provision_words(edition, provision.label) if edition else "" for edition in (before, after))
    return Words(f"Provision {provision.label}", old, new)


def _commitment(commitment: Commitment, before: Edition | None, after: Edition | None) -> Words:
    old, new = (commitment_words(edition.content, commitment.number) if edition else "" for edition in (before, after))
    return Words(f"Commitment {commitment.number}", old, new)


def commitment_words(content: Mapping[str, Any], number: int) -> str:
    """What a commitment of an edition says, a line a part. That it was signed since does not change its words."""
    found = next((record for record in content["commitments"] if record["number"] == number), None)
    return "\n".join(str(found[part]) for part in _OF_A_COMMITMENT if found.get(part)) if found else ""
