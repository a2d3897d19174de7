"""Waiting for the government response (N11): reminders to the team, what is said when it is late, and the league."""

import csv
import io
from datetime import timedelta

import time_machine
from sqlalchemy import select

from collab.accounts import queries as accounts
from collab.accounts.models import Role
from collab.audit import queries as audit
from collab.audit.models import Event, RootKind
from collab.consultations import tasks
from collab.consultations.actions import answering, running
from collab.consultations.models import Consultation, Outcome
from collab.db import db
from collab.home.queries import waiting
from collab.notifications.models import Message
from tests.factories import analysis
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.factories.analysis import AFTER, OVERDUE
from tests.support.page import words

DAY = timedelta(days=1)
DUE = OVERDUE - DAY  # an hour into the due day


def test_the_team_is_reminded_twice_and_once_each(writing_in, reading_in, app):
    with time_machine.travel(AFTER), writing_in():
        answered = analysis.answered()
        waits, ended = analysis.closed_consultation(responses=0), analysis.closed_consultation(responses=0)
        running.withdraw(ended, reason="It is overtaken by events.", by=signatory("HO"))
        assert answered.outcome.published_at and ended.withdrawn_at
        acting("HO", Role.administrator), acting("CPS"), acting("MOJ", Role.author, Role.signatory)
        bodies = [one.organisation_id for one in waits.runners]
        team = [one for one in accounts.members_with(bodies) if one.role_set & {Role.author, Role.signatory}]
        people, waiting_id = {str(one.person_id) for one in team}, waits.id
    seen = []
    # the day before the first; a worker that slept over the day, twice; the week; the due day; and once it is late
    for left in (29, 26, 25, 7, 0, -1):
        with time_machine.travel(DUE - left * DAY), app.app_context():
            tasks.remind_of_responses()
            with reading_in() as session:
                found = session.scalars(select(Message).where(Message.purpose_key.startswith("response-due:"))).all()
                seen.append(len(found))
    mails = len(people)
    assert seen == [0, mails, mails, 2 * mails, 2 * mails, 2 * mails]
    with reading_in() as session:
        keys = [one.purpose_key.split(":")[1:] for one in found]
        assert sorted(keys) == sorted([str(waiting_id), weeks, one] for weeks in "14" for one in people)
        said = {(one.purpose_key.split(":")[2], one.subject.rpartition(" is due ")[2]) for one in found}
        assert said == {("4", "in 26 days"), ("1", "in 7 days")}
        told = audit.contents(RootKind.consultation, waiting_id, Event.response_reminded)
        assert [(one["weeks"], one["due_on"], one["mails"]) for one in told] == [
            (weeks, "2027-02-21", mails) for weeks in (4, 1)
        ]


def test_a_late_response_is_public_until_a_lead_explains_it_and_again_when_its_day_passes(
    writing_in, client, app, statements
):
    with time_machine.travel(AFTER), writing_in():
        analysis.closed_consultation(lead="MOJ", joint=("HO",), responses=0)
        analysis.answered()
        author("MOJ"), signatory("HO")
    signed_in = app.test_client()
    for at, expected in ((DUE, 0), (OVERDUE, 1)):
        with time_machine.travel(at), app.app_context():
            assert len(waits_now(client)["late_now"]) == expected
    with time_machine.travel(OVERDUE, tick=True):
        page = client.get_ok("/consultations/response-times").text
        assert "1 of 1" in page and "No explanation has been given" in words(page)
        with writing_in():
            one = late_one()
            todo = [(found.words, found.href) for found in waiting.for_you(author("MOJ"))]
            explain = f"/consultations/{one.address}/answer/lateness"
            assert ("Say publicly why the government response is late, and give a new date", explain) in todo
            assert ("Finish the government response. It is 1 day late", explain.removesuffix("/lateness")) in todo
            assert explain not in [found.href for found in waiting.for_you(signatory("HO"))]
        say_why(writing_in, OVERDUE + 10 * DAY)
        (late,) = waits_now(client)["late_now"]
        assert (late["explanation"]["by"], late["explanation"]["has_passed"]) == ("Ministry of Justice", False)
    with time_machine.travel(OVERDUE + 11 * DAY, tick=True):
        page = words(client.get_ok(f"/consultations/{late['reference']}").text)
        assert "The Ministry of Justice says why (22 February 2027): The pilot ran longer." in page
        assert "It was expected by 4 March 2027. That day has passed, and no new one was given." in page
        with writing_in():
            assert any(found.href == explain for found in waiting.for_you(author("MOJ")))
        say_why(writing_in, OVERDUE + 30 * DAY)
        page = words(client.get_ok("/consultations/response-times").text)
        assert "It is now expected by 24 March 2027. Dates given before: 4 March 2027." in page
        twin = client.get_ok(f"/consultations/{late['reference']}.json").json["lateness_explanation"]
        assert (twin["expected_on"], twin["expected_before"]) == ("2027-03-24", ["2027-03-04"])
        sign_in(signed_in, "author@moj.example")
        assert "Say publicly why" not in words(signed_in.get_ok("/home").text)
        table = list(
            csv.DictReader(io.StringIO(client.get_ok("/consultations/response-times.csv").text.lstrip("\ufeff")))
        )
        first, second = (line["Lead organisation"] for line in table)
        assert (first, second, table[0]["Days late now, the most"]) == ("Ministry of Justice", "Home Office", "12")
        upwards = client.get_ok("/consultations/response-times?sort=organisation").text
        assert upwards.index("Home Office</a>") < upwards.index("Ministry of Justice</a>")
        assert upwards.count('aria-sort="ascending"') == 1
        with statements() as for_one:
            client.get_ok("/consultations/response-times")
        with writing_in():
            say_why_of(analysis.closed_consultation(responses=0), OVERDUE + 40 * DAY, by=author("HO"))
        with statements() as for_two:
            page = client.get_ok("/consultations/response-times")
        assert "Late now (2)" in words(page.text)
        assert len(for_two) == len(for_one)


def waits_now(client):
    return client.get_ok("/consultations/response-times.json").json


def say_why(writing_in, until):
    with writing_in():
        say_why_of(late_one(), until, by=author("MOJ"))


def say_why_of(one, until, *, by):
    answering.explain_lateness(
        one,
        lateness_explanation="The pilot ran longer.",
        revised_expected_on=until.date(),
        version=one.outcome.version if one.outcome else None,
        by=by,
    )


def late_one():
    answered = Consultation.outcome.has(Outcome.published_at.is_not(None))
    return db.session.scalars(select(Consultation).where(~answered)).one()
