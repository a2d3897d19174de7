"""Mail about accounts: plain text, complete by itself, with links that begin with the configured address."""

from __future__ import annotations

from collab.accounts import queries
from collab.notifications.actions import queue

DEMONSTRATION = "Demonstration: invented content"


def footer() -> str:
    """The last line of every mail: that a demonstration is one."""
    return DEMONSTRATION if queries.is_demonstration() else ""


def send(to: str, subject: str, *paragraphs: str, purpose_key: str) -> None:
    """Queues a mail of these paragraphs; in a demonstration its last line says so."""
    closing = [DEMONSTRATION] if queries.is_demonstration() else []
    queue(to, subject, "\n\n".join([*paragraphs, *closing]) + "\n", purpose_key=purpose_key)
