"""Addresses go 28 days after the last subscription ended, with the mails to them; other leftovers go in their time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from collab import clock
from collab.accounts.actions import clean_up as accounts_clean_up
from collab.accounts.models import EmailedToken, TokenPurpose
from collab.accounts.policy import ANONYMOUS, SYSTEM
from collab.consultations.actions import clean_up as consultations_clean_up
from collab.consultations.models import SubmissionDraft
from collab.digests import tasks
from collab.digests.actions import changing, clean_up
from collab.digests.models import Subscriber, Subscription
from collab.digests.rules.asking import KEPT, LINK_HOLDS
from collab.digests.rules.windows import SETTLING
from collab.errors import NotAllowed
from collab.notifications import actions as mail
from collab.notifications.models import Message
from collab.web import tasks as web_tasks
from collab.web.models import IdempotencyKey
from tests.factories import digests as made
from tests.factories.accounts import person
from tests.factories.submissions import CLOSES, open_consultation

STOPPED = datetime(2026, 9, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def addresses(reading_in):
    with reading_in() as session:
        return list(session.scalars(select(Subscriber.email).order_by(Subscriber.email)))


def stopped(writing_in):
    with writing_in():
        one = made.subscription()
        with clock.pinned(STOPPED):
            changing.stop(one, by=ANONYMOUS)


def erase(app, at):
    with app.app_context(), clock.pinned(at):
        tasks.erase()


def test_an_address_is_erased_28_days_after_the_last_end(app, writing_in, reading_in):
    stopped(writing_in)
    erase(app, STOPPED + KEPT - SECOND)
    assert addresses(reading_in) == ["reader@example.org"]
    erase(app, STOPPED + KEPT)
    assert addresses(reading_in) == []
    with reading_in() as session:
        assert session.scalar(select(func.count(Subscription.id))) == 0
        assert session.scalar(select(func.count(Message.id))) == 0


def test_with_all_mails_to_it_and_none_else(app, writing_in, reading_in):
    with writing_in():
        open_consultation()
        one = made.subscription()
        mail.queue("reader@example.org", "Your receipt", "x", purpose_key="receipt:1")
    made.send(app, datetime(2026, 9, 2, 7, tzinfo=UTC) + SETTLING)
    with writing_in(), clock.pinned(STOPPED):
        changing.stop(made.newest("reader@example.org"), by=ANONYMOUS)
    erase(app, STOPPED + KEPT)
    assert addresses(reading_in) == []
    with reading_in() as session:
        assert list(session.scalars(select(Message.purpose_key))) == ["receipt:1"]
    assert one


@pytest.mark.parametrize("keeps", ["current", "waiting", "ended_later"])
def test_an_address_stays_while_anything_needs_it(app, writing_in, reading_in, keeps):
    stopped(writing_in)
    at = STOPPED + KEPT
    with writing_in():
        other = made.subscription(at=STOPPED + timedelta(days=22), confirmed=keeps != "waiting")
        if keeps == "ended_later":
            with clock.pinned(STOPPED + timedelta(days=23)):
                changing.stop(other, by=ANONYMOUS)
    erase(app, at)
    assert addresses(reading_in) == ["reader@example.org"]


def test_what_was_never_confirmed_goes_with_its_link(app, writing_in, reading_in):
    with writing_in():
        made.subscription(confirmed=False)
    erase(app, made.BEFORE + LINK_HOLDS - SECOND)
    assert addresses(reading_in) == ["reader@example.org"]
    erase(app, made.BEFORE + LINK_HOLDS)
    assert addresses(reading_in) == []


def test_only_the_system_cleans_up(app, writing_in):
    for action in (
        clean_up.erase_addresses,
        clean_up.drop_unconfirmed,
        accounts_clean_up.drop_old_links,
        consultations_clean_up.erase_old_drafts,
    ):
        with writing_in(), pytest.raises(NotAllowed):
            action(by=ANONYMOUS)


def test_drafts_of_responses_go_28_days_after_closing(app, writing_in, reading_in):
    with writing_in() as session:
        consultation = open_consultation()
        session.add(SubmissionDraft(consultation=consultation, token_hash="x", started_at=CLOSES, changed_at=CLOSES))
    for at, left in ((CLOSES + KEPT, 1), (CLOSES + KEPT + SECOND, 0)):
        with writing_in() as session, clock.pinned(at):
            consultations_clean_up.erase_old_drafts(by=SYSTEM)
            assert session.scalar(select(func.count(SubmissionDraft.id))) == left


def test_links_go_28_days_after_they_ended(app, writing_in):
    with writing_in() as session:
        session.add(
            EmailedToken(
                purpose=TokenPurpose.invitation,
                token_hash="x",
                person_id=person("a@ho.example").id,
                made_at=STOPPED,
                expires_at=STOPPED,
            )
        )
    for at, left in ((STOPPED + KEPT, 1), (STOPPED + KEPT + SECOND, 0)):
        with writing_in() as session, clock.pinned(at):
            accounts_clean_up.drop_old_links(by=SYSTEM)
            assert session.scalar(select(func.count(EmailedToken.id)).where(EmailedToken.token_hash == "x")) == left


def test_idempotency_keys_go_after_30_days(app, writing_in, reading_in):
    with writing_in() as session:
        session.add(IdempotencyKey(scope="s", key="k", body_hash="h", used_at=STOPPED))
    for at, left in ((STOPPED + web_tasks.KEPT, 1), (STOPPED + web_tasks.KEPT + SECOND, 0)):
        with app.app_context(), clock.pinned(at):
            web_tasks.forget_keys()
        with reading_in() as session:
            assert session.scalar(select(func.count()).select_from(IdempotencyKey)) == left
