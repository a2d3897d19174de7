"""What a digest tells: published facts, and whom each concerns."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from collab.digests.models import Topic


class Kind(enum.Enum):
    edition = "edition"
    opened = "opened"
    closed = "closed"
    feedback = "feedback"
    outcome = "outcome"
    consultation_paused = "consultation_paused"
    consultation_resumed = "consultation_resumed"
    consultation_extended = "consultation_extended"
    question_changed = "question_changed"
    consultation_withdrawn = "consultation_withdrawn"
    proposal_withdrawn = "proposal_withdrawn"


WORDS = {
    Kind.edition: "Edition published",
    Kind.opened: "Consultation opened",
    Kind.closed: "Consultation closed",
    Kind.feedback: "Public feedback published",
    Kind.outcome: "Government response published",
    Kind.consultation_paused: "Consultation paused",
    Kind.consultation_resumed: "Consultation open again",
    Kind.consultation_extended: "Consultation extended",
    Kind.question_changed: "Question of a consultation changed",
    Kind.consultation_withdrawn: "Consultation withdrawn",
    Kind.proposal_withdrawn: "Proposal withdrawn",
}


@dataclass(frozen=True)
class Item:
    """One published fact. `at` is when it became public; `path` begins with a slash."""

    kind: Kind
    row_id: UUID
    at: datetime
    title: str
    detail: str
    path: str
    organisation_ids: frozenset[UUID] = frozenset()
    proposal_id: UUID | None = None
    consultation_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}:{self.row_id}"

    @property
    def words(self) -> str:
        return WORDS[self.kind]


def row_ids(keys: Iterable[str], *kinds: Kind) -> set[UUID]:
    """The rows that the keys of these kinds name."""
    parts = [key.partition(":") for key in keys]
    return {UUID(row) for kind, _, row in parts if Kind(kind) in kinds}


def concerns(item: Item, topic: Topic, subject_id: UUID) -> bool:
    """Whether somebody who follows this subject is told. A consultation concerns its proposal too."""
    if topic is Topic.everything:
        return True
    if topic is Topic.organisation:
        return subject_id in item.organisation_ids
    return subject_id == (item.proposal_id if topic is Topic.proposal else item.consultation_id)


def chosen(
    items: Iterable[Item], topic: Topic, subject_id: UUID, starts_at: datetime, ends_at: datetime
) -> tuple[Item, ...]:
    """The items of a half-open window for one subject, each once, the earliest first."""
    found = {i.key: i for i in items if starts_at <= i.at < ends_at and concerns(i, topic, subject_id)}
    return tuple(sorted(found.values(), key=lambda item: (item.at, item.key)))
