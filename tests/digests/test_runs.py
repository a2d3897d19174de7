"""What a run mails: what is public, once for each subscription, never twice, never to those who stopped."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.accounts.policy import ANONYMOUS
from collab.audit.models import Entry, Event
from collab.digests.actions import changing
from collab.digests.models import DigestRun, Frequency, Subscription, Topic
from collab.digests.rules.links import Use
from collab.digests.rules.windows import SETTLING
from collab.proposals.models import Marking
from tests.factories import digests as made
from tests.factories.editions import published_edition, ready_proposal
from tests.factories.submissions import open_consultation

AT_8 = datetime(2026, 9, 2, 7, tzinfo=UTC)
"""8am in London on the day after the factories' consultations open."""
DUE = AT_8 + SETTLING


def mails(reading_in):
    with reading_in():
        return [(message.to, made.titles(message)) for message in made.digests()]


def test_a_subscriber_gets_what_was_published(app, writing_in, reading_in):
    with writing_in():
        open_consultation()
        made.subscription()
    (daily, weekly) = made.send(app, DUE)
    assert (daily.mails, weekly.mails) == (1, 0)
    with reading_in():
        (message,) = made.digests()
        assert message.to == "reader@example.org"
        assert message.subject == "Daily update, 2 September 2026: 1 item"
        assert made.titles(message) == ["Consultation opened"]
        for text in (message.body, message.html):
            assert "Advice for children in custody" in text
            assert "Open until 11:59pm on 29 November 2026" in text
            assert "{site}/consultations/C-2026-" in text
            assert "{site}/updates/manage/" in text
            assert "{site}/updates/stop/" in text


def test_a_run_is_done_once(app, writing_in, reading_in):
    with writing_in():
        open_consultation()
        made.subscription()
    assert len(made.send(app, DUE)) == 2
    assert made.send(app, DUE) == []
    assert made.send(app, AT_8 + timedelta(hours=20)) == []
    with reading_in() as session:
        assert len(made.digests()) == 1
        assert len(session.scalars(select(DigestRun)).all()) == 2
        recorded = session.scalars(select(Entry).where(Entry.event == Event.digest_sent).order_by(Entry.number)).all()
        assert [entry.payload.content["mails"] for entry in recorded] == [1, 0]


def test_nothing_published_is_no_mail(app, writing_in, reading_in):
    with writing_in():
        made.subscription()
    assert [sent.mails for sent in made.send(app, DUE)] == [0, 0]
    assert mails(reading_in) == []


@pytest.mark.parametrize(
    ("opens_at", "told"),
    [
        (AT_8 - timedelta(days=1), True),
        (AT_8 - timedelta(days=1, microseconds=1), False),
        (AT_8 - timedelta(microseconds=1), True),
        (AT_8, False),
    ],
)
def test_a_window_holds_its_beginning_and_not_its_end(app, writing_in, reading_in, opens_at, told):
    with writing_in():
        open_consultation(opens_at=opens_at)
        made.subscription(at=AT_8 - timedelta(days=1))
    made.send(app, DUE)
    assert bool(mails(reading_in)) is told


def test_a_new_subscriber_gets_nothing_from_before_the_confirmation(app, writing_in, reading_in):
    opened = datetime(2026, 9, 1, 8, tzinfo=UTC)
    with writing_in():
        open_consultation(opens_at=opened)
        made.subscription("before@example.org", at=opened)
        made.subscription("after@example.org", at=opened + timedelta(seconds=1))
        made.subscription("never@example.org", confirmed=False)
    made.send(app, DUE)
    assert mails(reading_in) == [("before@example.org", ["Consultation opened"])]


def test_each_topic_tells_its_own(app, writing_in, reading_in):
    published_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    with time_machine.travel(published_at, tick=False), writing_in():
        edition = published_edition()
        proposal = edition.proposal
        on_it = open_consultation(lead="MOJ", joint=(), proposal=proposal, edition=edition, opens_at=published_at)
        other = open_consultation(lead="CPS", joint=(), opens_at=published_at)
        about = {
            "everything": (Topic.everything, ""),
            "proposal": (Topic.proposal, proposal.reference),
            "on-it": (Topic.consultation, on_it.reference),
            "other": (Topic.consultation, other.reference),
            "cps": (Topic.organisation, "cps"),
        }
        for name, (topic, address) in about.items():
            made.subscription(f"{name}@example.org", topic, address, at=published_at)
    made.send(app, DUE)
    opened, edition_words = "Consultation opened", "Edition published"
    found = dict(mails(reading_in))
    assert sorted(found.pop("everything@example.org")) == [opened, opened, edition_words]
    assert sorted(found.pop("proposal@example.org")) == [opened, edition_words]
    assert found.pop("on-it@example.org") == [opened]
    assert found.pop("other@example.org") == [opened]
    assert opened in found.pop("cps@example.org")
    assert found == {}


def test_one_mail_combines_a_subscribers_subscriptions_and_tells_an_item_in_each(app, writing_in, reading_in):
    with writing_in():
        consultation = open_consultation()
        made.subscription()
        opened = datetime(2026, 9, 1, 8, tzinfo=UTC)
        made.subscription(topic=Topic.consultation, address=consultation.reference, at=opened)
    made.send(app, DUE)
    with reading_in():
        (message,) = made.digests()
        assert made.titles(message) == ["Consultation opened"] * 2
        assert message.subject.endswith(": 1 item")
        assert message.body.count("Stop updates about") == 2
        one = made.newest("reader@example.org")
        stop_all = made.token(one.subscriber, Use.stop_all)
        assert message.list_unsubscribe == f"{{site}}/updates/stop/{stop_all}"


def test_a_draft_is_in_no_mail(app, writing_in, reading_in):
    with writing_in():
        ready_proposal(title="A draft that nobody may see")
        open_consultation(opens_at=AT_8 + timedelta(days=1))
        unapproved = open_consultation()
        unapproved.opening_approved_at = unapproved.opening_approved_by_id = None
        made.subscription()
    made.send(app, DUE)
    assert mails(reading_in) == []


def test_an_edition_is_told_in_its_own_words(app, writing_in, reading_in):
    """The working title is a draft, and so are organisations that were added after freezing."""
    published_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    with time_machine.travel(published_at, tick=False), writing_in() as session:
        edition = published_edition()
        frozen = edition.content["title"]["en"]
        edition.proposal.title = type(edition.proposal.title).of("A secret new title")
        session.flush()
        made.subscription(at=published_at)
        made.subscription("named@example.org", Topic.proposal, edition.proposal.reference, at=published_at)
    made.send(app, DUE)
    with reading_in():
        for message in made.digests():
            assert frozen in message.body
            assert "secret new title" not in message.body + message.html


def test_official_sensitive_is_in_no_mail(app, writing_in, reading_in):
    published_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    with time_machine.travel(published_at, tick=False), writing_in():
        edition = published_edition()
        open_consultation(proposal=edition.proposal, edition=edition, opens_at=published_at)
        edition.proposal.marking = Marking.official_sensitive
        open_consultation(marking=Marking.official_sensitive, opens_at=published_at)
        made.subscription(at=published_at)
    made.send(app, DUE)
    assert mails(reading_in) == []


def test_a_closing_is_told(app, writing_in, reading_in):
    with writing_in():
        closing = open_consultation()
        made.subscription()
        withdrawn = open_consultation()
        withdrawn.withdrawn_at = closing.opens_at
    closed = datetime(2026, 11, 30, 8, tzinfo=UTC) + SETTLING
    made.send(app, closed - timedelta(days=1))
    made.send(app, closed)
    told = [titles for _, titles in mails(reading_in)]
    assert told == [["Consultation withdrawn", "Consultation opened"], ["Consultation closed"]]


def test_a_withdrawal_of_what_was_public_is_told_with_its_reason(app, writing_in, reading_in):
    published_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    with time_machine.travel(published_at, tick=False), writing_in():
        edition, draft = published_edition(), ready_proposal()
        for proposal in (edition.proposal, draft):
            proposal.withdrawn_at, proposal.withdrawn_reason = published_at + timedelta(days=1), "The law has changed."
        made.subscription("all@example.org", at=published_at)
        made.subscription("one@example.org", Topic.proposal, edition.proposal.reference, at=published_at)
        address = edition.proposal.address
    made.send(app, DUE)
    made.send(app, DUE + timedelta(days=1))
    with reading_in():
        texts = {m.to: (made.titles(m), m.body) for m in made.digests() if "3 September" in m.subject}
    assert {to: titles for to, (titles, _) in texts.items()} == {
        "all@example.org": ["Proposal withdrawn"],
        "one@example.org": ["Proposal withdrawn"],
    }
    assert all(f"{{site}}/proposals/{address}" in body and "The law has changed." in body for _, body in texts.values())


def test_windows_missed_are_caught_up_in_order(app, writing_in, reading_in):
    with writing_in():
        for day in (1, 2, 3):
            open_consultation(opens_at=datetime(2026, 9, day, 12, tzinfo=UTC))
        made.subscription()
    made.send(app, DUE)
    sent = made.send(app, DUE + timedelta(days=4))
    assert [s.mails for s in sent if s.window.frequency is Frequency.daily] == [1, 1, 0, 0]
    with reading_in():
        assert [m.subject.split(",")[1].split(":")[0] for m in made.digests() if "Daily" in m.subject] == [
            " 2 September 2026",
            " 3 September 2026",
            " 4 September 2026",
        ]


@pytest.mark.parametrize(("first", "then"), [(Frequency.weekly, Frequency.daily), (Frequency.daily, Frequency.weekly)])
def test_changing_how_often_loses_nothing_and_tells_nothing_twice(app, writing_in, reading_in, first, then):
    with writing_in():
        for day in range(1, 15):
            open_consultation(opens_at=datetime(2026, 9, day, 12, tzinfo=UTC))
        made.subscription(frequency=first)
    for day in range(22):
        if day == 5:
            with writing_in():
                one = made.newest("reader@example.org")
                changing.change_frequency(one, frequency=then, by=ANONYMOUS)
        made.send(app, DUE + timedelta(days=day))
    with reading_in():
        found = [line for m in made.digests() for line in m.body.splitlines() if "/consultations/C-2026-" in line]
        assert len(found) == len(set(found)) == 14


def test_an_ended_subscription_gets_nothing(app, writing_in, reading_in):
    with writing_in():
        open_consultation()
        one = made.subscription()
        changing.stop(one, by=ANONYMOUS)
    made.send(app, DUE)
    assert mails(reading_in) == []


NIGHTS = [(datetime(2026, 10, 24, 7, tzinfo=UTC), 25), (datetime(2027, 3, 27, 8, tzinfo=UTC), 23)]


@pytest.mark.parametrize(("start", "hours"), NIGHTS)
def test_a_night_of_23_or_25_hours_loses_and_doubles_nothing(app, writing_in, reading_in, start, hours):
    """A consultation opens in every hour from the day before to the day after; each is told once."""
    with writing_in():
        for hour in range(-24, hours + 24):
            open_consultation(
                opens_at=start + timedelta(hours=hour), closes_at=start + timedelta(days=90), questions=False
            )
        made.subscription(at=start - timedelta(days=1))
    for end in (start, start + timedelta(hours=hours), start + timedelta(hours=hours + 24)):
        made.send(app, end + SETTLING)
    with reading_in():
        told = [made.titles(message) for message in made.digests() if message.subject.startswith("Daily")]
        assert [len(titles) for titles in told] == [24, hours, 24]
        found = [line for m in made.digests() for line in m.body.splitlines() if "/consultations/C-2026-" in line]
        assert len(set(found)) == 48 + hours


def test_stored_rows_hold_no_token(app, writing_in, reading_in):
    with writing_in():
        open_consultation()
        made.subscription()
    made.send(app, DUE)
    with reading_in() as session:
        one = session.scalars(select(Subscription)).one()
        for use, row in (
            (Use.stop, one),
            (Use.confirm, one),
            (Use.stop_all, one.subscriber),
            (Use.manage, one.subscriber),
        ):
            token = made.token(row, use)
            assert token not in {str(value) for value in vars(row).values()}
        assert len({one.stop_hash, one.confirm_hash, one.subscriber.stop_hash, one.subscriber.manage_hash}) == 4
