"""Many at once, in real threads: what an edition says afterwards is what one after the other would have said."""

import threading

import pytest
from sqlalchemy import func, select

from collab.accounts import queries as accounts
from collab.audit.models import Chain, Entry, Event
from collab.audit.queries import first_break
from collab.db import db
from collab.errors import Refused
from collab.proposals.actions import clearance
from collab.proposals.models import Clearance, ClearanceDecision, ClearanceEnd, Edition, PartRole
from collab.proposals.queries import editions as queries
from tests.factories import editions as made
from tests.factories.accounts import author, signatory
from tests.support.databases import writing


def at_once(app, *works):
    """Runs each `work(edition)` in a thread and a transaction of its own, as nearly at once as can be; gives their ends.

    An end is "done" or the refusal's words; any other exception fails the test.
    """
    ready = threading.Barrier(len(works))
    ends: list[str] = [""] * len(works)
    crashes: list[BaseException] = []

    def run(place, work):
        try:
            ready.wait(timeout=30)
            with writing(app):
                work(db.session.scalars(select(Edition).order_by(Edition.number)).first())
            ends[place] = "done"
        except Refused as refusal:
            ends[place] = str(refusal)
        except BaseException as crash:
            crashes.append(crash)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not crashes, crashes
    return ends


def as_person(email, code):
    """The viewer is read in the thread's own transaction, as in a request."""
    return lambda: accounts.acting(email, code)


publisher = as_person("second-author@ho.example", "HO")
freezer = as_person("author@ho.example", "HO")
ago = as_person("signatory@ago.example", "AGO")


@pytest.fixture
def cleared(writing_in):
    with writing_in():
        made.cleared_edition()
        made.publisher()


def look(app, check):
    with writing(app):
        check(db.session.scalars(select(Edition)).one())
        for chain in db.session.scalars(select(Chain)):
            assert first_break(chain) is None


def count(event):
    return db.session.scalar(select(func.count(Entry.id)).where(Entry.event == event))


def test_twenty_publishes_are_one_publication(app, cleared):
    ends = at_once(app, *[lambda edition: clearance.publish(edition, by=publisher())] * 20)
    assert ends.count("done") == 1
    assert set(ends) == {"done", "This edition is published already."}

    def check(edition):
        assert (edition.publication_number, edition.proposal.reference[-4:]) == (1, "-001")
        assert count(Event.edition_published) == 1

    look(app, check)


@pytest.mark.parametrize("turn", range(5))
def test_publishing_races_with_recall(app, cleared, turn):
    works = [
        lambda edition: clearance.publish(edition, by=publisher()),
        lambda edition: clearance.recall(edition, reason="A comma", by=freezer()),
    ]
    ends = at_once(app, *(works if turn % 2 else works[::-1]))
    assert ends.count("done") == 1

    def check(edition):
        assert (edition.published_at is None) != (edition.recalled_at is None)
        said = db.session.scalars(select(Clearance)).all()
        assert {clearance.ended_why for clearance in said} == ({None} if edition.published_at else {ClearanceEnd.stale})
        assert count(Event.edition_published) + count(Event.edition_recalled) == 1

    look(app, check)


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("how", ["withdraws", "objects"])
def test_publishing_races_with_a_body_that_changes_its_mind(app, cleared, how, turn):
    def withdraw(edition):
        clearance.withdraw_clearance(edition, by=ago())

    def object_to(edition):
        clearance.object_to(edition, reason="Not so.", hash=edition.hash, by=ago())

    works = [lambda edition: clearance.publish(edition, by=publisher()), withdraw if how == "withdraws" else object_to]
    ends = at_once(app, *(works if turn % 2 else works[::-1]))
    assert ends.count("done") == 1

    def check(edition):
        cleared_by = {
            said.organisation_id
            for said in queries.current_clearances(edition)
            if said.decision is ClearanceDecision.cleared
        }
        needed = {
            part.organisation_id
            for part in edition.proposal.participations
            if part.role in (PartRole.lead, PartRole.joint)
        }
        assert (cleared_by == needed) == (edition.published_at is not None)

    look(app, check)


def test_twenty_clears_by_one_signatory_are_one(app, writing_in):
    with writing_in():
        made.frozen_edition()
        signatory("AGO")
    ends = at_once(app, *[lambda edition: clearance.clear(edition, hash=edition.hash, by=ago())] * 20)
    assert set(ends) == {"done"}

    def check(edition):
        assert db.session.scalar(select(func.count(Clearance.id))) == 1
        assert count(Event.edition_cleared) == 1

    look(app, check)


def test_freezing_at_once_makes_one_edition(app, writing_in):
    with writing_in():
        edition = made.frozen_edition()
        clearance.recall(edition, reason="Again", by=author("HO"))

    def freeze(edition):
        clearance.freeze(edition.proposal, change_note="Again", by=freezer())

    ends = at_once(app, *[freeze] * 10)
    assert ends.count("done") == 1
    with writing(app):
        assert [e.number for e in db.session.scalars(select(Edition).order_by(Edition.number))] == [1, 2]


@pytest.mark.parametrize("turn", range(3))
def test_freezing_races_with_an_edit(app, writing_in, turn):
    """Either the edit is in the frozen text, or it was refused: what is frozen is always what the working text says."""
    with writing_in():
        edition = made.frozen_edition()
        clearance.recall(edition, reason="Again", by=author("HO"))

    def freeze(edition):
        clearance.freeze(edition.proposal, change_note="Again", by=freezer())

    def edit(edition):
        assert len(edition.proposal.editions) >= 1  # read before the lock, and so perhaps out of date after it
        made.edit_provision(edition.proposal, "3.1", "Each body, asks only what no other body has asked.")

    ends = at_once(app, *[freeze, edit][:: 1 if turn % 2 else -1])
    assert ends.count("done") >= 1
    with writing(app):
        frozen = db.session.scalars(select(Edition).where(Edition.number == 2)).one()
        assert clearance._is_still_the_text(frozen)
