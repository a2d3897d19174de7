"""Who may type in a document is decided by what it belongs to; documents do not know what that is."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from collab.accounts.policy import Viewer


class Access(enum.Enum):
    """What somebody may do with a text that is open live."""

    write = "write"
    suggest = "suggest"
    read = "read"


@dataclass(frozen=True)
class Place:
    """What a viewer may do with a document now. `closed` says in words why nobody can write, and is empty else."""

    access: Access
    closed: str = ""


class Owner(Protocol):
    """Finds what a document belongs to. Handed in where the application is composed."""

    def places(self, document_id: UUID, viewers: Sequence[Viewer]) -> list[Place | None]:
        """For each viewer; None for a document that there is not, or not for them. Reads the database as it is now."""


class Owners:
    """Several kinds of things that documents belong to; the first that knows a document answers for it."""

    def __init__(self, *owners: Owner) -> None:
        self.owners = owners

    def places(self, document_id: UUID, viewers: Sequence[Viewer]) -> list[Place | None]:
        found: list[Place | None] = [None] * len(viewers)
        for owner in self.owners:
            found = owner.places(document_id, viewers)
            if any(found):
                break
        return found


def place(owner: Owner, document_id: UUID, *, viewer: Viewer) -> Place | None:
    return owner.places(document_id, [viewer])[0]
