"""An organisation's response: written by several, signed by one, sent by one, and read by nobody else before that."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from collab.accounts.models import Role
from collab.audit.models import Entry, Event
from collab.consultations.actions import submissions
from collab.consultations.actions import workspaces as actions
from collab.consultations.actions.drafts import Typed
from collab.consultations.models import (
    Consideration,
    Consultation,
    QuestionType,
    Submission,
    Workspace,
    WorkspaceSignOff,
)
from collab.consultations.queries import submissions as asking
from collab.consultations.queries import workspaces as reading
from collab.consultations.rules import workspaces as rules
from collab.consultations.rules.answers import Given
from collab.consultations.rules.paths import Condition
from collab.db import db
from collab.errors import Refused, Stale
from collab.home.queries import waiting
from tests.factories import accounts
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.factories.submissions import CLOSES, DURING, ask, new_version, open_consultation
from tests.support.page import words

BODY = "Magistrates' Association"
ABOUT = {"respondent_type": "magistrate", "represents": "Its 14,000 members"}


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


class People:
    """The address of a consultation, and clients: two authors and a signatory of one body, an author of those who run it."""

    EMAILS = {
        "author": "author@ma.example",
        "second": "second@ma.example",
        "signatory": "signatory@ma.example",
        "runner": "author@ho.example",
    }

    def __init__(self, app, reference):
        self.app, self.where, self.ours = app, f"/consultations/{reference}", f"/consultations/{reference}/our-response"

    def __getattr__(self, name):
        client = self.app.test_client()
        sign_in(client, self.EMAILS[name])
        setattr(self, name, client)
        return client

    def consultation(self):
        """The consultation, in the session of the test."""
        reference = self.where.rpartition("/")[2]
        return db.session.scalars(select(Consultation).where(Consultation.reference == reference)).one()

    def workspace(self):
        return reading.get(self.consultation(), viewer=author("MA"))


@pytest.fixture
def people(app, writing_in):
    with writing_in():
        consultation = open_consultation()
        accounts.person("second@ma.example", name="Second author at MA", organisation="MA")
        for by in (author, signatory):
            by("MA"), by("HO")
        return People(app, consultation.reference)


@pytest.fixture
def begun(people, writing_in):
    """A response that only waits to be signed."""
    with writing_in():
        by, consultation = author("MA"), people.consultation()
        workspace = actions.start(consultation, by=by)
        put(workspace, consultation.questions[0], Given(("agree",)), by=by)
        put(workspace, consultation.questions[1], Given(words="CNRY Because of the night."), by=by)
        actions.describe(workspace, ABOUT, saves=0, by=by)


def test_a_body_writes_signs_sends_amends_and_withdraws(people, reading_in):
    client, other, chief, ours = people.author, people.second, people.signatory, people.ours
    assert f"Respond for the {BODY}" in words(client.get_ok(people.where).text)
    assert client.submit(ours, press="Begin the response").status_code == 303
    assert client.submit(f"{ours}/questions/1", {"answer": "agree"}).status_code == 303
    assert client.submit(f"{ours}/questions/2", {"answer": "CNRY Because of the night."}).status_code == 303
    assert client.submit(f"{ours}/about", ABOUT).status_code == 303
    seen = chief.get_ok(f"{ours}/check")
    assert "CNRY Because of the night." in seen.text
    # what a colleague changes after the signatory read it is not what they sign
    other.submit(f"{ours}/questions/2", {"answer": "Because of the day."})
    assert chief.submit(seen, press="Sign this response").status_code == 409
    assert chief.submit(f"{ours}/check", press="Sign this response").status_code == 303
    # and a change after the signature ends it
    other.submit(f"{ours}/questions/2", {"answer": "Because of the night, again."})
    assert "Send it" not in words(client.get_ok(f"{ours}/check").text)
    chief.submit(f"{ours}/check", press="Sign this response")
    check = client.get_ok(f"{ours}/check")
    assert client.submit(check, press="Send the response").status_code == 303
    assert client.submit(check, press="Send the response").status_code == 303  # the second click
    again = client.post(f"{ours}/send", data=with_key(check))  # the same in another window
    assert again.status_code == 303
    with reading_in() as session:
        sent = session.scalars(select(Submission)).one()
        assert (sent.organisation_name, sent.name) == (BODY, "Author at MA")
        assert [answer.words for answer in sent.answers] == ["", "Because of the night, again."]
        assert [
            one.ended_at is None for one in session.scalars(select(WorkspaceSignOff).order_by(WorkspaceSignOff.at))
        ] == [False, True]
        received = session.scalars(select(Entry).where(Entry.event == Event.submission_received)).one()
        assert received.person_id is not None
        receipt = sent.receipt
    assert receipt in client.get_ok(ours).text
    # changes count once they are signed and sent
    client.submit(f"{ours}/questions/2", {"answer": "Only the night."})
    assert "Sent, and changed since" in words(client.get_ok(ours).text)
    chief.submit(f"{ours}/check", press="Sign this response")
    client.submit(f"{ours}/check", press="Send the changes")
    with reading_in() as session:
        sent = session.scalars(select(Submission)).one()
        assert [revision.answers[1].words for revision in sent.revisions] == [
            "Because of the night, again.",
            "Only the night.",
        ]
    client.submit(f"{ours}/withdraw", press="Withdraw the response")
    page = words(client.get_ok(ours).text)
    assert "This response was withdrawn" in page and receipt in page
    assert client.submit(ours, press="Begin a new response").status_code == 303
    assert "Being written" in words(client.get_ok(ours).text)
    with reading_in() as session:
        assert session.scalars(select(Submission)).one().consideration is Consideration.excluded
        assert len(session.scalars(select(Workspace)).all()) == 2


def test_two_editors_cannot_overwrite_each_other(people, begun, reading_in):
    address = f"{people.ours}/questions/2"
    one, other = people.author.get_ok(address), people.second.get_ok(address)
    assert people.author.submit(one, {"answer": "From the first member"}).status_code == 303
    clash = people.second.submit(other, {"answer": "From the second member"})
    assert clash.status_code == 409
    assert "From the first member" in words(clash.text)
    assert "From the second member" in clash.text
    forged = with_key(other) | {"answer": "Without a version"}
    forged.pop("version")
    assert people.second.post(address, data=forged).status_code == 409
    assert people.second.submit(clash, press="Save this answer").status_code == 303
    page = words(people.author.get_ok(address).text)
    assert "From the second member" in page
    assert re.search(r"Wording 3: Second author at MA", page)
    assert re.search(r"Wording 1: Author at MA", page)
    assert people.second.submit(address, {"answer": "x" * 201}).status_code == 422
    # what is said about the organisation, too
    about = f"{people.ours}/about"
    one, other = people.author.get_ok(about), people.second.get_ok(about)
    people.author.submit(one, {"represents": "All magistrates"})
    clash = people.second.submit(other, {"represents": "Most magistrates"})
    assert clash.status_code == 409
    assert "All magistrates" in words(clash.text) and "Most magistrates" in words(clash.text)
    with reading_in() as session:
        assert session.scalars(select(Workspace)).one().about["represents"] == "All magistrates"


def test_comments_and_drafts_stay_in_the_organisation(app, people, begun, writing_in):
    address = f"{people.ours}/questions/2"
    assert people.signatory.submit(address, {"words": "CNRY Is this what the bench thinks?"}).status_code == 303
    assert people.signatory.submit(address, {"words": " "}).status_code == 422
    assert "CNRY Is this what the bench thinks?" in words(people.author.get_ok(address).text)
    assert "1 comment" in words(people.author.get_ok(people.ours).text)
    with writing_in():
        people_of = {
            "author@clinks.example": author("CLINKS"),
            "administrator@ma.example": acting("MA", Role.administrator),
        }
        consultation = people.consultation()
        with pytest.raises(Refused, match="nothing to withdraw"):
            submissions.withdraw_for_body(reading.get(consultation, viewer=author("MA")), by=author("MA"))
    outside = [people.runner] + [app.test_client() for _ in people_of]
    for client, email in zip(outside[1:], people_of, strict=True):
        sign_in(client, email)
    tails = ["/questions/2", "/about", "/check", "/withdraw"]
    for client in outside:
        assert [client.get(people.ours + tail).status_code for tail in tails] == [404] * 4
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account/name").text)[1]
        for tail in ("/questions/2", "/questions/2/comments", "/about", "/sign", "/unsign", "/send", "/withdraw"):
            sent = {"csrf_token": token, "idempotency_key": uuid.uuid4().hex, "answer": "x", "words": "x"}
            assert client.post(people.ours + tail, data=sent).status_code == 404
    assert app.test_client().get(people.ours).status_code == 302
    assert people.runner.get(people.ours).status_code == 404
    for tail in ("", "/responses", "/history", "/report", "/responses.csv", "/themes"):
        assert "CNRY" not in people.runner.get(people.where + tail).text
    # once it is sent, the answer is the consultation's and the comment still is not
    people.signatory.submit(f"{people.ours}/check", press="Sign this response")
    people.author.submit(f"{people.ours}/check", press="Send the response")
    receipt = re.search(r"R-\w{4}-\w{4}", people.author.get_ok(people.ours).text)[0]
    read = people.runner.get_ok(f"{people.where}/responses/{receipt}").text
    assert "CNRY Because of the night." in read
    assert "bench" not in read


def test_who_may_do_what(people, begun, writing_in):
    with writing_in():
        consultation = people.consultation()
        workspace = reading.get(consultation, viewer=author("MA"))
        for by in (author("MA"), author("CLINKS"), signatory("HO")):
            assert not actions.sign.policy(by, workspace)
        assert not actions.answer.policy(signatory("MA"), workspace)
        assert not actions.start.policy(author("HO"), consultation)  # it runs the consultation
        assert not actions.start.policy(signatory("CLINKS"), consultation)
        assert actions.start(consultation, by=author("MA")) is workspace
    # one that is not withdrawn, says the database itself
    with writing_in() as session:
        held = session.scalars(select(Workspace)).one()
        more = {"started_at": DURING, "changed_at": DURING}
        session.add(Workspace(consultation_id=held.consultation_id, organisation_id=held.organisation_id, **more))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_conditions_required_answers_and_changed_questions_are_as_in_public(people, begun, writing_in):
    with writing_in():
        by = author("MA")
        consultation = people.consultation()
        first = consultation.questions[0]
        ask(
            consultation,
            QuestionType.free_text,
            "Why not?",
            is_required=True,
            condition=Condition(1, True, ("disagree",)),
        )
        workspace = reading.get(consultation, viewer=by)
        questions = asking.asked(consultation)
        assert rules.problems(workspace, questions) == []
        before = rules.hash_of(workspace, questions)
        with pytest.raises(Refused, match="A signatory of your organisation has to sign"):
            submissions.send_for_body(workspace, version=workspace.version, hash=before, by=by)
        put(workspace, first, Given(("disagree",)), by=by)
        assert [one.href for one in rules.problems(workspace, questions)] == ["questions/6"]
        assert rules.hash_of(workspace, questions) != before
        put(workspace, first, Given(("agree",)), by=by)
        assert rules.hash_of(workspace, questions) == before
        actions.sign(workspace, version=workspace.version, hash=before, by=signatory("MA"))
        with pytest.raises(Stale):
            submissions.send_for_body(workspace, version=workspace.version, hash="0" * 64, by=by)
        new_version(first, QuestionType.agree5, "Do you agree now?", is_required=True)
    with writing_in():
        workspace = people.workspace()
        with pytest.raises(Refused, match="was changed after you answered it"):
            submissions.send_for_body(workspace, version=workspace.version, hash=before, by=by)
    assert "Asked anew" in words(people.author.get_ok(people.ours).text)


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, True), (0, False)])
def test_it_ends_with_the_window(people, begun, writing_in, seconds, is_open):
    with time_machine.travel(CLOSES - timedelta(hours=1), tick=False), writing_in():
        due = "Finish and sign your organisation’s response by the end of 29 November 2026"
        for who in (author("MA"), signatory("MA")):
            assert due in [one.words for one in waiting.for_you(who)]
        assert due not in [one.words for one in waiting.for_you(author("CLINKS"))]
    with time_machine.travel(CLOSES + timedelta(seconds=seconds), tick=False):
        assert people.author
        page = words(people.author.get_ok(f"{people.ours}/questions/2").text)
        assert ("Save this answer" in page) is is_open
        assert ("takes no responses now" in page) is not is_open
        with writing_in():
            workspace = people.workspace()
            question = workspace.consultation.questions[1]
            if is_open:
                put(workspace, question, Given(words="At the last moment"), by=author("MA"))
            else:
                with pytest.raises(Refused, match="does not take responses now"):
                    put(workspace, question, Given(words="Too late"), by=author("MA"))
                assert [one for one in waiting.for_you(author("MA")) if "Finish" in one.words] == []


def put(workspace, question, given, *, by):
    actions.answer(workspace, Typed(question, given, question.current.id), by=by)


def with_key(page):
    """The hidden fields of the page's last form, with a key of its own."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return fields | {"idempotency_key": uuid.uuid4().hex}
