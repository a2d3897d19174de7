"""Which links may be followed."""

from __future__ import annotations

from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def safe_href(href: str) -> str:
    """The link when its scheme is one that may be followed, else nothing; `example.com:8000` reads as a scheme."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    return href.strip() if parts.scheme.lower() in SCHEMES else ""
