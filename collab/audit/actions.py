"""Recording: called by the features' actions in their own transaction, and by web for what was denied."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select

from collab import clock
from collab.audit import rules
from collab.audit.models import Chain, Entry, Event, Payload, RootKind, SecurityEvent
from collab.audit.queries import hashed_fields
from collab.db import add_once, db


class Actor(Protocol):
    """Who writes, and for whom."""

    @property
    def person_id(self) -> uuid.UUID | None: ...
    @property
    def membership_id(self) -> uuid.UUID | None: ...
    @property
    def organisation_id(self) -> uuid.UUID | None: ...


def record(
    kind: RootKind, root_id: uuid.UUID, event: Event, *, by: Actor, about: Mapping[str, Any] | None = None
) -> Entry:
    """Adds one entry to the root's chain. It locks the chain's head, so an action calls it last.

    `about` holds ids, dates and states as JSON values; it never holds the words of a draft or of a submission.
    """
    db.session.flush()
    chain = _locked_chain(kind, root_id)
    salt = secrets.token_hex(16)
    entry = Entry(
        id=uuid.uuid4(),
        root_kind=kind,
        root_id=root_id,
        number=chain.length + 1,
        event=event,
        at=clock.now(),
        person_id=by.person_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
        digest=rules.digest(salt, about or {}),
        previous=chain.head,
    )
    entry.hash = rules.entry_hash(hashed_fields(entry))
    chain.length, chain.head = entry.number, entry.hash
    db.session.add_all([entry, Payload(entry_id=entry.id, salt=salt, content=dict(about or {}))])
    db.session.flush()
    return entry


def _locked_chain(kind: RootKind, root_id: uuid.UUID) -> Chain:
    add_once(Chain, root_kind=kind, root_id=root_id, length=0, head="")
    query = select(Chain).where(Chain.root_kind == kind, Chain.root_id == root_id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def record_denial(kind: str, *, by: Actor, endpoint: str = "", subject: str = "") -> None:
    """Adds a line to the security log, in the transaction that is open."""
    db.session.add(
        SecurityEvent(
            at=clock.now(),
            kind=kind,
            person_id=by.person_id,
            membership_id=by.membership_id,
            endpoint=endpoint[:120],
            subject=subject[:120],
        )
    )
