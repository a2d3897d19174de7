"""Commitments, implications, nil returns and the grid, through the pages: whose they are, and who sees them when."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from collab.accounts.models import Role
from collab.audit.models import Entry, Payload
from collab.notifications.models import Message
from collab.proposals.actions import drafting
from collab.proposals.models import Commitment, CommitmentStatus, Implication, ImplicationStatus, Purpose
from tests.factories.accounts import acting, author, sign_in
from tests.factories.editions import frozen_edition
from tests.factories.proposals import add_commitment, add_implication, start_proposal
from tests.support.page import Page

CANARY = "canary-4711"


def client_of(app, code, role="author"):
    client = app.test_client()
    sign_in(client, f"{role}@{code.lower()}.example")
    return client


def words(client, address):
    return Page(client.get_ok(address).text).words


@pytest.fixture
def here(writing_in):
    """A proposal of the Home Office with one provision; Victim Support and the prosecutors are affected."""
    with writing_in():
        for code in ("VS", "CPS", "MOJ", "LS"):
            author(code)
        return f"/proposals/{start_proposal('HO', MOJ='joint', VS='affected', CPS='affected').address}"


AGREED = {
    "provisions": ["3.1"],
    "acceptance": "agreed",
    "kind": "governance",
    "words": f"Run a panel {CANARY}.",
    "measure": "The panel meets.",
    "due_on": date(2028, 3, 31),
    "owner_role": "Head of Participation",
    "dependencies": "Nothing",
    "milestone_1": "Panel recruited",
    "milestone_1_on": date(2027, 9, 30),
}
COST = {
    "provision": "3.1",
    "organisation": "vs",
    "type": "cost",
    "direction": "adverse",
    "summary": f"More calls {CANARY}.",
    "low": "2,100,000",
    "central": "3400000",
    "high": "£5,000,000",
    "unit": "gbp_per_year",
    "price_base": "2025-26 prices",
    "confidence": "medium",
    "confidence_reason": "Counted in one area.",
    "funding_position": "unfunded",
    "stages": ["trial", "sentence"],
}


def test_a_commitment_is_private_until_it_is_shared(app, here, reading_in):
    ours, theirs = client_of(app, "VS"), client_of(app, "CPS")
    one = ours.submit(f"{here}/commitments/new", AGREED, press="Save").location
    pages = [
        here,
        f"{here}/grid",
        f"{here}/grid.csv",
        f"{here}/history",
        f"{here}/text",
        "/proposals",
        f"{here}/implications/new",
    ]
    for page in pages:
        assert CANARY not in theirs.get_ok(page).get_data(as_text=True), page
    for page in (one, f"{one}/edit"):
        assert theirs.get(page).status_code == 404
    assert "Commitment drafted" not in words(theirs, f"{here}/history")
    assert "Commitment drafted" in words(ours, f"{here}/history")
    assert "Not yet shared by Victim Support" in words(theirs, f"{here}/grid")
    assert CANARY in ours.get_ok(f"{here}/grid").text
    with reading_in() as session:
        stored = [str(payload.content) for payload in session.scalars(select(Payload))]
        stored += [str(vars(entry)) for entry in session.scalars(select(Entry))]
        stored += [message.subject + message.body for message in session.scalars(select(Message))]
    assert not [row for row in stored if CANARY in row]
    ours.submit(one, press="Share this commitment")
    assert CANARY in words(theirs, one)
    assert CANARY in words(theirs, f"{here}/grid")
    assert CANARY in theirs.get_ok(f"{here}/grid.csv").text
    assert "No implication entered yet by Victim Support" in words(theirs, f"{here}/grid")
    assert theirs.get(f"{one}/edit").status_code == 403


def test_others_cannot_touch_it(app, here):
    ours, theirs, outside = client_of(app, "VS"), client_of(app, "CPS"), client_of(app, "LS")
    one = ours.submit(f"{here}/commitments/new", AGREED, press="Save").location
    ours.submit(one, press="Share this commitment")
    for act in ("share", "withdraw", "sign"):
        for client, status in ((theirs, 403), (outside, 404)):
            assert client.post(f"{one}/{act}", data=hidden(client)).status_code == status, act
    assert "Run a panel" in words(ours, one)


def hidden(client):
    """The hidden fields of a form that this client may send: those of signing out."""
    page = Page(client.get_ok("/sign-out").text)
    found = {e.get("name"): e.get("value", "") for e in page.elements("input") if e.get("type") == "hidden"}
    assert {"csrf_token", "idempotency_key"} <= set(found)
    return found


def test_form_errors_name_their_fields(app, here):
    client = client_of(app, "VS")
    answer = client.submit(
        f"{here}/commitments/new", {"acceptance": "agreed", "kind": "governance", "words": "Kept"}, press="Save"
    )
    assert answer.status_code == 422
    for message in (
        "Choose at least one provision",
        "Enter at least one milestone",
        "Enter the date by which it is done",
    ):
        assert message in answer.text
    assert 'href="#milestone_1"' in answer.text
    assert "Kept" in answer.text
    partly = client.submit(f"{here}/commitments/new", {**AGREED, "acceptance": "partly_agreed"}, press="Save")
    assert "Say which part you do not agree to" in partly.text
    late = client.submit(f"{here}/commitments/new", {**AGREED, "milestone_1_on": date(2028, 4, 1)}, press="Save")
    assert "must not be after the date by which all is done" in late.text
    refusal = {"provisions": ["3.1"], "acceptance": "not_agreed", "kind": "governance", "reason": "Not in our gift."}
    assert client.submit(f"{here}/commitments/new", refusal, press="Save").status_code == 302


def test_as_many_milestones_as_wanted(app, here, reading_in):
    client = client_of(app, "VS")
    more = client.submit(f"{here}/commitments/new", AGREED, press="Save and add more milestones")
    assert "rows=4" in more.location
    client.submit(more.location, {"milestone_4": "Fourth", "milestone_4_on": date(2027, 12, 1)}, press="Save")
    with reading_in() as session:
        stones = session.scalars(select(Commitment)).one().milestones
        assert [stone.words for stone in stones] == ["Panel recruited", "Fourth"]


def test_a_stale_commitment_shows_both_texts(app, here):
    client = client_of(app, "VS")
    one = client.submit(f"{here}/commitments/new", AGREED, press="Save").location
    opened = client.get_ok(f"{one}/edit")
    client.submit(f"{one}/edit", {"words": "Theirs, saved first"}, press="Save")
    answer = client.submit(opened, {"words": "Mine, typed with care"}, press="Save")
    assert answer.status_code == 409
    assert "Theirs, saved first" in answer.text
    assert "Mine, typed with care" in answer.text


def test_signing_waits_for_the_decision_edition(app, writing_in, reading_in):
    with writing_in():
        proposal = start_proposal("HO", VS="affected")
        made = add_commitment(proposal, "VS", shared=True)
        one, key, version = f"/proposals/{proposal.address}/commitments/{made.id}", made.id, made.version
        acting("VS", Role.signatory)
        acting("HO", Role.signatory)
    signatory = client_of(app, "VS", "signatory")
    assert "would be predetermination" in words(signatory, one)
    answer = signatory.post(f"{one}/sign", data={**hidden(signatory), "version": version})
    assert answer.status_code == 422
    assert "would be predetermination" in answer.text
    with writing_in() as session:
        drafting.begin_decision_edition(
            session.get(Commitment, key).proposal, reason="The law sets the date.", by=author("HO")
        )
    writer = client_of(app, "VS")
    assert writer.post(f"{one}/sign", data=hidden(writer)).status_code == 403
    other = client_of(app, "HO", "signatory")
    assert other.post(f"{one}/sign", data=hidden(other)).status_code == 403
    opened = signatory.get_ok(one)
    writer.submit(f"{one}/edit", {"words": "Changed after it was read"}, press="Save")
    assert signatory.submit(opened, press="Sign this commitment").status_code == 409
    assert "Sign our commitments" in words(signatory, one.partition("/commitments")[0])
    signatory.submit(one, press="Sign this commitment")
    with reading_in() as session:
        found = session.get(Commitment, key)
        assert (found.status, found.signed_by_id is not None) == (CommitmentStatus.signed, True)
    writer.submit(f"{one}/edit", {"words": "Changed after it was signed"}, press="Save")
    with reading_in() as session:
        found = session.get(Commitment, key)
        assert (found.status, found.signed_at, found.signed_by_id) == (CommitmentStatus.proposed, None, None)
        assert found.proposal.preparing is Purpose.decision


def test_the_first_shared_date_stays(app, here, reading_in):
    client = client_of(app, "VS")
    one = client.submit(f"{here}/commitments/new", AGREED, press="Save").location
    client.submit(f"{one}/edit", {"due_on": date(2028, 4, 30)}, press="Save")
    client.submit(one, press="Share this commitment")
    client.submit(f"{one}/edit", {"due_on": date(2028, 6, 30)}, press="Save")
    assert "First promised for 30 April 2028" in words(client, one)
    client.submit(one, press="Withdraw this commitment")
    assert "Nothing entered yet by Victim Support" in words(client, f"{here}/grid")
    assert client.submit(f"{one}/edit", {"words": "Too late"}, press="Save").status_code == 422


def test_asserting_sharing_and_answering(app, here, reading_in):
    ours, about, other = client_of(app, "CPS"), client_of(app, "VS"), client_of(app, "MOJ")
    one = ours.submit(f"{here}/implications/new", COST).location
    for client in (about, other):
        assert client.get(one).status_code == 404
        assert "Nothing entered yet by Victim Support" in words(client, f"{here}/grid")
        assert CANARY not in client.get_ok(f"{here}/grid.csv").text
    ours.submit(one, press="Share this implication")
    with reading_in() as session:
        mail = session.scalars(
            select(Message).where(Message.to == "author@vs.example").order_by(Message.queued_at)
        ).all()
        assert "Only Victim Support can confirm or dispute that" in mail[-1].body
        assert CANARY not in mail[-1].body
    assert "Confirm or dispute what others say about us" in words(about, here)
    assert "Implication not yet confirmed or disputed by Victim Support" in words(other, f"{here}/grid")
    assert "Answer for" not in words(other, one)
    assert other.post(one, data={**hidden(other), "status": "confirmed"}).status_code == 403
    assert ours.post(one, data={**hidden(ours), "status": "confirmed"}).status_code == 403
    without = about.submit(one, status="disputed")
    assert "Say why you dispute it" in without.text
    about.submit(without, answer="The figures are those of last year.")
    assert "Disputed" in words(other, one)
    assert "The figures are those of last year." in words(other, one)
    assert "has answered this" in ours.submit(f"{one}/edit", {"summary": "Changed afterwards"}).text
    about.submit(one, status="confirmed", answer="")
    assert ours.submit(one, press="Withdraw this implication").status_code == 422
    with reading_in() as session:
        found = session.scalars(select(Implication)).one()
        assert (found.status, str(found.high), found.stages) == (
            ImplicationStatus.confirmed,
            "5000000",
            ["trial", "sentence"],
        )


def test_ones_own_counts_as_confirmed_and_can_still_be_changed(app, here, reading_in):
    client = client_of(app, "VS")
    one = client.submit(f"{here}/implications/new", COST).location
    assert "It counts as confirmed once it is shared" in words(client, one)
    client.submit(one, press="Share this implication")
    assert "Confirmed" in words(client, one)
    assert "Answer for" not in words(client, one)
    opened = client.get_ok(f"{one}/edit")
    client.submit(f"{one}/edit", summary="Theirs, saved first")
    stale = client.submit(opened, summary="Mine, typed with care")
    assert stale.status_code == 409
    assert "Theirs, saved first" in stale.text
    assert "Mine, typed with care" in stale.text
    with reading_in() as session:
        assert session.scalars(select(Implication)).one().status is ImplicationStatus.confirmed


def test_implication_errors(app, here):
    client = client_of(app, "VS")
    wrong = client.submit(f"{here}/implications/new", {**COST, "low": "9000000", "unit": "", "price_base": ""})
    assert wrong.status_code == 422
    assert "The figures must rise from low to high" in wrong.text
    assert "Choose what the figures count" in wrong.text
    assert "9000000" in wrong.text
    letters = client.submit(f"{here}/implications/new", {**COST, "low": "a lot"})
    assert "Low must be a number" in letters.text
    nothing = client.submit(f"{here}/implications/new", {**COST, "low": "", "central": "", "high": ""})
    assert "Enter figures, or say why there are none" in nothing.text
    cause = client.submit(
        f"{here}/implications/new", {**COST, "caused_by": "11111111-1111-1111-1111-111111111111"}, tampered=True
    )
    assert cause.status_code == 422
    body = client.submit(f"{here}/implications/new", {**COST, "organisation": "nca"}, tampered=True)
    assert body.status_code == 422


def test_a_nil_return_is_ones_own_and_explicit(app, here):
    ours, theirs = client_of(app, "VS"), client_of(app, "CPS")
    assert ours.submit(f"{here}/provisions/1/nil").location == f"{here}/grid"
    assert "Nil return: nothing to enter here" in words(theirs, f"{here}/grid")
    assert "Nothing entered yet by the Crown Prosecution Service" in words(theirs, f"{here}/grid")
    again = ours.submit(f"{here}/provisions/1/nil")
    assert "has made a nil return on 3.1 already" in again.text
    assert theirs.post(f"{here}/provisions/1/nil/withdraw", data=hidden(theirs)).status_code == 404
    ours.submit(f"{here}/grid", press="Take back the nil return on 3.1")
    assert "Nothing entered yet by Victim Support" in words(theirs, f"{here}/grid")


def test_a_nil_return_beside_a_commitment_says_why(app, here):
    client = client_of(app, "VS")
    one = client.submit(f"{here}/commitments/new", AGREED, press="Save").location
    client.submit(one, press="Share this commitment")
    without = client.submit(f"{here}/provisions/1/nil")
    assert "Say why there is no implication" in without.text
    assert client.submit(without, reason="It costs us nothing.").status_code == 302
    assert "by Victim Support" not in words(client, f"{here}/grid")


def test_the_csv_is_the_grid_and_no_formula(app, writing_in):
    with writing_in():
        proposal = start_proposal("HO", VS="affected", title="=HYPERLINK(1)", provisions_=2)
        add_commitment(proposal, "VS", words="Line one\nline two, with a comma", shared=True)
        add_implication(proposal, "VS", summary='=cmd|"/C calc"', shared=True)
        here = f"/proposals/{proposal.address}"
    client = client_of(app, "HO")
    rows = list(csv.reader(io.StringIO(client.get_ok(f"{here}/grid.csv").get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Organisation", "Home Office", "Victim Support"]
    assert rows[0][1:] == ["3.1 Provision number 1", "3.2 Provision number 2"]
    shown = words(client, f"{here}/grid")
    for row in rows[1:]:
        for cell in row[1:]:
            assert " ".join(cell.split()) in shown, cell
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_share_all_of_ours_shares_nobody_elses(app, writing_in, reading_in):
    with writing_in():
        proposal = start_proposal("HO", VS="affected", CPS="affected")
        add_commitment(proposal, "VS")
        add_implication(proposal, "VS")
        add_implication(proposal, "CPS", asserted_by="VS")
        add_commitment(proposal, "CPS")
        here = f"/proposals/{proposal.address}"
    client_of(app, "VS").submit(f"{here}/grid", press="Share all of ours (3)")
    with reading_in() as session:
        shared = {c.organisation.code: c.shared_at is not None for c in session.scalars(select(Commitment))}
        assert shared == {"VS": True, "CPS": False}
        assert [i.status.value for i in session.scalars(select(Implication).order_by(Implication.number))] == [
            "confirmed",
            "asserted",
        ]


def test_frozen_text_takes_no_commitments(app, writing_in):
    with writing_in():
        proposal = frozen_edition().proposal
        made = proposal.commitments[0]
        here = f"/proposals/{proposal.address}"
        one, implication = f"{here}/commitments/{made.id}", f"{here}/implications/{proposal.implications[0].id}"
    client = client_of(app, "HO")
    tries = [
        (f"{here}/commitments/new", {**AGREED}, "Save"),
        (f"{one}/edit", {"words": "After freezing"}, "Save"),
        (one, {}, "Withdraw this commitment"),
        (f"{here}/implications/new", {**COST, "organisation": "ho"}, ""),
        (f"{implication}/edit", {"summary": "After freezing"}, ""),
        (implication, {}, "Withdraw this implication"),
    ]
    for address, fields, press in tries:
        answer = client.submit(address, fields, press=press)
        assert answer.status_code == 422, address
        assert "Recall it to edit" in answer.text


def test_an_independent_body_gives_an_undertaking(app, here):
    client = client_of(app, "CPS")
    assert "Enter an undertaking" in words(client, f"{here}/commitments/new")
    one = client.submit(f"{here}/commitments/new", {**AGREED, "kind": "undertaking_independent"}, press="Save").location
    client.submit(one, press="Share this undertaking")
    assert "Undertaking, agreed" in words(client_of(app, "HO"), f"{here}/grid")


def test_hostile_words_stay_words(app, writing_in):
    evil = '<script>alert("x")</script>\'"><img src=x onerror=alert(1)> {{ 7*7 }} \u202eabc'
    with writing_in():
        proposal = start_proposal("HO", VS="affected", title=evil)
        add_commitment(proposal, "VS", words=evil, shared=True)
        add_implication(proposal, "VS", summary=evil, shared=True)
        here = f"/proposals/{proposal.address}"
    client = client_of(app, "HO")
    for page in ("", "/grid", "/text", "/history", "/organisations"):
        text = client.get_ok(f"{here}{page}").text
        assert "<script>alert" not in text
        assert "<img" not in text
    assert "{{ 7*7 }}" in words(client, f"{here}/grid")


def test_as_many_statements_for_many_as_for_few(app, writing_in, statements):
    with writing_in():
        proposal = start_proposal("HO", VS="affected", CPS="affected")
        add_commitment(proposal, "VS", shared=True)
        add_implication(proposal, "VS", shared=True)
        here, key = f"/proposals/{proposal.address}", proposal.id
    client = client_of(app, "HO")
    with statements() as few:
        client.get_ok(f"{here}/grid")
    with writing_in() as session:
        proposal = session.get(type(proposal), key)
        for code in ("VS", "CPS", "HO"):
            add_commitment(proposal, code, shared=True)
            add_implication(proposal, code, shared=True)
    with statements() as many:
        client.get_ok(f"{here}/grid")
    assert len(many) == len(few)
