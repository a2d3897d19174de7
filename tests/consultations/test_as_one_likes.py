"""All questions on one page for those who like it, and a link with which to go on later, shown and mailed."""

import re

import time_machine
from sqlalchemy import select

from collab.consultations.models import Submission, SubmissionDraft
from collab.notifications.models import Message
from tests.consultations.test_sections_and_paths import address as address
from tests.factories.submissions import CLOSES
from tests.support.page import words


def test_all_on_one_page_and_back_again(client, address, reading_in):
    every = client.follow(client.submit(f"{address}/respond", press="Start now", layout="all"))
    here = every.request.path.removesuffix("/all")
    said = words(every.text)
    for expected in (
        "Costs",
        "Question 4 of 4",
        "Asked only if the answer to question 1 is “Yes”",
        "Twice means two times.",
    ):
        assert expected in said
    other = client.get_ok(every.request.path)
    saved = client.submit(every, {"answer_1": "yes", "answer_2": "Two forms", "answer_4": "Not asked of me"})
    assert saved.location == f"{here}/about/who"
    clash = client.submit(other, {"answer_1": "yes", "answer_2": "Three forms"})
    assert clash.status_code == 409
    assert "Two forms" in words(clash.text)
    assert client.get(here).location == f"{here}/questions/3"
    client.submit(f"{here}/about/who", on_behalf_of="self", respondent_type="victim")
    check = client.get_ok(f"{here}/check")
    assert "Question 3: choose one answer" in words(check.text)
    assert "Not asked of me" not in words(check.text)
    one = client.get_ok(f"{here}/questions/3")
    assert "See all questions on one page" in words(one.text)
    client.submit(one, {"answer": "yes"})
    assert client.get(here).location == f"{here}/check"
    assert client.submit(f"{here}/check", press="Send your response").status_code == 303
    with reading_in() as session:
        answers = session.scalars(select(Submission)).one().answers
        assert [one.question_version.question.number for one in answers] == [1, 2, 3]
    assert client.get(here, follow_redirects=True).request.path == f"{here}/sent"


def test_the_link_to_go_on_is_shown_and_mailed_three_times_at_most(client, address, reading_in):
    first = client.follow(client.submit(f"{address}/respond", press="Start now"))
    here = first.request.path.removesuffix("/questions/1")
    page = client.get_ok(f"{here}/link")
    link = re.search(r"http://\S+/responses/draft/[\w-]{43}", words(page.text))[0]
    assert "Enter an email address like" in words(client.submit(page, email="nobody").text)
    for sent in range(4):
        answer = client.submit(f"{here}/link", email=f"canary-{sent}@example.com")
        assert answer.status_code == (303 if sent < 3 else 422)
    assert "The link was sent 3 times already" in words(answer.text)
    with reading_in() as session:
        mails = session.scalars(select(Message).order_by(Message.to)).all()
        assert [mail.to for mail in mails] == [f"canary-{sent}@example.com" for sent in range(3)]
        assert link in mails[0].body
        assert "You can send it until the end of 29 November 2026." in mails[0].body
        draft = session.scalars(select(SubmissionDraft)).one()
        assert "canary" not in f"{draft.answers} {draft.about}"
    with time_machine.travel(CLOSES, tick=False):
        assert client.get(f"{here}/link").status_code == 410
