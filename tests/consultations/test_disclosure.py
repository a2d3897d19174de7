"""All responses for a request for information, the privacy notices that were shown, and forgetting who responded."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select

from collab import clock
from collab.accounts.models import Role
from collab.accounts.policy import SYSTEM
from collab.audit.models import Entry, Event
from collab.consultations import tasks
from collab.consultations.actions import drafts, erasing, redacting
from collab.consultations.models import (
    Consultation,
    OnBehalfOf,
    PrivacyNotices,
    PublishPreference,
    RespondentType,
    Submission,
    SubmissionDraft,
)
from collab.consultations.queries import disclosures
from collab.consultations.rules import disclosure, keeping
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.errors import NotAllowed, Refused
from collab.notifications.models import Message
from tests.factories import accounts as people
from tests.factories import analysis, consultations
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.editions import published_edition
from tests.factories.submissions import ANSWERS, CLOSES, DURING, letter, open_consultation, response
from tests.support.page import words

NAMED, BY_BODY = PublishPreference.publish_with_name, PublishPreference.publish_organisation_name_only
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def person(name="Canary Name", preference=PublishPreference.aggregate_only, **more):
    said = {
        "on_behalf_of": OnBehalfOf.myself,
        "respondent_type": RespondentType.magistrate,
        "email": "canary@x.example",
    }
    return About(**{**said, "name": name, "publish_preference": preference, **more})


def lines(answer):
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_all_that_is_held_is_exported_for_one_role_and_recorded(writing_in, reading_in, client, app, monkeypatch):
    monkeypatch.setattr(disclosures, "PORTION", 2)
    with writing_in():
        consultation = open_consultation(closes_at=CLOSES)
        here = f"/consultations/{consultation.reference}"
        said = {1: ANSWERS[1], 2: Given(words=f"{FORMULA} ring 07700 900123"), 4: ANSWERS[4]}
        first = response(consultation, said, person(confidentiality_reason="My safety"))
        redacting.redact(first, {2: redacting.Public(f"{FORMULA} ring [removed: phone number]")}, by=author("HO"))
        response(consultation, {1: ANSWERS[1]}, person("Second"), at=DURING + timedelta(minutes=1))
        letter(consultation, {2: ANSWERS[2]}, person("Third"), received_at=DURING + timedelta(minutes=2))
        people.acting("HO", Role.disclosure_officer)
        people.acting("HO", Role.signatory)
        people.acting("CLINKS", Role.disclosure_officer)
    for outsider in ("author@ho.example", "signatory@ho.example", "disclosure_officer@clinks.example"):
        other = app.test_client()
        sign_in(other, outsider)
        assert other.get(f"{here}/disclosures").status_code == 404
        assert "Export all responses" not in other.get_ok(here).text
    sign_in(client, "disclosure_officer@ho.example")
    assert client.get(f"{here}/responses").status_code == 404  # the role reads nothing else
    assert "Export all responses for a request" in words(client.get_ok(here).text)
    form = f"{here}/disclosures"
    assert "Enter the reference of the request" in words(client.submit(form, form="csv").text)
    files = {}
    for kind in ("csv", "xlsx"):
        made = client.follow(client.submit(form, request_reference="FOI 2026/17", form=kind))
        assert "The file is OFFICIAL-SENSITIVE. It holds 3 responses" in words(made.text)
        files[kind] = f"{made.request.path}/file"
    table = client.get_ok(files["csv"])
    name = f"OFFICIAL-SENSITIVE-{here.rpartition('/')[2]}-all-responses.csv"
    assert table.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert table.headers["X-Protective-Marking"] == "OFFICIAL-SENSITIVE"
    first_line, heading, *rows = lines(table)
    assert first_line[0].startswith("OFFICIAL-SENSITIVE: all responses to ")
    assert "request FOI 2026/17" in first_line[0]
    assert heading == list(disclosure.HEADING)
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(one["Name"], one["Question number"]) for one in told] == [
        ("Canary Name", "1"), ("Canary Name", "2"), ("Canary Name", "4"), ("Second", "1"), ("Third", "2")
    ]  # fmt: skip
    words_row = told[1]
    assert words_row["Confidential because"] == "My safety"
    assert words_row["Publishing"] == "Count it, and do not publish my words"
    assert words_row["Answer as sent"] == f"'{FORMULA} ring 07700 900123"
    assert words_row["Answer as redacted"] == f"'{FORMULA} ring [removed: phone number]"
    assert words_row["Taken out"] == "phone number"
    sheet = load_workbook(io.BytesIO(client.get_ok(files["xlsx"]).data)).active
    assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == cells[2:]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}  # n is an empty one; none is f
    assert sheet.cell(4, disclosure.SENT + 1).value == f"{FORMULA} ring 07700 900123"
    with reading_in() as session:
        entries = session.scalars(select(Entry).where(Entry.event == Event.responses_disclosed)).all()
        assert len(entries) == 2
        assert {one.person_id for one in entries} == {people.acting("HO", Role.disclosure_officer).person_id}
    another = app.test_client()
    with writing_in():
        people.acting("MOJ", Role.disclosure_officer)
    sign_in(another, "disclosure_officer@moj.example")
    assert another.get(files["csv"]).status_code == 404  # another's, although a joint controller may export its own
    with time_machine.travel(AFTER + keeping.FETCHED_WITHIN + timedelta(minutes=1)):
        sign_in(client, "disclosure_officer@ho.example")
        assert client.get(files["csv"]).status_code == 404


def test_each_response_names_the_notices_that_were_shown(writing_in, client):
    """And what was agreed to with each revision of it."""
    with writing_in() as session, time_machine.travel(DURING):
        consultation = consultations.approved(opens_on=clock.today(), edition=published_edition())
        kept = session.scalars(select(PrivacyNotices)).one()
        assert consultation.notices_hash == kept.hash
        assert [one["words"] for one in kept.notices] == ["We keep what you send for two years."] * 2
        sent = response(consultation, {1: ANSWERS[1]}, person(), at=clock.now())
        assert sent.revisions[0].notices_hash == kept.hash
        assert sent.revisions[0].publish_preference is PublishPreference.aggregate_only
        here, kept_hash = f"/consultations/{consultation.reference}/disclosures", kept.hash
        people.acting("HO", Role.disclosure_officer)
        by_post = letter(consultation, {2: Given(words="By post")}, person(), received_at=clock.now())
        assert by_post.revisions[0].notices_hash == ""  # whoever writes a letter was shown none
    with time_machine.travel(DURING + timedelta(hours=1)):
        sign_in(client, "disclosure_officer@ho.example")
        page = words(client.get_ok(here).text)
    assert kept_hash in page
    assert page.count("We keep what you send for two years.") == 2


def test_the_respondent_is_told_the_truth_about_the_law(writing_in, client):
    with writing_in(), time_machine.travel(DURING):
        consultation = open_consultation(identifiers_kept_months=3)
        drafts.start(consultation, token="a" * 43, by=author("HO"))
        here = f"/consultations/{consultation.reference}"
    with time_machine.travel(DURING):
        page = words(client.get_ok("/responses/draft/" + "a" * 43 + "/about/publishing").text)
        assert "Freedom of Information Act 2000" in page
        assert "we cannot promise that the law lets us refuse" in page
        for place in (here, f"{here}/respond"):
            assert "3 months after the government response is published we erase" in words(client.get_ok(place).text)


def test_who_responded_is_erased_a_month_after_the_response(writing_in, reading_in, app, client):
    """The private link still shows what became of it, and those who agreed to be named stay named."""
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        accepted = analysis.theme(consultation)
        group = {"on_behalf_of": OnBehalfOf.group, "organisation_name": "Canary Family", "represents": "canary-us"}
        body = {"on_behalf_of": OnBehalfOf.organisation, "organisation_name": "Advice Centre", "represents": "Members"}
        for about in (
            person(),
            person("Named Magistrate", NAMED),
            person("Canary Confidential", NAMED, confidentiality_reason="canary-reason"),
            person("Canary Author", BY_BODY, **body),
            person(**group),
        ):
            analysis.coded(response(consultation, {1: ANSWERS[1], 2: ANSWERS[2]}, about), accepted)
        analysis.decided(accepted, "accepted", provision="3.1", reason="It is easier to read.")
        analysis.drafted(consultation, edition=analysis.changed_edition(consultation))
        analysis.confirmed(consultation)
        analysis.publish(consultation)
        one = db.session.scalars(select(Message).where(Message.purpose_key.startswith("outcome:"))).first()
        link = "/responses/" + one.body.partition("/responses/")[2].split()[0]
        due = keeping.erase_on(consultation)
        assert due == keeping.months_after(clock.today(), 1)
        with pytest.raises(Refused):
            erasing.erase_identifiers(consultation, by=SYSTEM)
        with pytest.raises(NotAllowed):
            erasing.erase_identifiers(consultation, by=author("HO"))
    assert f"On {due.day} {due:%B %Y} we erase names" in words(client.get_ok(link).text)
    with app.app_context():
        with time_machine.travel(AFTER + timedelta(days=27)):
            tasks.erase_identifiers()
        assert db.session.scalars(select(Consultation)).one().identifiers_erased_at is None
        with time_machine.travel(AFTER + timedelta(days=32)):
            tasks.erase_identifiers()
            tasks.erase_identifiers()
    with reading_in() as session:
        found = session.scalars(select(Submission)).all()
        assert {one.name for one in found} == {"", "Named Magistrate"}
        assert {one.email for one in found} == {""}
        assert {one.organisation_name for one in found} == {"", "Advice Centre"}
        assert {one.represents for one in found} == {"", "Members"}
        assert {one.confidentiality_reason for one in found} == {"", keeping.REASON_ERASED}
        assert session.query(SubmissionDraft).count() == 0
        mails = session.scalars(select(Message).where(Message.purpose_key.regexp_match("^(receipt|outcome):"))).all()
        assert len(mails) == 10
        assert {(one.to, one.subject, one.body) for one in mails} == {("", "", "")}
        (entry,) = session.scalars(select(Entry).where(Entry.event == Event.identifiers_erased)).all()
        lost = {name: entry.payload.content[name] for name in ("name", "email", "mails", "drafts")}
        assert lost == {"name": 4, "email": 5, "mails": 10, "drafts": 5}
        assert session.scalars(select(Consultation)).one().identifiers_erased_at is not None
    with time_machine.travel(AFTER + timedelta(days=33)):
        page = words(client.get_ok(link).text)
        assert "we erased names" in page
        assert "It is easier to read." in page
        assert "canary" not in page.lower()
        public = words(client.get_ok(here).text)
        assert "Named Magistrate" not in public  # nobody checked what they wrote, so nothing of it is published
