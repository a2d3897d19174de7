"""Two people at the set-up at the same moment, on both databases."""

import threading

import pytest

from collab.audit.queries import chains, first_break
from collab.consultations import queries
from collab.consultations.actions import opening, questions, setup
from collab.consultations.queries import setup as reading
from collab.errors import Refused, Stale
from tests.factories import consultations as make
from tests.factories.accounts import author
from tests.factories.editions import published_edition, publisher


def at_once(writing_in, *acts):
    """Runs each act in a thread and a transaction of its own; returns what each raised, or None."""
    start, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait(5)  # outside of the transaction: SQLite lets in one writer at a time
            with writing_in():
                act()
        except (Refused, Stale) as error:
            raised[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return raised


@pytest.fixture
def address(writing_in):
    with writing_in():
        return make.ready(edition=reading.edition(published_edition().id, viewer=author("HO"))).address


def of(address, viewer):
    return queries.get(address, viewer=viewer)


def test_a_change_and_an_approval_never_both_count_on_the_same_version(writing_in, reading_in, address):
    with reading_in():
        by, second = author("HO"), publisher("HO")
        version = of(address, by).version

    def change():
        setup.change_reasons(of(address, by), reasons="Others", no_discarded_options_reason="", by=by, version=version)

    def approve():
        opening.approve_opening(of(address, second), by=second, version=version)

    raised = [error for error in at_once(writing_in, change, approve) if error]
    assert len(raised) == 1
    with reading_in():
        found = of(address, by)
        assert (found.reasons == "Others") != (found.opening_approved_at is not None)
        assert all(first_break(chain) is None for chain in chains())


def test_two_people_reword_one_question_and_one_is_told(writing_in, reading_in, address):
    with reading_in():
        by, other = author("HO"), author("MOJ")

    def reword(who, wording):
        found = of(address, who)
        question = reading.question(found, 1)
        typed = questions.entered(question)
        del typed["section"], typed["with_previous"]
        typed |= {"wording": wording, "is_required": True, "provision_id": None}
        questions.change_question(found, question, **typed, by=who, version=1)

    raised = at_once(writing_in, lambda: reword(by, "Do you?"), lambda: reword(other, "Would you?"))
    assert [type(error) for error in raised if error] == [Stale]
