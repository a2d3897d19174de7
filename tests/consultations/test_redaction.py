"""Checking responses for publication, and what everybody may then read of them (N8)."""

import csv
import io

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import coding, drafts, redacting, submissions
from collab.consultations.models import (
    AnswerRedaction,
    Consultation,
    OnBehalfOf,
    PublishPreference,
    RedactionStatus,
    RespondentType,
)
from collab.consultations.queries import redactions
from collab.consultations.rules import redaction
from collab.consultations.rules.answers import Given
from collab.consultations.rules.publication import Standing
from collab.consultations.rules.respondents import About
from collab.db import db
from collab.errors import NotAllowed, Stale
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, address, open_consultation, response
from tests.support.page import words

ANONYMOUSLY = PublishPreference.publish_anonymously
SAID = "Ring me on 07700 900123. Ask later."


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def person(preference=ANONYMOUSLY, *, name="Canary Name", organisation="", reason=""):
    return About(
        on_behalf_of=OnBehalfOf.organisation if organisation else OnBehalfOf.myself,
        respondent_type=RespondentType.magistrate,
        name=name,
        organisation_name=organisation,
        email="canary@respondent.example",
        publish_preference=preference,
        confidentiality_reason=reason,
    )


def checked(sent, said=None, withheld=""):
    """The response, checked by the lead's author: with what the computer proposes where nothing else is given."""
    publics = {
        one.question_version.question.number: redacting.Public(said or redaction.suggested(one.words), withheld)
        for one in redactions.in_words(sent)
    }
    redacting.redact(sent, publics, version=sent.version, by=author("HO"))
    return sent


def test_a_response_is_checked_answer_by_answer(writing_in, reading_in, client):
    with writing_in():
        consultation = open_consultation()
        here = f"/consultations/{consultation.reference}"
        receipt = response(consultation, {1: ANSWERS[1], 2: Given(words=SAID)}, person()).receipt
        other = response(consultation, {1: ANSWERS[1], 2: ANSWERS[2]}, person()).receipt
        response(consultation, about=person(PublishPreference.aggregate_only))
        author("MOJ")
    sign_in(client, "author@ho.example")
    assert f'href="{here}/publication-check"' in client.get_ok(f"{here}/responses").text
    queue = words(client.get_ok(f"{here}/publication-check").text)
    assert "2 responses that may be published" in queue
    assert "Only counted, as their senders wished 1" in queue
    form = f"{here}/responses/{receipt}/redaction"
    page = client.get_ok(form)
    assert "07700 900123 (phone number)" in words(page.text)
    assert "with 1 likely personal detail" in words(page.text)
    assert ">\nRing me on [removed: phone number]. Ask later.</textarea>" in page.text
    wrong = client.submit(form, words_2="I agree with everything.", press="Save")
    assert "Question 2: Leave the respondent’s own words as they are" in words(wrong.text)
    assert ">\nI agree with everything.</textarea>" in wrong.text
    stale = client.get_ok(form)
    following = client.follow(client.submit(form, press="Save and check the next one"))
    assert f"Response {other}" in words(following.text)
    late = client.submit(stale, words_2="[removed: name] Ask later.", press="Save")
    assert late.status_code == 409
    assert "[removed: name] Ask later." in late.text
    assert "Ring me on [removed: phone number]. Ask later." in late.text
    client.follow(client.submit(f"{here}/responses/{other}/redaction", withheld_2="unlawful", press="Save"))
    assert "Withheld: nothing of it may be published" in words(client.get_ok(f"{here}/responses/{other}").text)
    assert "No response waits to be checked." in words(client.get_ok(f"{here}/publication-check").text)
    with reading_in() as session:
        kept = {one.status: one for one in session.scalars(select(AnswerRedaction))}
        assert kept[RedactionStatus.redacted].words == "Ring me on [removed: phone number]. Ask later."
        assert kept[RedactionStatus.redacted].removals == ["phone_number"]
        assert kept[RedactionStatus.redacted].answer.words == SAID
        assert kept[RedactionStatus.withheld].words == ""


def test_what_its_sender_changes_is_checked_again(writing_in):
    with writing_in(), time_machine.travel(DURING):
        consultation = open_consultation()
        sent = checked(response(consultation, {1: ANSWERS[1], 2: Given(words=SAID)}, person()))
        public_id = sent.public_id
        assert sent.redaction is RedactionStatus.redacted
        before = sent.version
        draft = drafts.start_amendment(sent, token="a" * 43, by=author("HO"))
        why = next(one for one in consultation.questions if one.number == 2)
        drafts.answer(
            draft, [drafts.Typed(why, Given(words="Ask now."), why.current.id)], by=author("HO"), must_answer=False
        )
        submissions.submit(draft, token="a" * 43, address=address, by=author("HO"))
        assert sent.redaction is RedactionStatus.not_checked
        assert redactions.standings(consultation)[Standing.ready] == 0
        with pytest.raises(Stale):
            redacting.redact(sent, {2: redacting.Public(SAID)}, version=before, by=author("HO"))
        checked(sent)
        assert sent.public_id == public_id
        assert [one.answers[0].words for one in redactions.published(consultation).items] == ["Ask now."]
        for outsider in ("CLINKS", "CPS"):
            with pytest.raises(NotAllowed):
                redacting.redact(sent, {}, by=author(outsider))


def test_only_what_is_agreed_to_and_checked_is_published(writing_in, client):
    """The page, the table and the data say the same, and nothing of it tells who or when."""
    named, body = PublishPreference.publish_with_name, PublishPreference.publish_organisation_name_only
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        shown = [
            checked(response(consultation, {1: ANSWERS[1], 2: Given(words=said)}, who))
            for said, who in (
                (SAID, person()),
                ("=Named words", person(named, name="Magistrate of the North")),
                ("Words of a body", person(body, organisation="=Advice Centre")),
            )
        ]
        kept = [
            response(consultation, {1: ANSWERS[1], 2: Given(words="canary-words")}, who)
            for who in (
                person(PublishPreference.aggregate_only),
                person(named, reason="canary-reason"),
                person(named),
                person(),
                person(named, name="Canary Spam"),
                person(),
            )
        ]
        for one in (*kept[:2], *kept[4:]):
            checked(one)
        checked(kept[3], withheld="case")
        coding.exclude(kept[4], "spam", version=kept[4].version, by=author("HO"))
        kept[5].withdrawn_at = DURING
        response(consultation, {1: ANSWERS[1]}, person())
        receipts = [one.receipt for one in (*shown, *kept)]
        ids = sorted(str(one.public_id) for one in shown)
        inside = {str(one.id) for one in (*shown, *kept)}
        assert {one: number for one, number in redactions.standings(consultation).items() if number} == {
            Standing.ready: 3, Standing.to_check: 2, Standing.withheld: 1, Standing.counted_only: 1, Standing.confidential: 1, Standing.left_out: 2,
        }  # fmt: skip
    for tail in ("", ".csv", ".json"):
        assert client.get(f"{here}/published-responses{tail}").status_code == 404
    with writing_in():
        consultation = db.session.scalars(select(Consultation)).one()
        analysis.publish_feedback(consultation)
    overview = client.get_ok(here)
    assert f'href="{here}/published-responses">Read the 3 responses that may be published<' in overview.text
    page, table, told = (client.get_ok(f"{here}/published-responses{tail}") for tail in ("", ".csv", ".json"))
    for answer in (overview, page, table, told):
        assert "canary" not in answer.text.lower()
        assert "900123" not in answer.text
        assert not any(receipt in answer.text for receipt in receipts)
        assert not any(one in answer.text for one in inside)
        assert "2026-11" not in answer.text
    lines = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))[1:]
    listed = told.json["responses"]
    assert [line[0] for line in lines] == [one["id"] for one in listed] == ids
    assert [line[1] for line in lines] == [one["from"].replace("=", "'=") for one in listed]
    assert [line[4] for line in lines] == [one["answers"][0]["answer"].replace("=N", "'=N") for one in listed]
    assert sorted(line[1] for line in lines) == ["'=Advice Centre", "Anonymous", "Magistrate of the North"]
    assert "Ring me on [removed: phone number]. Ask later." in words(page.text)
    assert [words(page.text).index(one["answers"][0]["answer"]) for one in listed] == sorted(
        words(page.text).index(one["answers"][0]["answer"]) for one in listed
    )
    assert {one["why"]: one["responses"] for one in told.json["not_listed"]} == {
        "Sent to be counted only, or in confidence": None,
        "Without an answer in words that can be shown": None,
        "Not checked yet": None,
        "Left out of the analysis, or withdrawn": None,
    }
    assert words(page.text).count("not shown, as the number is small") == 4


def test_published_responses_are_paged_in_a_few_statements(writing_in, client, monkeypatch):
    monkeypatch.setattr(redactions, "PAGE", 2)
    monkeypatch.setattr(redactions, "PORTION", 2)
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}/published-responses"
        for place in range(5):
            checked(response(consultation, {1: ANSWERS[1], 2: Given(words=f"Say {place}")}, person()))
        analysis.publish_feedback(consultation)
    said = []
    address = f"{here}.json"
    while address:
        found = client.get_ok(address).json
        said += [one["answers"][0]["answer"] for one in found["responses"]]
        address = found["next"]
    assert sorted(said) == [f"Say {place}" for place in range(5)]
    table = client.get_ok(f"{here}.csv").text
    assert [table.index(one) for one in said] == sorted(table.index(one) for one in said)


def test_page_table_and_data_hide_the_same_small_numbers(writing_in, client):
    """And neither a sum nor a published response gives one away."""
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        for place in range(12):
            given = {
                1: Given(keys=("agree" if place < 8 else "disagree" if place < 11 else "neither",)),
                2: Given(words="I disagree with it." if place > 8 else "I agree."),
                3: Given(keys=("yes" if place < 10 else "no",)),
                4: Given(keys=("o1",) if place else ("o1", "o2")),
            }
            checked(response(consultation, given, person()))
        analysis.publish_feedback(consultation)
    page = words(client.get_ok(here).text)
    told = client.get_ok(f"{here}.json").json["answers"]
    table = list(csv.reader(io.StringIO(client.get_ok(f"{here}/answers.csv").text.removeprefix("\ufeff"))))[1:]
    of_data = [
        (str(one["question"]), line["answer"], column, "hidden" if value is None else str(value), one["answered_by"])
        for one in told
        for line in one["lines"]
        for column, value in zip(one["columns"], line["values"], strict=True)
    ]
    assert of_data == [(row[0], row[2], row[3], row[4], row[5]) for row in table]
    shown = {(number, label): value for number, label, _, value, _ in of_data}
    assert shown["1", "Agree"] == "hidden"  # as the two others come to four, fewer than five, together
    for number in {number for number, *_ in of_data}:
        values = [value for (of, _), value in shown.items() if of == number]
        assert values.count("hidden") != 1, number  # one alone would be the rest of the sum
        assert not {"1", "2", "3", "4"} & set(values), number
    for (_, label), value in shown.items():
        assert f"{label} {'Not shown' if value == 'hidden' else value}" in page
    every = client.get_ok(f"{here}/published-responses.json").json["responses"]
    assert len(every) == 12
    assert {said["question"] for one in every for said in one["answers"]} == {2}  # words alone, nothing that was chosen
