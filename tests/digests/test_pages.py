"""Asking, confirming, changing and stopping on the pages, without an account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from collab import clock
from collab.digests.models import Frequency, Subscriber, Subscription, Topic
from collab.digests.rules import asking
from collab.digests.rules.links import Use
from collab.notifications.models import Message
from tests.factories import digests as made
from tests.factories.editions import published_edition, ready_proposal
from tests.factories.submissions import open_consultation
from tests.support.client import Choice

NOW = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_september():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def links_in(reading_in):
    """The addresses in confirmation mails, the oldest first."""
    with reading_in() as session:
        mails = session.scalars(select(Message).order_by(Message.queued_at)).all()
        return [re.search(r"{site}(/updates/confirm/\S+)", mail.body)[1] for mail in mails if "confirm" in mail.body]


def ask(client, address="/updates", email="reader@example.org", often="Every day"):
    answer = client.submit(address, email=email, frequency=Choice(often))
    assert answer.status_code == 303, answer.text
    return answer


def without_nonces(answer):
    return re.sub(r'nonce="[^"]+"', "", answer.text)


def rows(reading_in):
    with reading_in() as session:
        return session.scalars(select(Subscription).order_by(Subscription.asked_at)).all()


def test_somebody_asks_and_confirms(client, writing_in, reading_in):
    with writing_in():
        open_consultation(opens_at=datetime(2026, 9, 3, 6, tzinfo=UTC))
    page = client.get_ok("/updates")
    assert "Consultation opened" in page.text  # the last daily one would have told it
    assert "When nothing was published, you get no email." in page.text
    assert "Look at your email" in client.follow(ask(client)).text
    (link,) = links_in(reading_in)
    page = client.get_ok(link)
    assert "one email every day, at 8am" in page.text
    assert "Consultation opened" in page.text
    assert [row.confirmed_at for row in rows(reading_in)] == [None]  # looking changes nothing
    done = client.follow(client.submit(page))
    assert "You will get updates about" in done.text
    assert "4 September 2026 at 8am" in done.text
    again = client.follow(client.submit(page))
    assert without_nonces(again) == without_nonces(done)
    (row,) = rows(reading_in)
    assert row.confirmed_at == row.covered_until == NOW
    assert row.frequency is Frequency.daily


def test_the_mail_is_complete(client, reading_in):
    ask(client, often="Once a week")
    with reading_in() as session:
        mail = session.scalars(select(Message)).one()
    assert mail.to == "reader@example.org"
    assert "once a week" in mail.body
    assert "everything that is published" in mail.body
    assert "until 10 September 2026" in mail.body
    assert "do nothing" in mail.body


def test_a_link_holds_for_seven_days(client, reading_in, in_september):
    ask(client)
    (link,) = links_in(reading_in)
    in_september.move_to(NOW + timedelta(days=7) - timedelta(seconds=1))
    page = client.get_ok(link)
    in_september.move_to(NOW + timedelta(days=7))
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Ask for updates again" in answer.text
    answer = client.submit(page)
    assert answer.status_code == 410
    assert [row.confirmed_at for row in rows(reading_in)] == [None]


def test_an_unknown_link_is_no_page(client):
    for address in ("confirm/x", "confirm/x/done", "stop/x", "manage/x", "elsewhere/x", "proposals/JP-2026-999"):
        assert client.get(f"/updates/{address}").status_code == 404


def test_a_known_and_an_unknown_address_get_the_same_answer(app, client, writing_in, reading_in):
    with writing_in():
        made.subscription("known@example.org")
    answers = [client.follow(ask(app.test_client(), email=f"{name}@example.org")) for name in ("known", "unknown")]
    assert without_nonces(answers[0]) == without_nonces(answers[1])
    assert len(links_in(reading_in)) == 3  # the factory's own, and one for each of them


def test_one_mail_an_address_and_subject_in_five_minutes(client, writing_in, reading_in, in_september):
    with writing_in():
        about = f"/updates/consultations/{open_consultation().reference}"
    ask(client)
    ask(client, email="READER@example.org")
    assert len(links_in(reading_in)) == 1
    ask(client, about)
    assert len(links_in(reading_in)) == 2
    in_september.move_to(NOW + timedelta(minutes=5) - timedelta(seconds=1))
    ask(client)
    assert len(links_in(reading_in)) == 2
    in_september.move_to(NOW + timedelta(minutes=5))
    ask(client)
    assert len(links_in(reading_in)) == 3


@pytest.mark.parametrize(
    ("same", "others", "may"),
    [
        ([], [], True),
        ([timedelta(minutes=5)], [], True),
        ([timedelta(minutes=5) - timedelta(microseconds=1)], [], False),
        ([], [timedelta(minutes=1)] * 9, True),
        ([], [timedelta(minutes=1)] * 10, False),
        ([], [timedelta(hours=1)] * 10, True),
    ],
)
def test_how_many_confirmation_mails_an_address_gets(same, others, may):
    assert asking.may_mail([NOW - ago for ago in same], [NOW - ago for ago in others], NOW) is may


@pytest.mark.parametrize("email", ["", "reader", "reader@", "a@b@example.org", "a@example.org\nBcc: x@example.org"])
def test_an_address_must_be_one(client, email):
    answer = client.submit("/updates", email=email, frequency=Choice("Every day"))
    assert answer.status_code in (303, 422)
    if "\n" not in email:
        assert answer.status_code == 422


def test_asking_again_changes_how_often_once_it_is_confirmed(client, reading_in, in_september):
    ask(client)
    client.submit(links_in(reading_in)[0])
    in_september.move_to(NOW + timedelta(hours=1))
    ask(client, often="Once a week")
    assert [row.frequency for row in rows(reading_in) if row.is_current] == [Frequency.daily]
    done = client.follow(client.submit(links_in(reading_in)[1]))
    assert "once a week" in done.text
    assert [row.frequency for row in rows(reading_in) if row.is_current] == [Frequency.weekly]


def test_what_is_not_public_cannot_be_followed(client, writing_in):
    with writing_in():
        draft = ready_proposal().id
        later = open_consultation(opens_at=NOW + timedelta(days=1)).reference
    assert client.get(f"/updates/proposals/{draft}").status_code == 404
    assert client.get(f"/updates/consultations/{later}").status_code == 404


def test_public_pages_lead_to_updates(client, writing_in):
    with writing_in():
        reference = published_edition().proposal.reference
        consultation = open_consultation().reference
    assert 'href="/updates"' in client.get_ok("/").text
    for page, address in (
        ("/organisations/moj", "/updates/organisations/moj"),
        (f"/proposals/{reference}/editions/1", f"/updates/proposals/{reference}"),
        (f"/consultations/{consultation}", f"/updates/consultations/{consultation}"),
    ):
        assert f'href="{address}"' in client.get_ok(page).text
        assert "What you will get" in client.get_ok(address).text


# --- Stopping --------------------------------------------------------------------------------------------------------


@pytest.fixture
def one(writing_in):
    """A confirmed subscription, and the address that stops it."""
    with writing_in():
        found = made.subscription()
        return f"/updates/stop/{made.token(found, Use.stop)}"


def test_opening_the_stop_link_changes_nothing(client, one, reading_in):
    assert "Nothing has changed yet" in client.get_ok(one).text
    client.head(one)
    assert [row.ended_at for row in rows(reading_in)] == [None]


def test_one_click_stops_without_cookies_tokens_or_keys(app, one, reading_in):
    """As Gmail and others send it, twice."""
    for _ in range(2):
        machine = app.test_client(use_cookies=False)
        answer = machine.post(one, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        (row,) = rows(reading_in)
        assert row.ended_at == NOW


def test_the_button_stops(client, one, reading_in):
    answer = client.submit(one)
    assert answer.status_code == 200
    assert "You get no more updates" in answer.text
    assert [row.is_current for row in rows(reading_in)] == [False]


def test_a_token_is_good_for_one_thing_and_one_subscription(app, client, writing_in, reading_in):
    with writing_in():
        mine = made.subscription()
        made.subscription("other@example.org")
        tokens = {use: made.token(mine, use) for use in (Use.confirm, Use.stop)}
        tokens |= {use: made.token(mine.subscriber, use) for use in (Use.stop_all, Use.manage)}
    pages = {Use.confirm: ["confirm"], Use.stop: ["stop"], Use.stop_all: ["stop"], Use.manage: ["manage"]}
    for use, token in tokens.items():
        for page in ("confirm", "stop", "manage"):
            expected = (200, 302) if page in pages[use] else (404,)
            assert client.get(f"/updates/{page}/{token}").status_code in expected
    app.test_client().post(f"/updates/stop/{tokens[Use.stop_all]}")
    with reading_in():
        assert made.newest("other@example.org").is_current
        assert not made.newest("reader@example.org").is_current


def test_managing_without_a_password(client, writing_in, reading_in):
    with writing_in():
        consultation = open_consultation()
        first = made.subscription()
        first_id = first.id
        made.subscription(topic=Topic.consultation, address=consultation.reference, at=NOW - timedelta(hours=1))
        address = f"/updates/manage/{made.token(first.subscriber, Use.manage)}"
    page = client.get_ok(address)
    assert "Everything that is published" in page.text
    assert "Advice for children in custody" in page.text
    answer = client.submit(f"{address}/{first_id}/frequency", frequency=Choice("Once a week"))
    assert "Once a week" in client.follow(answer).text
    page = client.follow(client.submit(address, press="Stop updates about everything that is published"))
    assert "Everything that is published" not in page.text
    page = client.follow(client.submit(address, press="Stop all updates"))
    assert "You follow nothing" in page.text
    assert [row.is_current for row in rows(reading_in)] == [False, False]


def test_nobody_changes_what_others_follow(client, writing_in):
    with writing_in():
        mine, theirs = made.subscription(), made.subscription("other@example.org")
        address = f"/updates/manage/{made.token(mine.subscriber, Use.manage)}/{theirs.id}/frequency"
    assert client.get(address).status_code == 404


def test_an_old_confirmation_link_does_not_begin_again_what_was_stopped(client, one, reading_in):
    client.submit(one)
    with reading_in():
        link = f"/updates/confirm/{made.token(made.newest('reader@example.org'), Use.confirm)}"
    assert "An old link does not begin them again" in client.follow(client.get(link)).text


def test_no_key_or_result_of_a_private_page_is_stored(client, reading_in):
    from collab.web.models import IdempotencyKey

    ask(client)
    link = links_in(reading_in)[0]
    client.submit(link)
    with reading_in() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == 1
        stored = session.scalars(select(IdempotencyKey)).one()
        assert "reader" not in stored.location + stored.body
        assert session.scalar(select(func.count(Subscriber.id))) == 1


def test_two_who_ask_at_once_for_one_address_make_one_subscriber(app, reading_in):
    import threading

    from collab.accounts.policy import ANONYMOUS
    from collab.db import transaction
    from collab.digests.actions.asking import ask as ask_for
    from collab.digests.queries.subjects import ALL

    def go():
        with app.app_context(), clock.pinned(NOW), transaction():
            ask_for("a@example.org", ALL, frequency=Frequency.daily, secret=made.SECRET, by=ANONYMOUS)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading_in() as session:
        assert session.scalar(select(func.count(Subscriber.id))) == 1
        assert session.scalar(select(func.count(Subscription.id))) == 1
        assert session.scalar(select(func.count(Message.id))) == 1
