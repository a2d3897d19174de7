"""Co-authored texts: documents and their revisions, and the log of what was typed live."""

from collab.documents.models.live import DocumentSnapshot, DocumentUpdate, Presence
from collab.documents.models.texts import BilingualText, Blocks, Document, ReferenceCounter, Revision

__all__ = [
    "BilingualText",
    "Blocks",
    "Document",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Presence",
    "ReferenceCounter",
    "Revision",
]
