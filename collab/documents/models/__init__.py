"""Co-authored texts: documents and their revisions, the log of what was typed live, and what stands in the margin."""

from collab.documents.models.live import DocumentSnapshot, DocumentUpdate, Presence
from collab.documents.models.margin import Audience, ChangeKind, Comment, Suggestion, SuggestionStatus, Thread
from collab.documents.models.texts import BilingualText, Blocks, Document, ReferenceCounter, Revision

__all__ = [
    "Audience",
    "BilingualText",
    "Blocks",
    "ChangeKind",
    "Comment",
    "Document",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Presence",
    "ReferenceCounter",
    "Revision",
    "Suggestion",
    "SuggestionStatus",
    "Thread",
]
