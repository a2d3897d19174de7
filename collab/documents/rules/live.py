"""Decisions about updates that are typed live: sizes, times, and whether one belongs to its document."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from collab.text import Block

MOST_UPDATE = 256 * 1024
MOST_STATE = 1024 * 1024
CHUNK = 500
QUIET = timedelta(seconds=10)
LONGEST_UNSETTLED = timedelta(minutes=2)
PRESENT = timedelta(seconds=30)
MOST_CURSOR = 1_000

TOO_MUCH = "That is too much to add at once. Add it in parts, or without live editing, block by block."
TOO_LONG = "This text is as long as it can get. Take something out, or move a part of it to another section."
MALFORMED = "What was sent cannot be read as a change of this text. Nothing was changed."
FOREIGN = "What was sent does not continue this text. Open the page again; what you typed is kept in this browser."


_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


def is_key(said: str) -> bool:
    """Whether an idempotency key is one that the log can keep."""
    return bool(_KEY.match(said))


@dataclass(frozen=True)
class Head:
    """Whose letters an update adds, and from which number on; `client` is None for one that only deletes."""

    client: int | None
    clock: int = 0


def head(update: bytes) -> Head:
    """Reads how an update begins (Yjs encoding, version 1). Raises ValueError where it adds under several numbers."""
    clients, place = _number(update, 0)
    if clients == 0:
        return Head(None)
    if clients > 1:
        raise ValueError("an update adds under one number only")
    _, place = _number(update, place)
    client, place = _number(update, place)
    clock, _ = _number(update, place)
    return Head(client, clock)


def clocks(state_vector: bytes) -> dict[int, int]:
    """How much of each client a state holds."""
    count, place = _number(state_vector, 0)
    found = {}
    for _ in range(count):
        client, place = _number(state_vector, place)
        found[client], place = _number(state_vector, place)
    return found


def continues(update: Head, before: dict[int, int], after: dict[int, int]) -> bool:
    """Whether nothing that the update builds on was missing when it was applied."""
    if update.client is None:
        return True
    known = before.get(update.client, 0)
    return update.clock < known or (update.clock == known and after.get(update.client, 0) > known)


def _number(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(data) or shift > 56:
            raise ValueError("an update ends in the middle of a number")
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def seed_client(document_id: UUID, revision: int) -> int:
    """The number under which a text is written as it stood before live editing: below 2**32, as every Yjs keeps it."""
    return int.from_bytes(hashlib.sha256(f"{document_id}:{revision}".encode()).digest()[:4]) | 1


def kept_from_removal(
    base: Sequence[Block], wanted: Sequence[Block], now: Sequence[Block]
) -> tuple[tuple[Block, ...], int]:
    """What is asked for, with the blocks that it takes out but that somebody changed since; and how many these are."""
    asked = {block.id for block in wanted}
    was = {block.id: block.runs for block in base}
    changed = {block.id for block in now if block.id in was and block.id not in asked and block.runs != was[block.id]}
    by_id = {block.id: block for block in wanted}
    own = {block.id for block in base}
    kept: list[Block] = []
    rest = list(wanted)
    for block in base:
        if block.id in by_id:
            while rest and rest[0].id != block.id:
                kept.append(rest.pop(0))
            kept.append(rest.pop(0))
            while rest and rest[0].id not in own:
                kept.append(rest.pop(0))
        elif block.id in changed:
            kept.append(block)
    return (*kept, *rest), len(changed)


def cursor(said: Any) -> Any:
    """Where somebody's cursor is, as their window says it; nothing where it says something else."""
    if not isinstance(said, dict) or set(said) != {"anchor", "head"}:
        return None
    words = json.dumps(said)
    return said if len(words) <= MOST_CURSOR and "\\u0000" not in words else None
