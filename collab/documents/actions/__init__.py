"""Every write of a text: by a form, or live, key by key."""

from collab.documents.actions.live import Settled, settle
from collab.documents.actions.writing import next_reference, write

__all__ = ["Settled", "next_reference", "settle", "write"]
