"""Tokens of the links in mails: made anew for each mail from the secret key, stored as hashes. docs/decisions/0005."""

from __future__ import annotations

import base64
import enum
import hashlib
import hmac
from uuid import UUID


class Use(enum.Enum):
    """The one thing that a token is good for."""

    confirm = "confirm"
    stop = "stop"
    stop_all = "stop_all"
    manage = "manage"


def token(secret: str, use: Use, row_id: UUID, salt: str) -> str:
    """256 bits. Nobody can make it from the database alone, nor from another token."""
    made = hmac.digest(secret.encode(), f"collab updates {use.value} {row_id} {salt}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def stored(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
