"""Searching inside responses, selections that are kept, and quotes: for those who read them, the same on every database."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from collab.consultations import tasks
from collab.consultations.actions import redacting
from collab.consultations.models import Consultation, PublishPreference, SearchedAnswer, Submission
from collab.consultations.queries import quotes
from collab.consultations.queries import searching as queries
from collab.consultations.queries.searching import Selection, selection_of
from collab.consultations.rules.answers import Given
from collab.consultations.rules.export_workbook import write
from collab.consultations.rules.quoting import Use
from collab.consultations.rules.searching import excerpt, folded, sought
from collab.web.private_links import masked
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, PERSON, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


SAID = (
    "Stop and search happens in the café at Llandudno.",
    "They search, and STOP; nobody's told why. CAFE again.",
    "Stopping buses: researching cafés, don’t do it.",
    "Ymgynghori â'r gŵr o'r dref.",
)
FOUND = {
    "": {0, 1, 2, 3},
    "search": {0, 1},
    "cafe": {0, 1},
    "CAFÉ": {0, 1},
    '"stop and search"': {0},
    "“stop and search": {0},
    "stop -search": set(),
    "cafes -stop": {2},
    "-search": {2, 3},
    "dont": {2},
    "don't": {2},
    "nobodys": {1},
    "gwr dref": {3},
    "sear%": set(),
    "st_p": set(),
}


def test_a_search_means_the_same_before_and_after_its_words_are_indexed(writing_in, reading_in, app):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        for place, said in enumerate(SAID):
            response(consultation, {**ANSWERS, 2: Given(words=said)}, at=DURING + timedelta(minutes=place))

    def found(session, **more):
        consultation = session.scalars(select(Consultation)).one()
        order = [one.receipt for one in session.scalars(select(Submission).order_by(Submission.received_at))]
        hits = {typed: queries.find(consultation, Selection(typed, **more)) for typed in FOUND}
        assert all(len(rows) == total for rows, total in hits.values())
        return {typed: {order.index(hit.submission.receipt) for hit in rows} for typed, (rows, _) in hits.items()}

    with reading_in() as session:
        assert found(session) == FOUND
    with app.app_context():
        tasks.index_responses()
        tasks.index_responses()
    with reading_in() as session:
        assert session.query(SearchedAnswer).count() == 4
        assert found(session) == FOUND == found(session, question=2)
        assert not any(found(session, question=1)[typed] for typed in FOUND if typed and typed != "-search")


def test_selections_are_kept_and_shared_and_strange_searches_get_plain_answers(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        here = f"/consultations/{consultation.reference}"
        theme = analysis.theme(consultation)
        first = analysis.submissions(consultation)[0]
        analysis.coded(first, theme)
        receipt = first.receipt
        author("MOJ")
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{here}/search?q=simply&theme=1&type=magistrate&channel=web&status=coded&question=2")
    assert "1 response found" in words(page.text)
    assert receipt in page.text
    assert "<mark>simply" in page.text
    for strange, told in {
        "%3F%21%22": "these characters are in no word",
        "a" * 10_000: "at most 300 characters. You typed 10,000",
        "a+" * 30: "at most 20 words and phrases",
        "%22say+it": "2 responses found",
        "zebra": "No response fits.",
    }.items():
        assert told in words(client.get_ok(f"{here}/search?q={strange}").text)
    client.follow(client.submit(f"{here}/selections/new?q=simply&theme=1", name="Simple"))
    again = client.submit(f"{here}/selections/new?q=other", name="Simple")
    assert again.status_code == 422
    assert "Another selection has this name" in words(again.text)
    sign_in(client, "author@moj.example")
    shared = client.get_ok(f"{here}/selections")
    assert "Simple words: simply; theme 1. Say it simply 1 Author" in words(shared.text)
    gone = client.follow(client.submit(f"{here}/selections", press="Remove Simple"))
    assert "No selection is saved yet." in words(gone.text)
    assert masked("GET /consultations/x/search?q=my+brother&type=a") == "GET /consultations/x/search?q=[words]&type=a"


def test_a_quote_is_usable_while_its_sender_agrees_and_its_words_are_published(writing_in, client, reading_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        here = f"/consultations/{consultation.reference}"
        agreed, counted = analysis.submissions(consultation)
        agreed.publish_preference, agreed.name = PublishPreference.publish_with_name, "Ada Reader"
        counted.publish_preference = PublishPreference.aggregate_only
        receipt, other = agreed.receipt, counted.receipt
    sign_in(client, "author@ho.example")
    no = client.submit(f"{here}/responses/{other}/quote", words="say it simply")
    assert "its sender agreed only to be counted" in words(no.text)
    wrong = client.submit(f"{here}/responses/{receipt}/quote", words="it simply, say")
    assert "The answer does not have these words." in words(wrong.text)
    page = client.follow(client.submit(f"{here}/responses/{receipt}/quote", words="say it  simply"))
    assert "– Ada Reader Not yet: the response has not been checked" in words(page.text)

    def use_after(change):
        with writing_in() as session:
            change(session.scalars(select(Submission).where(Submission.receipt == receipt)).one())
        with reading_in() as session:
            return quotes.listed(session.scalars(select(Consultation)).one())[0].use

    def checked(words_):
        return lambda one: redacting.redact(
            one, {2: redacting.Public(words_, "")}, version=one.version, by=author("HO")
        )

    assert use_after(checked(ANSWERS[2].words)) is Use.usable
    assert use_after(checked("Ask later, and [removed: name].")) is Use.removed
    assert use_after(lambda one: setattr(one, "confidentiality_reason", "Fear")) is Use.confidential
    assert use_after(lambda one: setattr(one, "withdrawn_at", AFTER)) is Use.withdrawn
    assert "Not any more: its sender withdrew" in words(client.get_ok(f"{here}/quotes?theme=x").text)
    gone = client.follow(client.submit(f"{here}/quotes", press="Remove this quote"))
    assert "No quote is collected yet." in words(gone.text)


def test_words_are_folded_and_shown_as_they_were_written():
    assert folded("L’Été, 3½ CAFÉS – n'est-ce pas?") == " lete 31 2 cafes nest ce pas "
    assert folded("?! …") == ""
    pieces = excerpt("x" * 300 + " The Café’s open – the CAFÉ " + "y" * 300, sought("cafe"))
    assert [one.words for one in pieces if one.is_found] == ["CAFÉ"]
    assert pieces[0].words == "…" == pieces[-1].words
    assert selection_of({"q": "a", "theme": "²", "type": "nobody", "question": "99999999"}) == Selection("a")


def test_everything_is_downloaded_as_text_and_without_names(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        about = replace(PERSON, name="Ada Reader", email="ada@example.org", organisation_name="")
        response(consultation, {**ANSWERS, 2: Given(words="+44 is no formula. Say it simply.")}, about)
        response(consultation, {1: ANSWERS[1]}, at=DURING + timedelta(minutes=1))
        theme = analysis.theme(consultation, "=Simply")
        analysis.coded(analysis.submissions(consultation)[0], theme)
    sign_in(client, "author@ho.example")
    assert "/exports/quotes.xlsx" in client.get_ok(f"{here}/exports").text
    told = client.get_ok(f"{here}/exports/responses.csv")
    assert told.headers["Cache-Control"] == "no-store"
    assert "Ada" not in told.text
    assert "ada@" not in told.text
    rows = list(csv.DictReader(io.StringIO(told.text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    assert rows[1]["Answer"].startswith("'+44 is no formula.")
    assert rows[1]["Themes"] == "1. =Simply"
    assert rows[0]["Answer"] == "Agree"
    fewer = client.get_ok(f"{here}/exports/responses.csv?q=formula").text
    assert len(list(csv.reader(io.StringIO(fewer)))) == 5
    for what in ("responses", "themes", "quotes", "selections"):
        client.get_ok(f"{here}/exports/{what}.csv")
        book = openpyxl.load_workbook(io.BytesIO(client.get_ok(f"{here}/exports/{what}.xlsx").data))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        assert all(cell.data_type == "s" for cell in cells)
    assert client.get(f"{here}/exports/people.csv").status_code == 404


def test_what_no_cell_holds_goes_on_in_the_next_row():
    held = io.BytesIO()
    write(held, ("A", "B"), [("r", "x" * 40_000), ("s", "=1")])
    rows = list(openpyxl.load_workbook(held).active.iter_rows(values_only=True))
    assert [(row[0], len(row[1])) for row in rows[1:]] == [("r", 32_767), ("r", 7_233), ("s", 2)]
