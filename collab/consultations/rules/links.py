"""Tokens of private links: derived from each other, stored as hashes only. docs/decisions/0004 says why."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def fresh() -> str:
    """A random token of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def stored(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def draft_token(form_key: str, secret: str) -> str:
    """The draft that one start button makes, however often it is pressed. Without a key it is a new one each time."""
    return _derived(f"{secret}\n{form_key}", "draft") if form_key else fresh()


def receipt_token(draft: str) -> str:
    """The private link of what a draft became: its holder can always make it, and it does not lead back to the draft."""
    return _derived(draft, "receipt")


def amendment_token(receipt: str, revision: int) -> str:
    """The draft in which the holder of a private link changes one revision."""
    return _derived(receipt, f"amendment of revision {revision}")


def _derived(secret: str, purpose: str) -> str:
    made = hmac.digest(secret.encode("utf-8", "surrogatepass"), f"collab {purpose}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
