"""One reader of the log for all streams of this process: it hears of a change, reads it once and hands it to each stream.

A notice is never trusted: the log is read by sequence, and read anyway every second.
"""

from __future__ import annotations

import base64
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from pycrdt import merge_updates

from collab import changes, clock
from collab.accounts import queries as accounts
from collab.db import begin_reading, db
from collab.documents.policy import Owner, Place
from collab.documents.queries import live as queries
from collab.documents.queries import margin
from collab.documents.rules.live import CHUNK, PRESENT

HEARTBEAT = 15.0
LONGEST = 30 * 60.0
TICK = 1.0
CHECK_EVERY = 0.25  # seconds within which a stream notices that its reader may not read any more
ONE_BY_ONE = 50  # a backlog longer than this comes merged

Frame = bytes
BEGINNING = b"retry: 1000\n\n"
MOST_WAITING = 1000
HEARTBEAT_FRAME = b": still here\n\n"


def frame(event: str, value: Any, sequence: int | None = None) -> Frame:
    """One server-sent event."""
    numbered = "" if sequence is None else f"id: {sequence}\n"
    words = value if isinstance(value, str) else json.dumps(value)
    return f"event: {event}\n{numbered}data: {words}\n\n".encode()


def update_frame(sequence: int, update: bytes) -> Frame:
    return frame("update", base64.b64encode(update).decode(), sequence)


@dataclass(eq=False)
class Stream:
    """A window that reads a document. `put` hands it a frame, from whichever thread; None ends it."""

    document_id: UUID
    token: str
    sequence: int
    put: Callable[[Frame | None], None]
    place: Place
    waiting: queue.SimpleQueue[Frame | None] = field(default_factory=queue.SimpleQueue)


@dataclass(eq=False)
class Room:
    """The streams of one document in this process: how far the log was read for them, and who was here last."""

    read: int
    streams: set[Stream] = field(default_factory=set)
    checked: float = 0.0
    here: list[dict[str, Any]] = field(default_factory=list)
    beside: tuple[int, ...] = ()  # differs when something beside the text was made or decided


class Hub:
    """The streams of this process. Its thread lives while there are any."""

    def __init__(self, app: Flask, owner: Owner) -> None:
        self.app, self.owner = app, owner
        self._lock = threading.Lock()
        self._rooms: dict[UUID, Room] = {}
        self._thread: threading.Thread | None = None

    def join(
        self,
        document_id: UUID,
        token: str,
        sequence: int,
        place: Place,
        put: Callable[[Frame | None], None] | None = None,
    ) -> Stream:
        """A stream that gets all that comes after `sequence`, what is there already first."""
        waiting: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        joined = Stream(document_id, token, sequence, put or waiting.put, place, waiting)
        last, beside = queries.last_sequence(document_id), margin.state(document_id)
        with self._lock:
            room = self._rooms.setdefault(document_id, Room(read=last, beside=beside))
            room.streams.add(joined)
            if room.here:
                joined.put(frame("presence", room.here))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="live streams")
                self._thread.start()
        for number, piece in _backlog(document_id, sequence):  # whatever the thread has handed out meanwhile
            joined.put(update_frame(number, piece))
            joined.sequence = max(joined.sequence, number)
        return joined

    def leave(self, stream: Stream) -> None:
        with self._lock:
            room = self._rooms.get(stream.document_id)
            if room is not None:
                room.streams.discard(stream)
                if not room.streams:
                    del self._rooms[stream.document_id]

    def _run(self) -> None:
        watch: changes.Watch | None = None
        while True:
            with self._lock:
                if not self._rooms:
                    self._thread = None
                    break
            try:
                if watch is None:
                    with self.app.app_context():
                        watch = changes.watch(db.engine)
                    heard: set[str] | None = None
                else:
                    heard = watch.wait(TICK)
                self._deliver(heard)
            except Exception:  # the database is away, or another file: listen anew
                self.app.logger.warning("live streams: listening anew", exc_info=True)
                _close(watch)
                watch = None
                time.sleep(0.5)
        _close(watch)

    def _deliver(self, heard: set[str] | None) -> None:
        """Hands out what came to the documents that were heard of; all of them when nothing was, which is a tick."""
        with self._lock:
            wanted = [key for key in self._rooms if not heard or str(key) in heard]
        with self.app.app_context(), clock.pinned():
            begin_reading()
            for document_id in wanted:
                self._hand_out(document_id)

    def _hand_out(self, document_id: UUID) -> None:
        with self._lock:
            room = self._rooms.get(document_id)
            streams = list(room.streams) if room else []
        if room is None:
            return
        moment = time.monotonic()
        if moment - room.checked >= CHECK_EVERY:
            room.checked = moment
            streams = self._allowed(document_id, streams)
            here = [asdict(window) for window in queries.present(document_id, since=clock.now() - PRESENT)]
            if here != room.here:
                with self._lock:  # now, and not before: who joins after this finds them in the room
                    room.here, reached = here, list(room.streams)
                for stream in reached:
                    stream.put(frame("presence", here))
            self._tell_of_the_margin(document_id, room, streams)
        rows = queries.after(document_id, room.read)
        if not rows:
            return
        with self._lock:  # now, and not before: who joins after this finds these rows in the log
            streams = list(room.streams)
        frames = [(row.sequence, update_frame(row.sequence, row.update)) for row in rows]
        whole, last = b"".join(piece for _, piece in frames), rows[-1].sequence
        for stream in streams:
            if stream.sequence <= room.read:
                stream.put(whole)
            elif stream.sequence < last:
                stream.put(b"".join(piece for sequence, piece in frames if sequence > stream.sequence))
            stream.sequence = max(stream.sequence, last)
        room.read = last

    def _tell_of_the_margin(self, document_id: UUID, room: Room, streams: list[Stream]) -> None:
        """Not a word of what stands beside the text: each window asks again, and gets what its reader may see."""
        beside = margin.state(document_id)
        if beside != room.beside:
            room.beside = beside
            for stream in streams:
                stream.put(frame("margin", ""))

    def _allowed(self, document_id: UUID, streams: list[Stream]) -> list[Stream]:
        """Those whose readers may still read; the others are told why and end. Tells all when the text closes or opens."""
        who = accounts.viewers({stream.token for stream in streams}, clock.now())
        tokens = list(who)
        places = dict(zip(tokens, self.owner.places(document_id, [who[token] for token in tokens]), strict=True))
        kept = []
        for stream in streams:
            place = places.get(stream.token)
            if place is None:
                stream.put(frame("gone", "not yours" if stream.token in who else "signed out"))
                stream.put(None)
                self.leave(stream)
                continue
            if place != stream.place:
                stream.place = place
                stream.put(frame("frozen", {"closed": place.closed, "may": place.access.value}))
            kept.append(stream)
        return kept


def _close(watch: changes.Watch | None) -> None:
    if watch is not None:
        watch.close()


def _backlog(document_id: UUID, sequence: int) -> list[tuple[int, bytes]]:
    """What is in the log already: one by one, or merged in chunks for a window that slept for long."""
    rows = queries.after(document_id, sequence)
    if len(rows) <= ONE_BY_ONE:
        return [(row.sequence, row.update) for row in rows]
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    return [(chunk[-1].sequence, merge_updates(*(row.update for row in chunk))) for chunk in chunks]


def framed(hub: Hub, stream: Stream) -> Iterator[Frame]:
    """The stream as a thread serves it."""
    ends = time.monotonic() + LONGEST
    try:
        yield BEGINNING
        while time.monotonic() < ends:
            try:
                piece = stream.waiting.get(timeout=HEARTBEAT)
            except queue.Empty:
                piece = HEARTBEAT_FRAME
            if piece is None:
                return
            yield piece
    finally:
        hub.leave(stream)
