"""Recording: called by the features' actions in their own transaction, and by web for what was denied."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import insert, select, update

from collab import clock
from collab.audit import rules
from collab.audit.models import Chain, Entry, Event, Payload, RootKind, SecurityEvent
from collab.audit.queries import hashed_fields
from collab.db import add_once, db, rows

CHAINS = rows(Chain)


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
) -> None:
    """Adds one entry to the root's chain. It locks the chain's head, so an action calls it last.

    `about` holds ids, dates and states as JSON values; it never holds the words of a draft or of a submission.
    """
    db.session.flush()
    length, head = _locked_head(kind, root_id)
    salt, content = secrets.token_hex(16), dict(about or {})
    entry = {
        "id": uuid.uuid4(),
        "root_kind": kind,
        "root_id": root_id,
        "number": length + 1,
        "event": event,
        "at": clock.now(),
        "person_id": by.person_id,
        "membership_id": by.membership_id,
        "organisation_id": by.organisation_id,
        "digest": rules.digest(salt, content),
        "previous": head,
    }
    entry["hash"] = rules.entry_hash(hashed_fields(Entry(**entry)))
    db.session.execute(insert(rows(Entry)), entry)
    db.session.execute(insert(rows(Payload)), {"entry_id": entry["id"], "salt": salt, "content": content})
    moved = update(CHAINS).where(CHAINS.c.root_kind == kind, CHAINS.c.root_id == root_id)
    db.session.execute(moved.values(length=entry["number"], head=entry["hash"]))


def _locked_head(kind: RootKind, root_id: uuid.UUID) -> tuple[int, str]:
    """Length and head of the chain, which is begun where there is none."""
    query = select(CHAINS.c.length, CHAINS.c.head).where(CHAINS.c.root_kind == kind, CHAINS.c.root_id == root_id)
    found = db.session.execute(query.with_for_update()).first()
    if found is None:
        add_once(Chain, root_kind=kind, root_id=root_id, length=0, head="")
        found = db.session.execute(query.with_for_update()).one()
    return found.length, found.head


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
