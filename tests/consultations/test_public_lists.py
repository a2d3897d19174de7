"""The public list by filters and words, and the same as a table, as data and as a feed; the feed of one consultation."""

import csv
import io
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine

from collab.accounts.policy import ANONYMOUS
from collab.consultations.models import EngagementType
from collab.consultations.queries import lists
from collab.consultations.rules import changes, window
from collab.db import db
from collab.text import Bilingual
from tests.factories import analysis, consultations
from tests.factories.accounts import sign_in
from tests.factories.analysis import AFTER, OVERDUE
from tests.factories.submissions import CLOSES, OPENS, open_consultation
from tests.support.page import words

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def entries(answer):
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.data)
    found = root.findall("a:entry", ATOM)
    assert root.find("a:updated", ATOM).text == max(
        (one.find("a:updated", ATOM).text for one in found), default="2026-01-01T00:00:00+00:00"
    )
    return [one.find("a:title", ATOM).text for one in found]


def named(english, welsh="", **more):
    made = open_consultation(**more)
    made.title = Bilingual.of(english, welsh)
    return made


def test_the_page_the_table_the_data_and_the_feed_show_the_same(writing_in, client, app):
    with writing_in():
        named("=Bail & 100% remand", "Mechnïaeth ŷd", closes_at=AFTER + timedelta(days=30), applies_to_wales=True)
        named("Court <b>access</b>", lead="MOJ", joint=(), applies_to_wales=False)
        withdrawn = named("Withdrawn", lead="MOJ", joint=())
        withdrawn.withdrawn_at, withdrawn.withdrawn_reason = CLOSES - timedelta(days=9), "A reason"
        consultations.started(title="CNRY-draft")
    for query, expected in {
        "": {"=Bail & 100% remand", "Court <b>access</b>", "Withdrawn"},
        "?state=open": {"=Bail & 100% remand"},
        "?state=closed": {"Court <b>access</b>"},
        "?state=nonsense&page=99": {"=Bail & 100% remand", "Court <b>access</b>", "Withdrawn"},
        "?organisation=moj&nation=wales": {"Withdrawn", "=Bail & 100% remand"},
        "?q=BAIL+remand": {"=Bail & 100% remand"},
        "?q=mechnïaeth+ŷd": {"=Bail & 100% remand"},
        "?q=100%25": {"=Bail & 100% remand"},
        "?q=approved": set(),
        "?q=_ourt": set(),
        "?kind=survey": set(),
        "?q=CNRY": set(),
        "?overdue=yes": set(),
    }.items():
        page = client.get_ok(f"/consultations{query}")
        told = client.get_ok(f"/consultations.json{query}").json
        table = list(csv.reader(io.StringIO(client.get_ok(f"/consultations.csv{query}").text.removeprefix("\ufeff"))))[
            1:
        ]
        feed = client.get_ok(f"/consultations.atom{query}")
        assert {one["title"]["en"] for one in told["consultations"]} == expected, query
        assert {row[1].removeprefix("'") for row in table} == expected, query
        assert {title.rpartition(":")[0] for title in entries(feed)} == expected, query
        assert f"{told['total']} consultation" in words(page.text)
        assert [one["title"]["en"] for one in told["consultations"]] == [row[1].removeprefix("'") for row in table]
        assert all(
            (title in words(page.text)) is (title in expected)
            for title in ("=Bail & 100% remand", "Court <b>access</b>")
        )
        for answer in (page, feed):
            assert "CNRY-draft" not in answer.text
    sign_in(client, "author@ho.example")
    assert "CNRY-draft" in client.get_ok("/consultations").text
    for tail in (".json", ".csv", ".atom"):
        assert "CNRY-draft" not in client.get_ok(f"/consultations{tail}").text


def test_a_long_list_takes_as_many_statements_as_a_short_one(writing_in, client, statements):
    counts = []
    for number in (2, 55):
        with writing_in():
            for _ in range(number):
                open_consultation(questions=False)
        with statements() as found:
            for address in ("/consultations", "/consultations.json", "/consultations.csv", "/consultations.atom"):
                client.get_ok(address)
        counts.append(len(found))
    assert counts[0] == counts[1]
    data = client.get_ok("/consultations.json").json
    assert (len(data["consultations"]), data["total"]) == (50, 57)
    assert len(client.get_ok(data["next"]).json["consultations"]) == 7
    assert len(entries(client.get_ok("/consultations.atom"))) == 50
    assert "Page 2 of 2" in words(client.get_ok("/consultations?page=9&state=").text)


def test_overdue_is_what_its_own_page_says(writing_in):
    with writing_in():
        late = open_consultation()
        survey = open_consultation()
        survey.engagement_type = EngagementType.survey
        answered = analysis.closed_consultation(responses=0)
        analysis.publish_feedback(answered)
        db.session.flush()
        for at, expected in ((OVERDUE - timedelta(hours=2), set()), (OVERDUE, {late.id, answered.id})):
            with time_machine.travel(at):
                found = lists.every(viewer=ANONYMOUS, filters=lists.Filters(is_overdue=True))
                assert {one.id for one in found} == expected
    for today in (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)):
        edge = window.overdue_when_closed_by(today.date())
        assert window.is_response_overdue(window.closing_date(edge), today)
        assert not window.is_response_overdue(window.closing_date(edge + timedelta(seconds=1)), today)


def test_a_consultation_has_a_feed_of_what_became_public(writing_in, client):
    with writing_in():
        consultation = analysis.ready_to_answer()
        draft = consultations.started(title="CNRY-draft")
        here, hidden = f"/consultations/{consultation.reference}", f"/consultations/{draft.id}"
        assert [one.key for one in changes.changes(consultation, OPENS)] == ["opened"]
        assert changes.changes(consultation, OPENS - timedelta(seconds=1)) == []
        assert [one.key for one in changes.changes(consultation, CLOSES)] == ["closed", "opened"]
    assert client.get(f"{hidden}.atom").status_code == 404
    page = client.get_ok(here)
    assert f'type="application/atom+xml" title="Advice for children in custody" href="{here}.atom"' in page.text
    feed = client.get_ok(f"{here}.atom")
    assert entries(feed) == ["Advice for children in custody: closed", "Advice for children in custody: opened"]
    assert "It is open until the end of 29 November 2026." in feed.text
    again = client.get(f"{here}.atom", headers={"If-None-Match": feed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert client.get(f"{here}.atom", headers={"If-Modified-Since": feed.headers["Last-Modified"]}).status_code == 304
    with writing_in():
        analysis.publish(db.session.merge(consultation))
    after = client.get(f"{here}.atom", headers={"If-None-Match": feed.headers["ETag"]})
    assert entries(after)[0] == "Advice for children in custody: government response published"
    assert "CNRY" not in after.text
