"""What the domain can refuse, in its own words; `collab.web.errors` turns each into a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way: the rule in plain words, and the form field or the address that mends it."""

    message: str
    field: str = ""
    href: str = ""


class CollabError(Exception):
    """Anything that a person can be told about."""


class NotFound(CollabError):
    """There is no such thing, or not for this reader: nobody learns which."""


class NotAllowed(CollabError):
    """The reader may see the thing and may not do this to it."""


class Refused(CollabError):
    """A rule stands in the way. `problems` say which, in words, each with the field that mends it."""

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems = list(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


class Stale(CollabError):
    """Somebody saved since this text was read. `current` is what is stored now; nothing was overwritten."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__("This was changed by somebody else since you opened it.")


class KeyReused(CollabError):
    """An idempotency key came back with another body."""


class Misconfigured(CollabError):
    """A setting is missing or makes no sense; the message names it."""
