"""Numbers that take a look at all responses of a consultation, counted once for each state of its record."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import select

from collab.audit.models import Chain, RootKind
from collab.consultations.models import Consultation
from collab.db import db
from collab.kept import Kept

V = TypeVar("V")

_kept: Kept[tuple[Hashable, ...], Any] = Kept(500)


def once(consultation: Consultation, what: Hashable, count: Callable[[], V]) -> V:
    """What `count` gives, from memory where nothing was written to the consultation since it was counted.

    Every write about a consultation adds an entry to its chain, in the same transaction, and the head of the chain is a
    hash over all of them: under one head no number can be out of date. The head is read first, and only what a page
    counts is kept, as an action may look at what it has not recorded yet.
    """
    if not db.session.info.get("read_only"):
        return count()
    of_it = (Chain.root_kind == RootKind.consultation, Chain.root_id == consultation.id)
    head = db.session.scalar(select(Chain.head).where(*of_it))
    if not head:
        return count()
    key = (consultation.id, head, what)
    held: V | None = _kept.get(key)
    if held is None:
        held = count()
        _kept.keep(key, held)
    return held
