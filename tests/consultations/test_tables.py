"""Closed questions by who answered: pages, charts and downloads for those who read the responses."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
import time_machine

from collab.consultations.actions import campaigns
from collab.consultations.models import OnBehalfOf
from collab.consultations.rules.answers import Given
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, PERSON, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def test_tables_by_who_answered_are_read_charted_and_downloaded(writing_in, client):
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        for place, (chosen, body) in enumerate(
            [("agree", "=Charity"), ("agree", ""), ("disagree", ""), ("disagree", ""), ("disagree", "")]
        ):
            about = replace(PERSON, on_behalf_of=OnBehalfOf.organisation, organisation_name=body) if body else PERSON
            said = {**ANSWERS, 1: Given(keys=(chosen,))}
            response(consultation, said, about, at=DURING + timedelta(minutes=place))
        campaigns.put_in(analysis.submissions(consultation)[1], "=A letter", by=author("HO"))
    sign_in(client, "author@ho.example")
    every = client.get_ok(f"{here}/tables")
    assert "40% of those who answered chose “Strongly agree” or “Agree”" in words(every.text)
    page = client.get_ok(f"{here}/tables/1?by=organisation")
    assert "Organisations and groups 0 1 0 0 0 0 0 1" in words(page.text)
    assert "People for themselves or another 0% 25% 0% 75% 0% 0% 4" in words(page.text)
    assert "n = 5 of 5 responses answered" in words(page.text)
    assert page.text.count("<svg") > 3
    hidden = words(client.get_ok(f"{here}/tables/1?by=campaign&numbers=published").text)
    assert "Not shown" in hidden
    assert "Numbers below 5 are hidden" in hidden
    for by in ("type", "area", "campaign", "nonsense"):
        client.get_ok(f"{here}/tables/1?by={by}")
    told = client.get_ok(f"{here}/tables/1.csv?by=campaign")
    lines = list(csv.reader(io.StringIO(told.text.removeprefix("\ufeff"))))
    assert lines[0][5] == "Responses"
    assert [line[3:] for line in lines if line[3:5] == ["In a campaign", "Agree"]] == [
        ["In a campaign", "Agree", "1", "100", "1", "0", "1"]
    ]
    assert told.headers["Cache-Control"] == "no-store"
    assert client.get_ok(f"{here}/tables.csv?numbers=published").text.count("hidden") > 3
    book = openpyxl.load_workbook(io.BytesIO(client.get_ok(f"{here}/tables.xlsx").data))
    assert book.sheetnames[0] == "Questions"
    numbers = [row for row in book["Question 1"].iter_rows(values_only=True) if row[0] == "All responses"]
    assert numbers[0][2:5] == (2, 0, 3)
    assert numbers[0][-2:] == (0, 5)
    assert client.get(f"{here}/tables/2").status_code == 404
