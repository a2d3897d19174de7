"""What stands beside a section or a provision, as its pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer
from collab.documents.models import Audience, Suggestion, SuggestionStatus, Thread
from collab.documents.queries import margin as beside
from collab.documents.rules import anchors, marks, suggestions
from collab.documents.rules.marks import Mark
from collab.documents.rules.suggestions import Proposed, Shown
from collab.proposals import policy
from collab.proposals.models import Proposal
from collab.proposals.queries.passages import Passage
from collab.text import Block


@dataclass(frozen=True)
class Row:
    """A suggestion; `applies` says whether its words are still there."""

    suggestion: Suggestion
    change: Proposed
    applies: bool
    thread: Thread | None

    @property
    def is_pending(self) -> bool:
        return self.suggestion.status is SuggestionStatus.pending


@dataclass(frozen=True)
class ThreadRow:
    """A thread with the words it is about, as they were when it was begun; `is_there` says whether they still are."""

    thread: Thread
    quote: str
    is_there: bool


@dataclass(frozen=True)
class Margin:
    """All that stands beside a text. `all_accepted` is the text that accepting everything that waits would make."""

    blocks: Sequence[Block]
    shown: Sequence[Shown]
    all_accepted: Sequence[Block]
    waiting: Sequence[Row]
    decided: Sequence[Row]
    threads: Sequence[ThreadRow]
    marks: Sequence[Mark]

    @property
    def open_threads(self) -> Sequence[ThreadRow]:
        return [row for row in self.threads if row.thread.resolved_at is None]

    @property
    def rivals(self) -> Mapping[int, Sequence[int]]:
        """For each suggestion on words that others are on as well, the numbers of these."""
        return marks.rivals(self.marks)

    @property
    def bodies(self) -> Mapping[str, str]:
        """Names of the organisations whose suggestions wait, by slug."""
        held = {row.suggestion.organisation for row in self.waiting}
        return {one.slug: one.name for one in sorted(held, key=lambda one: one.name)}


def of(passage: Passage, *, viewer: Viewer) -> Margin:
    blocks = passage.blocks
    threads = beside.threads(passage.document.id, viewer=viewer)
    on = {thread.suggestion_id: thread for thread in threads if thread.suggestion_id}
    rows = [row(one, blocks, on.get(one.id)) for one in beside.suggestions(passage.document.id)]
    waiting = [one for one in rows if one.is_pending]
    changes = {one.suggestion.number: one.change for one in waiting}
    spoken = [thread_row(one, blocks) for one in threads if one.suggestion_id is None]
    still = [row.thread for row in spoken if row.thread.resolved_at is None]
    about = {thread.number: anchors.restored(thread.anchor) for thread in still if thread.anchor is not None}
    return Margin(
        blocks=blocks,
        shown=suggestions.overlaid(blocks, changes),
        all_accepted=suggestions.all_accepted(blocks, changes.values())[0],
        waiting=waiting,
        decided=[one for one in rows if not one.is_pending][::-1],
        threads=spoken,
        marks=[*marks.of_suggestions(blocks, changes), *marks.of_comments(blocks, about)],
    )


def row(suggestion: Suggestion, blocks: Sequence[Block], thread: Thread | None) -> Row:
    change = suggestions.of(suggestion)
    return Row(suggestion, change, suggestions.accepted(blocks, change) is not None, thread)


def thread_row(thread: Thread, blocks: Sequence[Block]) -> ThreadRow:
    if thread.anchor is None:
        return ThreadRow(thread, "", True)
    anchor = anchors.restored(thread.anchor)
    return ThreadRow(thread, anchor.quote, anchors.find(anchor, blocks) is not None)


def readers(proposal: Proposal, audience: Audience, *, viewer: Viewer) -> list[tuple[str, str]]:
    """Who can be told of a comment: the bodies that may read it, then their people, as (id, name)."""
    bodies = [part.organisation_id for part in policy.readers(proposal)]
    if audience is Audience.own:
        bodies = [key for key in bodies if key == viewer.organisation_id]
    members = [one for one in accounts.members_with(bodies) if one.person_id != viewer.person_id]
    names = accounts.names(bodies)
    organisations = {str(one.organisation_id): names[one.organisation_id] for one in members}
    people = {str(one.person_id): f"{one.person.name}, {names[one.organisation_id]}" for one in members}
    by_name = [sorted(held.items(), key=lambda item: item[1]) for held in (organisations, people)]
    return [*by_name[0], *by_name[1]]
