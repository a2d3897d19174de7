"""The respondent's private page: reading, changing and withdrawing a response."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.audit.models import Entry
from collab.consultations.models import Consideration, ExclusionReason, Submission
from collab.consultations.rules import links
from collab.notifications.models import Message
from tests.factories.accounts import sign_in
from tests.factories.submissions import CLOSES, DURING, PERSON, open_consultation, response
from tests.support.page import Page, words


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def private(writing_in):
    """The address of the private page of a response with an email address."""
    from dataclasses import replace

    with writing_in() as session:
        response(open_consultation(), about=replace(PERSON, email="canary-respondent@example.com"))
        body = session.scalars(select(Message.body)).one()
    return "/responses/" + re.search(r"responses/([\w-]+)", body)[1]


def test_it_shows_what_was_sent(client, private):
    said = words(client.get_ok(private).text)
    for expected in ("Agree", "Ask later, and say it simply.", "The rota Travel", "Magistrate", "2 November 2026"):
        assert expected in said


def test_changing_makes_the_next_revision_and_keeps_the_first(client, private, reading_in):
    check = client.follow(client.submit(private, press="Change your response"))
    token = check.request.path.split("/")[3]
    client.submit(f"/responses/draft/{token}/questions/1?then=check", {"answer": "disagree"})
    sent = client.submit(f"/responses/draft/{token}/check", press="Send the changes")
    assert "Changes received" in words(client.follow(sent).text)
    assert "Disagree" in words(client.get_ok(private).text)
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert [revision.answers[0].keys for revision in stored.revisions] == [["agree"], ["disagree"]]
        assert stored.received_at.replace(microsecond=0) == DURING
        assert len(session.scalars(select(Message)).all()) == 2


def test_changing_after_it_was_read_makes_it_unread(client, private, writing_in, reading_in):
    with writing_in() as session:
        stored = session.scalars(select(Submission)).one()
        reader = stored.consultation.opening_approved_by_id
        stored.consideration, stored.read_at, stored.read_by_id = Consideration.read, DURING, reader
    check = client.follow(client.submit(private, press="Change your response"))
    client.submit(check, press="Send the changes")
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert (stored.consideration, stored.read_at) == (Consideration.unread, None)


def test_changes_begun_before_other_changes_do_not_overwrite_them(client, private, reading_in):
    first = client.follow(client.submit(private, press="Change your response"))
    done = client.follow(client.submit(first, press="Send the changes"))
    other_link = next(a.get("href") for a in Page(done.text).elements("a") if "/responses/" in a.get("href", ""))
    other_link = "/responses/" + other_link.rpartition("/")[2]
    two = [client.follow(client.submit(link, press="Change your response")) for link in (private, other_link)]
    assert client.submit(two[0], press="Send the changes").status_code == 303
    refused = client.submit(two[1], press="Send the changes")
    assert refused.status_code == 422
    assert "You sent other changes since" in words(refused.text)
    with reading_in() as session:
        assert len(session.scalars(select(Submission)).one().revisions) == 3


def test_withdrawing_happens_once_and_ends_it(client, private, reading_in):
    page = client.get_ok(f"{private}/withdraw")
    for _ in range(2):
        done = client.follow(client.submit(page, press="Withdraw your response"))
        assert "You have withdrawn your response" in words(done.text)
    assert "You withdrew this response" in words(client.get_ok(private).text)
    hidden = {f.get("name"): f.get("value") for f in Page(page.text).elements("input")}
    refused = client.post(f"{private}/amend", data={**hidden, "idempotency_key": uuid.uuid4().hex})
    assert refused.status_code == 422
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert stored.consideration is Consideration.excluded
        assert stored.exclusion_reason is ExclusionReason.withdrawn_by_respondent
        assert stored.answers


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 410)])
def test_it_can_be_changed_and_withdrawn_until_the_end(client, private, seconds, status):
    own, withdrawal = client.get_ok(private), client.get_ok(f"{private}/withdraw")
    with time_machine.travel(CLOSES + timedelta(seconds=seconds), tick=False):
        assert client.submit(own, press="Change your response").status_code == status
        assert client.submit(withdrawal, press="Withdraw your response").status_code == status
        assert client.get(private).status_code == 200


def test_after_closing_the_page_offers_no_change(client, private):
    with time_machine.travel(CLOSES, tick=False):
        assert "Change your response" not in client.get_ok(private).text


def test_an_ended_link_is_an_unknown_page(client, private, writing_in):
    with writing_in() as session:
        session.scalars(select(Submission)).one().tokens[0].ended_at = DURING
    assert client.get(private).status_code == 404
    assert client.get(f"/responses/{links.fresh()}/withdraw").status_code == 404


def test_the_record_names_nobody_even_when_an_official_answers_signed_in(client, writing_in, reading_in):
    with writing_in():
        start = f"/consultations/{open_consultation().reference}/respond"
    sign_in(client, "author@ho.example")
    first = client.follow(client.submit(start, press="Start now"))
    token = first.request.path.split("/")[3]
    client.submit(first, {"answer": "agree"})
    client.submit(f"/responses/draft/{token}/about/who", {"on_behalf_of": "self", "respondent_type": "other"})
    client.submit(f"/responses/draft/{token}/check", press="Send your response")
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert (stored.entered_by_id, stored.entered_membership_id) == (None, None)
        entries = session.scalars(select(Entry).where(Entry.root_id == stored.consultation_id)).all()
        assert [(entry.person_id, entry.organisation_id) for entry in entries] == [(None, None)]


def test_nothing_private_is_on_a_public_page(client, private, reading_in):
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        reference, receipt = stored.consultation.reference, stored.receipt
    canaries = ("canary-respondent", receipt, private.rpartition("/")[2], "Ask later, and say it simply")
    assert all(canary in client.get_ok(private).text for canary in canaries[:2])
    for address in ("/", "/consultations", f"/consultations/{reference}", f"/consultations/{reference}/respond"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert not [canary for canary in canaries if canary in page.text], address
