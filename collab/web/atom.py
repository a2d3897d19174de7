"""Atom feeds (RFC 4287). A feed is the same, byte for byte, while nothing in it changed, so that a reader can ask for changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from flask import Response, current_app, g, request

TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # of a feed in which nothing stands yet
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("", _NAMESPACE)


@dataclass(frozen=True)
class Entry:
    """Something that became public. `path` is where it stands, and with `part` what names this entry for good."""

    path: str
    part: str
    title: str
    summary: str
    at: datetime
    authors: Sequence[str] = ()


def feed(title: str, path: str, entries: Sequence[Entry]) -> Response:
    """The feed at `path`, as `entries` come; 304 for a reader that has it already. Addresses have the configured base."""
    base: str = current_app.settings.base_url  # type: ignore[attr-defined]
    updated = max((one.at for one in entries), default=_BEGINNING)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}feed")
    _add(root, "id", base + path)
    _add(root, "title", title)
    _add(root, "updated", updated.astimezone(UTC).isoformat())
    _link(root, "self", base + path, TYPE)
    for one in entries:
        _entry(root, one, base)
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, content_type=f"{TYPE}; charset=utf-8")
    response.last_modified = updated
    g.is_for_everybody = True
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def _entry(root: ElementTree.Element, one: Entry, base: str) -> None:
    entry = ElementTree.SubElement(root, f"{{{_NAMESPACE}}}entry")
    _add(entry, "id", f"{base}{one.path}#{one.part}")
    _add(entry, "title", one.title)
    _add(entry, "updated", one.at.astimezone(UTC).isoformat())
    for name in one.authors or ("collab",):
        _add(ElementTree.SubElement(entry, f"{{{_NAMESPACE}}}author"), "name", name)
    _link(entry, "alternate", base + one.path, "text/html")
    _add(entry, "summary", one.summary)


def _add(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{name}").text = _NOT_XML.sub(" ", words)


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}link", {"rel": rel, "href": href, "type": kind})
