"""Reading the beginning of a body that is too big, so that what was typed before the file is not lost."""

from __future__ import annotations

from flask import Request
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Field, MultipartDecoder, NeedData

MOST_BEGUN = 256 * 1024


def begun(request: Request) -> list[tuple[str, str]]:
    """(name, value) of the whole fields in the first 256 KB of a form with a file; nothing for any other body."""
    kind, options = parse_options_header(request.content_type)
    if kind != "multipart/form-data" or "boundary" not in options:
        return []
    try:
        return _fields(request.environ["wsgi.input"].read(MOST_BEGUN), options["boundary"].encode("ascii"))
    except (ValueError, OSError, HTTPException):
        return []


def _fields(body: bytes, boundary: bytes) -> list[tuple[str, str]]:
    decoder = MultipartDecoder(boundary, MOST_BEGUN, max_parts=1_000)
    decoder.receive_data(body)
    found: list[tuple[str, str]] = []
    name, value = "", b""
    while not isinstance(event := decoder.next_event(), NeedData):
        if isinstance(event, Field):
            name, value = event.name, b""
        elif isinstance(event, Data) and name:
            value += event.data
            if not event.more_data:
                found.append((name, value.decode("utf-8", "replace")))
                name = ""
        elif not isinstance(event, Data):
            name = ""
    return found
