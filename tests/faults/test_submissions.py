"""Sending a response while workers are killed, at the second of closing, by many at once: what was acknowledged is there, once.

Each test says how many faults were really injected, and fails when there were none.
"""

import itertools
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from collab import clock
from collab.audit import queries as audit
from collab.audit.models import Entry, Event, RootKind
from collab.consultations.models import (
    Answer,
    Consultation,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    SubmissionToken,
)
from collab.web.models import IdempotencyKey
from tests.factories.submissions import ANSWERS, open_consultation
from tests.faults.harmful import HEADER, POINTS
from tests.faults.respondent import GONE, Respondent, prepared
from tests.support.gunicorn import serving

HARMFUL = "tests.faults.harmful:application()"
PRELOADED = ("--preload",)


def consulting(session, *, closes_in=timedelta(days=20)):
    now = clock.now()
    return open_consultation(opens_at=now - timedelta(days=40), closes_at=now + closes_in)


def patiently(work):
    """A worker that was killed is away for a moment."""
    for _ in range(200):
        try:
            return work()
        except GONE:
            time.sleep(0.05)
    return work()


def verified(session, sent):
    """Nothing is lost, nothing is doubled: `sent` responses, each with all that belongs to it, and a chain that fits."""
    held = {
        kind: session.scalar(select(func.count()).select_from(kind))
        for kind in (Submission, SubmissionRevision, SubmissionToken)
    }
    assert held == dict.fromkeys(held, sent)
    assert session.scalar(select(func.count()).select_from(Answer)) == sent * len(ANSWERS)
    received = select(func.count()).select_from(Entry).where(Entry.event == Event.submission_received)
    assert session.scalar(received) == sent
    done = select(func.count()).select_from(SubmissionDraft).where(SubmissionDraft.revision_id.is_not(None))
    assert session.scalar(done) == sent
    (root,) = session.scalars(select(Consultation.id))
    chain = next(chain for chain in audit.chains() if (chain.root_kind, chain.root_id) == (RootKind.consultation, root))
    assert audit.first_break(chain) is None


def killed_at(point, respondent):
    """Sends it to a worker that dies at this point, and again until it is answered; returns whether a worker died."""
    died = False
    try:
        status, _, _ = respondent.send(**{HEADER: point})
    except GONE:
        died = True
        status, _, _ = patiently(respondent.send)
    assert status == 303, (point, status)
    return died


def kills(installation, writing_in, reading_in, rounds):
    with writing_in() as session:
        tokens = prepared(consulting(session), rounds * len(POINTS))
    died = Counter()
    with serving(installation, HARMFUL, options=PRELOADED) as (_, port):
        for token, point in zip(tokens, itertools.cycle(POINTS), strict=False):
            respondent = patiently(lambda token=token: Respondent(port, token))
            died[point] += killed_at(point, respondent)
            assert patiently(respondent.receipt)
            assert patiently(lambda r=respondent: r.send(again=True))[0] == 303
    print(f"\n{died.total()} workers killed on {installation.backend}: {dict(died)}")
    assert died == dict.fromkeys(POINTS, rounds)
    with reading_in() as session:
        verified(session, len(tokens))
        keys = session.scalar(select(func.count()).select_from(IdempotencyKey))
        assert keys == 2 * len(tokens)


def test_a_worker_dies_at_twelve_points_of_sending(installation, writing_in, reading_in):
    kills(installation, writing_in, reading_in, rounds=1)


@pytest.mark.faults
def test_workers_die_at_twelve_points_of_sending_again_and_again(installation, writing_in, reading_in):
    kills(installation, writing_in, reading_in, rounds=21)


@pytest.mark.faults
def test_five_hundred_send_across_the_second_of_closing(installation, writing_in, reading_in):
    """Each is accepted if and only if its request arrived before the end; who came late is told so and loses nothing."""
    count = 500
    with writing_in() as session:
        consultation = consulting(session)
        tokens, consultation_id = prepared(consultation, count), consultation.id
    with serving(installation, HARMFUL, workers=2, options=PRELOADED) as (_, port):
        crowd = [Respondent(port, token) for token in tokens]
        with writing_in() as session:
            ends = clock.now().replace(microsecond=0) + timedelta(seconds=4)
            session.get(Consultation, consultation_id).closes_at = ends
        answers = _all_at_about(ends, crowd)
    early = [status for status, received, _ in answers if received < ends]
    late = [(status, page) for status, received, page in answers if received >= ends]
    print(f"\n{len(early)} before the end and {len(late)} after it on {installation.backend}")
    assert len(early) + len(late) == count
    assert min(len(early), len(late)) > 50
    assert set(early) == {303}
    assert {status for status, _ in late} == {410}
    assert all("closed" in page for _, page in late)
    with reading_in() as session:
        verified(session, len(early))
        assert session.scalar(select(func.max(Submission.received_at))) < ends
        kept = select(SubmissionDraft).where(SubmissionDraft.revision_id.is_(None))
        assert [len(draft.answers) for draft in session.scalars(kept)] == [len(ANSWERS)] * len(late)


def _all_at_about(ends, crowd):
    """Everybody sends once, spread over the four seconds around the end; (status, when it arrived, page) of each."""
    answers, start, lock = [], ends.timestamp() - 2, threading.Lock()

    def send(number, respondent):
        time.sleep(max(0.0, start + 4 * number / len(crowd) - time.time()))
        status, page, headers = respondent.send()
        with lock:
            answers.append((status, datetime.fromisoformat(headers["X-Received-At"]), page))

    threads = [threading.Thread(target=send, args=one) for one in enumerate(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.faults
def test_sixteen_write_at_once(installation, writing_in, reading_in):
    """Sixteen respondents send one response after another to eight workers: nobody is told that the database is busy."""
    each, writers = 60, 16
    with writing_in() as session:
        tokens = prepared(consulting(session), each * writers)
    statuses, slowest = Counter(), []

    def write(mine):
        for token in mine:
            respondent = Respondent(port, token)
            began = time.monotonic()
            statuses[respondent.send()[0]] += 1
            slowest.append(time.monotonic() - began)

    with serving(installation, workers=8, options=PRELOADED) as (_, port):
        threads = [threading.Thread(target=write, args=(tokens[number::writers],)) for number in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    slowest.sort()
    print(f"\n{statuses} on {installation.backend}; 99 in 100 within {slowest[len(slowest) * 99 // 100]:.2f} s")
    assert statuses == {303: each * writers}
    with reading_in() as session:
        verified(session, each * writers)
