"""Where a page may lead on to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*\Z")


def same_site(address: str) -> str:
    """The address when it is a path of this site, otherwise nothing.

    Browsers drop tabs and line ends and read a backslash as a slash, so each of these is refused, as are `//host` and
    schemes.
    """
    if not _PATH.match(address) or "//" in urlsplit(address).path:
        return ""
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else ""
