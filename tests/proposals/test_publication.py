"""Words on behalf of a body, the hour of publication, urgent publication and what is said afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from collab import clock
from collab.accounts import actions as accounts
from collab.accounts import queries as accounts_queries
from collab.accounts.models import Membership, Role
from collab.accounts.policy import SYSTEM
from collab.audit.models import Event
from collab.db import db
from collab.digests.queries import items
from collab.errors import NotAllowed, Refused
from collab.notifications.models import Message
from collab.proposals import tasks
from collab.proposals.actions import clearance, drafting, parts, publication, withdrawal
from collab.proposals.models import ClearanceDecision, Edition, PartRole, Proposal
from collab.proposals.queries import editions as queries
from collab.proposals.rules import editions as rules
from tests.factories import editions as made
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.proposals.test_clearance_races import ago, at_once, count, look, publisher
from tests.support.page import Page


@pytest.fixture
def writing(writing_in):
    with writing_in() as session:
        yield session


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return str(caught.value)


def hour(**ahead):
    return clock.now() + timedelta(**(ahead or {"hours": 2}))


def keep_hours(app, at):
    """What the worker does each minute, at this instant."""
    with app.app_context(), clock.pinned(at):
        tasks.publish_due()


def mails(start):
    return db.session.scalars(select(Message).where(Message.purpose_key.startswith(start))).all()


# --- On behalf ---------------------------------------------------------------------------------------------------


def word(edition, code="AGO", **more):
    given = {
        "decision": ClearanceDecision.cleared,
        "given_by": "Director General",
        "evidence": "Letter of 3 November, in file 12.",
        "by": signatory("HO"),
        "hash": edition.hash,
        **more,
    }
    return clearance.record_word(edition, organisation=made.organisation(code), **given)


def test_a_word_is_recorded_on_behalf_with_evidence_and_shown_as_such(writing):
    edition = made.cleared_edition(but=("HO", "AGO"))
    for lacking in ("given_by", "evidence"):
        assert "Enter" in refused(word, edition, **{lacking: " "})
    assert "why it objects" in refused(word, edition, decision=ClearanceDecision.objected)
    assert "Choose another lead or joint" in refused(word, edition, "HO")
    assert "Choose another lead or joint" in refused(word, edition, "CPS")
    assert "has spoken itself" in refused(word, edition, "MOJ")
    assert "not the one" in refused(word, edition, hash="0" * 64)
    for by in (author("HO"), signatory("MOJ"), acting("NCJB", Role.secretariat)):
        with pytest.raises(NotAllowed):
            word(edition, by=by)
    said = word(edition)
    assert (said.organisation.code, said.person_id) == ("AGO", signatory("HO").person_id)
    saying = next(s for s in queries.sayings([edition])[edition.id] if s.organisation_id == said.organisation_id)
    assert (saying.role, saying.recorded_by) == ("Director General", "Home Office")
    assert "spoken for another" in refused(clearance.clear, edition, hash=edition.hash, by=signatory("HO"))
    assert "spoken for another" in refused(word, edition, "MOJ")
    second = acting("HO", Role.signatory, email="second-signatory@ho.example")
    clearance.clear(edition, hash=edition.hash, by=second)
    clearance.publish(edition, by=made.publisher())
    (told,) = [c for c in queries.envelope(edition)["clearances"] if c["organisation"] == "AGO"]
    assert told["recorded_on_behalf_by"] == "Home Office"
    assert "Letter" not in str(queries.envelope(edition))


def test_a_boards_secretariat_that_reads_the_draft_can_record_a_word_and_the_body_can_replace_it(writing):
    proposal = made.ready_proposal()
    board = made.organisation("NCJB")
    parts.set_part(proposal, organisation=board, role=PartRole.observer, by=author("HO"))
    parts.invite(proposal, organisation=board, by=author("HO"))
    edition = made.frozen_edition(proposal)
    with pytest.raises(NotAllowed):
        word(edition, by=acting("NCJB", Role.viewer))
    word(edition, by=acting("NCJB", Role.viewer, Role.secretariat))
    own = clearance.object_to(edition, reason="That was not our word.", hash=edition.hash, by=signatory("AGO"))
    assert [said.id for said in queries.current_clearances(edition)] == [own.id]
    clearance.clear(edition, hash=edition.hash, by=signatory("AGO"))
    assert [said.given_by for said in queries.current_clearances(edition)] == [""]


def test_the_states_of_an_organisation(writing):
    edition = made.cleared_edition(but=("AGO",))
    position = {p.name: p for p in queries.positions(edition)}
    states = rules.ClearanceState
    ends = rules.ClearanceEnd
    waiting, cleared = position["Attorney General's Office"], position["Home Office"]
    assert rules.state(cleared, []) is states.cleared
    assert rules.state(waiting, []) is states.requested
    assert rules.state(waiting, [ends.stale, None]) is states.stale
    assert rules.state(waiting, [ends.withdrawn, ends.stale]) is states.withdrawn


# --- The hour ----------------------------------------------------------------------------------------------------


def test_an_hour_is_set_by_a_second_person_for_a_cleared_text_in_the_future(writing):
    edition = made.cleared_edition(but=("AGO",))
    assert "Waiting for the Attorney" in refused(publication.schedule, edition, at=hour(), by=made.publisher())
    clearance.clear(edition, hash=edition.hash, by=signatory("AGO"))
    assert "in the future" in refused(publication.schedule, edition, at=clock.now(), by=made.publisher())
    assert "within a year" in refused(publication.schedule, edition, at=hour(days=367), by=made.publisher())
    for by in (author("HO"), signatory("MOJ")):
        with pytest.raises(NotAllowed):
            publication.schedule(edition, at=hour(), by=by)
    publication.schedule(edition, at=hour(), by=made.publisher())
    assert "already" in refused(publication.schedule, edition, at=hour(), by=made.publisher())
    assert "to be published on" in rules.standing(edition, queries.positions(edition))
    publication.unschedule(edition, by=author("HO"))
    assert not edition.is_scheduled
    assert "No hour" in refused(publication.unschedule, edition, by=author("HO"))


def test_nothing_is_public_before_and_everything_at_once_even_if_the_job_is_late(app, writing_in):
    with writing_in():
        edition = made.cleared_edition()
        publication.schedule(edition, at=hour(), by=made.publisher())
        here, at = f"/proposals/{edition.proposal_id}", edition.scheduled_for
    public = app.test_client()

    def hidden():
        for path in (here, f"{here}/editions/1", f"{here}/editions/1.json", f"{here}.json", "/proposals/JP-2026-001"):
            answer = public.get(path)
            assert answer.status_code == 404
            assert answer.headers["Cache-Control"] == "no-store"
        assert "Ask people once" not in public.get_ok("/proposals").text

    keep_hours(app, at - timedelta(seconds=1))
    hidden()
    late = at + timedelta(hours=3)
    keep_hours(app, late)
    keep_hours(app, late)
    with writing_in():
        edition = db.session.scalars(select(Edition)).one()
        assert (edition.published_at, edition.publication_number) == (late, 1)
        assert edition.published_by_id == made.publisher().person_id
        assert count(Event.edition_published) == 1
    assert public.get(here).status_code == 301
    assert "Ask people once" in public.get_ok("/proposals").text


@pytest.mark.parametrize(
    ("undo", "says"),
    [
        (lambda e: clearance.withdraw_clearance(e, by=signatory("AGO")), "took its clearance back"),
        (lambda e: clearance.object_to(e, reason="No.", hash=e.hash, by=signatory("AGO")), "objects"),
        (lambda e: clearance.recall(e, reason="A comma", by=author("HO")), "recalled"),
    ],
)
def test_what_undoes_a_clearance_undoes_the_hour(app, writing_in, undo, says):
    with writing_in():
        edition = made.cleared_edition()
        publication.schedule(edition, at=hour(), by=made.publisher())
        undo(edition)
        assert edition.scheduled_for is None
        assert says in mails("unscheduled-")[0].body
    keep_hours(app, hour(hours=3))
    with writing_in():
        assert db.session.scalars(select(Edition)).one().published_at is None


def test_at_its_hour_all_is_checked_again(app, writing_in):
    with writing_in():
        edition = made.cleared_edition()
        publication.schedule(edition, at=hour(), by=made.publisher())
        held = db.session.get_one(Membership, made.publisher().membership_id)
        accounts.end_membership(held, by=SYSTEM)
    keep_hours(app, hour(hours=3))
    with writing_in():
        edition = db.session.scalars(select(Edition)).one()
        assert (edition.published_at, edition.scheduled_for) == (None, None)
        assert count(Event.edition_unscheduled) == 1
        assert "second person" in mails("unscheduled-")[0].body


@pytest.fixture
def cleared(writing_in):
    with writing_in():
        made.cleared_edition()
        made.publisher()


@pytest.mark.parametrize("turn", range(3))
def test_publishing_at_its_hour_races_with_withdrawing(app, writing_in, cleared, turn):
    with writing_in():
        edition = db.session.scalars(select(Edition)).one()
        publication.schedule(edition, at=hour(), by=made.publisher())
    done = []

    def at_its_hour(edition):
        with clock.pinned(hour(hours=3)):
            done.append(publication.publish_scheduled(edition, by=SYSTEM))

    works = [at_its_hour, lambda edition: clearance.withdraw_clearance(edition, by=ago())]
    ends = at_once(app, *works[:: 1 if turn % 2 else -1])
    assert (ends.count("done") == 1) is done[0]

    def check(edition):
        assert (edition.published_at is not None) is done[0]
        assert edition.is_scheduled is False
        assert count(Event.edition_published) + count(Event.edition_clearance_withdrawn) == 1

    look(app, check)


def test_one_hour_is_set_by_two_at_once(app, cleared):
    ends = at_once(app, *[lambda edition: publication.schedule(edition, at=hour(), by=publisher())] * 4)
    assert ends.count("done") == 1
    assert all(end == "done" or "already" in end for end in ends)
    look(app, lambda edition: None)


@pytest.mark.parametrize("turn", range(2))
def test_setting_the_hour_races_with_withdrawing(app, cleared, turn):
    works = [
        lambda edition: publication.schedule(edition, at=hour(), by=publisher()),
        lambda edition: clearance.withdraw_clearance(edition, by=ago()),
    ]
    at_once(app, *works[:: 1 if turn % 2 else -1])
    look(app, lambda edition: _no_hour(edition))


def _no_hour(edition):
    assert edition.scheduled_for is None


# --- Urgent ------------------------------------------------------------------------------------------------------


def test_urgent_publication_needs_a_reason_a_second_signatory_and_no_objection(writing):
    edition = made.frozen_edition()
    urgently = {"reason": "A court has ordered it.", "by": signatory("HO")}
    assert "Waiting for the Home Office" in refused(publication.publish_urgently, edition, **urgently)
    second = acting("HO", Role.signatory, email="second-signatory@ho.example")
    clearance.clear(edition, hash=edition.hash, by=second)
    clearance.object_to(edition, reason="No.", hash=edition.hash, by=signatory("MOJ"))
    assert "Ministry of Justice objects" in refused(publication.publish_urgently, edition, **urgently)
    clearance.clear(edition, hash=edition.hash, by=signatory("MOJ"))
    assert "why it cannot wait" in refused(publication.publish_urgently, edition, **{**urgently, "reason": " "})
    for by in (made.publisher(), signatory("MOJ"), author("HO")):
        with pytest.raises(NotAllowed):
            publication.publish_urgently(edition, **{**urgently, "by": by})
    signatory("AGO")
    publication.publish_urgently(edition, **urgently)
    assert [body.code for body, said in queries.missing(edition)] == ["AGO"]
    assert [mail.to for mail in mails("urgent:")] == ["signatory@ago.example"]
    assert queries.envelope(edition)["urgent"]["without"][0]["afterwards"] is None
    with pytest.raises(NotAllowed):
        publication.approve_afterwards(edition, hash=edition.hash, by=signatory("MOJ"))
    with pytest.raises(NotAllowed):
        publication.approve_afterwards(edition, hash=edition.hash, by=author("AGO"))
    assert "Enter why" in refused(
        publication.decline_afterwards, edition, reason="", hash=edition.hash, by=signatory("AGO")
    )


def test_when_all_have_cleared_it_is_not_urgent(writing):
    edition = made.cleared_edition()
    second = acting("HO", Role.signatory, email="second-signatory@ho.example")
    assert "in the ordinary way" in refused(publication.publish_urgently, edition, reason="Now.", by=second)


def test_the_banner_names_the_missing_body_until_it_approves_on_pages(app, writing_in):
    with writing_in():
        edition = made.cleared_edition(but=("AGO",))
        here = f"/proposals/{edition.proposal_id}"
        signatory("AGO")
        acting("HO", Role.signatory, email="second-signatory@ho.example")

    def as_person(email):
        client = app.test_client()
        sign_in(client, email)
        return client

    lead, body, public = as_person("second-signatory@ho.example"), as_person("signatory@ago.example"), app.test_client()
    assert lead.submit(f"{here}/clearance/urgent", reason="").status_code == 422
    answer = lead.submit(f"{here}/clearance/urgent", reason="A court has ordered it.")
    page = answer.location
    said = Page(public.get_ok(page).text).words
    assert "published without the clearance of the Attorney General's Office." in said
    assert "Why it did not wait: A court has ordered it." in said
    assert "Approve or decline edition 1" in Page(body.get_ok("/home").text).words
    assert lead.get(f"{page}/afterwards").status_code == 403
    answer = body.submit(f"{page}/afterwards", decision="objected")
    assert answer.status_code == 422
    body.submit(answer, decision="objected", reason="Not without the guidelines.")
    said = Page(public.get_ok(page).text).words
    assert "published without the clearance of the Attorney General's Office." in said
    assert "declined it afterwards" in said
    assert "Not without the guidelines." in said
    body.submit(f"{page}/afterwards", decision="cleared")
    said = Page(public.get_ok(page).text).words
    assert "All have approved it since." in said
    assert "(after publication)" in said


def test_hours_and_words_on_pages(app, writing_in):
    with writing_in():
        edition = made.cleared_edition(but=("AGO", "HO"))
        here = f"/proposals/{edition.proposal_id}/clearance"
        made.publisher()
        acting("HO", Role.signatory, email="second-signatory@ho.example")
        signatory("HO")

    def as_person(email):
        client = app.test_client()
        sign_in(client, email)
        return client

    recorder, second = as_person("second-signatory@ho.example"), as_person("second-author@ho.example")
    as_person("signatory@ho.example").submit(here, press="Clear this edition")
    answer = recorder.submit(
        f"{here}/word", organisation="attorney-general-s-office", decision="cleared", given_by="Director", tampered=True
    )
    assert answer.status_code == 422
    slug = made_slug(app, writing_in)
    answer = recorder.submit(
        f"{here}/word", organisation=slug, decision="cleared", given_by="Director", evidence="Call on Monday."
    )
    assert "Recorded on its behalf by the Home Office: Call on Monday." in Page(recorder.follow(answer).text).words
    past = clock.today() - timedelta(days=1)
    answer = second.submit(f"{here}/schedule", on=past, at="9:30am")
    assert answer.status_code == 422
    assert "must be in the future" in answer.text
    answer = second.submit(answer, on=clock.today() + timedelta(days=1), at="9:30am")
    said = Page(second.follow(answer).text).words
    assert "at 9:30am" in said
    second.submit(here, press="Take back the hour")
    assert "ready to publish" in Page(second.get_ok(here).text).words


def made_slug(app, writing_in):
    with writing_in():
        return accounts_queries.organisation_by_code("AGO").slug


# --- Minor and major editions, withdrawal, and what was signed ---------------------------------------------------


@pytest.mark.parametrize(
    ("label", "numbers"),
    [("1", (1, 0)), ("2.1", (2, 1)), ("10.12", (10, 12)), ("0", None), ("1.0", None), ("1.", None), ("01", None)],
)
def test_what_an_edition_is_called(label, numbers):
    assert rules.parse_label(label) == numbers


def test_minor_editions_are_cleared_by_all_and_numbered_under_the_major_one(writing):
    proposal = made.ready_proposal()
    assert "there is none" in refused(made.frozen_edition, proposal, significance="minor")
    first = made.published_edition(proposal)
    made.edit_provision(proposal, "3.2", "The answer is kept for 1 year.")
    minor = made.frozen_edition(proposal, change_note="A number as a figure.", significance="minor")
    assert "Waiting for the Home Office" in refused(clearance.publish, minor, by=made.publisher())
    clearance.recall(minor, reason="Again", by=author("HO"))
    minor = made.published_edition(proposal, change_note="A number as a figure.", significance="minor")
    made.edit_provision(proposal, "3.2", "The answer is kept for two years.")
    third = made.published_edition(proposal, change_note="Two years.")
    again = made.published_edition(proposal, change_note="A comma.", significance="minor")
    assert [e.label for e in (first, minor, third, again)] == ["1", "1.1", "2", "2.1"]
    assert [e.publication_number for e in (first, minor, third, again)] == [1, 2, 3, 4]
    assert queries.envelope(minor)["number"] == "1.1"
    told = {item.path.rpartition("/")[2] for item in items.published(clock.now() - timedelta(days=1), hour())}
    assert told == {"1", "2"}
    drafting.begin_decision_edition(proposal, by=author("HO"))
    made.sign_all(proposal)
    assert "there is none" in refused(made.frozen_edition, proposal, significance="minor")


def test_editions_have_their_addresses_by_name(app, writing_in):
    with writing_in():
        proposal = made.published_edition().proposal
        made.edit_provision(proposal, "3.2", "The answer is kept for 1 year.")
        made.published_edition(proposal, change_note="A figure.", significance="minor")
        here = f"/proposals/{proposal.reference}"
    public = app.test_client()
    said = Page(public.get_ok(f"{here}/editions/1.1").text).words
    assert "1.1, for consultation" in said
    assert "Read edition 1.1" in Page(public.get_ok(f"{here}/editions/1").text).words
    assert public.get(f"{here}/editions/1.1.json").json["number"] == "1.1"
    assert "Words changed in edition 1.1" in Page(public.get_ok(f"{here}/editions/1.1/changes?since=1").text).words
    for missing in ("1.0", "1.2", "2", "0", "1.1.1"):
        assert public.get(f"{here}/editions/{missing}").status_code == 404


def test_a_withdrawn_proposal_leaves_a_tombstone_and_its_reference(app, writing_in):
    with writing_in():
        proposal = made.published_edition().proposal
        other = made.frozen_edition(title="Another").proposal
        signatory("HO")
        assert "Recall it first" in refused(withdrawal.withdraw, other, reason="So.", by=signatory("HO"))
        for by in (author("HO"), signatory("MOJ")):
            with pytest.raises(NotAllowed):
                withdrawal.withdraw(proposal, reason="So.", by=by)
        reference = proposal.reference
    client, public = app.test_client(), app.test_client()
    sign_in(client, "signatory@ho.example")
    here = f"/proposals/{reference}"
    assert client.submit(f"{here}/withdraw", reason="").status_code == 422
    answer = client.submit(f"{here}/withdraw", reason="The law has changed.")
    assert "This proposal was withdrawn on" in Page(client.follow(answer).text).words
    said = Page(public.get_ok(here).text).words
    assert f"Joint proposal {reference}, withdrawn" in said
    assert "The law has changed." in said
    edition = Page(public.get_ok(f"{here}/editions/1").text).words
    assert "This proposal was withdrawn on" in edition
    assert "Ask once" in edition
    assert public.get(f"{here}.json").json["withdrawn"]["reason"] == "The law has changed."
    assert "Withdrawn" in Page(public.get_ok("/proposals?state=withdrawn").text).words
    with writing_in():
        proposal = db.session.scalars(select(Proposal).where(Proposal.reference == reference)).one()
        assert "withdrawn already" in refused(withdrawal.withdraw, proposal, reason="Again.", by=signatory("HO"))
        assert "was withdrawn" in refused(made.edit_provision, proposal, "3.1", "New words.")
        assert made.published_edition(title="A third").proposal.reference > reference


def test_what_a_body_signed_is_seen_as_it_signed_it_for_ever(app, writing_in):
    with writing_in():
        edition = made.cleared_edition(affected=("CPS",))
        proposal = edition.proposal
        said = {one.organisation.code: one.id for one in queries.current_clearances(edition)}
        clearance.recall(edition, reason="A comma", by=author("HO"))
        made.edit_provision(proposal, "3.1", "Other words than before.")
        public_one = made.published_edition(proposal)
        current = {one.organisation.code: one.id for one in queries.current_clearances(public_one)}
        author("CPS"), author("NACRO")
        first_hash, reference = edition.hash, proposal.reference
    old, new = (f"/proposals/{reference}/clearances/{ids['AGO']}" for ids in (said, current))
    public = app.test_client()
    page = Page(public.get_ok(new).text).words
    assert "Other words than before." in page
    assert "What the Attorney General's Office cleared" in page
    assert public.get(old).status_code == 404

    def as_person(email):
        client = app.test_client()
        sign_in(client, email)
        return client

    for email, status in (("signatory@ago.example", 200), ("author@cps.example", 200), ("author@nacro.example", 404)):
        assert as_person(email).get(old).status_code == status
    page = Page(as_person("signatory@ago.example").get_ok(old).text).words
    assert "Each body asks only what no other body has asked." in page
    assert first_hash in page
    assert "It does not count any more: the edition was recalled" in page
    assert public.get(f"/proposals/{reference}/clearances/{reference}").status_code == 404
