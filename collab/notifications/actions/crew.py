"""Lines at work in threads of their own. Mails go in, and what became of each comes out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from collab.notifications.actions.lines import InDoubt, Line, Mail, Refused, Unreachable
from collab.notifications.models import MessageState
from collab.notifications.rules import retries

LINES = 4
FEW = 5
"""Mails for which another line is not worth its opening."""


@dataclass(frozen=True)
class Way:
    """Where mails go: what makes a line, and how many of them may be open at once."""

    line: Callable[[], Line]
    most: int = LINES


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claimed mail, and the words of whoever did not take it."""

    id: UUID
    state: MessageState
    words: str = ""

    @property
    def is_untried(self) -> bool:
        return self.state is MessageState.queued and not self.words


class Crew:
    """Up to `way.most` lines. One that breaks is given up, and its mails go to the others."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._waiting: deque[Mail] = deque()
        self._done: list[Result] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._at_work = 0  # lines that take mails
        self._awaited = 1  # results before somebody is told
        self._is_over = False
        self.under_way = 0
        """Mails that were handed over and have not come back."""

    @property
    def is_broken(self) -> bool:
        """Whether there were lines, and none is left."""
        return bool(self._threads) and not self._at_work

    def hand(self, mails: Sequence[Mail]) -> None:
        with self._changed:
            self._waiting.extend(mails)
            self.under_way += len(mails)
            wanted = min(self._way.most, -(-len(self._waiting) // FEW))
            for _ in range(wanted - len(self._threads)):
                self._begin()
            self._changed.notify_all()

    def _begin(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True)
        self._threads.append(thread)
        self._at_work += 1
        thread.start()

    def back(self, count: int) -> list[Result]:
        """Waits for so many results, or for all there will be, and takes those that are there."""
        with self._changed:
            self._awaited = min(count, self.under_way)
            self._changed.wait_for(lambda: len(self._done) >= self._awaited or self.is_broken)
            if self.is_broken:
                self._give_back()
            return self._taken()

    def stop(self) -> list[Result]:
        """Lets each line finish the mail that it has, and closes all. Gives back the rest."""
        with self._changed:
            self._is_over = True
            self._give_back()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        return self._taken()

    def _give_back(self) -> None:
        self._done += [Result(mail.id, MessageState.queued) for mail in self._waiting]
        self._waiting.clear()

    def _taken(self) -> list[Result]:
        taken, self._done = self._done, []
        self.under_way -= len(taken)
        return taken

    def _work(self) -> None:
        line = self._way.line()
        works = True
        while works and (mail := self._next()) is not None:
            result, works = sent(line, mail)
            with self._changed:
                self._done.append(result)
                self._at_work -= not works
                if len(self._done) >= self._awaited or not works:
                    self._changed.notify_all()
        line.close()

    def _next(self) -> Mail | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_over)
            return self._waiting.popleft() if self._waiting else None


def sent(line: Line, mail: Mail) -> tuple[Result, bool]:
    """What became of a mail, and whether the line still works."""
    try:
        line.send(mail)
    except Refused as error:
        return _refused(mail, str(error), is_final=error.is_final), True
    except Unreachable as error:
        return _refused(mail, str(error)), False
    except InDoubt as error:
        return Result(mail.id, MessageState.sending, f"in doubt: {error}"), False
    except Exception as error:
        return Result(mail.id, MessageState.sending, f"in doubt: {error!r}"), False
    return Result(mail.id, MessageState.sent), True


def _refused(mail: Mail, words: str, *, is_final: bool = False) -> Result:
    is_over = is_final or not retries.may_try_again(mail.attempts)
    return Result(mail.id, MessageState.failed if is_over else MessageState.queued, words or "refused")
