"""Queueing a mail, and claiming and delivering what is queued."""

from collab.notifications.actions.delivering import deliver, deliver_as_configured, to_folder, to_smtp
from collab.notifications.actions.queueing import Letter, forget, forget_recipients, queue, queue_all
from collab.notifications.rules.wire import SITE

__all__ = [
    "SITE",
    "Letter",
    "deliver",
    "deliver_as_configured",
    "forget",
    "forget_recipients",
    "queue",
    "queue_all",
    "to_folder",
    "to_smtp",
]
