"""Common ground on pages: who sees it, when it is drawn anew, and that nobody stands in it alone."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from collab.accounts.policy import SYSTEM
from collab.audit.models import RootKind
from collab.audit.queries import history
from collab.consultations import tasks
from collab.consultations.actions import imports
from collab.consultations.models import Consultation, KeptMap, OnBehalfOf, QuestionType, RespondentType
from collab.consultations.queries import opinion
from collab.consultations.rules import polis
from collab.consultations.rules.answers import Given
from collab.consultations.rules.respondents import About
from collab.db import db
from tests.factories import analysis
from tests.factories.accounts import sign_in
from tests.factories.analysis import AFTER
from tests.factories.submissions import DURING, ask, open_consultation, response
from tests.support.page import words

SAID = ("Courts are too slow", "Judges should decide", "Every child needs a lawyer", "I am 30 years old or younger")
PRISON, POLICE = RespondentType.prison_staff, RespondentType.police_officer_or_staff


def vote(consultation, number):
    """Somebody of one of two camps, who agree on the third statement; the last says who somebody is."""
    votes = ("agree", "disagree") if number % 2 else ("disagree", "agree")
    given = dict(enumerate((*votes, "agree" if number < 19 else "pass", votes[0]), start=1))
    about = About(OnBehalfOf.myself, PRISON if number % 2 else POLICE)
    at = DURING + timedelta(minutes=number)
    response(consultation, {key: Given(keys=(vote,)) for key, vote in given.items()}, about, at=at)


def test_groups_are_found_shown_to_who_may_see_them_and_drawn_anew(writing_in, reading_in, client):
    with time_machine.travel(AFTER, tick=False) as travelling:
        with writing_in():
            consultation = open_consultation(questions=False)
            for statement in SAID:
                ask(consultation, QuestionType.statement_vote, statement)
            for number in range(20):
                vote(consultation, number)
            here, key = f"/consultations/{consultation.reference}/common-ground", consultation.id

        def draw():
            with reading_in():
                tasks.draw_opinion_maps()
            with reading_in():
                held = db.session.scalars(select(KeptMap)).one()
                assert all(people >= 5 for _, _, _, people in held.content["points"])
                return dict(held.groups), opinion.due()

        groups, due = draw()
        assert (sorted(groups.values()), due) == (["A"] * 10 + ["B"] * 10, [])
        assert client.get(here).status_code == 404
        sign_in(client, "author@ho.example")
        page = client.get_ok(here)
        said = words(page.text)
        headline = "People fall into 2 opinion groups: most of each agree with 1 of 3 statements, and 2 statements divide them."
        assert headline in said
        assert "It says who somebody is, which is no opinion: 1 statement" in said
        assert "Prison staff: 10 people" in said
        assert 'aria-label="Group B, 10 people: what it holds"' in page.text

        with writing_in():
            vote(db.session.get(Consultation, key), 20)
        assert draw() == (groups, [])  # it is minutes old only
        travelling.shift(timedelta(minutes=6))
        later, _ = draw()
        assert {one: later[one] for one in groups} == groups
        assert len(later) == 21

        place = f"{here}/statements/2"
        assert "Say why" in client.submit(place, place="out", reason=" ", press="Save").text
        client.submit(place, place="out", reason="It was about another bill.", press="Save")
        draw()
        assert "It was about another bill: 1 statement" in words(client.get_ok(here).text)
        with reading_in():
            assert history(RootKind.consultation, key)[0].event.value == "statement.left_out_of_map"
            nobody = db.session.scalars(select(KeptMap)).one()
            assert nobody.content["reason"] == "too_few_statements"
        client.submit(place, place="in", reason="It was about this one.", press="Save")
        draw()

        with writing_in():
            found = db.session.get(Consultation, key)
            analysis.publish_feedback(found)
        client.post("/sign-out")
        public = client.application.test_client().get_ok(here)
        assert headline in words(public.text)
        assert "at least 80% (n = 21)" in words(public.text)
        assert "Choose what is on the map" not in public.text
        assert headline.removesuffix(".") in words(
            client.application.test_client().get_ok(here.removesuffix("/common-ground")).text
        )


def test_an_imported_conversation_shows_its_common_ground(writing_in, client, real_input):
    with writing_in():
        taxes, london = (
            imports.import_polis(polis.read_export(real_input / "polis" / name), by=SYSTEM).consultation.reference
            for name in ("scoop-hivemind.taxes", "london.youth.policing")
        )
    page = words(client.get_ok(f"/consultations/{taxes}").text)
    assert "People fall into 2 opinion groups: most of each agree with 11 of 76 statements" in page
    assert "Good quality, accessible public services are the necessary foundations" in page
    whole = client.get_ok(f"/consultations/{taxes}/common-ground")
    assert "Group A: 226 people" in words(whole.text)
    assert whole.text.count('class="app-map__mark"') > 20
    small = words(client.get_ok(f"/consultations/{london}/common-ground").text)
    assert (
        "There are no opinion groups to show: of those found among 22 people, fewer than two have at least 10" in small
    )
    assert "do regular, independent investigations on police conduct" in small
