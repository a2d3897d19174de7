"""What a process keeps in memory between two requests, and for how much room.

There are four such things, and none can be out of date, because what they are looked up by is all that they depend on:

- a frozen text as its page draws it, by its SHA-256 (`proposals.queries.frozen`);
- the title, summary and leads of a frozen text, by its SHA-256 (`proposals.queries.headlines`);
- a page as it is drawn for somebody who is not signed in, by its template, its address and every value that is drawn
  (`web.drawing`);
- numbers that take a look at all responses of a consultation, by the head of its chain of audit entries, which every
  write about it moves (`consultations.queries.counted`).

Statements are written once, too (`lru_cache` and `cache` in the queries): they hold conditions, never rows, and whatever
differs from request to request, the instant above all, is a parameter of them.

Who may see what is never kept: that is asked of the database at each request, before anything is looked up here.
See docs/decisions/0008-what-is-kept-in-memory.md.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values used last. `most` bounds the sum of what `size` says of each; the one unused for longest goes first."""

    def __init__(self, most: int, size: Callable[[V], int] = lambda value: 1) -> None:
        self.most, self.size, self.held = most, size, 0
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def keep(self, key: K, value: V) -> V:
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self.held += self.size(value)
            while self.held > self.most:
                _, gone = self._values.popitem(last=False)
                self.held -= self.size(gone)
        return value
