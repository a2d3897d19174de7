"""Workers of a real gunicorn are killed, and a database restarted, while two people type: nothing is lost, nothing is there twice."""

import http.client
import os
import signal
import threading
import time
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from collab.documents.models import DocumentUpdate
from tests.conftest import run_key
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal
from tests.support import postgres
from tests.support.gunicorn import serving
from tests.support.typist import Typist

AWAY = (OSError, http.client.HTTPException, AssertionError)


def kill_a_worker(process):
    (*_, worker) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    os.kill(int(worker), signal.SIGKILL)


class Hand(threading.Thread):
    """Types on and on, sends each key until it is answered, and notes what was."""

    def __init__(self, typist, letter, ends):
        super().__init__(daemon=True)
        self.typist, self.letter, self.ends = typist, letter, ends
        self.answered, self.failures, self.wrong = {}, 0, []

    def run(self):
        while not self.ends.is_set():
            update, key = self.typist.typed(self.letter, block=0), uuid.uuid4().hex
            while True:
                try:
                    status, answer = self.typist.send(update, key)
                except AWAY:
                    self.failures += 1
                    time.sleep(0.1)
                    continue
                if status >= 500:
                    self.failures += 1
                    time.sleep(0.1)
                    continue
                if status != 200:
                    self.wrong.append((status, answer))
                    return
                self.answered[key] = answer["sequence"]
                break
            time.sleep(0.02)


def patiently(work):
    for _ in range(100):
        try:
            return work()
        except AWAY:
            time.sleep(0.2)
    return work()


def type_through(installation, writing_in, reading_in, faults, harm):
    """Two people type while `harm(process)` is done so many times; what they sent and what is stored must agree."""
    with writing_in():
        people.author("MOJ")
        proposal = start_proposal("HO", MOJ="joint")
        page = f"/proposals/{proposal.address}/sections/problem/live"
    with serving(installation) as (process, port):
        typists = [
            patiently(lambda email=email: Typist(port, email, people.PASSWORD).open(page))
            for email in ("author@ho.example", "author@moj.example")
        ]
        ends = threading.Event()
        hands = [Hand(typist, letter, ends) for typist, letter in zip(typists, "ab", strict=True)]
        for hand in hands:
            hand.start()
        done = 0
        for _ in range(faults):
            before = [len(hand.answered) for hand in hands]
            harm(process)
            done += 1
            limit = time.monotonic() + 60
            while any(len(hand.answered) < was + 3 for hand, was in zip(hands, before, strict=True)):
                assert time.monotonic() < limit, "nobody could type any more"
                assert not any(hand.wrong for hand in hands), [hand.wrong for hand in hands]
                time.sleep(0.05)
        ends.set()
        for hand in hands:
            hand.join(60)
        texts = {patiently(typist.catch_up) for typist in typists}
    sum(hand.failures for hand in hands)
    assert done == faults > 0
    assert [hand.wrong for hand in hands] == [[], []]
    with reading_in() as session:
        stored = dict(session.execute(select(DocumentUpdate.key, DocumentUpdate.sequence)).all())
    answered = {key: sequence for hand in hands for key, sequence in hand.answered.items()}
    assert {key: stored.get(key) for key in answered} == answered
    assert sorted(stored.values()) == list(range(1, len(stored) + 1))
    (text,) = texts
    assert sorted(text) == ["a"] * len(hands[0].answered) + ["b"] * len(hands[1].answered)


def test_a_worker_is_killed_while_two_people_type(installation, writing_in, reading_in):
    type_through(installation, writing_in, reading_in, 2, kill_a_worker)


@pytest.mark.faults
def test_workers_are_killed_again_and_again(installation, writing_in, reading_in):
    type_through(installation, writing_in, reading_in, 30, kill_a_worker)


@pytest.mark.faults
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_database_restarts_while_two_people_type(installation, writing_in, reading_in, request):
    run = request.config.stash[run_key]

    def restart(process):
        postgres.restart(run.server)

    type_through(installation, writing_in, reading_in, 4, restart)
    installation.engine.dispose()
