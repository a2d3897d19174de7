"""Rankings, tables, numbers, dates and options that stand alone: from the author's form to what is published."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.consultations.actions import questions
from collab.consultations.models import Consultation, PublicFeedback, QuestionType, Submission
from collab.consultations.queries import setup as reading
from collab.documents.models import Document
from tests.factories import consultations as make
from tests.factories.accounts import author, sign_in, signatory
from tests.factories.submissions import CLOSES, DURING, PERSON, ask, open_consultation, response
from tests.support.page import words

LISTED = {"options": "Courts\nPolice\nPrisons", "options_cy": "Llysoedd\nHeddlu\nCarchardai"}
KINDS = {
    QuestionType.rank: LISTED,
    QuestionType.matrix: {"options": "Well\nBadly", "options_cy": "Da\nDrwg", "rows": "Speed\nCare", "rows_cy": "Cyflymder\nGofal"},
    QuestionType.number: {"least": Decimal(0), "most": Decimal(24), "unit": "hours", "unit_cy": "awr"},
    QuestionType.date: {},
    QuestionType.multi: LISTED | {"exclusive": "None of these", "exclusive_cy": "Dim un"},
}  # fmt: skip
GIVEN = (
    {"answer-o2": "1", "answer-o1": "2"},
    {"answer-r1": "o2", "answer-r2": "o1"},
    {"answer": "2.50"},
    {"answer": date(2026, 10, 8)},
    {"answer": ["o4"]},
)
SAID = (
    "1. Police 2. Courts",
    "Speed: Badly Care: Well",
    "2.5 hours",
    "8 October 2026",
    "None of these",
)
WRONG = (
    ({"answer-o1": "1", "answer-o2": "1"}, "You gave place 1 twice"),
    ({}, "Choose an answer in every row"),
    ({"answer": "24.01"}, "Enter a number from 0 to 24"),
    ({"answer-day": "31", "answer-month": "2", "answer-year": "2026"}, "The date must be a real date"),
    ({"answer": ["o1", "o4"]}, "You chose an answer that excludes the others"),
)


@pytest.fixture
def asked(writing_in):
    """The address of an open consultation with a question of each of these kinds, the table required."""
    with time_machine.travel(DURING, tick=True):
        with writing_in():
            consultation = open_consultation(questions=False)
            for kind, typed in KINDS.items():
                ask(consultation, kind, f"Which {kind.value}?", cy=f"Pa {kind.value}?", is_required=kind is QuestionType.matrix, **typed)  # fmt: skip
            address = f"/consultations/{consultation.reference}"
        yield address


def test_an_author_writes_them_and_each_comes_back_as_it_was_typed(client, writing_in, reading_in):
    with writing_in():
        at = f"/consultations/{make.started().address}/questions"
    sign_in(client, "author@ho.example")
    for kind, typed in KINDS.items():
        sent = client.submit(f"{at}/new", {"type": kind.value, "wording": "Which?", "wording_cy": "Pa un?", **typed})
        assert sent.status_code == 303, words(sent.text)
    with reading_in() as session:
        found = session.scalars(select(Consultation)).one()
        for question, (kind, typed) in zip(reading.questions(found), KINDS.items(), strict=True):
            held = questions.entered(question)
            assert (held["type"], held["wording_cy"]) == (kind, "Pa un?")
            assert {name: held[name] for name in typed} == typed
    refused = client.submit(f"{at}/new", {"type": "matrix", "wording": "Which?", "options": "One\nTwo"})
    assert refused.status_code == 422
    assert "Enter from 1 to 20 rows, one a line" in words(refused.text)
    client.submit(f"{at}/2", rows="Care\nPrice\nSpeed", rows_cy="")
    with reading_in() as session:
        table = reading.questions(session.scalars(select(Consultation)).one())[1].current
        assert [(row.label.en.text, row.key) for row in table.rows] == [
            ("Care", "r2"),
            ("Price", "r3"),
            ("Speed", "r1"),
        ]
    preview = words(client.get_ok(f"{at}/preview").text)
    for expected in ("No place", "Speed: Well", "From 0 to 24. (hours)", "Month", "or None of these"):
        assert expected in preview


def test_a_respondent_answers_each_and_mistakes_are_said_where_they_are(client, asked, reading_in):
    page = client.follow(client.submit(f"{asked}/respond", press="Start now", language="en"))
    for (wrong, message), given in zip(WRONG, GIVEN, strict=True):
        refused = client.submit(page, wrong, press="Save and continue")
        assert refused.status_code == 422
        assert message in words(refused.text)
        page = client.follow(client.submit(page, given, press="Save and continue"))
    token = page.request.path.split("/")[3]
    for number in range(1, len(GIVEN) + 1):  # what was saved comes back in its controls
        again = client.submit(f"/responses/draft/{token}/questions/{number}?then=check", press="Save and continue")
        assert again.status_code == 303, words(again.text)
    client.submit(f"/responses/draft/{token}/about/who", on_behalf_of="self", respondent_type="magistrate")
    check = client.get_ok(f"/responses/draft/{token}/check")
    sent = client.follow(client.submit(check, press="Send your response"))
    private = client.get_ok("/responses/" + sent.text.partition("/responses/")[2].partition('"')[0])
    for said in SAID:
        assert said in words(check.text)
        assert said in words(private.text)
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert [answer.keys for answer in stored.answers] == [
            ["o2", "o1"], ["r1=o2", "r2=o1"], ["2.5"], ["2026-10-08"], ["o4"],
        ]  # fmt: skip
        assert {answer.words for answer in stored.answers} == {""}


def test_in_welsh_and_from_paper_and_on_the_reading_page(app, client, asked, writing_in):
    first = client.follow(client.submit(f"{asked}/respond", press="Start now", language="cy"))
    assert "Rhowch 1 i’r hyn sydd bwysicaf i chi" in words(first.text)
    token = first.request.path.split("/")[3]
    for number, expected in (
        (2, "Cyflymder: Da"),
        (3, "O 0 i 24. (awr)"),
        (4, "Diwrnod Mis Blwyddyn"),
        (5, "neu Dim un"),
    ):
        assert expected in words(client.get_ok(f"/responses/draft/{token}/questions/{number}").text)
    with writing_in():
        author("HO")
        signatory("HO")
    sign_in(client, "author@ho.example")
    paper = {
        name.replace("answer", f"answer_{number}"): value
        for number, given in enumerate(GIVEN, 1)
        for name, value in given.items()
        if number != 2
    }
    letter = {"channel": "post", "received_on": date(2026, 10, 20), "on_behalf_of": "self", "respondent_type": "victim"}
    bad = client.submit(f"{asked}/responses/new", {**letter, **paper, "answer_3": "a lot"})
    assert bad.status_code == 422
    assert "Enter a number, like 12 or 2.5" in words(bad.text)
    entered = client.submit(f"{asked}/responses/new", {**letter, **paper, "answer_2-r1": "o1"})
    assert entered.status_code == 303, words(entered.text)
    listed = client.get_ok(f"{asked}/responses")
    receipt = listed.text.partition("/responses/R-")[2][:9]
    page = words(client.get_ok(f"{asked}/responses/R-{receipt}").text)
    for said in (SAID[0], "Speed: Well", *SAID[2:], "no answers in words"):
        assert said in page


def test_the_answers_are_counted_for_the_report_and_published_with_the_feedback(app, client, asked, writing_in):
    from collab.consultations.rules.answers import Given

    keys = (("o2", "o1"), ("r1=o2", "r2=o1"), ("2.5",), ("2026-10-08",), ("o4",))
    with writing_in() as session:
        found = session.scalars(select(Consultation)).one()
        for _ in range(6):
            response(found, {number: Given(keys=given) for number, given in enumerate(keys, 1)}, PERSON)
        response(found, {2: Given(keys=("r1=o1", "r2=o1"))}, PERSON)
        author("HO")
        signatory("HO")
    with time_machine.travel(CLOSES, tick=True):
        sign_in(client, "author@ho.example")
        report = words(client.get_ok(f"{asked}/report").text)
        assert "Police 6 6 6" in report
        assert "Speed 1 6" in report
        assert "Highest 2.5" in report
        public = app.test_client()
        assert "Speed" not in public.get_ok(asked).text
        assert public.get(f"{asked}/answers.csv").status_code == 404
        twin = public.get_ok(f"{asked}.json").json
        assert [one["type"] for one in twin["questions"]] == [kind.value for kind in KINDS]
        assert twin["questions"][1]["rows"][0] == {"key": "r1", "en": "Speed", "cy": "Cyflymder"}
        assert (
            twin["questions"][2] | {"least": "0", "most": "24", "unit": {"en": "hours", "cy": "awr"}}
            == twin["questions"][2]
        )
        assert twin["questions"][4]["options"][-1]["is_exclusive"] is True
        assert twin["answers"] == []
        with writing_in() as session:
            document = Document()
            session.add(document)
            session.flush()
            consultation = session.scalars(select(Consultation)).one()
            session.add(PublicFeedback(consultation=consultation, document_id=document.id, published_at=clock.now()))
        page = words(public.get_ok(asked).text)
        assert "Police 6 6 6" in page
        assert "Speed Not shown Not shown" in page
        assert "Highest" not in page
        twin = public.get_ok(f"{asked}.json").json
        assert twin["answers"][1]["lines"] == [
            {"answer": "Speed", "values": [None, None]}, {"answer": "Care", "values": [7, 0]},
        ]  # fmt: skip
        table = list(csv.reader(io.StringIO(public.get_ok(f"{asked}/answers.csv").text.removeprefix("\ufeff"))))
        assert ["1", "Which rank?", "Police", "Put first", "6", "6"] in [row[:6] for row in table]
        assert ["2", "Which matrix?", "Speed", "Badly", "hidden", "7"] in [row[:6] for row in table]
        assert {row[6][:23] for row in table[1:]} == {"Open Government Licence"}
