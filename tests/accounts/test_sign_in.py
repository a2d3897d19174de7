"""Signing in: limits, equal answers, where it leads, how long it lasts, and how soon a change counts."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from collab import clock
from collab.accounts import actions, queries, rules
from collab.accounts.models import Person, Role, SignIn
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.accounts.views.addresses import same_site
from collab.audit.models import SecurityEvent
from collab.db import db
from collab.errors import Refused
from tests.factories.accounts import PASSWORD, person, sign_in
from tests.support.page import words

EMAIL = "author@ho.example"


@pytest.fixture
def author(writing_in):
    with writing_in():
        return person(EMAIL, name="Author", organisation="HO").id


def attempt(app, password, email=EMAIL):
    """Whether a sign-in succeeds, through the action as a request would call it."""
    with app.app_context():
        try:
            actions.start_sign_in(email, password, by=ANONYMOUS)
        except Refused:
            return False
        db.session.commit()
        return True


def test_signing_in_acting_and_signing_out(client, author):
    answer = sign_in(client, "  Author@HO.example ")
    assert answer.location == "/home"
    page = client.get_ok("/account")
    assert "Home Office" in page.text
    answer = client.submit("/sign-out", press="Sign out")
    assert client.get_ok(answer.location).status_code == 200
    assert client.get("/account").location == "/sign-in?next=%2Faccount"


def test_signing_out_ends_the_row_so_a_kept_cookie_is_worth_nothing(client, author):
    sign_in(client, EMAIL)
    kept = client.get_cookie("collab").value
    client.submit("/sign-out", press="Sign out")
    client.set_cookie("collab", kept)
    assert client.get("/account").status_code == 302


def test_signing_in_begins_a_new_session(client, author):
    client.get_ok("/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "yes"
        before = session["csrf_token"]
    sign_in(client, EMAIL)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
        assert session["_user_id"]


def test_the_token_itself_is_stored_nowhere(client, author, reading_in):
    sign_in(client, EMAIL)
    with client.session_transaction() as session:
        token = session["_user_id"]
    with reading_in() as session:
        row = session.scalars(select(SignIn)).one()
    assert row.token_hash == rules.token_hash(token) != token
    assert row.person_id == author


def test_a_wrong_password_an_unknown_address_a_disabled_and_an_invited_person_look_alike(client, writing_in):
    with writing_in():
        person(EMAIL, organisation="HO")
        actions.disable(person("gone@ho.example"), by=SYSTEM)
        actions.add_person("invited@ho.example", "Invited", by=SYSTEM)
    answers = []
    for email, password in (
        (EMAIL, "not it at all"),
        ("nobody@ho.example", PASSWORD),
        ("gone@ho.example", PASSWORD),
        ("invited@ho.example", ""),
        ("invited@ho.example", PASSWORD),
    ):
        answer = client.submit("/sign-in", email=email, password=password or "x")
        assert answer.status_code == 422
        answers.append(words(answer.text))
    assert len(set(answers)) == 1
    assert "There is a problem" in answers[0]


def test_ten_wrong_passwords_are_free_and_the_eleventh_locks(app, author, reading_in):
    with clock.pinned() as start:
        for _ in range(10):
            assert not attempt(app, "wrong")
        with reading_in() as session:
            assert session.get(Person, author).locked_until is None
        assert attempt(app, PASSWORD)
        for _ in range(11):
            assert not attempt(app, "wrong")
        assert not attempt(app, PASSWORD)
    with clock.pinned(start + timedelta(seconds=59)):
        assert not attempt(app, PASSWORD)
    with clock.pinned(start + timedelta(seconds=60)):
        assert attempt(app, PASSWORD)
    with reading_in() as session:
        who = session.get(Person, author)
        assert (who.failed_sign_ins, who.locked_until, who.version) == (0, None, 1)


@pytest.mark.parametrize(("failures", "minutes"), [(0, 0), (10, 0), (11, 1), (12, 2), (16, 32), (17, 60), (200, 60)])
def test_how_long_a_lock_lasts(failures, minutes):
    now = clock.now()
    expected = now + timedelta(minutes=minutes) if minutes else None
    assert rules.locked_until(failures, now) == expected


def test_a_failed_sign_in_goes_to_the_security_log_although_the_form_is_refused(client, author, reading_in):
    client.submit("/sign-in", email=EMAIL, password="wrong")
    client.submit("/sign-in", email="nobody@ho.example", password="wrong")
    with reading_in() as session:
        rows = session.scalars(select(SecurityEvent).order_by(SecurityEvent.at)).all()
        assert [(row.kind, row.subject) for row in rows] == [
            ("sign_in_failed", str(author)),
            ("sign_in_failed", "unknown address"),
        ]
        assert session.get(Person, author).failed_sign_ins == 1


@pytest.mark.parametrize(
    ("idle", "age", "alive"),
    [
        (timedelta(minutes=29, seconds=59), timedelta(hours=1), True),
        (timedelta(minutes=30), timedelta(hours=1), False),
        (timedelta(0), timedelta(hours=12) - timedelta(seconds=1), True),
        (timedelta(0), timedelta(hours=12), False),
    ],
)
def test_how_long_a_sign_in_lives(idle, age, alive):
    now = clock.now()
    assert rules.is_alive(now - age, now - idle, now) is alive


@pytest.mark.parametrize(("seconds", "status"), [(29 * 60 + 59, 200), (30 * 60, 302)])
def test_thirty_idle_minutes_sign_out(client, author, seconds, status):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as traveller:
        sign_in(client, EMAIL)
        traveller.shift(seconds)
        assert client.get("/account").status_code == status


def test_being_there_keeps_the_sign_in_alive_until_twelve_hours(client, author):
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as traveller:
        sign_in(client, EMAIL)
        for _ in range(47):
            traveller.shift(15 * 60)
            client.get_ok("/account")
        traveller.shift(15 * 60 - 1)
        client.get_ok("/account")
        traveller.shift(1)
        assert client.get("/account").status_code == 302


def test_last_seen_is_written_at_most_once_a_minute(client, author, reading_in):
    def seen():
        with reading_in() as session:
            return session.scalars(select(SignIn.last_seen_at)).one()

    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as traveller:
        sign_in(client, EMAIL)
        began = seen()
        traveller.shift(59)
        client.get_ok("/account")
        assert seen() == began
        traveller.shift(1)
        client.get_ok("/account")
        assert seen() == began + timedelta(seconds=60)


BAD = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/%09//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/account//evil",
    "/account\\evil",
    "/ account",
    " /account",
    "/account\x00",
    "/acc\u2028ount",
    "",
]


@pytest.mark.parametrize("address", BAD)
def test_an_address_elsewhere_is_not_followed(address):
    assert same_site(address) == ""


@pytest.mark.parametrize("address", ["/", "/account", "/proposals/JP-2026-003?part=2#p1", "/x?next=https://a.example/"])
def test_an_address_of_this_site_is_followed(address):
    assert same_site(address) == address


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"])
def test_signing_in_never_leads_elsewhere(client, author, address):
    page = client.get("/sign-in", query_string={"next": address})
    assert client.submit(page, email=EMAIL, password=PASSWORD).location == "/home"


def test_signing_in_leads_back_to_where_one_was_going(client, author):
    wall = client.get("/account/name?x=1")
    answer = client.submit(wall.location, email=EMAIL, password=PASSWORD)
    assert answer.location == "/account/name?x=1"


def test_somebody_with_two_organisations_chooses_and_can_switch(client, author, writing_in, reading_in):
    with writing_in():
        body = queries.organisation_by_code("MOJ")
        actions.grant_membership(queries.person(author), body, [Role.viewer], by=SYSTEM)
        places = {place.organisation.code: str(place.id) for place in queries.memberships_of(author)}
    answer = client.submit("/sign-in?next=/account", email=EMAIL, password=PASSWORD)
    assert answer.location == "/switch?next=/account"
    assert ", for" not in words(client.get_ok("/account").text)
    answer = client.submit("/switch?next=/account", membership=places["MOJ"])
    assert answer.location == "/account"
    assert "for <strong>Ministry of Justice" in client.get_ok("/account").text
    client.submit("/switch", membership=places["HO"])
    assert "for <strong>Home Office" in client.get_ok("/account").text


def test_nobody_acts_for_an_organisation_they_do_not_belong_to(client, author, writing_in):
    with writing_in():
        other = person("other@moj.example", organisation="MOJ")
        foreign = str(queries.memberships_of(other.id)[0].id)
    sign_in(client, EMAIL)
    assert client.submit("/switch", membership=foreign, tampered=True).status_code == 422


def test_a_disabled_person_is_out_at_the_next_request(client, author, writing_in):
    sign_in(client, EMAIL)
    client.get_ok("/account")
    with writing_in():
        actions.disable(queries.person(author), by=SYSTEM)
    assert client.get("/account").status_code == 302


def test_guesses_at_the_same_time_are_all_counted(app, author, reading_in):
    from threading import Thread

    threads = [Thread(target=attempt, args=(app, "wrong")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading_in() as session:
        assert session.get(Person, author).failed_sign_ins == 6
        assert session.scalar(select(func.count()).select_from(SecurityEvent)) == 6


def test_a_form_of_somebody_else_cannot_sign_in_here(client, author):
    assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 400
