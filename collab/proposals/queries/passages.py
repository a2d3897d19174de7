"""A section or a provision by its address, as a text that can be suggested on and spoken about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from collab.documents.models import Document
from collab.documents.queries import live
from collab.errors import NotFound
from collab.proposals.models import Proposal
from collab.proposals.queries import drafts, editions
from collab.proposals.rules.text import SECTION_WORDS, closed_words
from collab.text import Block


@dataclass(frozen=True)
class Passage:
    """`family` and `name` are those of its address. `closed` says in words why its text cannot be changed now."""

    family: str
    name: str
    heading: str
    document: Document
    address: str
    closed: str

    @property
    def blocks(self) -> Sequence[Block]:
        """The text as it is typed now."""
        return live.current(self.document)


def passage(proposal: Proposal, family: str, name: str) -> Passage:
    """Raises NotFound."""
    address = f"/proposals/{proposal.address}/{family}/{name}"
    is_frozen = editions.in_clearance(proposal) is not None
    if family == "sections":
        section = drafts.section(proposal, name)
        closed = closed_words(proposal, None, is_frozen=is_frozen)
        return Passage(family, name, SECTION_WORDS[section.kind], section.document, address, closed)
    if family != "provisions" or not re.fullmatch(r"[0-9]{1,6}", name):
        raise NotFound
    provision = drafts.provision(proposal, int(name))
    closed = closed_words(proposal, provision, is_frozen=is_frozen)
    return Passage(family, name, f"{provision.label} {provision.title}", provision.document, address, closed)
