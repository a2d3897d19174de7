"""Reading revisions and what was typed live. Who may read a document is decided by what it belongs to."""

from collab.documents.queries.revisions import revisions

__all__ = ["revisions"]
