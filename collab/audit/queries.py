"""Reading chains: a root's history, and whole chains for verification."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import selectinload

from collab.audit import rules
from collab.audit.models import Chain, Entry, Event, Payload, RootKind
from collab.db import db

UNREADABLE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)  # what a value that was never written makes of reading it


def history(kind: RootKind, root_id: UUID, *, limit: int = 200) -> Sequence[Entry]:
    """The newest entries first. The caller has made sure that its reader may see the root object."""
    query = select(Entry).where(Entry.root_kind == kind, Entry.root_id == root_id)
    return db.session.scalars(
        query.options(selectinload(Entry.payload)).order_by(Entry.number.desc()).limit(limit)
    ).all()


def last_person(kind: RootKind, root_id: UUID, events: Collection[Event]) -> UUID | None:
    """Who wrote the newest entry of any of these events."""
    query = select(Entry.person_id).where(Entry.root_kind == kind, Entry.root_id == root_id, Entry.event.in_(events))
    return db.session.scalar(query.order_by(Entry.number.desc()).limit(1))


def entries(kind: RootKind, root_id: UUID, event: Event) -> Sequence[Entry]:
    """All entries of one event, in their order."""
    return entries_of(kind, [root_id], event).get(root_id, [])


def entries_of(kind: RootKind, root_ids: Collection[UUID], event: Event) -> dict[UUID, list[Entry]]:
    """All entries of one event by what they are about, in their order; in two statements for any number of roots."""
    query = select(Entry).where(Entry.root_kind == kind, Entry.root_id.in_(root_ids), Entry.event == event)
    found: dict[UUID, list[Entry]] = {}
    for entry in db.session.scalars(query.options(selectinload(Entry.payload)).order_by(Entry.number)):
        found.setdefault(entry.root_id, []).append(entry)
    return found


def contents(kind: RootKind, root_id: UUID, event: Event) -> list[dict[str, Any]]:
    """What the entries of one event were about, in their order; of an erased payload nothing."""
    return [one.payload.content for one in entries(kind, root_id, event) if one.payload]


def counts(kind: RootKind, root_id: UUID) -> dict[str, int]:
    """How many entries of each event there are."""
    query = select(Entry.event, func.count()).where(Entry.root_kind == kind, Entry.root_id == root_id)
    return {row[0].value: row[1] for row in db.session.execute(query.group_by(Entry.event))}


def people_by_organisation(kind: RootKind, root_id: UUID, events: Collection[Event]) -> dict[UUID, int]:
    """How many different people of each organisation wrote entries of these events."""
    here = Entry.root_kind == kind, Entry.root_id == root_id, Entry.event.in_(events)
    query = select(Entry.organisation_id, func.count(Entry.person_id.distinct()))
    found = db.session.execute(query.where(*here, Entry.organisation_id.is_not(None)).group_by(Entry.organisation_id))
    return {body: number for body, number in found if body}


def roots_with(kind: RootKind, event: Event) -> Select[UUID]:
    """The roots of this kind in whose chain an event is, for a condition."""
    return select(Entry.root_id).where(Entry.root_kind == kind, Entry.event == event)


def walk(kind: RootKind, root_id: UUID, *, with_payloads_of: Collection[Event]) -> Iterator[dict[str, Any]]:
    """A chain in its order, as `rules.first_break` takes it, read while it is walked; payloads of these events only."""
    wanted = and_(Payload.entry_id == Entry.id, Entry.event.in_(with_payloads_of))
    query = select(Entry, Payload.salt, Payload.content).outerjoin(Payload, wanted)
    here = query.where(Entry.root_kind == kind, Entry.root_id == root_id).order_by(Entry.number)
    for entry, salt, content in db.session.execute(here.execution_options(yield_per=1000)):
        yield {"fields": hashed_fields(entry), "hash": entry.hash, "salt": salt or "", "content": content}


def as_walked(entry: Entry) -> dict[str, Any]:
    """One entry as `walk` gives it."""
    payload = entry.payload
    held = {"salt": payload.salt, "content": payload.content} if payload else {"salt": "", "content": None}
    return {"fields": hashed_fields(entry), "hash": entry.hash, **held}


def chains() -> Sequence[Chain]:
    """All chains, in a fixed order; entries whose chain has no row of its own are given an empty one, and so do not fit."""
    found = list(db.session.scalars(select(Chain).order_by(Chain.root_kind, Chain.root_id)))
    same = (Chain.root_kind == Entry.root_kind) & (Chain.root_id == Entry.root_id)
    without = select(Entry.root_kind, Entry.root_id).where(~exists().where(same)).distinct()
    lost = db.session.execute(without.order_by(Entry.root_kind, Entry.root_id)).all()
    return found + [Chain(root_kind=row.root_kind, root_id=row.root_id, length=0, head="") for row in lost]


def first_break(chain: Chain) -> rules.Break | None:
    """The first entry of this chain that was changed, removed, added or moved; None where all is well."""
    try:
        return rules.first_break(_entries(chain), length=chain.length, head=chain.head)
    except UNREADABLE:
        return rules.first_break(_one_by_one(chain), length=chain.length, head=chain.head)


def _entries(chain: Chain, *only: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    query = select(Entry).where(Entry.root_kind == chain.root_kind, Entry.root_id == chain.root_id, *only)
    for entry in db.session.scalars(query.options(selectinload(Entry.payload)).order_by(Entry.number)):
        yield as_walked(entry)


def _one_by_one(chain: Chain) -> Iterator[dict[str, Any]]:
    """The slow way, for a chain in which something cannot even be read; an empty mapping stands for it."""
    numbers = select(Entry.number).where(Entry.root_kind == chain.root_kind, Entry.root_id == chain.root_id)
    for number in db.session.scalars(numbers.order_by(Entry.number)).all():
        try:
            yield next(_entries(chain, Entry.number == number))
        except UNREADABLE:
            yield {}


def hashed_fields(entry: Entry) -> dict[str, Any]:
    """What of an entry its hash covers, as JSON values."""
    return {
        "root_kind": entry.root_kind.value,
        "root_id": str(entry.root_id),
        "number": entry.number,
        "event": entry.event.value,
        "at": entry.at.astimezone(UTC).isoformat(),
        "person": str(entry.person_id or ""),
        "membership": str(entry.membership_id or ""),
        "organisation": str(entry.organisation_id or ""),
        "digest": entry.digest,
        "previous": entry.previous,
    }
