"""Staff enter what came by post, email and telephone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from collab.accounts.models import Role
from collab.audit.models import Entry, Event
from collab.consultations.actions import coding, lateness, submissions
from collab.consultations.models import Channel, Consideration, Consultation, ExclusionReason, Submission
from collab.errors import NotAllowed, Refused
from collab.notifications.models import Message
from tests.factories.accounts import acting, author, sign_in
from tests.factories.submissions import CLOSES, DURING, OPENS, PERSON, address, letter, open_consultation
from tests.support.page import words

LETTER = {
    "channel": "post",
    "received_on": date(2026, 10, 20),
    "on_behalf_of": "self",
    "respondent_type": "person_with_lived_experience_suspect_or_convicted",
    "answer_2": "I was fifteen and I said no.",
}
AFTER = CLOSES + timedelta(days=3)


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def entry(client, writing_in):
    """The entry page's address, for a client signed in as the lead's author."""
    with writing_in():
        consultation = open_consultation()
        author("HO")
        where = f"/consultations/{consultation.reference}/responses/new"
    sign_in(client, "author@ho.example")
    return where


def test_a_letter_is_entered_with_who_entered_it(client, entry, reading_in):
    done = client.follow(client.submit(entry, LETTER, press="Enter this response"))
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert stored.receipt in done.text
        assert stored.channel is Channel.post
        assert stored.received_at == datetime(2026, 10, 19, 23, tzinfo=UTC)
        assert not stored.is_late
        assert stored.entered_by_id is not None
        assert stored.entered_membership_id is not None
        assert [answer.words for answer in stored.answers] == ["I was fifteen and I said no."]
        (entered,) = session.scalars(select(Entry).where(Entry.root_id == stored.consultation_id)).all()
        assert (entered.event, entered.person_id) == (Event.submission_entered, stored.entered_by_id)
        assert not session.scalars(select(Message)).all()


def test_with_an_email_address_the_receipt_is_mailed(client, entry, reading_in):
    client.submit(entry, {**LETTER, "channel": "email", "received_time": "4:30pm", "email": "sender@example.com"})
    with reading_in() as session:
        stored = session.scalars(select(Submission)).one()
        assert stored.received_at == datetime(2026, 10, 20, 15, 30, tzinfo=UTC)
        mail = session.scalars(select(Message)).one()
        assert mail.to == "sender@example.com"
        assert stored.receipt in mail.body


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"channel": None}, "Choose how the response came"),
        ({"received_on": date(2026, 11, 3)}, "Date received must be today or in the past"),
        ({"received_on": date(2026, 8, 31)}, "Date received must not be before the consultation opened"),
        ({"received_on": date(2026, 10, 25), "received_time": "25:00"}, "must be a time"),
        ({"answer_2": ""}, "Enter at least one answer"),
        ({"answer_2": "x" * 201}, "It is 1 too long"),
        ({"on_behalf_of": "organisation"}, "Enter the name of the organisation or group"),
        ({"email": "nobody"}, "Enter an email address like name@example.com"),
        ({"respondent_type": ""}, "Choose the type of respondent"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, entry, reading_in, fields, message):
    refused = client.submit(entry, {**LETTER, "name": "Typed before", **fields})
    assert refused.status_code == 422
    assert message in words(refused.text)
    assert "Typed before" in refused.text
    with reading_in() as session:
        assert not session.scalars(select(Submission)).all()


def test_after_closing_a_late_one_is_entered_and_left_out(client, entry, reading_in):
    with time_machine.travel(AFTER, tick=True):
        sign_in(client, "author@ho.example")
        assert "Late responses are not accepted, unless" in words(client.get_ok(entry).text)
        for day in (29, 30):
            assert client.submit(entry, {**LETTER, "received_on": date(2026, 11, day)}).status_code == 303
    with reading_in() as session:
        stored = session.scalars(select(Submission).order_by(Submission.received_at)).all()
        assert [(one.is_late, one.exclusion_reason) for one in stored] == [(False, None), (True, LATE)]


LATE = ExclusionReason.late_not_accepted


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_late_is_exact(writing_in, seconds, late):
    with writing_in():
        entered = letter(open_consultation(), received_at=CLOSES + timedelta(seconds=seconds), now=AFTER)
        assert (entered.is_late, entered.exclusion_reason) == (late, LATE if late else None)


def test_one_decision_holds_for_all_late_ones_and_is_public(app, client, entry, writing_in, reading_in):
    """For those that are here and those that come, on both sides of its last instant; it widens and never narrows."""
    page = entry.replace("/responses/new", "/late-responses")
    two, second = timedelta(days=2), timedelta(seconds=1)
    with writing_in() as session:
        consultation = session.scalars(select(Consultation)).one()
        author("CLINKS"), acting("MOJ", Role.author)
        letter(consultation, received_at=CLOSES + timedelta(hours=1), now=AFTER)
        letter(consultation, received_at=CLOSES + two - second, now=AFTER)
        letter(consultation, received_at=CLOSES + two, now=AFTER)
    sign_in(client, "author@ho.example")
    assert "has not closed" in words(client.get_ok(page).text)
    with time_machine.travel(AFTER, tick=True):
        sign_in(client, "author@ho.example")
        for given, said in (
            ({"accepted_on": date(2026, 11, 29), "reason": "A strike"}, "must be after 29 November 2026"),
            ({"accepted_on": date(2026, 12, 1), "reason": ""}, "Say why late responses are accepted"),
        ):
            refused = client.submit(page, given)
            assert refused.status_code == 422
            assert said in words(refused.text)
        stale = client.get_ok(page)
        decided = {"accepted_on": date(2026, 12, 1), "reason": "The post was on strike."}
        assert client.submit(stale, decided).status_code == 303
        assert client.submit(stale, {**decided, "reason": "Another"}).status_code in (409, 422)
        narrower = client.submit(page, {"accepted_on": date(2026, 11, 30), "reason": "Less"})
        assert "Responses received up to 1 December 2026 are accepted already" in words(narrower.text)
        public = words(app.test_client().get_ok(page.removesuffix("/late-responses")).text)
        assert (
            "Late responses received up to the end of 1 December 2026 are accepted. The post was on strike." in public
        )
        joint = app.test_client()
        sign_in(joint, "author@moj.example")
        assert "Only the lead organisation can decide" in words(joint.get_ok(page).text)
        with writing_in() as session:
            consultation = session.scalars(select(Consultation)).one()
            letter(consultation, received_at=CLOSES + two - second, now=AFTER)
            letter(consultation, received_at=CLOSES + two, now=AFTER)
            with pytest.raises(NotAllowed):
                lateness.accept_late(consultation, on=date(2026, 12, 2), reason="No", by=author("MOJ"))
            one = session.scalars(select(Submission).order_by(Submission.received_at.desc())).first()
            with pytest.raises(Refused, match="one decision for all of them"):
                coding.include(one, version=one.version, by=author("HO"))
    with reading_in() as session:
        stored = session.scalars(select(Submission).order_by(Submission.received_at)).all()
        assert [one.exclusion_reason for one in stored] == [None, None, None, LATE, LATE]
        assert {one.consideration for one in stored[:3]} == {Consideration.unread}
        entries = session.scalars(select(Entry).where(Entry.event == Event.late_responses_accepted)).all()
        assert [entry.payload.content["accepted"] for entry in entries] == [2]


def test_nothing_is_entered_before_it_opens(writing_in):
    with writing_in(), pytest.raises(Refused, match="once the consultation is open"):
        letter(open_consultation(), received_at=OPENS, now=OPENS - timedelta(seconds=1))


@pytest.mark.parametrize("channel", [Channel.web, Channel.welsh_web, Channel.imported])
def test_nobody_can_enter_what_the_website_receives_itself(writing_in, channel):
    with writing_in(), pytest.raises(Refused, match="Choose how the response came"):
        letter(open_consultation(), channel=channel)


def test_only_authors_of_the_bodies_that_run_it_can_enter(writing_in):
    with writing_in():
        consultation = open_consultation()
        for by in (author("CPS"), acting("HO", *_viewer())):
            with pytest.raises(NotAllowed):
                submissions.receive(
                    consultation, {}, PERSON, channel=Channel.post, received_at=DURING, address=address, by=by
                )
        assert letter(consultation, by=author("MOJ")).entered_by_id == author("MOJ").person_id


def test_others_do_not_find_the_page(app, client, entry, writing_in):
    with writing_in():
        author("CPS")
    other = app.test_client()
    assert other.get(entry).status_code == 302
    sign_in(other, "author@cps.example")
    assert other.get(entry).status_code == 404


def _viewer():
    from collab.accounts.models import Role

    return (Role.viewer,)
