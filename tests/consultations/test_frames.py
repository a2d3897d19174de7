"""The theme frame with its versions, and who reads what."""

import pytest
import time_machine
from sqlalchemy import select

from collab.consultations.actions import assigning, frames, themes
from collab.consultations.models import (
    Coding,
    CodingAct,
    CodingChange,
    Consideration,
    Consultation,
    FrameChange,
    FrameVersion,
    Theme,
)
from collab.consultations.queries import frames as queries
from collab.consultations.queries import readings
from collab.consultations.rules.frames import Part
from collab.errors import Refused
from collab.text import Language
from tests.factories import analysis
from tests.factories.accounts import author, sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import ANSWERS, DURING, open_consultation, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def uncoded(consultation):
    return readings.question(consultation, 2).count.uncoded


def codings(session):
    """(receipt's place, theme, whether a person's) of all codings."""
    order = {
        one.id: place for place, one in enumerate(analysis.submissions(session.scalars(select(Consultation)).one()))
    }
    held = session.scalars(select(Coding))
    return sorted((order[one.submission_id], one.theme.number, one.person_id is not None) for one in held)


def test_themes_are_merged_split_and_retired_and_nothing_that_was_coded_is_lost(writing_in):
    with writing_in() as session:
        consultation = open_consultation()
        for _ in range(3):
            response(consultation)
        one, two, three = analysis.submissions(consultation)
        old, new, part = (analysis.theme(consultation, name) for name in ("Old", "New", "Part"))
        by = author("HO")
        themes.change(part, name="Part", questions=["2"], parent="1", version=part.version, by=by)
        for refused in ("3", "9", "1"):
            with pytest.raises(Refused):
                themes.change(old, name="Old", questions=["2"], parent=refused, version=old.version, by=by)
        analysis.coded(one, old, new)
        analysis.coded(two, old)
        question = consultation.questions[1]
        session.add(Coding(submission_id=three.id, question_id=question.id, theme_id=old.id, at=AFTER))
        session.add(Coding(submission_id=two.id, question_id=question.id, theme_id=new.id, at=AFTER))
        with pytest.raises(Refused, match="takes over"):
            frames.merge(old, into="1", version=old.version, by=by)
        frames.merge(old, into="2", version=old.version, by=by)
        # what a person said of the one is said of the other, a proposal stays one, and both stay where there were both
        assert codings(session) == [(0, 1, True), (0, 2, True), (1, 1, True), (1, 2, True), (2, 2, False)]
        assert part.parent is new
        assert uncoded(consultation) == 1
        made = frames.split(new, [Part("A"), Part("B", "What B is")], then="1", version=new.version, by=by)
        assert [theme.number for theme in made] == [4, 5]
        assert (0, 4, True) in codings(session)
        again = frames.split(made[0], [Part("C"), Part("D")], then="again", version=made[0].version, by=by)
        assert uncoded(consultation) == 3
        assert one.consideration is Consideration.read
        analysis.coded(one, again[0])
        assert (0, 4, True) in codings(session)  # what was coded to a theme that was split can be read still
        frames.retire(again[0], version=again[0].version, by=by)
        assert uncoded(consultation) == 3
        with pytest.raises(Refused, match="retired"):
            frames.retire(again[0], version=again[0].version, by=by)
        kinds = [version.change for version in queries.versions(consultation)][::-1]
        added, split = FrameChange.added, FrameChange.split
        assert kinds == [added, added, added, FrameChange.changed, FrameChange.merged, added, added, split, added, added, split, FrameChange.retired]  # fmt: skip
        acts = {change.act for change in session.scalars(select(CodingChange))}
        assert {CodingAct.coded, CodingAct.merged, CodingAct.set_aside} <= acts


def test_the_frame_on_its_pages_and_a_theme_that_went_while_somebody_coded_to_it(writing_in, client):
    with writing_in():
        consultation = open_consultation()
        receipt = response(consultation).receipt
        here = f"/consultations/{consultation.reference}"
        analysis.theme(consultation, "Old", definition="What is old"), analysis.theme(consultation, "New")
    sign_in(client, "author@ho.example")
    reading = f"{here}/questions/2/reading/{receipt}"
    page = client.get_ok(reading)
    assert "1. Old What is old" in words(page.text)
    wrong = client.submit(f"{reading}/example", theme="1", words="Not there")
    assert "Quote the answer word for word" in words(wrong.text)
    client.follow(client.submit(wrong, theme="1", words="say it simply"))
    theme = client.get_ok(f"{here}/themes/1")
    assert "say it simply" in theme.text
    assert "No answer is kept" in words(client.follow(client.submit(theme, press="Take this example away")).text)
    client.follow(client.submit(f"{here}/themes/1/edit", name="Older", parent="2"))
    client.follow(client.submit(f"{here}/themes/1/retire", into="2"))
    gone = client.submit(page, press="Save", themes=["1", "2"])
    assert gone.status_code == 422
    said = "Theme 1, “Older”, was merged into theme 2, “New”, by"
    assert said in words(gone.text)
    assert 'value="2" checked' in gone.text
    client.follow(client.submit(f"{here}/themes/2/split", name_1="Speed", name_2="Care", then="again"))
    history = words(client.get_ok(f"{here}/themes/history").text)
    assert "Version 7" in history
    assert "was split into themes 3 and 4" in history
    assert "Part of Nothing, then 2" in history
    assert "It was merged into theme 2" in words(client.get_ok(f"{here}/themes/1").text)
    assert "was split into themes 3, 4 by" in words(client.submit(gone, press="Save", themes=["2"]).text)


def test_answers_are_given_in_portions_and_taken_back_and_a_welsh_one_is_translated(writing_in, client):
    with writing_in() as session:
        consultation = open_consultation()
        for place in range(4):
            response(consultation, ANSWERS, at=DURING.replace(minute=place), language=Language.welsh)
        here = f"/consultations/{consultation.reference}"
        analysis.theme(consultation)
        receipts = [one.receipt for one in analysis.submissions(consultation)]
        mine, theirs = author("HO"), author("MOJ")
        question = consultation.questions[1]
        with pytest.raises(Refused):
            assigning.assign(consultation, question, person_id=str(author("AGO").person_id), number=2, by=mine)
    sign_in(client, "author@ho.example")
    page = client.follow(client.submit(f"{here}/questions/2/reading/assign", person_id=str(mine.person_id), number="2"))
    assert "2 answers given" in words(page.text)
    wrong = client.submit(page, person_id=str(theirs.person_id), number="1.5")
    assert "Enter a number of answers from 1 to 5,000" in words(wrong.text)
    client.follow(client.submit(wrong, person_id=str(theirs.person_id), number="50"))
    assert "2, 2 to code" in words(client.get_ok(f"{here}/reading").text)
    first = client.follow(client.get(f"{here}/questions/2/reading?show=mine&language=cy"))
    assert receipts[0] in first.text
    client.submit(first, press="Save", themes=["1"])
    page = client.get_ok(f"{here}/questions/2/reading/assign")
    done = client.follow(client.submit(page, press="Take back 1 answer from"))
    assert "1 answer taken back" in words(done.text)
    form = client.get_ok(f"{here}/questions/2/reading/{receipts[0]}/translation")
    late = client.get_ok(f"{here}/questions/2/reading/{receipts[0]}/translation")
    assert "Enter who translated it" in words(client.submit(form, translation="Ask later.").text)
    page = client.follow(client.submit(form, translation="Ask later.", translator="A translator"))
    assert "Translation by A translator" in words(page.text)
    assert ANSWERS[2].words in page.text
    assert client.submit(late, translation="Other.", translator="B").status_code == 409
    with writing_in() as session:
        assert session.scalars(select(FrameVersion)).one().change is FrameChange.added
        assert session.scalars(select(Theme)).one().retired_at is None
