"""Typing live: opening a document, adding an update to its log, and settling the log into blocks and revisions.

A key stroke is no entry of the audit trail: its row in the log is its record. Settling records one entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, update
from sqlalchemy.sql.dml import ReturningUpdate

from collab import changes, clock
from collab.accounts.policy import Viewer, anybody, permitted
from collab.db import db, rows
from collab.documents import policy
from collab.documents.models import Document, DocumentSnapshot, DocumentUpdate, Revision
from collab.documents.policy import Access, Owner, Place
from collab.documents.queries import live as queries
from collab.documents.queries import margin as beside
from collab.documents.queries import voices
from collab.documents.rules import authorship, boxes, flat
from collab.documents.rules import live as rules
from collab.errors import CollabError, NotFound, Stale
from collab.text import Block, Language, TextStatus

LOG, TEXTS = rows(DocumentUpdate), rows(Document)


class NotTaken(CollabError):
    """An update that is not taken, with the reason in words. `status` is that of the answer."""

    def __init__(self, words: str, status: int) -> None:
        self.status = status
        super().__init__(words)


@permitted(anybody)
def open_live(document_id: UUID, *, owner: Owner, by: Viewer) -> tuple[Place, queries.Opened]:
    """The document for somebody who may read it. The first opening writes the text into the log as it stands."""
    place = policy.place(owner, document_id, viewer=by)
    if place is None:
        raise NotFound
    seed(document_id, by=by)
    held = queries.opened(document_id)
    queries.keep_if_committed(document_id, held)
    return place, held


@permitted(anybody)
def seed(document_id: UUID, *, by: Viewer) -> None:
    """Makes sequence 1 of the text as it stands, unless there is one; it is nobody's, as revisions say who wrote it."""
    unseeded = update(Document).where(Document.id == document_id, Document.sequence == 0)
    taken = db.session.execute(
        unseeded.values(sequence=1, settled_sequence=1).returning(Document.revision, Document.blocks),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if taken is None:
        return
    revision, blocks = taken
    client = rules.seed_client(document_id, revision)
    _append(document_id, 1, "seed", flat.seed(blocks, client=client), client, by=None)
    held = db.session.identity_map.get(db.session.identity_key(Document, document_id))
    if held is not None:
        db.session.refresh(held, ["sequence", "settled_sequence"])


@permitted(anybody)
def type_in(document_id: UUID, typed: bytes, *, key: str, owner: Owner, by: Viewer) -> int:
    """Adds an update to the log; returns its sequence. The same key again is answered as the first time.

    Raises NotFound or NotTaken.
    """
    (sequence,) = type_together(document_id, [Typed(typed, key, by)], owner=owner, by=by)
    return sequence


@dataclass(frozen=True)
class Typed:
    """An update as somebody sent it."""

    update: bytes
    key: str
    by: Viewer


@permitted(anybody)
def type_together(document_id: UUID, sent: Sequence[Typed], *, owner: Owner, by: Viewer) -> list[int]:
    """The same for several at once, each in its own sender's name: all of them, or none.

    It takes the document's row before it asks whether they may, so that freezing, which takes it too, comes wholly
    before or wholly after.
    """
    last = _next_sequence(document_id, len(sent))
    places = owner.places(document_id, [one.by for one in sent])
    if not all(place and place.access is Access.write for place in places):
        raise NotFound
    held = queries.begun(document_id)
    came, answered = queries.came_and_known(document_id, held.sequence, [one.key for one in sent])
    for row in came:
        held.apply(row.update, row.sequence)
    added = []
    sequence = last - len(sent)
    for one, place in zip(sent, places, strict=True):
        if one.key in answered:
            continue
        if place and place.closed:
            raise NotTaken(place.closed, 409)
        sequence += 1
        added.append(
            _row(document_id, sequence, one.key, one.update, _taken(held, one, document_id, sequence), by=one.by)
        )
        answered[one.key] = sequence
    if sequence < last:
        db.session.execute(_counted(document_id, Document.sequence - (last - sequence)))
    if added:
        db.session.connection().execute(insert(LOG), added)
        changes.announce(db.session, document_id)
    queries.keep_if_committed(document_id, held)
    return [answered[one.key] for one in sent]


def _taken(held: queries.Opened, sent: Typed, document_id: UUID, sequence: int) -> int | None:
    """Applies an update; gives the number that it writes under, which is its sender's. Raises NotTaken."""
    client = _apply(held, sent.update, sequence)
    me = sent.by.person_id
    if client is not None and queries.writer_under(held, document_id, client, by=me) != me:
        raise NotTaken(rules.FOREIGN, 400)
    return client


def _next_sequence(document_id: UUID, count: int = 1) -> int:
    """Allots the next numbers under the row's lock, after that of the seed; gives the last of them."""
    asked = {"document": document_id, "count": count}
    sequence: int | None = db.session.connection().scalar(_allotted(), asked)
    if sequence is None:
        raise NotFound
    return sequence


@cache
def _allotted() -> ReturningUpdate[Any]:
    columns = TEXTS.c
    allot = update(TEXTS).where(columns.id == bindparam("document"), columns.sequence > 0)
    return allot.values(sequence=columns.sequence + bindparam("count")).returning(columns.sequence)


def _counted(document_id: UUID, value: Any) -> Any:
    return (
        update(Document)
        .where(Document.id == document_id)
        .values(sequence=value)
        .execution_options(synchronize_session=False)
    )


def _apply(held: queries.Opened, typed: bytes, sequence: int, *, most: int = rules.MOST_UPDATE) -> int | None:
    """Applies an update to the opened document; gives the number that it writes under. Raises NotTaken."""
    if len(typed) > most:
        raise NotTaken(rules.TOO_MUCH, 413)
    try:
        head = rules.head(typed)
        before = rules.clocks(held.live.get_state())
        held.apply(typed, sequence)
        after = rules.clocks(held.live.get_state())
    except ValueError as error:
        raise NotTaken(rules.MALFORMED, 400) from error
    if not rules.continues(head, before, after):
        raise NotTaken(rules.FOREIGN, 400)
    if held.size > rules.MOST_STATE:
        held.size = len(held.state)
        if held.size > rules.MOST_STATE:
            raise NotTaken(rules.TOO_LONG, 413)
    return head.client


def _append(document_id: UUID, sequence: int, key: str, typed: bytes, client: int | None, *, by: Viewer | None) -> None:
    db.session.connection().execute(insert(LOG), [_row(document_id, sequence, key, typed, client, by=by)])


def _row(
    document_id: UUID, sequence: int, key: str, typed: bytes, client: int | None, *, by: Viewer | None
) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "sequence": sequence,
        "key": key,
        "update": typed,
        "client": client,
        "person_id": by.person_id if by else None,
        "membership_id": by.membership_id if by else None,
        "organisation_id": by.organisation_id if by else None,
        "at": clock.now(),
    }


@permitted(anybody)
def rewrite(document: Document, blocks: Sequence[Block], *, by: Viewer) -> None:
    """Writes what was saved by a form into the log, where there is one, as typing of whoever saved it.

    The document is locked and settled, and its blocks are saved by the caller.
    """
    if not document.sequence:
        return
    sequence = _next_sequence(document.id)
    held = queries.opened(document.id)
    before = held.live.get_state()
    flat.change(held.live, blocks)
    typed = held.live.get_update(before)
    held.sequence, held.size = sequence, held.size + len(typed)
    _append(document.id, sequence, uuid4().hex, typed, None, by=by)
    _settle_until(document.id, sequence)
    db.session.refresh(document, ["sequence", "settled_sequence"])
    changes.announce(db.session, document.id)


@permitted(anybody)
def merge(document: Document, *, base: str, typed: Mapping[str, str], added: str, by: Viewer) -> int:
    """Merges what was typed block by block, on the text that `base` names, with what came since.

    Returns how many blocks stay although the form took them out, as somebody changed them meanwhile. The document is
    locked and settled. Raises Stale where its text was replaced by a form before it was ever opened live.
    """
    before = beside.as_it_was(document, base)
    seed(document.id, by=by)
    began = queries.opened(document.id, upto=beside.first_sequence(base))
    if flat.blocks(began.live) != before:
        raise Stale(document)
    state = began.live.get_state()
    now = queries.opened(document.id)
    wanted, kept = rules.kept_from_removal(before, boxes.retyped(before, typed, added), flat.blocks(now.live))
    flat.change(began.live, wanted)
    change = began.live.get_update(state)
    if began.live.get_state() != state or change[0] or len(change) > 2:
        sequence = _next_sequence(document.id)
        _apply(now, change, sequence, most=rules.MOST_STATE)
        _append(document.id, sequence, uuid4().hex, change, None, by=by)
        queries.keep_if_committed(document.id, now)
        changes.announce(db.session, document.id)
    return kept


@dataclass(frozen=True)
class Writer:
    """Who typed, and for whom."""

    person_id: UUID | None
    membership_id: UUID | None
    organisation_id: UUID | None


@dataclass(frozen=True)
class Settled:
    """What settling a document did: the revisions made, the sequences that they hold, and who typed last and when."""

    document_id: UUID
    revisions: list[int]
    first: int
    last: int
    writer: Writer
    at: datetime


@permitted(anybody)
def settle(document: Document, *, by: Viewer) -> Settled | None:
    """Turns what was typed since into the document's blocks; None when nothing was, or it came to nothing.

    A revision for each person who typed, in the order in which they stopped. The document is one of `queries.locked`, so that
    nothing is typed until this transaction ends. Its owner is locked already, and records the entry.
    """
    first, last = document.settled_sequence + 1, document.sequence
    if last < first:
        return None
    tail = queries.after(document.id, document.settled_sequence)
    made = _revisions(document, tail)
    _settle_until(document.id, last)
    _take_snapshot(document.id, last)
    changes.announce(db.session, document.id)
    if not made:
        db.session.refresh(document)
        return None
    document.blocks = made[-1].blocks
    db.session.add_all(made)
    db.session.flush()
    db.session.refresh(document)
    return Settled(document.id, [row.number for row in made], first, last, _writer(tail[-1]), tail[-1].at)


def _settle_until(document_id: UUID, sequence: int) -> None:
    """Not a change of the text, and so none of its version."""
    statement = update(Document).where(Document.id == document_id).values(settled_sequence=sequence)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _writer(row: Any) -> Writer:
    return Writer(row.person_id, row.membership_id, row.organisation_id)


def _revisions(document: Document, tail: Sequence[Any]) -> list[Revision]:
    """A revision after the last update of each person; none where the words are what they were."""
    ends = {_writer(row): row for row in tail}
    held = queries.opened(document.id, upto=document.settled_sequence)
    made: list[Revision] = []
    number = document.revision
    was = document.blocks
    for row in tail:
        held.apply(row.update, row.sequence)
        if ends[_writer(row)] is not row:
            continue
        now = flat.blocks(held.live)
        if now == was:
            continue
        number, was = number + 1, now
        made.append(
            Revision(
                document_id=document.id,
                number=number,
                language=Language.english,
                blocks=now,
                status=TextStatus.approved if now else TextStatus.missing,
                at=row.at,
                person_id=row.person_id,
                membership_id=row.membership_id,
                organisation_id=row.organisation_id,
            )
        )
    document.revision = number
    return made


def _take_snapshot(document_id: UUID, sequence: int) -> None:
    """Keeps the state, and whose words it is, beside the log when a chunk of updates has come since the last one."""
    if queries.is_due_for_snapshot(document_id, sequence):
        state = queries.opened(document_id, upto=sequence).state
        owners = authorship.as_json(voices.attribution(document_id, upto=sequence))
        kept = DocumentSnapshot(document_id=document_id, sequence=sequence, state=state, attribution=owners)
        db.session.add(kept)
