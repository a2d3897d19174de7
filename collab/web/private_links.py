"""Private links: addresses that hold a secret token, and keeping them out of what others read."""

from __future__ import annotations

import logging
import re

from flask import Request

PRIVATE = "token"  # what a route calls the secret in its address
_IN_WORDS = re.compile(
    r"(/(?:responses(?:/draft)?|invitations|password-reset|updates/(?:confirm|stop|manage))/)[^/?#\s\"']+"
)


_SOUGHT = re.compile(r"([?&]q=)[^&\s\"']+")


def is_private(request: Request) -> bool:
    """Whether the address asked for is a private link: whoever has it needs nothing else."""
    return PRIVATE in (request.view_args or ())


def masked(words: str) -> str:
    """A line of a log without the tokens of the addresses in it, and without what somebody searched for."""
    return _SOUGHT.sub(r"\1[words]", _IN_WORDS.sub(r"\1[token]", words))


class MaskTokens(logging.Filter):
    """Takes the tokens out of all that a logger writes, of the address asked for as of the one that led there."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        return True
