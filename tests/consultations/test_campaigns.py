"""Campaigns: found, confirmed, read as one, mended by people, and counted apart (N9)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.accounts.policy import SYSTEM
from collab.consultations import tasks
from collab.consultations.actions import campaigns as actions
from collab.consultations.models import Campaign, CampaignRun, Consideration, Consultation, Submission
from collab.consultations.queries import campaigns as queries
from collab.consultations.rules.answers import Given
from collab.db import db
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import DURING, open_consultation, response
from tests.support.page import words

LETTER = "I ask you to keep the rota as it is. Nobody told us why it has to change. Please think again about it."
OWN = LETTER.replace("Please think", "My sister waited for two years. Please think")


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def sent(*texts):
    """A consultation with these answers, a minute after each other, and one that is like none."""
    consultation = open_consultation()
    for place, said in enumerate(
        [*texts, "Something else entirely, which nobody but me has ever thought about, I am sure."]
    ):
        response(consultation, {1: Given(keys=("agree",)), 2: Given(words=said)}, at=DURING + timedelta(minutes=place))
    return consultation


def test_a_campaign_from_its_finding_to_being_read_as_one(writing_in, reading_in, client):
    with writing_in():
        consultation = sent(LETTER, LETTER.upper(), LETTER, OWN)
        here = f"/consultations/{consultation.reference}"
        receipts = [one.receipt for one in analysis.submissions(consultation)]
        analysis.theme(consultation)
    sign_in(client, "author@ho.example")
    done = client.follow(client.submit(f"{here}/campaigns", press="Look for campaigns"))
    assert "5 responses compared: 4 in 1 campaign" in words(done.text)
    assert "5 responses, 2 different, 4 in 1 campaign" in words(done.text)
    assert "Campaign 1 4 1 4 Found by the computer" in words(done.text)
    page = client.get_ok(f"{here}/campaigns/1")
    assert "My sister waited for two years." in words(page.text)
    assert "4 responses: 1 adds words, 3 say what the letter says or less of it." in words(page.text)
    assert receipts[3] in page.text
    assert receipts[1] not in page.text
    assert receipts[1] in client.get_ok(f"{here}/campaigns/1?adds=no").text
    # what nobody confirmed is not read as one
    client.submit(f"{here}/responses/{receipts[0]}", press="Mark as read and go to next unread")
    with reading_in() as session:
        assert session.query(Submission).filter(Submission.read_at.is_not(None)).count() == 1
    confirmed = client.follow(client.submit(f"{here}/campaigns/1", press="Confirm this campaign"))
    assert "2 copies read with its letter" in words(confirmed.text)
    client.follow(client.submit(f"{here}/responses/{receipts[0]}", press="Save", question_2=["1"]))
    with reading_in() as session:
        found = {one.receipt: one for one in session.scalars(select(Submission))}
        assert [found[one].consideration for one in receipts] == [Consideration.coded] * 3 + [Consideration.unread] * 2
        assert [len(found[one].codings) for one in receipts] == [1, 1, 1, 0, 0]
    named = client.follow(client.submit(f"{here}/campaigns/1", name="Keep the rota"))
    assert "Keep the rota" in words(named.text)
    assert "3 read and 2 not read yet" in words(client.get_ok(f"{here}/responses").text)
    assert "campaign Keep the rota" in words(client.get_ok(f"{here}/responses").text)
    assert "2 different ones, 4 in 1 campaign" in words(client.get_ok(f"{here}/report").text)


def test_what_people_said_stands_through_the_next_run(writing_in, client):
    with writing_in():
        consultation = sent(LETTER, LETTER, LETTER, LETTER, OWN)
        here = f"/consultations/{consultation.reference}"
        receipts = [one.receipt for one in analysis.submissions(consultation)]
        actions.look_for_campaigns(consultation, by=author("HO"))
    sign_in(client, "author@ho.example")
    gone = client.follow(client.submit(f"{here}/campaigns/1?adds=all", to=f"{receipts[0]}/split"))
    assert f"Response {receipts[0]} is split off" in words(gone.text)
    client.follow(client.submit(f"{here}/responses/{receipts[5]}/handling", campaign="By hand"))
    with writing_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        assert session.get(Submission, queries.get(consultation, 1).letter_id).receipt == receipts[1]
        actions.look_for_campaigns(consultation, by=author("HO"))
        session.flush()
        found = {one.receipt: one.campaign for one in session.scalars(select(Submission))}
        assert [found[one] for one in receipts] == ["", *["Campaign 1"] * 4, "By hand"]
        # one that is changed by who sent it leaves, and a machine's campaign that is too small goes
        held = session.scalars(select(Submission).where(Submission.receipt == receipts[1])).one()
        actions.leave(held, by=author("HO"))
        for one in receipts[2:4]:
            actions.put_in(
                session.scalars(select(Submission).where(Submission.receipt == one)).one(), "", by=author("HO")
            )
        session.flush()
        session.expire_all()
        actions.look_for_campaigns(consultation, by=author("HO"))
        session.flush()
        assert [one.name for one in session.scalars(select(Campaign))] == ["By hand"]


def test_many_responses_are_left_to_the_worker(writing_in, reading_in, client, app, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    monkeypatch.setattr(queries, "FRESH", 4)
    with writing_in():
        here = f"/consultations/{sent(LETTER, LETTER, LETTER).reference}/campaigns"
        author("HO")
    sign_in(client, "author@ho.example")
    waiting = client.follow(client.submit(here, press="Look for campaigns"))
    assert "Responses are being compared." in words(waiting.text)
    with app.app_context():
        tasks.look_for_campaigns()
        tasks.look_for_campaigns()
    assert "4 responses with words, 3 in 1 campaign" in words(client.get_ok(here).text)
    with reading_in() as session:
        assert session.query(CampaignRun).count() == 1
    with app.app_context():
        tasks.ask_for_campaigns()
    with reading_in() as session:
        assert session.query(CampaignRun).count() == 1  # no response came since
    with writing_in():
        consultation = db.session.scalars(select(Consultation)).one()
        run = actions.ask_for_run(consultation, by=SYSTEM)
        run.started_at = AFTER - queries.GIVEN_UP
        db.session.flush()
        assert queries.waiting() == [run.id]  # its process was killed: it is begun again
