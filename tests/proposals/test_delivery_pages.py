"""Commitments after they were signed, through the pages: reports, dates, completion, dependencies, the list and its CSV."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import ANONYMOUS
from collab.db import db
from collab.notifications.models import Message
from collab.proposals.actions import commitments, dependencies, drafting, implications
from collab.proposals.actions import delivery as actions
from collab.proposals.models import (
    Commitment,
    DateChangeReason,
    Delivery,
    MilestoneState,
    Progress,
    Proposal,
    PublishedCommitment,
    Rag,
)
from collab.proposals.queries import commitments as lists
from collab.proposals.queries import delivery as reading
from collab.proposals.rules.delivery import Report
from tests.factories.accounts import author, sign_in, signatory
from tests.factories.editions import decision_edition, published_edition, ready_proposal
from tests.factories.proposals import add_commitment, start_proposal
from tests.support.page import Page

CANARY = "canary-8812"


def client_of(app, code="", role="author"):
    client = app.test_client()
    if code:
        sign_in(client, f"{role}@{code.lower()}.example")
    return client


def words(client, address):
    return Page(client.get_ok(address).text).words


@pytest.fixture
def decided(writing_in):
    """The address of the Home Office's signed commitment, public in a decision edition; due on 31 March 2028."""
    with writing_in():
        proposal = ready_proposal()
        published_edition(proposal)
        decision_edition(proposal)
        for code in ("HO", "MOJ", "LS"):
            author(code), signatory(code)
        [commitment] = proposal.commitments
        return f"/proposals/{proposal.reference}/commitments/{commitment.id}"


def test_a_life_from_signature_to_verification(app, decided, reading_in):
    owner, other, public = client_of(app, "HO"), client_of(app, "MOJ", "signatory"), client_of(app)
    assert "Signed, nothing reported yet" in words(public, decided)
    assert "Edition 2: signed" in words(public, decided)
    report = f"{decided}/report"
    bare = owner.submit(report, delivery="in_progress", words=f"Two fields are left {CANARY}.", rag="amber")
    assert bare.status_code == 422
    assert "Say how it gets back to green" in bare.text
    assert CANARY in bare.text
    owner.submit(
        report,
        delivery="in_progress",
        words=f"Two fields are left {CANARY}.",
        rag="amber",
        path_to_green="One more designer.",
        green_on=date(2027, 6, 1),
        evidence_url="https://example.org/form",
    )
    for client in (owner, public):
        said = words(client, decided)
        for part in ("In progress", "Amber: needs action", "One more designer.", CANARY, "1 June 2027", "example.org"):
            assert part in said, part
    moved = owner.submit(f"{decided}/date", to_on=date(2028, 6, 30), date_reason="legal", words="The law is late.")
    assert moved.status_code == 302
    said = words(public, decided)
    assert "First promised for 31 March 2028" in said
    assert "From 31 March 2028 to 30 June 2028. Law or a court." in said
    assert "Told only after" not in said
    owner.submit(f"{decided}/milestones", state_1="complete")
    assert "Draft form 30 September 2027 Complete" in words(public, decided)
    assert owner.get(f"{decided}/verify").status_code == 403
    owner.submit(f"{decided}/claim", evidence="The form is in use.")
    assert "Said to be complete, not verified yet" in words(public, decided)
    assert "Verify that commitment 1 of the Home Office is complete" in words(other, "/home")
    refused = other.submit(f"{decided}/verify", decision="send_back")
    assert "Say what is missing" in refused.text
    other.submit(f"{decided}/verify", decision="send_back", words="One area still uses the old form.")
    assert "One area still uses the old form." in words(public, decided)
    owner.submit(f"{decided}/claim", evidence="All areas use it.")
    other.submit(f"{decided}/verify", decision="accept")
    said = words(public, decided)
    assert "Complete and verified" in said
    assert "Verified as complete" in said
    assert "Ministry of Justice" in said
    assert (
        "Nothing more is reported on this commitment"
        in owner.submit(report, delivery="in_progress", words="x", rag="green").text
    )
    with reading_in() as session:
        mails = [message.subject for message in session.scalars(select(Message))]
        assert "A commitment is said to be complete: verify it" in mails
        assert "Your commitment was verified as complete" in mails
        assert CANARY not in "".join(message.body for message in session.scalars(select(Message)))


def test_who_may_report_and_verify(app, decided, writing_in):
    with writing_in():
        draft = start_proposal("HO", MOJ="joint", title="Still a draft")
        unsigned = add_commitment(draft, "HO", shared=True)
        address = f"/proposals/{draft.id}/commitments/{unsigned.id}"
    joint, outside = client_of(app, "MOJ"), client_of(app, "LS")
    for page in ("report", "date", "milestones", "claim", "end", "dependencies"):
        assert joint.get(f"{decided}/{page}").status_code == 403, page
        assert outside.get(f"{decided}/{page}").status_code == 404, page
    assert client_of(app, "MOJ", "author").get(f"{decided}/verify").status_code == 403
    assert client_of(app).get(address).status_code == 404
    owner = client_of(app, "HO")
    answer = owner.submit(f"{address}/report", delivery="in_progress", words="Begun.", rag="green")
    assert "Nothing more is reported on this commitment" in answer.text
    typed = owner.submit(f"{decided}/edit", due_on=date(2029, 1, 1), press="Save")
    assert "It is signed. Change its date" in typed.text
    public = owner.submit(decided, press="Withdraw this commitment")
    assert "is public and signed. End it first" in Page(public.text).words


def test_a_new_wording_stays_inside_until_it_is_published(app, decided):
    """A signed commitment that is edited is proposed again; the public sees what was published, and the reports go on."""
    owner, public = client_of(app, "HO"), client_of(app)
    owner.submit(f"{decided}/edit", words=f"Change two forms {CANARY}.", press="Save")
    assert CANARY in words(owner, decided)
    for page in (decided, "/commitments", "/commitments.csv", "/commitments.json"):
        assert CANARY not in public.get_ok(page).text
    assert "Change the form by spring." in words(public, decided)
    assert owner.submit(f"{decided}/report", delivery="in_progress", words="Begun.", rag="green").status_code == 422


def test_late_dates_ends_and_what_home_says(app, decided, writing_in):
    with writing_in():
        commitment = db.session.scalars(select(Commitment)).one()
        with clock.pinned(datetime(2028, 4, 1, 12, tzinfo=clock.LONDON)):
            late = actions.change_date(
                commitment, to_on=date(2028, 5, 1), reason=DateChangeReason.resource, words="No one.", by=author("HO")
            )
            assert late.is_late_notified
            assert commitment.baseline_on == date(2028, 3, 31)
    public, owner = client_of(app), client_of(app, "HO")
    assert "Told only after the old date had passed." in words(public, decided)
    assert "Due in the" not in words(owner, "/home")
    ended = owner.submit(f"{decided}/end", words="The law was not passed.")
    assert ended.status_code == 302
    assert "Cancelled" in words(public, decided)
    assert "The law was not passed." in words(public, decided)


def test_dependencies_across_proposals_and_circles(app, decided, writing_in):
    with writing_in():
        draft = start_proposal("HO", MOJ="joint", title="Second")
        second = add_commitment(draft, "HO", words="Print it.", shared=True)
        third = add_commitment(draft, "HO", words="Post it.", shared=True)
        hidden = add_commitment(start_proposal("LS"), "LS", words=CANARY)
        here = f"/proposals/{draft.id}/commitments"
        ids = [str(one.id) for one in (second, third, hidden)]
        other = f"/proposals/{hidden.proposal_id}/commitments/{hidden.id}"
    owner, public = client_of(app, "HO"), client_of(app)
    owner.submit(f"{here}/{ids[1]}/dependencies", on=ids[0], press="Add")
    owner.submit(f"{here}/{ids[0]}/dependencies", elsewhere=f"https://collab.example{decided}", press="Add")
    assert "Change the form by spring." in words(owner, f"{here}/{ids[0]}")
    circle = owner.submit(f"{decided}/dependencies", elsewhere=f"{here}/{ids[1]}", press="Add")
    assert circle.status_code == 422
    path = "number 1 in JP-{year}-001 (Home Office) depends on number 2 (Home Office) depends on number 1 (Home Office)"
    assert path.format(year=clock.today().year) in Page(circle.text).words
    assert "There is none at this address" in owner.submit(f"{decided}/dependencies", elsewhere=other, press="Add").text
    assert "or enter the address of one" in owner.submit(f"{decided}/dependencies", press="Add").text
    assert "Print it." not in words(public, decided)
    assert "Print it." in words(owner, decided)
    assert words(owner, f"{here}/{ids[1]}/dependencies").count("Remove number") == 1
    owner.submit(f"{here}/{ids[1]}/dependencies", press="Remove number")
    assert "depends on no other one yet" in words(owner, f"{here}/{ids[1]}/dependencies")


def test_green_above_what_is_overdue_takes_a_word(app, decided, writing_in):
    with writing_in():
        draft = start_proposal("HO", MOJ="joint", title="Second")
        above = add_commitment(draft, "HO", words="Print it.", shared=True)
        drafting.begin_decision_edition(draft, reason="Small.", by=author("HO"))
        commitments.sign_commitment(above, by=signatory("HO"))
        below = db.session.scalars(select(Commitment).where(Commitment.id != above.id)).one()
        dependencies.add_dependency(above, on=below, by=author("HO"))
        red = Report(Delivery.in_progress, "Stuck.", Rag.red, path_to_green="None yet.", green_on=date(2028, 3, 1))
        actions.report_progress(below, report=red, by=author("HO"))
        here = f"/proposals/{draft.id}/commitments/{above.id}/report"
    owner = client_of(app, "HO")
    asked = owner.submit(here, delivery="in_progress", words="Begun.", rag="green")
    assert asked.status_code == 422
    assert "which is red. Say why it is green all the same" in Page(asked.text).words
    assert owner.submit(asked, dependency_note="The part we need is done.").status_code == 302


def test_a_stale_report_is_not_saved(app, decided):
    owner = client_of(app, "HO")
    old = owner.get_ok(f"{decided}/report")
    owner.submit(f"{decided}/report", delivery="in_progress", words="First.", rag="green")
    answer = owner.submit(old, delivery="not_started", words=f"Second {CANARY}.", rag="green")
    assert answer.status_code == 409
    assert CANARY in answer.text


def test_the_list_and_its_csv(app, decided, writing_in, statements):
    with writing_in():
        draft = start_proposal("MOJ", HO="joint", title=f"Draft {CANARY}")
        add_commitment(draft, "MOJ", words=f'=HYPERLINK("{CANARY}")', shared=True)
        add_commitment(draft, "MOJ", words="Private to one.")
    public, owner, outside = client_of(app), client_of(app, "HO"), client_of(app, "LS")
    for client in (public, outside):
        assert all(CANARY not in client.get_ok(f"/commitments{twin}").text for twin in ("", ".csv", ".json"))
        assert "1 commitment" in words(client, "/commitments")
    assert "2 commitments" in words(owner, "/commitments")
    assert "Private to one." not in words(owner, "/commitments")
    assert words(client_of(app, "MOJ"), "/commitments").count("Private to one.") == 1
    rows = list(csv.DictReader(io.StringIO(owner.get_ok("/commitments.csv").text.removeprefix("\ufeff"))))
    assert {row["What"][:2] for row in rows} == {"Ch", "'="}
    assert {row["Called"] for row in rows} == {"commitment"}
    twin = owner.get_ok("/commitments.json").json
    assert [(row["what"], row["due_on"], row["url"]) for row in twin["commitments"]] == [
        (row["What"].removeprefix("'"), row["Due"], row["Address"]) for row in rows
    ]
    for query, count in (
        ("organisation=ho", 1),
        ("organisation=moj", 1),
        ("organisation=nobody", 0),
        ("status=signed", 1),
        ("status=proposed", 1),
        ("status=cancelled", 0),
        ("due=2028-1", 2),
        ("due=2028-2", 0),
        ("overdue=1", 0),
        ("update_overdue=1", 0),
    ):
        assert f"{count} commitment" in words(owner, f"/commitments?{query}"), query
    later = [("2028-03-31", "overdue=1", 0), ("2028-04-01", "overdue=1", 1), ("2028-04-01", "update_overdue=1", 1)]
    for day, query, count in later:
        with (
            statements() as found,
            clock.pinned(clock.midnight(date.fromisoformat(day)) + timedelta(hours=9)),
            app.app_context(),
        ):
            asked = {"is_overdue": query == "overdue=1", "is_update_overdue": query == "update_overdue=1"}
            held, total = lists.listing(viewer=ANONYMOUS, filters=lists.Filters(**asked), page=1, size=50)
            assert (len(held), total) == (count, count), query
        assert len([one for one in found if one.startswith("SELECT")]) == 2


def test_ten_years_of_history_stay_readable(app, decided, writing_in, reading_in, statements):
    with writing_in() as session:
        commitment = session.scalars(select(Commitment)).one()
        for number in range(130):
            on = datetime(2026, 12, 1, 9, tzinfo=clock.LONDON) + timedelta(days=28 * number)
            with clock.pinned(on):
                report = Report(Delivery.in_progress, f"Report number {number}.", Rag.green)
                actions.report_progress(commitment, report=report, by=author("HO"))
    client = client_of(app)
    with statements() as found:
        first = client.get_ok(decided)
    few = len(found)
    page = Page(first.text)
    assert "Report number 129." in page.words
    assert "Report number 100." not in page.words
    assert "2036 (1" in page.words
    with statements() as found:
        last = words(client, f"{decided}?page=6")
    assert len(found) == few < 30
    assert "Report number 0." in last
    year = words(client, f"{decided}?year=2030")
    assert "Report number 50." in year
    assert "Report number 129." not in year


def test_a_dropped_commitment_is_shown_as_dropped(app, writing_in):
    with writing_in():
        proposal = ready_proposal()
        published_edition(proposal)
        [gone] = proposal.commitments
        commitments.withdraw_commitment(gone, by=author("HO"))
        implications.withdraw_implication(proposal.implications[0], by=author("HO"))
        decision_edition(proposal)
        address = f"/proposals/{proposal.reference}/commitments/{gone.id}"
    client = client_of(app)
    said = words(client, address)
    assert "A newer edition leaves it out." in said
    assert "Withdrawn" in words(client, "/commitments")


def test_what_is_signed_and_not_published_yet_stays_inside(app, writing_in):
    """Between the consultation edition and the decision edition nobody outside learns that a date has moved."""
    with writing_in():
        proposal = ready_proposal()
        published_edition(proposal)
        [held] = proposal.commitments
        drafting.begin_decision_edition(proposal, by=author("HO"))
        commitments.sign_commitment(held, by=signatory("HO"))
        moved = {"to_on": date(2028, 5, 1), "reason": DateChangeReason.legal, "words": CANARY}
        actions.change_date(held, **moved, by=author("HO"))
        actions.claim_completion(held, evidence=CANARY, by=author("HO"))
        address = f"/proposals/{proposal.reference}/commitments/{held.id}"
    public, owner = client_of(app), client_of(app, "HO")
    for page in (address, "/commitments", "/commitments.csv", "/commitments.json"):
        said = public.get_ok(page).text
        assert CANARY not in said
        assert "1 May 2028" not in said
        assert "2028-05-01" not in said
    assert "Proposed" in words(public, address)
    assert "1 May 2028" in words(owner, address)


def test_milestones_keep_their_state_through_an_edit(app, decided, reading_in):
    owner = client_of(app, "HO")
    owner.submit(f"{decided}/milestones", state_1="in_progress")
    owner.submit(f"{decided}/edit", milestone_2="Form printed", milestone_2_on=date(2028, 1, 31), press="Save")
    with reading_in() as session:
        commitment = session.scalars(select(Commitment)).one()
        states = {stone.words: stone.state for stone in commitment.milestones}
        assert states == {"Draft form": MilestoneState.in_progress, "Form printed": MilestoneState.not_started}
        assert reading.published(commitment).record["milestones"] == [{"words": "Draft form", "due_on": "2027-09-30"}]
        assert session.scalars(select(Progress)).all()
        assert (
            session.scalars(select(PublishedCommitment)).one().edition.proposal
            is session.scalars(select(Proposal)).one()
        )


def test_a_recommendation_starts_a_clock_for_policing_bodies(app, writing_in):
    with writing_in():
        for code in ("HO", "NPCC"):
            author(code)
        proposal = start_proposal("HO", NPCC="affected")
        here = f"/proposals/{proposal.id}/commitments/new"
    client = client_of(app, "NPCC")
    filled = {"provisions": ["3.1"], "acceptance": "under_consideration", "kind": "governance"}
    bare = client.submit(here, {**filled, "recommendation": "Record each refusal."}, press="Save")
    assert "Choose who recommended it" in bare.text
    today = clock.today()
    full = {**filled, "recommendation": "Record each refusal.", "recommended_by": "hmicfrs", "recommended_on": today}
    made = client.submit(here, full, press="Save")
    last = today + timedelta(days=55)
    assert f"Answer to it due by {last.day} {last:%B %Y}" in words(client, made.location)
    assert ("Answer to a recommendation is due" in words(client, "/home")) is (last <= today + timedelta(days=28))
