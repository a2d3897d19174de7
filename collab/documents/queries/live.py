"""Reading the log: a document as it is typed now, what came after a sequence, and what waits to be settled."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from markupsafe import Markup
from pycrdt import Doc
from sqlalchemy import CompoundSelect, Select, bindparam, event, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from collab.accounts.models import Organisation, Person
from collab.db import db, rows
from collab.documents.models import Document, DocumentSnapshot, DocumentUpdate, Presence
from collab.documents.rules import flat
from collab.documents.rules.live import CHUNK
from collab.text import Block, html

LOG = rows(DocumentUpdate).c  # statements on the table itself, as they run at each key
WRITER = ("person_id", "membership_id", "organisation_id")


@dataclass
class Opened:
    """A document as it was after `sequence`. `size` is at least that of its encoded state; `clients` whose numbers are known."""

    live: flat.Live
    sequence: int
    size: int
    clients: dict[int, UUID | None] = field(default_factory=dict)

    def apply(self, update: bytes, sequence: int) -> None:
        """Raises ValueError for what is no update; the text is then as it was."""
        self.live.apply_update(update)
        self.sequence = sequence
        self.size += len(update)

    @property
    def state(self) -> bytes:
        return self.live.get_update()


def opened(document_id: UUID, *, upto: int | None = None) -> Opened:
    """The newest snapshot and the log after it, as far as this transaction sees it, or only as far as `upto`."""
    held = begun(document_id) if upto is None else _from_snapshot(document_id, upto)
    for row in after(document_id, held.sequence, upto=upto):
        held.apply(row.update, row.sequence)
    return held


def begun(document_id: UUID) -> Opened:
    """A document as it was some time ago; what came since is still to be applied."""
    return _kept.take(document_id) or _from_snapshot(document_id, None)


def _from_snapshot(document_id: UUID, upto: int | None) -> Opened:
    query = select(DocumentSnapshot.state, DocumentSnapshot.sequence).where(DocumentSnapshot.document_id == document_id)
    if upto is not None:
        query = query.where(DocumentSnapshot.sequence <= upto)
    found = db.session.execute(query.order_by(DocumentSnapshot.sequence.desc()).limit(1)).one_or_none()
    held = Opened(Doc(), 0, 0)
    if found is not None:
        held.apply(found.state, found.sequence)
    return held


def after(document_id: UUID, sequence: int, *, upto: int | None = None, limit: int | None = None) -> Sequence[Any]:
    """(sequence, update, person, membership, organisation, at) of the log after a sequence, in its order."""
    asked = {"document_id": document_id, "sequence": sequence, "upto": upto, "limit": limit}
    query = _after(upto is not None, limit is not None)
    return db.session.connection().execute(query, asked).all()


@cache
def _after(is_ended: bool, is_limited: bool) -> Select[Any]:
    query = (
        select(LOG["sequence"], LOG["update"], *(LOG[name] for name in WRITER), LOG["at"])
        .where(LOG["document_id"] == bindparam("document_id"), LOG["sequence"] > bindparam("sequence"))
        .order_by(LOG["sequence"])
    )
    if is_ended:
        query = query.where(LOG["sequence"] <= bindparam("upto"))
    return query.limit(bindparam("limit")) if is_limited else query


def came_and_known(document_id: UUID, sequence: int, keys: Sequence[str]) -> tuple[list[Any], dict[str, int]]:
    """The log after a sequence, and the sequences that updates with these keys got."""
    asked = {"document_id": document_id, "sequence": sequence, "keys": list(keys)}
    rows = db.session.connection().execute(_came_and_known(), asked).all()
    came = sorted((row for row in rows if row.update is not None), key=attrgetter("sequence"))
    return came, {row.key: row.sequence for row in rows if row.key in keys}


@cache
def _came_and_known() -> CompoundSelect[Any]:
    """One statement of two halves, each of which has its index."""
    here = LOG["document_id"] == bindparam("document_id")
    came = select(LOG["sequence"], LOG["key"], LOG["update"]).where(here, LOG["sequence"] > bindparam("sequence"))
    known = select(LOG["sequence"], LOG["key"], null()).where(here, LOG["key"].in_(bindparam("keys", expanding=True)))
    return union_all(came, known)


def writer_under(held: Opened, document_id: UUID, client: int, *, by: UUID | None) -> UUID | None:
    """The person whose number this is: who wrote under it first, or `by` where nobody did."""
    if client not in held.clients:
        query = select(DocumentUpdate.person_id).where(
            DocumentUpdate.document_id == document_id, DocumentUpdate.client == client
        )
        found = db.session.execute(query.order_by(DocumentUpdate.sequence).limit(1)).first()
        held.clients[client] = found[0] if found else by
    return held.clients[client]


def current(document: Document) -> tuple[Block, ...]:
    """The English as it is typed now, whether it is settled or not."""
    return flat.blocks(opened(document.id).live) if document.is_unsettled else document.blocks


def texts(documents: Iterable[Document]) -> dict[UUID, Markup]:
    """The English of each as it is typed now, drawn; only those in which something waits to be settled are read anew."""
    return {document.id: html(current(document)) for document in documents}


def last_sequence(document_id: UUID) -> int:
    return db.session.scalar(select(Document.sequence).where(Document.id == document_id)) or 0


def last_snapshot(document_id: UUID) -> int:
    """The sequence of the newest snapshot; 0 where there is none."""
    query = select(DocumentSnapshot.sequence).where(DocumentSnapshot.document_id == document_id)
    return db.session.scalar(query.order_by(DocumentSnapshot.sequence.desc()).limit(1)) or 0


def is_due_for_snapshot(document_id: UUID, sequence: int) -> bool:
    return sequence - last_snapshot(document_id) >= CHUNK


def locked(document_ids: Sequence[UUID]) -> Sequence[Document]:
    """These documents, their rows taken in one order, so that two who take several never wait for each other."""
    query = select(Document).where(Document.id.in_(document_ids)).order_by(Document.id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


class _Kept:
    """Documents that this process opened lately, so that a key stroke does not read the whole log again.

    What is kept is a beginning of the log, which never changes; whoever takes one reads on from there. One that was
    changed comes back only when the change is committed, so that nothing that was refused ever stays in it.
    """

    MOST = 64

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[UUID, Opened] = OrderedDict()

    def take(self, document_id: UUID) -> Opened | None:
        with self._lock:
            return self._held.pop(document_id, None)

    def give_back(self, document_id: UUID, held: Opened) -> None:
        with self._lock:
            if document_id not in self._held or self._held[document_id].sequence < held.sequence:
                self._held[document_id] = held
            self._held.move_to_end(document_id)
            while len(self._held) > self.MOST:
                self._held.popitem(last=False)


_kept = _Kept()
_CHANGED = "collab_changed_documents"


def keep_if_committed(document_id: UUID, held: Opened) -> None:
    """Keeps an opened document for the next key stroke once this transaction is committed."""
    db.session.info.setdefault(_CHANGED, {})[document_id] = held


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    for document_id, held in session.info.pop(_CHANGED, {}).items():
        _kept.give_back(document_id, held)


@event.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    session.info.pop(_CHANGED, None)


def unsettled(*, quiet_since: datetime, begun_before: datetime) -> Sequence[UUID]:
    """Documents with a tail in which nobody typed since a moment, or which was begun before another one."""
    tail = (
        select(
            DocumentUpdate.document_id,
            func.max(DocumentUpdate.at).label("last"),
            func.min(DocumentUpdate.at).label("first"),
        )
        .join(Document, Document.id == DocumentUpdate.document_id)
        .where(Document.settled_sequence < Document.sequence, DocumentUpdate.sequence > Document.settled_sequence)
        .group_by(DocumentUpdate.document_id)
    ).subquery()
    due = or_(tail.c.last <= quiet_since, tail.c.first <= begun_before)
    return db.session.scalars(select(tail.c.document_id).where(due).order_by(tail.c.last)).all()


@dataclass(frozen=True)
class Present:
    """A window in which somebody has a document open."""

    client: int
    person: str
    organisation: str
    cursor: Any


def present(document_id: UUID, *, since: datetime) -> list[Present]:
    """The windows heard of since a moment, with the names that the server knows."""
    rows = db.session.connection().execute(_present(), {"document_id": document_id, "since": since})
    return [Present(client, name, body or "", cursor) for client, name, body, cursor in rows]


@cache
def _present() -> Select[Any]:
    return (
        select(Presence.client, Person.name, Organisation.name, Presence.cursor)
        .join(Person, Person.id == Presence.person_id)
        .outerjoin(Organisation, Organisation.id == Presence.organisation_id)
        .where(Presence.document_id == bindparam("document_id"), Presence.seen_at >= bindparam("since"))
        .order_by(Person.name, Presence.client)
    )
