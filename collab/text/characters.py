"""Which characters are text, and in which form it is stored."""

from __future__ import annotations

import re
import unicodedata

_NEVER_TEXT = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))

_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NEVER_TEXT}]")


def is_storable(value: str) -> bool:
    """Whether both databases and a valid page keep this text as it is.

    No control character but tab and line end, no lone surrogate, none of the code points that are never a character.
    """
    return not _CONTROL.search(value)


def storable(value: str) -> str:
    """The text with a mark in place of each character that cannot be stored, to show what was typed."""
    return _CONTROL.sub("\ufffd", value)


def normalise(value: str) -> str:
    """NFC, one kind of line end. Raises ValueError for what `is_storable` refuses."""
    if not is_storable(value):
        raise ValueError("The text holds a control character that cannot be stored.")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
