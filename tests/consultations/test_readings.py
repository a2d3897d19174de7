"""Reading and coding answer by answer: the workspace of each question, its counts, and what two analysts do at once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import coding, frames, readings, themes
from collab.consultations.models import (
    Answer,
    Coding,
    CodingChange,
    Consideration,
    Consultation,
    QuestionType,
    Reading,
    Submission,
    SubmissionRevision,
)
from collab.consultations.queries import readings as queries
from collab.consultations.rules.answers import Given
from collab.consultations.rules.consideration import NOTHING
from collab.db import db
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import DURING, ask, open_consultation, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def asked(number=3):
    """A consultation with two questions in words, so many responses to both, and two themes of both."""
    consultation = open_consultation()
    ask(consultation, QuestionType.free_text, "What else?", most_characters=200)
    for place in range(number):
        said = {2: Given(words=f"Why {place}"), 6: Given(words=f"Else {place}")}
        response(consultation, said | {1: Given(keys=("agree",))}, at=DURING + timedelta(minutes=place))
    for name in ("Say it simply", "Rota"):
        analysis.theme(consultation, name, questions=("2", "6"))
    return consultation


def counts(consultation):
    """(answers, unread, uncoded, proposed, flagged, second) by question, after looking that they are what is there."""
    found = {}
    for row in queries.progress(consultation):
        kept = row.count
        found[row.question.number] = (
            kept.answers, kept.unread, kept.uncoded, kept.proposed, kept.flagged, kept.second
        )  # fmt: skip
        for name, state in (("answers", "all"), ("unread", "unread"), ("uncoded", "uncoded"), ("proposed", "proposed")):
            here = (Reading.question_id == row.question.id, queries.STATES[queries.Show(state)])
            assert len(db.session.scalars(select(Reading).where(*here)).all()) == getattr(kept, name), name
    return found


def the_only(session):
    return session.scalars(select(Consultation)).one()


def test_a_question_is_walked_from_its_first_answer_to_its_last(writing_in, client, app):
    with writing_in():
        consultation = asked()
        here = f"/consultations/{consultation.reference}"
        receipts = [one.receipt for one in analysis.submissions(consultation)]
        author("AGO")
        assert counts(consultation) == {2: (3, 3, 3, 0, 0, 0), 6: (3, 3, 3, 0, 0, 0)}
    sign_in(client, "author@ho.example")
    assert "question 6 3 Question 6, not read yet: 3 Question 6, not coded yet: 3 0 0 0" in words(
        client.get_ok(f"{here}/reading").text
    )
    page = client.follow(client.get(f"{here}/questions/6/reading?show=uncoded"))
    assert "Else 0" in words(page.text)
    assert "Why 0" not in page.text
    rich = ["rich", "second", "flagged"]
    onward = client.submit(page, press="Save and go to next", themes=["1", "2"], marks=rich, flag_note="Ask Legal")
    assert f"/questions/6/reading/{receipts[1]}?show=uncoded" in onward.location
    page = client.follow(onward)
    assert f"/questions/6/reading/{receipts[2]}?show=uncoded" in page.text
    assert "This is the first answer" in words(page.text)  # of those that are not coded
    both = client.submit(page, press="Save", themes=["1", NOTHING])
    assert both.status_code == 422
    onward = client.submit(both, press="Save and go to next", themes=[NOTHING])
    onward = client.submit(client.follow(onward), press="Save and go to next")
    assert "last answer of this list" in words(client.follow(onward).text)
    flagged = client.follow(client.get(f"{here}/questions/6/reading?show=flagged"))
    assert receipts[0] in flagged.text
    assert "Ask Legal" in flagged.text
    assert "coded: 1. Say it simply" in words(flagged.text)
    assert "No answer fits" in words(client.get_ok(f"{here}/questions/6/reading?show=unread").text)
    assert client.get(f"{here}/questions/1/reading").status_code == 404
    outsider = app.test_client()
    sign_in(outsider, "author@ago.example")
    for tail in ("reading", "questions/2/reading", f"questions/2/reading/{receipts[0]}"):
        assert outsider.get(f"{here}/{tail}").status_code == 404
    with writing_in() as session:
        consultation = the_only(session)
        assert counts(consultation) == {2: (3, 3, 3, 0, 0, 0), 6: (3, 0, 1, 0, 1, 1)}
        first = analysis.submissions(consultation)[0]
        assert first.consideration is Consideration.unread  # question 2 was not read
        analysis.coded(first, "1", question=2)
        assert [change.act.value for change in session.scalars(select(CodingChange).order_by(CodingChange.at))][-1] == (
            "removed"  # the form of the whole response names no theme for question 6
        )


def test_two_analysts_meet_on_one_answer_and_not_on_one_response(writing_in, client, app):
    with writing_in():
        consultation = asked(1)
        here = f"/consultations/{consultation.reference}"
        receipt = analysis.submissions(consultation)[0].receipt
        author("MOJ")
    why, else_ = (f"{here}/questions/{number}/reading/{receipt}" for number in (2, 6))
    other = app.test_client()
    sign_in(client, "author@ho.example")
    sign_in(other, "author@moj.example")
    mine, theirs, late, whole = (
        client.get_ok(why),
        other.get_ok(else_),
        other.get_ok(why),
        other.get_ok(f"{here}/responses/{receipt}"),
    )
    assert client.submit(mine, press="Save", themes=["1"]).status_code == 303
    assert other.submit(theirs, press="Save", themes=["2"]).status_code == 303
    refused = other.submit(late, press="Save", themes=["2"])
    assert refused.status_code == 409
    assert "What does it say? Saved now 1 What you typed 2" in words(refused.text)
    assert other.submit(whole, press="Save", question_2=["2"]).status_code == 409
    with writing_in() as session:
        held = {one.question.number: one.theme.number for one in session.scalars(select(Coding))}
        assert held == {2: 1, 6: 2}
        assert session.scalars(select(Submission)).one().consideration is Consideration.coded
        one = session.scalars(select(Reading).join(Reading.question).where(Reading.receipt == receipt)).first()
        was = one.version
        analysis.coded(one.submission, "2", question=2)
        session.expire_all()
        assert one.version > was


def test_counts_follow_what_is_sent_excluded_amended_proposed_and_merged(writing_in, client):
    with writing_in() as session:
        consultation = asked()
        first, second, third = analysis.submissions(consultation)
        old = min(consultation.themes, key=lambda theme: theme.number)
        by = author("HO")
        question = consultation.questions[1]
        session.add(Coding(submission_id=second.id, question_id=question.id, theme_id=old.id, at=AFTER))
        coding.mark_read(second, by=by)
        coding.exclude(first, "spam", version=first.version, by=by)
        assert counts(consultation) == {2: (2, 1, 2, 1, 0, 0), 6: (2, 1, 2, 0, 0, 0)}
        coding.include(first, version=first.version, by=by)
        assert counts(consultation)[6] == (3, 1, 3, 0, 0, 0)  # excluding was reading
        analysis.coded(third, old)
        frames.merge(old, into="2", version=old.version, by=by)
        assert counts(consultation)[2] == (3, 0, 2, 1, 0, 0)
        address = f"/consultations/{consultation.reference}/questions/2/reading/{second.receipt}"
    sign_in(client, "author@ho.example")
    page = client.get_ok(address)
    assert "2. Rota Proposed by machine, and not confirmed by a person yet" in words(page.text)
    client.submit(page, press="Save")
    page = client.get_ok(address)
    assert "confirmed what a machine proposed: 2. Rota" in words(page.text)
    with writing_in() as session:
        consultation = the_only(session)
        assert counts(consultation)[2] == (3, 0, 1, 0, 0, 0)
        themes.add(consultation, name="Third", questions=["2"], by=author("HO"))
        _, _, third = analysis.submissions(consultation)
        version = consultation.questions[1].current
        session.add(SubmissionRevision(submission=third, number=2, at=AFTER, answers=[
            Answer(question_version_id=version.id, position=1, words="Another reason")
        ]))  # fmt: skip
        session.flush()
        third.read_at = third.read_by_id = None
        readings.keep_in_step({third.id}, by=author("HO"))
        assert counts(consultation) == {2: (3, 1, 1, 0, 0, 0), 6: (2, 0, 2, 0, 0, 0)}
    client_page = client.get_ok(address)
    with writing_in() as session:
        gone = session.scalars(select(themes.Theme).where(themes.Theme.number == 3)).one()
        frames.retire(gone, version=gone.version, by=author("HO"))
    answer = client.submit(client_page, press="Save", themes=["2", "3"])
    assert answer.status_code == 422
    assert "Theme 3, “Third”, was retired by" in words(answer.text)
    assert 'value="2" checked' in answer.text
