"""Canonical JSON (RFC 8785), its hash, and checking a downloaded edition. What the format says is in docs/decisions/0003."""

from __future__ import annotations

import enum
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import rfc8785

FORMAT = "collab-edition"
FORMAT_VERSION = 2
KNOWN_VERSIONS = (1, 2)


@dataclass(frozen=True)
class Verdict:
    """What checking a downloaded file found: its title and hash, and in words what is wrong; no fault, all is well."""

    title: str = ""
    hash: str = ""
    fault: str = ""


def plain(value: Any) -> Any:
    """The same as JSON values: text in NFC, decimals and dates as strings, enums as their values.

    Raises TypeError for what has no place in a frozen text: a moment (it is outside), a float (it is not exact).
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a frozen text")


def decimal(value: Decimal) -> str:
    """One spelling for each number: 2.50 is "2.5", 3E+6 is "3000000", minus nought is "0"."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def dumps(content: Mapping[str, Any]) -> str:
    """The canonical JSON text (RFC 8785) of a frozen content."""
    return rfc8785.dumps(plain(content)).decode()


def sha256(canonical: str) -> str:
    """The hash that clearances bind to, in hex: SHA-256 over the canonical text's UTF-8 bytes."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(canonical: str, expected: str) -> bool:
    """Whether a stored text is canonical, and is the one that was hashed."""
    try:
        again = rfc8785.dumps(json.loads(canonical)).decode()
    except (ValueError, RecursionError):
        return False
    return again == canonical and sha256(canonical) == expected


def verify(downloaded: bytes) -> Verdict:
    """Recomputes the hash of the edition in a downloaded file, and compares it with the one that the file states."""
    try:
        envelope = json.loads(downloaded.decode(), object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Verdict(fault=f"This is not JSON as collab writes it: {error}")
    return verify_envelope(envelope)


def verify_envelope(envelope: object) -> Verdict:
    """The same of what was read already."""
    if not isinstance(envelope, dict) or not isinstance(envelope.get("edition"), dict):
        return Verdict(fault='This is not a published edition: it has no "edition".')
    return _verdict(envelope["edition"], str(envelope.get("sha256", "")))


def _verdict(edition: dict[str, Any], stated: str) -> Verdict:
    found = (edition.get("format"), edition.get("format_version"))
    if found not in [(FORMAT, version) for version in KNOWN_VERSIONS]:
        known = f"{FORMAT} {KNOWN_VERSIONS[0]} to {KNOWN_VERSIONS[-1]}"
        return Verdict(fault=f"The format is {found[0]} {found[1]}; this command knows {known}.")
    try:
        computed = hashlib.sha256(rfc8785.dumps(edition)).hexdigest()
    except (ValueError, RecursionError) as error:
        return Verdict(fault=f"The edition has no canonical form: {error}")
    title = edition.get("title")
    named = str(title.get("en", "")) if isinstance(title, dict) else ""
    named = "".join(letter for letter in named if letter.isprintable())  # it goes to a terminal
    if computed != stated:
        return Verdict(
            named,
            computed,
            f"The file states {stated or 'no hash'}, and its text has {computed}: the text was changed.",
        )
    return Verdict(named, computed)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
