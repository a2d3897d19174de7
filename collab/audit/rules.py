"""How an entry is hashed, and how a chain is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785


@dataclass(frozen=True)
class Break:
    """The first entry of a chain that does not fit, and what is wrong with it."""

    number: int
    reason: str


def digest(salt: str, payload: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the payload's canonical JSON (RFC 8785), in hex."""
    return hashlib.sha256(salt.encode() + rfc8785.dumps(dict(payload))).hexdigest()


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an entry's fields, its predecessor's hash among them, in hex."""
    return hashlib.sha256(rfc8785.dumps(dict(entry))).hexdigest()


def first_break(entries: Iterable[Mapping[str, Any]], *, length: int, head: str) -> Break | None:
    """Walks a chain in its order.

    Each entry is a mapping with `fields` (what was hashed), `hash`, and `salt` and `content`, or neither where the
    payload was erased; an empty one cannot be read at all, and of one with a hash alone nothing but its place is known.
    `length` and `head` are what the chain's own row says.
    """
    previous, number = "", 0
    for number, entry in enumerate(entries, start=1):
        reason = _fault(entry, number, previous)
        if reason:
            return Break(number, reason)
        previous = entry["hash"]
    if number != length:
        return Break(min(number, length) + 1, f"the chain should have {length} entries; there are {number}")
    if previous != head:
        return Break(number, f"the chain should end in {head[:12] or 'nothing'}")
    return None


def _fault(entry: Mapping[str, Any], number: int, previous: str) -> str:
    if not entry:
        return "something stands in it that was never written"
    if "fields" not in entry:
        return ""
    fields = entry["fields"]
    if fields["number"] != number:
        return f"entry {number} is missing; number {fields['number']} stands in its place"
    if fields["previous"] != previous:
        return "it does not continue the entry before it"
    if entry_hash(fields) != entry["hash"]:
        return "its fields were changed after it was written"
    if entry.get("content") is not None and digest(entry["salt"], entry["content"]) != fields["digest"]:
        return "its payload was changed after it was written"
    return ""
