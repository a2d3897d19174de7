"""Suggested changes of the working text, the lead's decisions on them, and comments beside it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.accounts.policy import PERMISSIONS, Permission, Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import lock
from collab.documents.actions import margin
from collab.documents.models import Audience, Document, Suggestion, SuggestionStatus, Thread
from collab.documents.queries import margin as queries
from collab.documents.rules import anchors
from collab.documents.rules.anchors import Anchor
from collab.documents.rules.boxes import retyped
from collab.documents.rules.live import MALFORMED, MOST_UPDATE, TOO_MUCH
from collab.errors import Problem, Refused
from collab.notifications.actions import SITE, queue
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing, settle_texts
from collab.proposals.models import Proposal
from collab.proposals.queries.passages import Passage
from collab.text import Block


@permitted(policy.can_contribute)
def suggest(
    proposal: Proposal, passage: Passage, *, base: str, typed: dict[str, str], added: str, reason: str, by: Viewer
) -> list[Suggestion]:
    """Keeps what was typed into the fields of the blocks as suggestions; `base` names the text that the writer saw."""
    lock(proposal)
    seen = queries.as_it_was(passage.document, base)
    return _suggest(proposal, passage, seen, retyped(seen, typed, added), reason, by)


@permitted(policy.can_contribute)
def suggest_edited(
    proposal: Proposal, passage: Passage, *, base: str, change: bytes, reason: str, by: Viewer
) -> list[Suggestion]:
    """Keeps what was changed in a window that is open live, and sent to nobody yet, as suggestions.

    `change` is an update of the text that `base` names. It is read as any text is, and never gets into the log.
    """
    lock(proposal)
    if len(change) > MOST_UPDATE:
        raise Refused(TOO_MUCH)
    try:
        seen, version = queries.edited(passage.document, base, change)
    except ValueError as error:
        raise Refused(MALFORMED) from error
    return _suggest(proposal, passage, seen, version, reason, by)


def _suggest(
    proposal: Proposal, passage: Passage, seen: Sequence[Block], version: Sequence[Block], reason: str, by: Viewer
) -> list[Suggestion]:
    made = margin.suggest(passage.document, seen, version, reason=reason, by=by)
    if not made:
        raise Refused("Nothing is changed yet. Change the words that you want to be different.")
    _record(proposal, passage, Event.suggestion_made, by, suggestions=[one.number for one in made])
    return made


@permitted(policy.can_manage)
def accept(proposal: Proposal, passage: Passage, suggestion: Suggestion, *, version: int | None, by: Viewer) -> None:
    """Puts a suggestion into the text. Raises Refused when its words are there no longer."""
    document = _open(proposal, passage, by)
    _refuse_unless(suggestion, version)
    if not margin.accept(document, suggestion, by=by):
        raise Refused(margin.GONE)
    _record(proposal, passage, Event.suggestion_accepted, by, suggestions=[suggestion.number])


@permitted(policy.can_manage)
def accept_all(
    proposal: Proposal, passage: Passage, *, organisation_id: UUID | None = None, by: Viewer
) -> tuple[int, int]:
    """Accepts what waits, or what one organisation suggests, in its order: how many were, and how many apply no longer."""
    document = _open(proposal, passage, by)
    waiting = [
        one
        for one in queries.suggestions(document.id)
        if one.status is SuggestionStatus.pending and organisation_id in (None, one.organisation_id)
    ]
    taken = [one.number for one in waiting if margin.accept(document, one, by=by)]
    if taken:
        _record(proposal, passage, Event.suggestion_accepted, by, suggestions=taken)
    return len(taken), len(waiting) - len(taken)


@permitted(policy.can_manage)
def reject(
    proposal: Proposal, passage: Passage, suggestion: Suggestion, *, reason: str, version: int | None, by: Viewer
) -> None:
    """Says no, with the reason that its organisation will read."""
    lock(proposal)
    if not reason.strip():
        raise Refused(Problem("Say why the suggestion is not accepted", field="reason"))
    margin.decide(suggestion, SuggestionStatus.rejected, reason=reason.strip(), version=version, by=by)
    _record(proposal, passage, Event.suggestion_rejected, by, suggestions=[suggestion.number])


@permitted(policy.can_withdraw_suggestion)
def withdraw(proposal: Proposal, suggestion: Suggestion, passage: Passage, *, version: int | None, by: Viewer) -> None:
    """Takes back a suggestion of the own organisation."""
    lock(proposal)
    margin.decide(suggestion, SuggestionStatus.withdrawn, version=version, by=by)
    _record(proposal, passage, Event.suggestion_withdrawn, by, suggestions=[suggestion.number])


def _open(proposal: Proposal, passage: Passage, by: Viewer) -> Document:
    """The document, locked and settled, of a proposal whose text may be changed."""
    open_for_writing(proposal, by=by)
    if passage.closed:
        raise Refused(passage.closed)
    settle_texts(proposal, [passage.document.id], by=by)
    lock(passage.document)
    return passage.document


def _refuse_unless(suggestion: Suggestion, version: int | None) -> None:
    if suggestion.status is not SuggestionStatus.pending or version not in (None, suggestion.version):
        raise Refused("This suggestion has been decided already.")


# --- Comments --------------------------------------------------------------------------------------------------------


@permitted(policy.can_contribute)
def comment(
    proposal: Proposal,
    passage: Passage,
    *,
    words: str,
    block_id: str = "",
    quote: str = "",
    near: int = 0,
    blocks: Sequence[Block] = (),
    audience: Audience = Audience.named,
    mentions: Sequence[UUID] = (),
    by: Viewer,
) -> Thread:
    """Begins a thread on words of a block of `blocks`, the text as it is; on the whole block, or text, where none are quoted.

    Of words that the block has several times, those that begin closest to the letter `near` are meant.
    """
    lock(proposal)
    anchor = _anchor(blocks, block_id, quote.strip(), near)
    told = _mentioned(proposal, mentions, audience, by)
    thread = margin.begin_thread(passage.document, words=words, anchor=anchor, audience=audience, mentions=told, by=by)
    _tell(proposal, passage, thread, told, by)
    _record(proposal, passage, Event.comment_made, by, thread=str(thread.id))
    return thread


@permitted(policy.can_contribute)
def discuss(
    proposal: Proposal,
    passage: Passage,
    suggestion: Suggestion,
    *,
    words: str,
    mentions: Sequence[UUID] = (),
    by: Viewer,
) -> Thread:
    """The first comment on a suggestion."""
    lock(proposal)
    told = _mentioned(proposal, mentions, Audience.named, by)
    thread = queries.thread_on(suggestion)
    if thread is None:
        thread = margin.begin_thread(passage.document, words=words, suggestion=suggestion, mentions=told, by=by)
    else:
        margin.reply(thread, words=words, mentions=told, by=by)
    _tell(proposal, passage, thread, told, by)
    _record(proposal, passage, Event.comment_made, by, thread=str(thread.id))
    return thread


@permitted(policy.can_contribute)
def reply(
    proposal: Proposal, passage: Passage, thread: Thread, *, words: str, mentions: Sequence[UUID] = (), by: Viewer
) -> None:
    """A further comment in a thread, which opens it again."""
    lock(proposal)
    told = _mentioned(proposal, mentions, thread.audience, by)
    margin.reply(thread, words=words, mentions=told, by=by)
    _tell(proposal, passage, thread, told, by)
    _record(proposal, passage, Event.comment_made, by, thread=str(thread.id))


@permitted(policy.can_contribute)
def settle_thread(proposal: Proposal, passage: Passage, thread: Thread, *, is_resolved: bool, by: Viewer) -> None:
    """Marks a thread as resolved, or opens it again."""
    lock(proposal)
    if is_resolved:
        margin.resolve(thread, by=by)
    else:
        margin.reopen(thread, by=by)
    event = Event.thread_resolved if is_resolved else Event.thread_reopened
    _record(proposal, passage, event, by, thread=str(thread.id))


def _anchor(blocks: Sequence[Block], block_id: str, quote: str, near: int) -> Anchor | None:
    block = next((one for one in blocks if one.id == block_id), None)
    if block is None:
        if quote:
            raise Refused(Problem("Choose the paragraph that these words are in", field="block"))
        return None
    words = anchors.words(block)
    if not quote:
        return anchors.on(block, 0, len(words))
    start = anchors.closest(words, quote, near)
    if start is None:
        raise Refused(
            Problem("These words are not in this paragraph. Copy them from it, letter by letter", field="quote")
        )
    return anchors.on(block, start, start + len(quote))


def _mentioned(proposal: Proposal, mentions: Sequence[UUID], audience: Audience, by: Viewer) -> list[UUID]:
    """The bodies and people named, of those who may read the thread."""
    readers = (
        [by.organisation_id] if audience is Audience.own else [p.organisation_id for p in policy.readers(proposal)]
    )
    known = {
        one
        for member in accounts.members_with([key for key in readers if key])
        for one in (member.person_id, member.organisation_id)
    }
    return [one for one in mentions if one in known]


def _tell(proposal: Proposal, passage: Passage, thread: Thread, told: Sequence[UUID], by: Viewer) -> None:
    """One mail a person, without a word of the draft or of the comment."""
    readers = (
        [by.organisation_id]
        if thread.audience is Audience.own
        else [p.organisation_id for p in policy.readers(proposal)]
    )
    writers = {role for role in Role if Permission.write in PERMISSIONS[role]}
    body = (
        "You get this because somebody mentioned you, or your organisation, in a comment on the draft of a joint proposal.\n\n"
        f"Sign in to collab and open {SITE}{passage.address}/threads/{thread.number}\n"
    )
    for member in accounts.members_with([key for key in readers if key]):
        is_named = member.person_id in told or (member.organisation_id in told and writers & member.role_set)
        if is_named and member.person_id != by.person_id:
            key = f"mention:{thread.id}:{queries.last_comment(thread.id)}:{member.person_id}"
            queue(member.person.email, "You were mentioned in a comment on a joint proposal", body, purpose_key=key)


def _record(proposal: Proposal, passage: Passage, event: Event, by: Viewer, **about: object) -> None:
    record(RootKind.proposal, proposal.id, event, by=by, about={"document": str(passage.document.id), **about})
