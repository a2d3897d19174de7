"""Several writers at once, in real threads: numbers are given once, and one of two equal versions is stale."""

import threading

import pytest
from sqlalchemy import select

from collab.accounts import queries as accounts
from collab.audit.models import Chain
from collab.audit.queries import first_break
from collab.db import db
from collab.errors import Stale
from collab.proposals.actions import commitments, drafting, provisions
from collab.proposals.models import Commitment, Proposal, Provision
from collab.proposals.queries import drafts
from tests.factories.accounts import author
from tests.factories.editions import terms
from tests.factories.proposals import start_proposal
from tests.support.databases import writing

WRITERS = 4


def at_once(app, work):
    """Runs `work(proposal, by, place)` in threads and transactions of their own; how often it was done, and stale."""
    ready, ends, crashes = threading.Barrier(WRITERS), [], []

    def run(place):
        try:
            ready.wait(timeout=30)
            with writing(app):
                by = accounts.acting("author@ho.example" if place % 2 else "author@moj.example")
                work(db.session.scalars(select(Proposal)).one(), by, place)
            ends.append("done")
        except Stale:
            ends.append("stale")
        except BaseException as crash:
            crashes.append(crash)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not crashes, crashes
    return sorted(ends)


@pytest.fixture
def started(writing_in):
    with writing_in():
        author("MOJ")
        start_proposal("HO", MOJ="joint")


def chains_are_whole(reading_in):
    with reading_in() as session:
        return [first_break(chain) for chain in session.scalars(select(Chain))] == [None] * len(
            session.scalars(select(Chain)).all()
        )


def test_each_provision_and_commitment_gets_its_own_number(app, started, reading_in):
    def add(proposal, by, place):
        provisions.add_provision(proposal, title=f"By {place}", text="Once.", by=by)
        commitments.add_commitment(proposal, terms=terms(proposal.provisions[0]), by=by)

    assert at_once(app, add) == ["done"] * WRITERS
    with reading_in() as session:
        assert sorted(session.scalars(select(Provision.number))) == [1, 2, 3, 4, 5]
        assert sorted(session.scalars(select(Provision.position))) == [1, 2, 3, 4, 5]
        assert sorted(session.scalars(select(Commitment.number))) == [1, 2, 3, 4]
    assert chains_are_whole(reading_in)


def test_of_equal_versions_one_is_saved(app, started, reading_in):
    def save(proposal, by, place):
        section = drafts.section(proposal, "problem")
        drafting.write_section(proposal, section, text=f"Text of {place}", version=1, by=by)

    assert at_once(app, save) == ["done"] + ["stale"] * (WRITERS - 1)
    with reading_in() as session:
        document = drafts.section(session.scalars(select(Proposal)).one(), "problem").document
        assert (document.revision, document.text[:8]) == (1, "Text of ")
    assert chains_are_whole(reading_in)
