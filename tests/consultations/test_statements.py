"""Voting on statements, adding one, and deciding which ones join them."""

import csv
import io
import re

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import questions as editing
from collab.consultations.actions import statements as actions
from collab.consultations.models import AddedStatement, Consultation, QuestionType, StatementState, SubmissionDraft
from collab.consultations.queries import results, setup, tallies
from collab.consultations.rules.answers import Given
from collab.db import db
from collab.errors import NotAllowed, Refused, Stale
from collab.text import Language
from tests.factories.accounts import author, sign_in
from tests.factories.submissions import CLOSES, DURING, ask, open_consultation, response
from tests.support.page import words

VOTE = QuestionType.statement_vote
SAID = ("Every child should see a lawyer at once", "Courts are too far away", "Advice should come by video")


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


def with_statements(**more):
    consultation = open_consultation(questions=False, takes_statements=True, **more)
    for said in SAID:
        ask(consultation, VOTE, said)
    ask(consultation, QuestionType.single, "What is your ethnic group?", options="One\nAnother")
    db.session.flush()
    return consultation


def started(app, consultation):
    """A respondent's client and the address of their draft."""
    client = app.test_client()
    begun = client.submit(f"/consultations/{consultation}/respond", press="Start now")
    return client, re.match(r"(/responses/draft/[^/]+)", begun.location)[1], begun.location


def test_statements_come_one_at_a_time_and_one_can_be_added(writing_in, reading_in, app):
    with writing_in():
        reference = with_statements().reference
    client, draft, here = started(app, reference)
    seen = []
    for place in (1, 2, 3):
        page = client.get_ok(here)
        assert f"Statement {place} of 3, question {place} of 4" in words(page.text)
        assert "Agree Disagree Pass" in words(page.text)
        seen.append(next(one for one in SAID if one in page.text))
        assert client.get_ok(here).text.count(seen[-1]) == page.text.count(seen[-1])
        here = client.submit(page, answer="agree", press="Save and continue").location
    assert sorted(seen) == sorted(SAID)
    assert "What is your ethnic group?" in client.get_ok(here).text
    assert f'href="{draft}/statement"' in client.get_ok(f"{draft}/questions/1").text
    form = f"{draft}/statement"
    assert "It is abusive or against the law" in words(client.get_ok(form).text)
    alike = client.submit(form, words="every child should see a LAWYER at once")
    assert alike.status_code == 422
    assert "Your statement is like one that is there already" in words(alike.text)
    assert SAID[0] in words(alike.text)
    assert "Leave out what could show who somebody is" in words(
        client.submit(form, words="Ring me on 07700 900123").text
    )
    likest = client.submit(form, words="Every child should see a lawyer at once, at night too")
    assert client.submit(likest, another=["another"]).status_code == 303
    assert client.submit(form, words="<b>Cells</b> are too cold").status_code == 303
    assert client.submit(form, words="Nurses should be there all night").status_code == 303
    assert "You have added 3 statements" in words(client.submit(form, words="A fourth one would be too many").text)
    with reading_in() as session:
        found = session.scalars(select(AddedStatement).order_by(AddedStatement.number)).all()
        assert [one.state for one in found] == [StatementState.waiting] * 3
        assert session.scalars(select(SubmissionDraft)).one().statements_added == 3
    other, _, first = started(app, reference)
    assert not any(one.words in other.get_ok(first).text for one in found)


def test_what_is_accepted_joins_the_statements_and_the_log_says_why_not(writing_in, reading_in, client, app):
    with writing_in():
        consultation = with_statements()
        here = f"/consultations/{consultation.reference}"
        for number, (said, language) in enumerate(
            (("=Cells are too cold", "en"), ("Mae’r celloedd yn rhy oer", "cy"), ("My ethnic group is A", "en")), 1
        ):
            made = AddedStatement(
                consultation_id=consultation.id, number=number, words=said, language=Language(language), sent_at=DURING
            )
            db.session.add(made)
        author("CLINKS")
    outsider = app.test_client()
    sign_in(outsider, "author@clinks.example")
    for tail in ("", "/1", ".csv"):
        assert outsider.get(f"{here}/statements{tail}").status_code == 404
    sign_in(client, "author@ho.example")
    assert "Statements of respondents: 3 wait for a decision" in words(client.get_ok(f"{here}/responses").text)
    late = client.get_ok(f"{here}/statements/1")
    client.follow(client.submit(f"{here}/statements/1", decision="accept"))
    assert client.submit(late, decision="reject", reason="abusive").status_code == 409
    assert "Say it in English too" in words(client.submit(f"{here}/statements/2", decision="accept").text)
    client.follow(client.submit(f"{here}/statements/2", decision="accept", translation="Nurses must be there"))
    assert "Choose why it is left out" in words(client.submit(f"{here}/statements/3", decision="reject").text)
    client.follow(client.submit(f"{here}/statements/3", decision="reject", reason="about_oneself"))
    rows = list(csv.reader(io.StringIO(client.get_ok(f"{here}/statements.csv").text.removeprefix("\ufeff"))))[1:]
    assert [(row[1], row[4], row[5], row[8]) for row in rows] == [
        ("'=Cells are too cold", "People vote on it", "", "5"),
        ("Mae’r celloedd yn rhy oer", "People vote on it", "", "6"),
        (
            "My ethnic group is A",
            "Left out",
            "It says something about the person who wrote it, and not what they think",
            "",
        ),
    ]
    visitor, _, first = started(app, here.rpartition("/")[2])
    assert "of 5, question 1 of 6" in words(visitor.get_ok(first).text)
    with writing_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        asked = setup.questions(consultation)
        assert [one.number for one in asked] == [1, 2, 3, 5, 6, 4]
        cold = next(one for one in asked if one.number == 5)
        assert str(cold.current.wording) == "=Cells are too cold"
        assert [option.key for option in cold.current.options] == ["agree", "disagree", "pass"]
        for key in ("agree", "agree", "pass"):
            response(consultation, {5: Given(keys=(key,)), 4: Given(keys=("o1",))})
        # who votes is no statement: what people said of themselves is never among the votes
        votes = {one.statement: (one.agree, one.disagree, one.passed) for one in tallies.statements(consultation)}
        assert votes["=Cells are too cold"] == (2, 0, 1)
        assert set(votes) == {*SAID, "=Cells are too cold", "Nurses must be there"}
        counted = next(one for one in results.published(consultation) if one.wording == "=Cells are too cold")
        assert counted.answered_by == "fewer than 5"
        assert counted.is_hiding
        with pytest.raises(Refused, match="People have voted on this statement"):
            editing.change_question(
                consultation, cold, type=VOTE, wording="Warmer words", version=cold.current.number, by=author("HO")
            )
        one = session.scalars(select(AddedStatement).where(AddedStatement.number == 1)).one()
        with pytest.raises(Refused, match="decided about this statement already"):
            actions.reject_statement(one, "abusive", by=author("HO"))
        with pytest.raises(NotAllowed):
            actions.reject_statement(one, "abusive", by=author("CLINKS"))
        with pytest.raises(Stale):
            actions.accept_statement(one, version=one.version - 1, by=author("HO"))
        waiting = AddedStatement(
            consultation_id=consultation.id, number=4, words="Late", language=Language.english, sent_at=DURING
        )
        session.add(waiting)
        session.flush()
        with time_machine.travel(CLOSES), pytest.raises(Refused, match="nobody could vote on it"):
            actions.accept_statement(waiting, by=author("HO"))


def test_nothing_can_be_added_where_it_is_not_asked_for(writing_in, app):
    with writing_in():
        consultation = with_statements()
        consultation.takes_statements = False
        reference = consultation.reference
    client, draft, here = started(app, reference)
    assert "Add a statement" not in client.get_ok(here).text
    assert client.get(f"{draft}/statement").status_code == 404
