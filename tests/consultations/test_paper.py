"""The form on paper: the same questions with the same numbers, in three layouts and two languages, for everybody once it is open."""

import io
import re
import uuid
from datetime import date, timedelta

import pypdf
import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.consultations.actions import scans, submissions
from collab.consultations.models import QuestionSection, QuestionType, Submission
from collab.consultations.rules import printed_form
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.printed_words import FRAMES
from collab.db import db
from collab.text import Bilingual, Language
from tests.factories import consultations as make
from tests.factories import files
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import DURING, OPENS, ask, new_version, open_consultation
from tests.support.page import words


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


def everything(**more):
    """A consultation with a question of each kind, one of them conditional, and a gap in the numbers."""
    consultation = open_consultation(**more)
    section = QuestionSection(
        consultation=consultation,
        number=1,
        position=1,
        heading=Bilingual.of("Costs"),
        introduction=Bilingual.of("What it takes."),
    )
    db.session.add(section)
    here = {"section": section}
    ask(consultation, QuestionType.rank, "Which first?", options="Speed\nCare", **here)
    ask(consultation, QuestionType.matrix, "How well?", options="Well\nBadly", rows="By day\nBy night", **here)
    ask(consultation, QuestionType.number, "How long?", unit="minutes", **here)
    ask(consultation, QuestionType.date, "Since when?", **here)
    ask(consultation, QuestionType.file, "What should we see?", **here)
    new_version(
        consultation.questions[3],
        QuestionType.multi,
        "What would get in the way?",
        options="The rota\nTravel",
        condition=Condition(3, True, ("yes",)),
    )
    return consultation


def text_of(content):
    """(the words of a PDF with single spaces, its smallest letter in points)."""
    sizes = []

    def visit(words, matrix, place, font, size):
        if words.strip() and font:
            sizes.append(size * abs(matrix[3] or 1) * abs(place[3] or 1))

    reader = pypdf.PdfReader(io.BytesIO(content))
    found = [page.extract_text(visitor_text=visit) for page in reader.pages]
    return " ".join(" ".join(found).split()), min(sizes), reader


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_form_says_what_the_website_asks(app, client, writing_in, backend):
    with writing_in():
        reference = everything().reference
    page = client.get_ok(f"/consultations/{reference}")
    assert "Print a form to fill in" in words(page.text)
    forms = client.get_ok(f"/consultations/{reference}/paper-form")
    assert "in Welsh" not in words(forms.text)
    least = {}
    for layout in ("form", "large-print-form", "easy-read-form"):
        got = client.get(f"/consultations/{reference}/{layout}.pdf")
        assert (got.status_code, got.mimetype) == (200, "application/pdf")
        said, least[layout], reader = text_of(got.data)
        for sentence in (
            "1. Do you agree that every child gets a lawyer?",
            "4. What would get in the way?",
            "Answer question 4 only if you said “Yes” to question 3.",
            "6. Which first?",
            "10. What should we see?",
            "It must reach us by the end of 29 November 2026.",
            "PO Box 1, London",
            "advice@ho.example",
            f"{app.settings.base_url}/consultations/{reference}",
            "May we publish what you wrote?",
        ):
            assert sentence in said, (layout, sentence)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert least["large-print-form"] >= printed_form.LEAST_POINTS_OF_LARGE_PRINT > least["form"]
    for address in (f"/consultations/{reference}/form.pdf?language=cy", f"/consultations/{reference}/other.pdf"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_is_public_once_it_is_open_and_in_welsh_where_that_is_approved(app, client, writing_in, backend):
    with time_machine.travel(OPENS, tick=True), writing_in():
        consultation = make.ready(joint=())
        address = f"/consultations/{consultation.id}"
        make.author("HO"), author("CLINKS")
    for reader, email, status in (
        (client, "", 404),
        (app.test_client(), "author@clinks.example", 404),
        (app.test_client(), "author@ho.example", 200),
    ):
        if email:
            sign_in(reader, email)
        assert [reader.get(address + tail).status_code for tail in ("/paper-form", "/form.pdf")] == [status] * 2
    draft = reader.get(f"{address}/form.pdf?language=cy").data
    said, _, pdf = text_of(draft)
    assert "Nid yw’r ymgynghoriad ar agor" in said
    assert "1. Ydych chi’n cytuno?" in said
    assert "Yr heddlu" in said
    assert pdf.trailer["/Root"]["/Lang"] == "cy-GB"


def test_the_welsh_is_whole_approved_and_as_new_as_the_english(writing_in):
    with writing_in():
        consultation = open_consultation(questions=False)
        question = ask(consultation, QuestionType.agree5, "Agree?", cy="Cytuno?")
        title = Bilingual.of("Title", "Teitl")
        assert printed_form.is_in_welsh(title, [question])
        assert not printed_form.is_in_welsh(title, [])
        assert not printed_form.is_in_welsh(Bilingual.of("Title"), [question])
        assert not printed_form.is_in_welsh(title.revised("Another title", "Teitl"), [question])
        other = ask(
            consultation, QuestionType.single, "Where?", cy="Ble?", options="Here\nThere", options_cy="Yma\nAcw"
        )
        assert printed_form.is_in_welsh(title, [question, other])
        untold = ask(consultation, QuestionType.single, "When?", cy="Pryd?", options="Now\nLater")
        assert not printed_form.is_in_welsh(title, [question, untold])
        new_version(
            other,
            QuestionType.single,
            "Where?",
            cy="Ble?",
            options="Here\nThere",
            condition=Condition(1, False, ("agree", "dont_know")),
        )
        asked = [question, other]
        assert printed_form.condition_in_words(1, question, asked, FRAMES[Language.english]) == ""
        assert (
            printed_form.condition_in_words(2, other, asked, FRAMES[Language.english])
            == "Answer question 2 only if you did not say “Agree” or “Don’t know” to question 1."
        )
        assert (
            printed_form.condition_in_words(2, other, asked, FRAMES[Language.welsh])
            == "Atebwch gwestiwn 2 dim ond os na ddywedoch “Cytuno” neu “Ddim yn gwybod” i gwestiwn 1."
        )


LETTER = {"channel": "post", "on_behalf_of": "self", "respondent_type": "victim", "answer_2": "I was fifteen."}


def test_a_letter_is_entered_beside_its_scan(app, client, writing_in, reading_in, installation):
    """Pictures are shown, a PDF is downloaded; nobody but those who enter or read responses can see either."""
    with writing_in():
        where = f"/consultations/{open_consultation().reference}/responses"
        author("HO"), author("CLINKS")
    sign_in(client, "author@ho.example")

    def scanned(*files_):
        page = client.get_ok(f"{where}/new")
        return client.submit(
            page,
            {"file": [(io.BytesIO(content), name) for name, content in files_]},
            tampered=True,
            press="Add the scan",
        )

    for bad, said in (
        (("a.txt", b"words"), "a scan is a PDF, a JPEG or a PNG"),
        (("a.png", b"<svg/>"), "The content is not what the name says"),
    ):
        refused = scanned(bad)
        assert refused.status_code == 422
        assert said in words(refused.text)
    added = scanned(("one.jpg", files.jpeg()), ("two.pdf", files.PDF))
    page = client.follow(added)
    assert client.follow(scanned(("one.jpg", files.jpeg()))).text.count("<img") == 1  # the same letter once more
    pictures = re.findall(r'<img[^>]* src="([^"]+)" alt="([^"]+)"', page.text)
    assert [alt for _, alt in pictures] == ["Scan 1 of 2 of the response"]
    pdf = re.search(r'href="([^"]+)">Download <bdi>two.pdf', page.text)[1]
    shown, got = client.get(pictures[0][0]), client.get(pdf)
    assert (shown.mimetype, got.mimetype) == ("image/jpeg", "application/pdf")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "1. Do you agree that every child gets a lawyer?" in words(page.text)
    wrong = client.submit(page, LETTER | {"received_on": date(2026, 11, 3)}, press="Enter this response")
    assert wrong.status_code == 422
    assert "<img" in wrong.text
    assert client.submit(wrong, {"received_on": date(2026, 10, 20)}, press="Enter this response").status_code == 303
    twice = client.post(page.request.full_path, data=entered_again(page))
    assert "Somebody has entered a response from this scan meanwhile" in words(twice.text)
    with reading_in() as session:
        (letter,) = session.scalars(select(Submission))
        assert len(letter.scans) == 2
    assert re.findall(r"responses/scans/([^\"]+)", client.get_ok(f"{where}/{letter.receipt}").text)
    other = app.test_client()
    assert other.get(pdf).status_code == 302
    sign_in(other, "author@clinks.example")
    assert [other.get(one).status_code for one in (pdf, pictures[0][0], f"{where}/new")] == [404] * 3
    later = DURING + timedelta(days=29)
    with writing_in() as session:
        with clock.pinned(later):
            assert scans.forget(by=SYSTEM) == 0
        submissions.withdraw(session.scalars(select(Submission)).one(), by=ANONYMOUS)
        with clock.pinned(later):
            assert scans.forget(by=SYSTEM) == 2
    assert client.get(pdf).status_code == 404


def entered_again(page):
    """The form of the entry page in another window, filled in."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    day = {"received_on-day": "20", "received_on-month": "10", "received_on-year": "2026"}
    return (
        hidden
        | LETTER
        | day
        | {"language": "en", "publish_preference": "aggregate_only", "idempotency_key": uuid.uuid4().hex}
    )
