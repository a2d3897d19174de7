"""What a scan of a letter may be."""

from __future__ import annotations

from collab.attachments.models import FileKind

MOST = 10
KINDS = frozenset({FileKind.pdf, FileKind.png, FileKind.jpeg})
