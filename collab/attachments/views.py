"""Sending a file: always through the application, after the parent's check, never as something that a browser would run."""

from __future__ import annotations

from flask import Response, current_app, send_file

from collab.attachments import queries
from collab.attachments.models import Attachment, FileKind
from collab.attachments.rules.words import MEDIA_TYPES
from collab.errors import NotFound

PICTURES = frozenset({FileKind.png, FileKind.jpeg})
SANDBOX = "sandbox; default-src 'none'"


def download(attachment: Attachment, *, is_shown: bool = False) -> Response:
    """The content, streamed. The caller has made sure that its reader may have it. Only a picture can be shown on a page."""
    path = queries.path_of(attachment, current_app.settings.files_folder)  # type: ignore[attr-defined]
    if not path.is_file():
        current_app.logger.error("the content of attachment %s is missing", attachment.id)
        raise NotFound
    response = send_file(
        path,
        mimetype=MEDIA_TYPES[attachment.kind],
        as_attachment=not (is_shown and attachment.kind in PICTURES),
        download_name=attachment.file_name,
        etag=attachment.sha256,
        last_modified=attachment.added_at,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
