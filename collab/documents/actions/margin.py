"""What is written beside a text: suggestions, decisions on them, and comments.

The feature that owns the document asks its policy, has locked its own root, and records the write in its chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab import changes, clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import db, expect_version
from collab.documents.actions.writing import write_blocks
from collab.documents.models import Audience, Comment, Document, Suggestion, SuggestionStatus, Thread
from collab.documents.queries import margin as queries
from collab.documents.rules import anchors, suggestions
from collab.documents.rules.anchors import Anchor
from collab.errors import Refused
from collab.text import Block

GONE = "The words that this suggestion is about have changed since. Nothing was changed."


@permitted(anybody)
def suggest(
    document: Document, base: Sequence[Block], version: Sequence[Block], *, reason: str, by: Viewer
) -> list[Suggestion]:
    """Keeps what `version` changes of `base`, the text that its writer saw, as suggestions of the organisation acted for."""
    assert by.person_id and by.organisation_id
    number = queries.last_suggestion(document.id)
    made = [
        Suggestion(
            document_id=document.id,
            number=number + place,
            kind=change.kind,
            change=suggestions.stored(change),
            reason=reason,
            at=clock.now(),
            person_id=by.person_id,
            membership_id=by.membership_id,
            organisation_id=by.organisation_id,
        )
        for place, change in enumerate(suggestions.proposals(base, version), start=1)
    ]
    db.session.add_all(made)
    db.session.flush()
    changes.announce(db.session, document.id)
    return made


@permitted(anybody)
def accept(document: Document, suggestion: Suggestion, *, by: Viewer) -> bool:
    """Changes the text as suggested; the words are those of whoever suggested them. False where it applies no longer.

    The document is locked and settled.
    """
    after = suggestions.accepted(document.blocks, suggestions.of(suggestion))
    if after is None:
        return False
    write_blocks(document, after, by=_suggester(suggestion))
    decide(suggestion, SuggestionStatus.accepted, by=by)
    return True


def _suggester(suggestion: Suggestion) -> Viewer:
    return Viewer(
        person_id=suggestion.person_id,
        membership_id=suggestion.membership_id,
        organisation_id=suggestion.organisation_id,
    )


@permitted(anybody)
def decide(
    suggestion: Suggestion, status: SuggestionStatus, *, reason: str = "", version: int | None = None, by: Viewer
) -> None:
    """Ends a suggestion. Raises Stale when somebody else was first with another version, Refused when it has ended."""
    expect_version(suggestion, version)
    if suggestion.status is not SuggestionStatus.pending:
        raise Refused("This suggestion has been decided already.")
    suggestion.status, suggestion.decision_reason = status, reason
    suggestion.decided_at, suggestion.decided_by_id = clock.now(), by.person_id
    db.session.flush()
    changes.announce(db.session, suggestion.document_id)


@permitted(anybody)
def begin_thread(
    document: Document,
    *,
    words: str,
    anchor: Anchor | None = None,
    suggestion: Suggestion | None = None,
    audience: Audience = Audience.named,
    mentions: Sequence[UUID] = (),
    by: Viewer,
) -> Thread:
    """A thread with its first comment."""
    assert by.organisation_id
    thread = Thread(
        document_id=document.id,
        number=queries.last_thread(document.id) + 1,
        suggestion_id=suggestion.id if suggestion else None,
        anchor=anchors.stored(anchor) if anchor else None,
        audience=audience,
        organisation_id=by.organisation_id,
    )
    db.session.add(thread)
    db.session.flush()
    reply(thread, words=words, mentions=mentions, by=by)
    return thread


@permitted(anybody)
def reply(thread: Thread, *, words: str, mentions: Sequence[UUID] = (), by: Viewer) -> Comment:
    """A further comment. One on a thread that was resolved opens it again."""
    assert by.person_id and by.organisation_id
    comment = Comment(
        thread_id=thread.id,
        position=queries.last_comment(thread.id) + 1,
        words=words,
        mentions=[str(one) for one in mentions],
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
    )
    thread.resolved_at = thread.resolved_by_id = None
    db.session.add(comment)
    db.session.flush()
    changes.announce(db.session, thread.document_id)
    return comment


@permitted(anybody)
def resolve(thread: Thread, *, by: Viewer) -> None:
    """Says that a thread is settled. Doing it twice is doing it once."""
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by_id = clock.now(), by.person_id
        changes.announce(db.session, thread.document_id)


@permitted(anybody)
def reopen(thread: Thread, *, by: Viewer) -> None:
    thread.resolved_at = thread.resolved_by_id = None
    changes.announce(db.session, thread.document_id)
