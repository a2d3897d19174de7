"""Passwords as argon2id hashes; checking takes as long for an address that nobody has."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    return _hasher.hash(password)


def is_right(stored: str, password: str) -> bool:
    """Whether `password` is the one of this hash. An empty hash costs the same time, and is never right."""
    try:
        _hasher.verify(stored or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


@functools.cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex(32))
