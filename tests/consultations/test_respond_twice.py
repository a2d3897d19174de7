"""One intent, one effect: double clicks, retries, the back button and two windows make one response."""

import threading
import uuid

import pytest
import time_machine
from sqlalchemy import func, select

from collab.audit.models import Entry, Event
from collab.consultations.models import Submission, SubmissionDraft, SubmissionRevision, SubmissionToken
from collab.notifications.models import Message
from collab.web.models import IdempotencyKey
from tests.factories.submissions import DURING, open_consultation
from tests.support.page import Page, words

AT_ONCE = 50
EMAIL = "canary-respondent@example.com"


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def token(client, writing_in):
    """The token of a draft that needs only its check page."""
    with writing_in():
        start = f"/consultations/{open_consultation().reference}/respond"
    first = client.follow(client.submit(start, press="Start now"))
    token = first.request.path.split("/")[3]
    client.submit(first, {"answer": "agree"})
    client.submit(f"/responses/draft/{token}/about/who", {"on_behalf_of": "self", "respondent_type": "magistrate"})
    client.submit(f"/responses/draft/{token}/about/contact", {"email": EMAIL})
    return token


def hidden(response):
    page = Page(response.text)
    return {f.get("name"): f.get("value") for f in page.elements("input") if f.get("type") == "hidden"}


def count(session, kind):
    return session.scalar(select(func.count()).select_from(kind))


def sent_once(session):
    """Nothing happened twice."""
    received = select(func.count()).select_from(Entry).where(Entry.event == Event.submission_received)
    kinds = (Submission, SubmissionRevision, SubmissionToken, Message)
    return [count(session, kind) for kind in kinds] == [1, 1, 1, 1] and session.scalar(received) == 1


@pytest.mark.parametrize("same_key", [True, False])
def test_fifty_at_once_make_one_response(app, client, token, reading_in, same_key):
    check = client.get_ok(f"/responses/draft/{token}/check")
    fields, cookie = hidden(check), client.get_cookie("collab").value
    ready, answers = threading.Barrier(AT_ONCE), []

    def send():
        one = app.test_client()
        one.set_cookie("collab", cookie)
        key = fields["idempotency_key"] if same_key else uuid.uuid4().hex
        ready.wait()
        answer = one.post(f"/responses/draft/{token}/check", data={**fields, "idempotency_key": key})
        answers.append((answer.status_code, answer.location))

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(303, f"/responses/draft/{token}/sent")] * AT_ONCE
    with reading_in() as session:
        assert sent_once(session)


def test_a_replay_leads_to_the_same_receipt_and_link(client, token, reading_in):
    check = client.get_ok(f"/responses/draft/{token}/check")
    pages = [client.follow(client.submit(check, press="Send your response")) for _ in range(3)]
    assert len({words(page.text) for page in pages}) == 1
    with reading_in() as session:
        assert sent_once(session)


def test_the_back_button_leads_to_the_receipt(client, token, reading_in):
    check = client.get_ok(f"/responses/draft/{token}/check")
    done = client.follow(client.submit(check, press="Send your response"))
    for step in ("check", "questions/1", "about/who"):
        back = client.get(f"/responses/draft/{token}/{step}")
        assert back.status_code == 302
        assert words(client.follow(back).text) == words(done.text)
    again = client.post(check.request.path, data={**hidden(check), "idempotency_key": uuid.uuid4().hex})
    assert words(client.follow(again).text) == words(done.text)
    with reading_in() as session:
        assert sent_once(session)


def test_a_window_left_open_cannot_change_what_was_sent_and_loses_nothing(client, token, reading_in):
    left_open = client.get_ok(f"/responses/draft/{token}/questions/2")
    client.submit(f"/responses/draft/{token}/check", press="Send your response")
    late = client.submit(left_open, {"answer": "One thing more"})
    assert late.status_code == 409
    assert "You have sent this response already" in words(late.text)
    assert "One thing more" in words(late.text)
    with reading_in() as session:
        assert sent_once(session)
        assert len(session.scalars(select(Submission)).one().answers) == 1


def test_two_windows_on_one_question_overwrite_nothing_in_silence(client, token):
    address = f"/responses/draft/{token}/questions/2"
    one, other = client.get_ok(address), client.get_ok(address)
    assert client.submit(one, {"answer": "From the first window"}).status_code == 303
    clash = client.submit(other, {"answer": "From the second window"})
    assert clash.status_code == 409
    assert "From the first window" in words(clash.text)
    assert "From the second window" in clash.text
    assert client.submit(clash, press="Save and continue").status_code == 303
    assert "From the second window" in client.get_ok(address).text


def test_two_windows_on_two_questions_do_not_disturb_each_other(client, token):
    second, third = (client.get_ok(f"/responses/draft/{token}/questions/{number}") for number in (2, 3))
    assert client.submit(third, {"answer": "no"}).status_code == 303
    assert client.submit(second, {"answer": "Because"}).status_code == 303


def test_answers_that_changed_since_they_were_checked_are_checked_again(client, token, reading_in):
    check = client.get_ok(f"/responses/draft/{token}/check")
    client.submit(f"/responses/draft/{token}/questions/2", {"answer": "Changed in between"})
    again = client.submit(check, press="Send your response")
    assert again.status_code == 409
    assert "changed in another window" in words(again.text)
    assert "Changed in between" in words(again.text)
    with reading_in() as session:
        assert count(session, Submission) == 0
    assert client.submit(again, press="Send your response").status_code == 303


def test_no_token_is_stored(client, token, reading_in):
    """The draft's token and the private link's are nowhere in the database but in the mail that waits to be sent."""
    done = client.follow(client.submit(f"/responses/draft/{token}/check", press="Send your response"))
    link = next(a.get("href") for a in Page(done.text).elements("a") if "/responses/" in a.get("href", ""))
    private = link.rpartition("/")[2]
    client.submit(f"/responses/{private}", press="Change your response")
    client.submit(f"/responses/{private}/withdraw", press="Withdraw your response")
    client.follow(client.get(f"/responses/draft/{token}/check"))
    found = []
    with reading_in() as session:
        for table in IdempotencyKey.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                held = repr(dict(row))
                found += [
                    (table.name, name) for name, secret in (("draft", token), ("link", private)) if secret in held
                ]
        assert count(session, SubmissionDraft) == 2
    assert set(found) == {("outbox_messages", "link")}
