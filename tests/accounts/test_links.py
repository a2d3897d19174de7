"""Invitations and password resets: used once, for a time, and telling nobody who has an account."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import select

from collab import clock
from collab.accounts import actions, queries, rules
from collab.accounts.models import EmailedToken, Installation, Person, Role, TokenPurpose
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.db import transaction
from collab.errors import NotFound, Refused
from collab.notifications.models import Message
from tests.factories.accounts import PASSWORD, acting, person, sign_in
from tests.support.page import words

EMAIL = "author@ho.example"
NEW = "seven quiet lanterns"
BASE = "https://collab.example"


def mails(reading_in):
    with reading_in() as session:
        return session.scalars(select(Message).order_by(Message.queued_at)).all()


def link_in(mail):
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1]


def ask_for_reset(client, email=EMAIL):
    return client.follow(client.submit("/password-reset", email=email))


@pytest.fixture
def invited(writing_in):
    """The path of an invitation's link."""
    with writing_in() as session:
        by = acting("HO", Role.administrator)
        body = queries.organisation_by_code("HO")
        actions.invite(body, email=EMAIL, name="Author", roles=[Role.author], base_url=BASE, by=by)
        return link_in(session.scalars(select(Message)).one())


def test_an_invitation_is_taken_up_once(client, invited, reading_in):
    page = client.get_ok(invited)
    assert "to act for the Home Office" in words(page.text)
    client.get_ok(invited)  # looking does not use it up
    answer = client.submit(invited, password=NEW)
    assert answer.location == "/sign-in"
    assert client.get(invited).status_code == 410
    sign_in(client, EMAIL, NEW)
    assert "Home Office" in words(client.get_ok("/account").text)


def test_a_weak_password_does_not_use_the_link_up(client, invited):
    answer = client.submit(invited, password="short")
    assert answer.status_code == 422
    assert "12 characters or more" in words(answer.text)
    assert client.submit(invited, password=NEW).status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 410)])
def test_an_invitation_lasts_seven_days(client, writing_in, reading_in, seconds, status):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as traveller:
        with writing_in() as session:
            by = acting("HO", Role.administrator)
            actions.invite(
                queries.organisation_by_code("HO"), email=EMAIL, name="A", roles=[Role.author], base_url=BASE, by=by
            )
            link = link_in(session.scalars(select(Message)).one())
        traveller.shift(timedelta(days=7, seconds=seconds))
        assert client.get(link).status_code == status


def test_after_an_invitation_has_expired_a_reset_does_not_let_anybody_in(client, invited, reading_in):
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        page = ask_for_reset(client)
        assert "If there is an account" in words(page.text)
        assert len(mails(reading_in)) == 1


def test_a_new_invitation_voids_the_old_one(client, invited, writing_in, reading_in):
    with writing_in():
        body = queries.organisation_by_code("HO")
        membership = next(m for m in queries.members(body) if m.person.email == EMAIL)
        actions.invite_again(membership, base_url=BASE, by=acting("HO", Role.administrator))
    assert client.get(invited).status_code == 410
    assert client.get_ok(link_in(mails(reading_in)[1]))


def test_somebody_with_an_account_is_told_and_keeps_their_password(client, writing_in, reading_in):
    with writing_in():
        person(EMAIL, name="Author", organisation="MOJ")
        by = acting("HO", Role.administrator)
        body = queries.organisation_by_code("HO")
        actions.invite(body, email=EMAIL.upper(), name="Another name", roles=[Role.viewer], base_url=BASE, by=by)
    (mail,) = mails(reading_in)
    assert f"{BASE}/sign-in" in mail.body
    assert "/invitations/" not in mail.body
    assert sign_in(client, EMAIL).location.startswith("/switch")


@pytest.fixture
def author(writing_in):
    with writing_in():
        return person(EMAIL, name="Author", organisation="HO").id


def test_a_reset_sets_the_password_ends_all_sign_ins_and_lifts_a_lock(app, client, author, reading_in):
    sign_in(client, EMAIL)
    other = app.test_client()
    for _ in range(11):
        other.submit("/sign-in", email=EMAIL, password="wrong")
    ask_for_reset(other)
    (mail,) = mails(reading_in)
    link = link_in(mail)
    assert link.startswith("/password-reset/")
    assert mail.body.count(app.settings.base_url) == 1
    assert other.submit(link, password=NEW).location == "/sign-in"
    assert client.get("/account").status_code == 302
    sign_in(other, EMAIL, NEW)
    assert other.get(link).status_code == 410


@pytest.mark.parametrize(("seconds", "status"), [(3599, 200), (3600, 410)])
def test_a_reset_lasts_an_hour(client, author, reading_in, seconds, status):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as traveller:
        ask_for_reset(client)
        traveller.shift(seconds)
        assert client.get(link_in(mails(reading_in)[0])).status_code == status


def test_asking_says_the_same_for_every_address(client, author, reading_in, writing_in):
    with writing_in():
        actions.disable(person("gone@ho.example"), by=SYSTEM)
    pages = {ask_for_reset(client, email).text for email in ()} | {
        words(ask_for_reset(client, email).text) for email in (EMAIL, "nobody@ho.example", "gone@ho.example")
    }
    assert len(pages) == 1
    assert [mail.to for mail in mails(reading_in)] == [EMAIL]


def test_asking_again_and_again_sends_one_mail_in_five_minutes(client, author, reading_in):
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as traveller:
        for _ in range(3):
            ask_for_reset(client)
        assert len(mails(reading_in)) == 1
        traveller.shift(300)
        ask_for_reset(client)
    assert len(mails(reading_in)) == 2
    assert client.get(link_in(mails(reading_in)[0])).status_code == 410


def test_links_come_from_the_configured_address_whatever_the_request_says(app, client, author, reading_in):
    page = client.get_ok("/password-reset")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    client.post(
        "/password-reset",
        data={"email": EMAIL, "csrf_token": token, "idempotency_key": "k" * 20},
        headers={"X-Forwarded-Host": "evil.example", "Host": "localhost"},
    )
    assert all("evil" not in mail.body and "localhost/" not in mail.body for mail in mails(reading_in))


def test_only_hashes_of_tokens_are_stored(client, author, reading_in):
    ask_for_reset(client)
    token = link_in(mails(reading_in)[0]).rpartition("/")[2]
    with reading_in() as session:
        held = session.scalars(select(EmailedToken)).one()
        assert held.token_hash == rules.token_hash(token)


def test_a_token_is_good_for_its_own_purpose_only(client, author, reading_in):
    ask_for_reset(client)
    token = link_in(mails(reading_in)[0]).rpartition("/")[2]
    assert client.get(f"/invitations/{token}").status_code == 404
    assert client.get("/password-reset/nothing").status_code == 404


def test_of_two_uses_at_once_one_succeeds(app, client, author, reading_in):
    ask_for_reset(client)
    token = link_in(mails(reading_in)[0]).rpartition("/")[2]
    barrier, results = Barrier(2), []

    def use(password):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    actions.use_token(token, TokenPurpose.password_reset, password=password, by=ANONYMOUS)
                results.append(password)
            except (Refused, NotFound):
                results.append("")

    threads = [Thread(target=use, args=(f"{NEW} {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, results)) == [False, True]
    sign_in(client, EMAIL, max(results))


def test_a_disabled_person_cannot_use_a_link(client, author, writing_in, reading_in):
    ask_for_reset(client)
    with writing_in():
        actions.disable(queries.person(author), by=SYSTEM)
    assert client.get(link_in(mails(reading_in)[0])).status_code == 410


def test_mail_of_a_demonstration_says_so(client, author, writing_in, reading_in):
    with writing_in() as session:
        session.add(Installation(id=1, is_demonstration=True, filled_at=clock.now()))
    page = ask_for_reset(client)
    assert "Demonstration: invented content" in page.text
    assert mails(reading_in)[0].body.endswith("Demonstration: invented content\n")


def test_changing_the_password_signs_out_other_browsers_only(app, client, author):
    other = app.test_client()
    sign_in(other, EMAIL)
    sign_in(client, EMAIL)
    answer = client.submit("/account/password", current="wrong", password=NEW)
    assert answer.status_code == 422
    assert "Current password is not right" in words(answer.text)
    assert client.submit("/account/password", current=PASSWORD, password=NEW).location == "/account"
    client.get_ok("/account")
    assert other.get("/account").status_code == 302
    sign_in(other, EMAIL, NEW)


def test_two_saves_of_a_name_do_not_overwrite_each_other(client, author, reading_in, writing_in):
    sign_in(client, EMAIL)
    page = client.get_ok("/account/name")
    assert client.submit("/account/name", name="First").status_code == 303
    answer = client.submit(page, name="Second")
    assert answer.status_code == 409
    assert "First" in words(answer.text)
    assert "Second" in words(answer.text)
    with reading_in() as session:
        assert session.get(Person, author).name == "First"


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("elevenchars", False),
        ("twelve chars", True),
        ("aaaaaaaaaaaab", False),
        ("x" * 100 + "abcdefgh" * 12 + "abcd", True),
        ("x" * 100 + "abcdefgh" * 12 + "abcde", False),
        ("the author of it", False),
    ],
)
def test_which_passwords_are_taken(password, is_good):
    assert (rules.password_problem(password, EMAIL) == "") is is_good
