"""A respondent's way from the start page to the receipt."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from collab import text
from collab.consultations.models import Channel, Question, QuestionType, Submission, SubmissionDraft
from collab.consultations.rules import links
from collab.notifications.models import Message
from tests.factories.submissions import CLOSES, DURING, OPENS, PERSON, new_version, open_consultation, response
from tests.support.browser import expect_fit
from tests.support.page import Page, words

EMAIL = "canary-respondent@example.com"


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def start(writing_in):
    """The start page's address of an open consultation."""
    with writing_in():
        return f"/consultations/{open_consultation().reference}/respond"


def begin(client, start, **more):
    """The first question's page."""
    return client.follow(client.submit(start, press="Start now", **more))


def answer_all(client, page, email=EMAIL):
    """From the first question to the check page."""
    for fields in (
        {"answer": "agree"},
        {"answer": "Ask later.\r\n\r\nAnd say it simply."},
        {"answer": "yes"},
        {"answer": ["o1", "o3"]},
        {},
        {"on_behalf_of": "organisation", "respondent_type": "voluntary_sector_national"},
        {"organisation_name": "A youth justice charity", "represents": "34 members"},
        {"name": "", "email": email},
        {"publish_preference": "publish_organisation_name_only"},
    ):
        page = client.follow(client.submit(page, fields, press="Save and continue"))
    return page


def test_the_whole_way(client, start, reading_in):
    first = begin(client, start)
    assert "Question 1 of 5" in words(first.text)
    check = answer_all(client, first)
    said = words(check.text)
    for expected in ("Agree", "And say it simply.", "The rota Time", "Not answered", "A youth justice charity", EMAIL):
        assert expected in said
    sent = client.submit(check, press="Send your response")
    assert sent.status_code == 303
    done = client.follow(sent)
    receipt = re.search(r"R-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", words(done.text))[0]
    link = re.search(r"http://[^\s]+/responses/[\w-]{43}", words(done.text))[0]
    private = client.get_ok("/responses/" + link.rpartition("/")[2])
    assert receipt in words(private.text)
    assert "Ask later." in words(private.text)
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert (stored.receipt, stored.channel, stored.received_at.date()) == (receipt, Channel.web, DURING.date())
        assert [(a.position, a.keys, a.words) for a in stored.answers] == [
            (1, ["agree"], ""),
            (2, [], "Ask later.\n\nAnd say it simply."),
            (3, ["yes"], ""),
            (4, ["o1", "o3"], ""),
        ]
        draft = session.scalars(select(SubmissionDraft)).one()
        assert (draft.answers, draft.about, draft.revision.submission) == ({}, {}, stored)
        mail = session.scalars(select(Message)).one()
        assert mail.to == EMAIL
        assert receipt in mail.subject
        assert link in mail.body
        assert "Demonstration" not in mail.body


def test_a_required_question_cannot_be_skipped_and_an_optional_one_can(client, start):
    first = begin(client, start)
    refused = client.submit(first, press="Save and continue")
    assert refused.status_code == 422
    assert "Choose one answer" in words(refused.text)
    second = client.follow(client.submit(first, {"answer": "agree"}))
    assert "Why? (optional)" in words(second.text)
    assert "Question 3 of 5" in words(client.follow(client.submit(second)).text)


def test_what_was_typed_stays_when_it_is_too_long(client, start):
    second = client.follow(client.submit(begin(client, start), {"answer": "agree"}))
    refused = client.submit(second, {"answer": "x" * 201})
    assert refused.status_code == 422
    assert "Your answer must be 200 characters or fewer. It is 1 too long" in words(refused.text)
    assert "x" * 201 in refused.text
    assert client.submit(second, {"answer": "x" * 200}).status_code == 303


@pytest.mark.parametrize("bad", ["a\x00b", "\x0b.", "a\x1b[0m"])
def test_a_character_that_cannot_be_stored_is_refused_in_words(client, start, bad):
    second = client.follow(client.submit(begin(client, start), {"answer": "agree"}))
    refused = client.submit(second, {"answer": bad})
    assert refused.status_code == 422
    assert "a character that cannot be stored" in words(refused.text)


def test_such_a_character_in_a_name_is_refused_too(client, start):
    first = begin(client, start)
    token = first.request.path.split("/")[3]
    for bad in ("a\x00b", "\x1c."):
        refused = client.submit(f"/responses/draft/{token}/about/contact", {"name": bad})
        assert refused.status_code == 422
        assert "cannot be stored" in words(refused.text)


def test_changing_an_answer_leads_back_to_the_check_page(client, start):
    check = answer_all(client, begin(client, start))
    change = next(a for a in Page(check.text).elements("a") if "questions/2" in a.get("href", ""))
    back = client.submit(change.get("href"), {"answer": "Something else"})
    assert back.location.endswith("/check")
    assert "Something else" in words(client.follow(back).text)


def test_somebody_who_answers_for_an_organisation_after_all_is_asked_its_name(client, start):
    first = begin(client, start)
    token = first.request.path.split("/")[3]
    who = f"/responses/draft/{token}/about/who"
    client.submit(who, {"on_behalf_of": "self", "respondent_type": "other"})
    asked = client.submit(who + "?then=check", {"on_behalf_of": "organisation", "respondent_type": "other"})
    assert "/about/organisation" in asked.location
    back = client.submit(asked.location, {"organisation_name": "A charity"})
    assert back.location.endswith("/check")


def test_the_check_page_names_what_is_missing_and_cannot_be_sent(client, start):
    first = begin(client, start)
    token = first.request.path.split("/")[3]
    check = client.get_ok(f"/responses/draft/{token}/check")
    assert "Question 1: choose one answer" in words(check.text)
    assert "Choose who you are answering for" in words(check.text)
    assert "Send your response" not in words(check.text)


def test_welsh_wording_is_shown_to_those_who_ask_for_it(client, start, reading_in):
    first = begin(client, start, language="cy")
    assert "Ydych chi'n cytuno?" in words(first.text)
    assert "Cytuno" in words(first.text)
    second = client.follow(client.submit(first, {"answer": "agree"}))
    assert "Why?" in words(second.text)


def test_no_choice_of_the_language_of_questions_without_welsh_wording(client, writing_in):
    with writing_in():
        plain = open_consultation(questions=False)
        reference = plain.reference
    assert 'name="language"' not in client.get_ok(f"/consultations/{reference}/respond").text


def test_the_start_button_pressed_twice_makes_one_draft(client, start, reading_in):
    page = client.get_ok(start)
    first, second = (client.submit(page, press="Start now") for _ in range(2))
    assert first.location == second.location
    with reading_in() as session:
        assert len(session.scalars(select(SubmissionDraft)).all()) == 1


def test_an_unknown_token_is_an_unknown_page(client, start):
    unknown = client.get("/nothing/here")
    for address in (
        "/responses/abc",
        "/responses/draft",
        f"/responses/draft/{links.fresh()}/check",
        "/responses/%ED%A0%80",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert words(answer.text) == words(unknown.text)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 410), (1, 410)])
def test_the_end_is_exact(client, start, seconds, status):
    check = answer_all(client, begin(client, start))
    with time_machine.travel(CLOSES + timedelta(seconds=seconds), tick=False):
        assert client.submit(check, press="Send your response").status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 404), (0, 200)])
def test_the_beginning_is_exact(client, start, seconds, status):
    with time_machine.travel(OPENS + timedelta(seconds=seconds), tick=False):
        assert client.get(start).status_code == status


def test_after_closing_all_that_was_typed_can_be_copied(client, start):
    second = client.follow(client.submit(begin(client, start), {"answer": "disagree"}))
    with time_machine.travel(CLOSES, tick=False):
        late = client.post(
            second.request.path,
            data={**_hidden(second), "answer": "Typed too late, but not lost"},
        )
        assert late.status_code == 410
        said = words(late.text)
        for expected in (
            "This consultation has closed",
            "Disagree",
            "Typed too late, but not lost",
            "advice@ho.example",
        ):
            assert expected in said
        again = client.get(second.request.path)
        assert again.status_code == 410
        assert "Disagree" in words(again.text)
        assert client.get(start).status_code == 410


def test_a_withdrawn_consultation_takes_nothing(client, writing_in, start, reading_in):
    from collab.consultations.models import Consultation

    second = client.follow(client.submit(begin(client, start), {"answer": "disagree"}))
    with writing_in() as session:
        session.scalars(select(Consultation)).one().withdrawn_at = DURING
    gone = client.get(second.request.path)
    assert gone.status_code == 410
    assert "This consultation was withdrawn" in words(gone.text)


@pytest.fixture
def question_two(client, start):
    """The address of the question that is answered in words."""
    return begin(client, start).request.path.replace("questions/1", "questions/2")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.text(max_size=60))
def test_an_answer_comes_back_as_it_was_typed(client, question_two, reading_in, typed):
    """Any text: stored in NFC without blanks around it and shown so, or refused in words; the same on both databases."""
    page = client.get_ok(question_two)
    answer = client.post(page.request.path, data={**_hidden(page), "answer": typed})
    if not typed.strip():
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == (303 if text.is_storable(typed) else 422)
    if answer.status_code == 303:
        with reading_in() as session:
            (stored,) = session.scalars(select(SubmissionDraft)).one().answers.values()
        assert stored["words"] == text.normalise(typed).strip()
        shown = next(Page(client.get_ok(page.request.path).text).elements("textarea"))
        assert (shown.text or "") == stored["words"]


def _hidden(response):
    page = Page(response.text)
    return {f.get("name"): f.get("value") for f in page.elements("input") if f.get("type") == "hidden"}


def test_a_question_that_changes_meanwhile_is_answered_again(client, question_two, writing_in, reading_in):
    """N6: nobody's answer counts for words that they did not read, and what was sent keeps the version it answered."""
    page = client.get_ok(question_two)
    with writing_in() as session:
        asked = session.scalars(select(Question).where(Question.number == 2)).one()
        new_version(asked, QuestionType.free_text, "Why, and for whom?")
    refused = client.submit(page, {"answer": "Because"})
    assert refused.status_code == 422
    assert "This question was changed while you answered" in words(refused.text)
    assert "Why, and for whom?" in words(refused.text)
    assert "Because" in refused.text
    assert client.submit(refused, press="Save and continue").status_code == 303
    with writing_in() as session:
        asked = session.scalars(select(Question).where(Question.number == 2)).one()
        new_version(asked, QuestionType.free_text, "Why at all?")
    check = client.get_ok(question_two.replace("questions/2", "check"))
    assert "Question 2 was changed after you answered it" in words(check.text)


def test_a_demonstration_says_so_in_its_mail(writing_in):
    with writing_in() as session:
        person = replace(PERSON, email=EMAIL)
        response(open_consultation(is_demonstration=True), about=person)
        mail = session.scalars(select(Message)).one()
        assert mail.subject.startswith("Demonstration: invented content")
        assert mail.body.startswith("Demonstration: invented content")
        assert "21 February 2027" in mail.body


def test_the_way_at_390_pixels_without_javascript(page_nojs, writing_in):
    with writing_in():
        start = f"/consultations/{open_consultation().reference}/respond"
    page = page_nojs(width=390)

    def go_on():
        with page.expect_navigation():
            page.get_by_role("button", name="Save and continue").click()

    page.goto(start)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Agree", exact=True).check()
    for _ in range(5):
        go_on()
    page.get_by_label("Myself").check()
    page.get_by_label("Magistrate").check()
    for heading in ("About you", "How we can reach you", "Publishing what you wrote"):
        expect_fit(page, heading)
        go_on()
    expect_fit(page, "Check your answers")
    page.get_by_role("button", name="Send your response").click()
    expect_fit(page, "Response received")
    page.locator("main a").first.click()
    expect_fit(page, "Your response")
