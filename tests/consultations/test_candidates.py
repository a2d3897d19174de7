"""What a machine proposes: candidate themes, and codings that count for nothing until a person keeps them."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.consultations import tasks
from collab.consultations.models import (
    CandidateState,
    CandidateTheme,
    Coding,
    Consideration,
    Consultation,
    Submission,
)
from collab.consultations.queries import analysis as queries
from collab.consultations.rules import candidate_words
from collab.consultations.rules import candidates as rules
from collab.consultations.rules.answers import Given
from collab.db import db
from tests.factories import analysis
from tests.factories.accounts import sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import DURING, response
from tests.support.page import words


@pytest.fixture(autouse=True)
def _after():
    with time_machine.travel(AFTER, tick=True):
        yield


def proposed(submission, theme):
    """A machine's coding of the answer to question 2."""
    question = next(a.question_version.question for a in submission.answers if a.words)
    made = Coding(submission_id=submission.id, question_id=question.id, theme_id=theme.id, at=clock.now())
    db.session.add(made)
    db.session.flush()
    db.session.expire(submission, ["codings"])
    return made


def test_what_a_machine_proposed_counts_once_a_person_saves_it(writing_in, reading_in):
    with writing_in():
        consultation = analysis.closed_consultation(responses=2)
        theme, other = analysis.theme(consultation), analysis.theme(consultation, "Say it twice")
        first, second = analysis.submissions(consultation)
        for one in (first, second):
            proposed(one, theme)
            proposed(one, other)
        assert [row.number for row in queries.themes(consultation)] == [0, 0]
        assert {one.coded for one in queries.worked(consultation)} == {frozenset()}
        analysis.coded(first, theme)
        first, second = first.id, second.id
    with reading_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        assert [(row.theme.number, row.number) for row in queries.themes(consultation)] == [(1, 1), (2, 0)]
        read = {one.id: one.consideration for one in session.scalars(select(Submission))}
        assert read == {first: Consideration.coded, second: Consideration.unread}
        kept = session.scalars(select(Coding).where(Coding.submission_id == first)).one()
        assert kept.person_id is not None
        assert session.query(Coding).filter(Coding.person_id.is_(None)).count() == 2


SPOKEN = {
    "weekends": "rota weekend nights staffing shifts overtime cover",
    "victims": "victim witness updates letters phone telling waiting",
    "costs": "money budget savings treasury spending cheaper price",
}
AGREE = Given(keys=("agree",))
IN_WELSH = "Mae'r {} yn bwysig iawn i ni ac mae angen {} a {} arnom hefyd"


def answers(number, seed=1):
    """So many answers that each speak of one of three things, among words that everybody uses; a tenth in Welsh."""
    chance = random.Random(seed)
    common = ["court", "police", "service", "people", "local", "staff", "time", "plan", "years", "places"]
    made = []
    for place in range(number):
        theme = list(SPOKEN)[place % 3]
        said = chance.sample(SPOKEN[theme].split(), 4) + chance.sample(common, 3)
        chance.shuffle(said)
        made.append((theme, f"We think that the {' '.join(said)}."))
    return made


def asked_again(app):
    with app.app_context():
        tasks.look_for_candidates()
        tasks.look_for_candidates()


def test_candidates_from_their_finding_to_a_confirmed_coding(writing_in, reading_in, client, app):
    said = answers(30)
    with writing_in():
        consultation = analysis.closed_consultation(responses=0)
        here = f"/consultations/{consultation.reference}"
        for place, (_, text) in enumerate(said):
            response(consultation, {1: AGREE, 2: Given(words=text)}, at=DURING + timedelta(minutes=place))
        held = analysis.submissions(consultation)
        mine = analysis.theme(consultation, "By hand")
        analysis.coded(held[0], mine)
        by_hand, other = held[0].receipt, held[3].receipt
    sign_in(client, "author@ho.example")
    page = client.get_ok(f"{here}/candidates")
    assert "30" in words(page.text)
    waiting = client.follow(client.submit(f"{here}/candidates/2", press="Look for candidate themes"))
    assert "The computer reads the answers." in words(waiting.text)
    asked_again(app)
    page = words(client.get_ok(f"{here}/candidates/2").text)
    assert "30 answers read, 30 of them different. 30 speak of 3 candidates." in page
    assert "Sure (" in page
    with reading_in() as session:
        found = session.scalars(select(CandidateTheme).order_by(CandidateTheme.number)).all()
        place = {word: one.number for one in found for word in one.words}
        assert {place[name] for name in ("rota", "victim", "budget")} == {1, 2, 3}
        assert [one.size for one in found] == [10, 10, 10]
    # one is named, one adopted, one goes into that theme's candidate and comes back
    address = f"{here}/candidates/2/{place['victim']}"
    client.follow(client.submit(address, press="Save only the name", name="Telling victims"))
    adopted = f"{here}/candidates/2/{place['rota']}"
    done = client.follow(client.submit(adopted, press="Adopt as a theme", name="Weekends", definition="The rota."))
    assert "Theme 2 added." in words(done.text)
    merged = client.follow(client.submit(f"{address}/merge", into=f"candidate-{place['budget']}"))
    assert "With: Telling victims" in words(merged.text)
    assert "20 responses." in words(merged.text)
    client.follow(client.submit(address, to="/back"))
    client.follow(client.submit(f"{here}/candidates/2/{place['budget']}", to="/drop"))
    with reading_in() as session:
        proposals = session.scalars(select(Coding).where(Coding.person_id.is_(None))).all()
        assert len(proposals) == 9  # the one that a person coded is left alone
        consultation = session.scalars(select(Consultation)).one()
        assert [(str(row.theme.name), row.number) for row in queries.themes(consultation)] == [
            ("By hand", 1),
            ("Weekends", 0),
        ]
    client.follow(client.submit(f"{here}/responses/{other}", press="Save", question_2=["2"]))
    # looking again, with more answers: what people did stands, and only answers that nobody coded are proposed
    with writing_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        for place_, (_, text) in enumerate(answers(6, seed=2)):
            response(consultation, {1: AGREE, 2: Given(words=text)}, at=DURING + timedelta(hours=2, minutes=place_))
    client.submit(f"{here}/candidates/2", press="Look for candidates again")
    asked_again(app)
    with reading_in() as session:
        found = {one.number: one for one in session.scalars(select(CandidateTheme))}
        assert found[place["victim"]].name == "Telling victims"
        assert found[place["budget"]].state is CandidateState.dropped
        assert found[place["rota"]].state is CandidateState.adopted
        assert len(found) == 3
        codings = session.scalars(select(Coding)).all()
        assert sum(one.person_id is not None for one in codings) == 2
        assert sum(one.person_id is None for one in codings) == 10
        assert by_hand not in {one.submission.receipt for one in codings if one.person_id is None}


@pytest.mark.parametrize(
    "said",
    [
        [],
        ["Too slow.", "Too dear.", "Too late."],
        ["rota"] * 40,
        [f"rota {'very ' * n}" for n in range(40)],
        ["?!"] * 40,
        [str(n) * 5 for n in range(40)],
    ],
)
def test_of_too_little_nothing_is_found(said):
    assert rules.found([rules.Said(one) for one in said]) == []
    assert candidate_words.nothing_found(len(said), rules.FEWEST_ANSWERS).endswith(".")


def test_welsh_answers_and_copies_are_looked_at_apart():
    chance = random.Random(3)
    english = [rules.Said(text) for _, text in answers(60)]
    letter = [rules.Said("Keep the rota and the weekend cover as they are, with no overtime.", "letter")] * 30
    said = ["ynadon", "heddlu", "dioddefwyr", "llysoedd"], ["arian", "cyllideb", "gwariant", "costau"]
    welsh = [rules.Said(IN_WELSH.format(*chance.sample(said[place % 2], 3))) for place in range(40)]
    found = rules.found([*english, *letter, *welsh])
    assert found == rules.found([*english, *letter, *welsh])
    assert sum(not one.in_welsh for one in found) == 3
    assert any("rota" in one.words and {*range(60, 90)} <= {place for place, _ in one.members} for one in found)
    assert all(place >= 90 for one in found if one.in_welsh for place, _ in one.members)
    assert rules.different([*english, *letter]) == 61
    for one in found:
        assert 0 <= one.sureness <= 100
        assert len(one.members) >= rules.SMALLEST
