"""The log of a live text: 250,000 key strokes that end at 100 KB, applied, stored, loaded and attributed."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from pycrdt import Doc, XmlFragment, XmlText, merge_updates
from sqlalchemy import insert, text

from benchmarks.figures import ROUNDS, Figure, figure, report
from benchmarks.stage import BACKENDS, stage
from collab import clock
from collab.db import db, transaction
from collab.documents.models import Document, DocumentSnapshot, DocumentUpdate
from collab.documents.queries import live as queries
from collab.documents.rules import authorship, flat
from collab.documents.rules.live import CHUNK
from collab.text import Block, BlockKind, Run

EDITS = int(os.environ.get("BENCH_EDITS", "250000"))
BYTES = 100_000
RUNS = min(ROUNDS, 3)


def trace(edits: int, ends_at: int, *, seed: int = 1) -> list[bytes]:
    """Updates of one key each: mostly typing on, now and then elsewhere, taking out as much as leaves `ends_at` bytes."""
    chance = random.Random(seed)
    live: flat.Live = Doc(client_id=7)
    live.apply_update(flat.seed([Block(f"b{n}", BlockKind.paragraph, (Run("x"),)) for n in range(40)], client=1))
    texts: list[XmlText] = [block.children[0] for block in live.get("text", type=XmlFragment).children]
    lengths = [1] * len(texts)
    made: list[bytes] = []
    subscription = live.observe(lambda event: made.append(event.update))
    share = (1 - ends_at / edits) / 2
    place, here = 0, 0
    for _ in range(edits):
        if chance.random() < 0.01:
            here = chance.randrange(len(texts))
            place = chance.randrange(lengths[here] + 1)
        if place and chance.random() < share:
            place -= 1
            lengths[here] -= 1
            del texts[here][place : place + 1]
        else:
            texts[here].insert(place, chance.choice("etaoin shrdlu "))
            place += 1
            lengths[here] += 1
    live.unobserve(subscription)
    return made


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def seeded() -> flat.Live:
    live: flat.Live = Doc()
    live.apply_update(flat.seed([Block(f"b{n}", BlockKind.paragraph, (Run("x"),)) for n in range(40)], client=1))
    return live


def applied(updates: Sequence[bytes]) -> flat.Live:
    live = seeded()
    for update in updates:
        live.apply_update(update)
    return live


def merged(updates: Sequence[bytes]) -> bytes:
    chunks = [merge_updates(*updates[start : start + CHUNK]) for start in range(0, len(updates), CHUNK)]
    return merge_updates(*chunks)


def of_the_trace() -> list[Figure]:
    updates = trace(EDITS, BYTES)
    whole = applied(updates)
    state = whole.get_update()
    plain = sum(len(block.plain.encode()) for block in flat.blocks(whole))
    name = f"{EDITS} edits"
    return [
        figure(f"{name}: bytes of text at the end", [plain]),
        figure(f"{name}: bytes of the log", [sum(map(len, updates))]),
        figure(f"{name}: bytes of a snapshot", [len(state)]),
        figure(f"{name}: applying the log one by one, ms", [timed(lambda: applied(updates)) for _ in range(RUNS)]),
        figure(f"{name}: loading the snapshot, ms", [timed(lambda: Doc().apply_update(state)) for _ in range(RUNS)]),
        figure(
            f"{name}: merging the log in chunks of {CHUNK}, ms", [timed(lambda: merged(updates)) for _ in range(RUNS)]
        ),
        figure(f"{name}: reading it as blocks, ms", [timed(lambda: flat.blocks(whole)) for _ in range(RUNS)]),
    ]


def of_loading(backend: str) -> list[Figure]:
    """Opening documents from a database: a snapshot at most 500 updates old, and the log alone."""
    found: list[Figure] = []
    with stage() as held:
        app = held.app(backend, f"log_{backend}")
        for size, count in ((20_000, 3_000), (200_000, 50_000)):
            updates = _in_rows(trace(size + size // 10, size), count)
            document_id = _stored(app, updates)
            what = f"{backend}: {size // 1000} KB, {count} updates"
            with app.app_context():
                found.append(figure(f"{what}: open from the log, ms", [_open(document_id) for _ in range(RUNS)]))
            _add_snapshot(app, document_id, count)
            with app.app_context():
                found.append(
                    figure(f"{what}: open from snapshot and tail, ms", [_open(document_id) for _ in range(RUNS)])
                )
            if backend == "postgresql":
                with app.app_context():
                    bytes_ = db.session.scalar(text("SELECT pg_total_relation_size('document_updates')")) or 0
                found.append(figure(f"{what}: bytes on disk a thousand updates", [bytes_ / count * 1000]))
                with app.app_context(), transaction():
                    db.session.execute(text("TRUNCATE document_updates"))
    return found


def _in_rows(updates: Sequence[bytes], count: int) -> list[bytes]:
    """As many rows as asked for: keys that were typed together are one update, as the editor sends them."""
    each = max(1, -(-len(updates) // count))
    return [merge_updates(*updates[start : start + each]) for start in range(0, len(updates), each)]


def _stored(app: Any, updates: Sequence[bytes]) -> uuid.UUID:
    with app.app_context(), transaction():
        document = Document(sequence=len(updates) + 1, settled_sequence=1)
        db.session.add(document)
        db.session.flush()
        rows = [seeded().get_update(), *updates]
        for start in range(0, len(rows), 5_000):
            db.session.execute(
                insert(DocumentUpdate),
                [
                    {
                        "id": uuid.uuid4(),
                        "document_id": document.id,
                        "sequence": start + n + 1,
                        "key": f"{start + n:020}",
                        "update": update,
                        "client": 7,
                        "at": clock.now(),
                    }
                    for n, update in enumerate(rows[start : start + 5_000])
                ],
            )
        return document.id


def _add_snapshot(app: Any, document_id: uuid.UUID, count: int) -> None:
    with app.app_context(), transaction():
        upto = count - CHUNK // 2
        state = queries.opened(document_id, upto=upto).state
        db.session.add(DocumentSnapshot(document_id=document_id, sequence=upto, state=state))


def _open(document_id: uuid.UUID) -> float:
    return timed(lambda: queries.opened(document_id, upto=10**9))


def of_authorship() -> list[Figure]:
    """A step of attribution in a text of 20 KB."""
    words = "the lead body asks once and passes it on "
    held = authorship.begin([(Block(f"b{n}", BlockKind.paragraph, (Run(words * 5),)), "HO") for n in range(100)])
    body = held.owned.text

    def steps() -> None:
        now, said = held, body
        for number in range(100):
            place = (number * 197) % len(said)
            said = f"{said[:place]}e{said[place:]}"
            now = authorship.step(now, said, "MOJ")

    return [figure("authorship: a step in 20 KB, ms", [timed(steps) / 100 for _ in range(RUNS)])]


if __name__ == "__main__":
    figures = [*of_the_trace(), *of_authorship()]
    for backend in BACKENDS:
        figures += of_loading(backend)
    report("log", figures)
