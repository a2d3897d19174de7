"""Public pages and downloads of editions, and the pages of one in clearance."""

import json
import re

import pytest
from click.testing import CliRunner

from collab.accounts.models import Role
from collab.proposals import cli
from collab.proposals.actions import clearance
from collab.proposals.models import Marking
from collab.proposals.queries import drafts, grid
from tests.factories import editions as made
from tests.factories.accounts import acting, author, sign_in, signatory
from tests.support.page import Page, words_of

CANARY = "CANARY-do-not-publish"


@pytest.fixture
def address(writing_in):
    """The reference of a proposal with a public consultation edition and a public decision edition."""
    with writing_in():
        proposal = made.published_edition().proposal
        made.edit_provision(proposal, "3.2", "The answer is kept for two years.")
        made.decision_edition(proposal)
        return proposal.reference


@pytest.fixture
def frozen(writing_in):
    """The random id of a proposal with an edition in clearance."""
    with writing_in():
        signatories()
        return str(made.frozen_edition().proposal.id)


def signatories():
    for code in made.LEADS:
        signatory(code)
    made.publisher()


def as_person(app, email):
    client = app.test_client()
    sign_in(client, email)
    return client


def words(response) -> str:
    return Page(response.text).words


# --- The public pages --------------------------------------------------------------------------------------------


def test_the_address_shows_the_newest_edition(client, address):
    page = client.get_ok(f"/proposals/{address}")
    said = words(page)
    assert f"Joint proposal {address}" in said
    assert "Home Office, Ministry of Justice and Attorney General's Office" in said
    assert "2, the decision" in said
    assert "kept for two years" in said
    assert "§3.1" in said
    assert "subject to consultation" not in said.split("All editions")[0]
    ids = set(re.findall(r' id="([^"]+)"', page.text))
    assert {"provision-3.1", "provision-3.2", "problem", "vision", "options", "evidence", "delivery"} <= ids
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= ids


def test_each_edition_stays_with_a_banner_when_there_is_a_newer_one(client, address):
    old = words(client.get_ok(f"/proposals/{address}/editions/1"))
    assert "This is an earlier edition. Read edition 2" in old
    assert "Proposed, subject to consultation." in old
    assert "kept for one year" in old
    assert "kept for two years" not in old
    assert "earlier edition" not in words(client.get_ok(f"/proposals/{address}/editions/2"))


def test_change_notes_and_clearances_are_public_by_role_only(client, address):
    said = words(client.get_ok(f"/proposals/{address}"))
    assert "First edition, for consultation." in said
    assert "The decision, after the consultation." in said
    assert said.count(", Signatory, on ") == 3
    assert "Signatory at HO" not in said


def test_tables_say_what_each_body_promises_and_expects(client, address):
    said = words(client.get_ok(f"/proposals/{address}/editions/2"))
    assert "Commitments by the Home Office" in said
    assert "Agreed; signed" in said
    assert "£2.1 million to £5 million, most likely £3.4" in said
    assert "a year (2026 to 2027 prices)" in said
    assert "The Ministry of Justice says that nothing arises for it under provisions 3.1 and 3.2." in said


def test_the_words_that_changed_are_marked(client, address):
    page = client.get_ok(f"/proposals/{address}/editions/2/changes")
    assert re.search(r"<del\b.*>one\b.*</del>", page.text)
    assert re.search(r"<ins\b.*>two\b.*</ins>", page.text)
    assert "no earlier edition" in words(client.get_ok(f"/proposals/{address}/editions/1/changes"))
    assert client.get(f"/proposals/{address}/editions/3/changes").status_code == 404


def test_an_edition_page_costs_few_statements(client, address, statements):
    with statements() as found:
        client.get_ok(f"/proposals/{address}/editions/2")
    assert len(found) <= 12, found


def test_the_random_address_leads_to_the_reference(client, writing_in):
    with writing_in():
        proposal = made.published_edition().proposal
        random_id, reference = str(proposal.id), proposal.reference
    answer = client.get(f"/proposals/{random_id}/editions/1")
    assert answer.status_code in (301, 302)
    assert answer.location.endswith(f"/proposals/{reference}/editions/1")


# --- The download ------------------------------------------------------------------------------------------------


def test_the_download_verifies(client, address, tmp_path):
    answer = client.get_ok(f"/proposals/{address}/editions/1.json")
    assert answer.mimetype == "application/json"
    assert answer.json["reference"] == address
    assert [said["organisation"] for said in answer.json["clearances"]] == ["HO", "MOJ", "AGO"]
    file = tmp_path / "edition.json"
    file.write_bytes(answer.data)
    ran = CliRunner().invoke(cli.group, ["verify", str(file)])
    assert ran.exit_code == 0, ran.output
    assert ran.output == f"OK: Ask people once\nSHA-256 {answer.json['sha256']}\n"
    assert answer.json["sha256"] in client.get_ok(f"/proposals/{address}/editions/1").text


def test_the_newest_download_is_the_newest_edition(client, address):
    newest = client.get_ok(f"/proposals/{address}.json").data
    assert newest == client.get_ok(f"/proposals/{address}/editions/2.json").data


@pytest.mark.parametrize(
    "edit",
    [
        lambda edition: edition["provisions"][0]["title"].update(en="Ask once,"),
        lambda edition: edition.update(purpose="decision"),
        lambda edition: edition["nil_returns"].pop(),
        lambda edition: edition["provisions"].reverse(),
        lambda edition: edition.update(added=None),
    ],
)
def test_an_edited_download_does_not_verify(client, address, tmp_path, edit):
    whole = client.get_ok(f"/proposals/{address}/editions/1.json").json
    edit(whole["edition"])
    file = tmp_path / "edition.json"
    file.write_text(json.dumps(whole))
    ran = CliRunner().invoke(cli.group, ["verify", str(file)])
    assert ran.exit_code == 1
    assert "the text was changed" in ran.output


# --- What is not public ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", ".json", "/editions/1", "/editions/1.json", "/editions/1/changes"])
def test_an_unpublished_edition_is_not_there(client, app, frozen, path):
    missing = client.get(f"/proposals/8a2c3a44-0000-4000-8000-000000000000{path}")
    answer = client.get(f"/proposals/{frozen}{path}")
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert strip_nonces(answer.text) == strip_nonces(missing.text)


@pytest.mark.parametrize("path", [".json", "/editions/1", "/editions/1.json"])
def test_nor_for_those_who_may_read_the_draft(app, frozen, path):
    assert as_person(app, "signatory@moj.example").get(f"/proposals/{frozen}{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["clearance", "frozen", "freeze", "clearance/objection", "clearance/recall", "clearance/publish"]
)
def test_the_pages_of_a_draft_are_not_there_for_others(app, client, frozen, writing_in, path):
    with writing_in():
        acting("NACRO", Role.signatory)
    assert client.get(f"/proposals/{frozen}/{path}").status_code == 302
    assert as_person(app, "signatory@nacro.example").get(f"/proposals/{frozen}/{path}").status_code == 404


def test_no_public_byte_holds_what_was_not_shared_or_is_sensitive(app, client, writing_in):
    with writing_in():
        proposal = made.ready_proposal(affected=("CPS", "YJB"))
        secrets(proposal)
        proposal = made.published_edition(proposal, change_note="First").proposal
        reference = proposal.reference
    for path in ("", ".json", "/editions/1", "/editions/1.json", "/editions/1/changes"):
        assert CANARY not in client.get_ok(f"/proposals/{reference}{path}").text
    assert CANARY not in client.get_ok("/proposals").text
    public = json.loads(client.get_ok(f"/proposals/{reference}.json").text)["edition"]
    assert [record["number"] for record in public["implications"]] == [1]


def secrets(proposal):
    """An unshared and a sensitive implication, an unshared commitment, and a withdrawn one."""
    first = grid.live_provisions(proposal)[0]
    cps, yjb = made.organisation("CPS"), made.organisation("YJB")
    sensitive = made.cost(CANARY, marking=Marking.official_sensitive)
    unshared = made.cost(f"unshared {CANARY}")
    by = author("CPS")
    made.implications.assert_implication(proposal, provision=first, organisation=cps, terms=sensitive, by=by)
    made.implications.share_all_implications(proposal, by=by)
    made.implications.assert_implication(proposal, provision=first, organisation=yjb, terms=unshared, by=by)
    made.commitments.add_commitment(proposal, terms=made.terms(first, words=CANARY), by=author("HO"))
    gone = made.commitments.add_commitment(proposal, terms=made.terms(first, words=CANARY), by=author("AGO"))
    made.commitments.withdraw_commitment(gone, by=author("AGO"))
    retired = made.provisions.add_provision(proposal, title="To go", text=CANARY, by=author("HO"))
    made.provisions.retire_provision(proposal, retired, by=author("HO"))


def test_words_edited_after_publication_stay_private(client, address, writing_in):
    with writing_in():
        from collab.proposals import queries
        from collab.proposals.actions import drafting

        proposal = queries.get(address, viewer=author("HO"))
        made.edit_provision(proposal, "3.1", CANARY)
        drafting.change(proposal, title=CANARY, summary=CANARY, by=author("HO"))
        clearance.freeze(proposal, change_note=CANARY, by=author("HO"))
    for path in ("", ".json", "/editions/1", "/editions/2", "/editions/2/changes"):
        assert CANARY not in client.get_ok(f"/proposals/{address}{path}").text


def strip_nonces(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


# --- In clearance ------------------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(app, writing_in):
    with writing_in():
        signatories()
        address = str(made.ready_proposal().id)
    lead = as_person(app, "author@ho.example")
    page = lead.get_ok(f"/proposals/{address}/clearance")
    assert "The text is open for writing" in words(page)
    answer = lead.submit(f"/proposals/{address}/freeze", change_note="First edition.")
    assert answer.status_code in (302, 303)
    assert "Waiting for the Home Office, the Ministry of Justice and the Attorney General's Office to clear" in words(
        lead.follow(answer)
    )
    for code in ("ho", "moj", "ago"):
        client = as_person(app, f"signatory@{code}.example")
        assert "Frozen text, not published" in words(client.get_ok(f"/proposals/{address}/frozen"))
        answer = client.submit(f"/proposals/{address}/clearance", press="Clear this edition")
        assert "Cleared for" in words(client.follow(answer))
    assert client.get(f"/proposals/{address}/clearance/publish").status_code == 403
    assert lead.get(f"/proposals/{address}/clearance/publish").status_code == 403
    second = as_person(app, "second-author@ho.example")
    assert "Cleared by all, ready to publish" in words(second.get_ok(f"/proposals/{address}/clearance"))
    answer = second.submit(f"/proposals/{address}/clearance/publish", press="Publish this edition")
    assert "is published" in words(second.follow(answer))
    assert "Published as edition 1" in words(second.get_ok(f"/proposals/{address}/clearance"))


def test_publishing_too_early_says_who_is_missing(app, frozen):
    second = as_person(app, "second-author@ho.example")
    answer = second.submit(f"/proposals/{frozen}/clearance/publish", press="Publish this edition")
    assert answer.status_code == 422
    assert "Waiting for the Ministry of Justice to clear." in words(answer)


def test_objecting_and_taking_it_back(app, frozen):
    moj = as_person(app, "signatory@moj.example")
    answer = moj.submit(f"/proposals/{frozen}/clearance/objection", reason="The cost is not ours.")
    page = moj.follow(answer)
    assert "The Ministry of Justice objects" in words(page)
    assert "The cost is not ours." in words(page)
    assert moj.submit(f"/proposals/{frozen}/clearance/objection", reason="").status_code == 422
    page = moj.follow(moj.submit(page, press="Take it back"))
    assert "taken back" in words(page)


def test_what_was_read_before_a_recall_cannot_be_cleared_after_it(app, frozen, writing_in):
    moj = as_person(app, "signatory@moj.example")
    read = moj.get_ok(f"/proposals/{frozen}/clearance")
    lead = as_person(app, "author@ho.example")
    lead.follow(lead.submit(f"/proposals/{frozen}/clearance/recall", reason="A comma is missing"))
    answer = moj.submit(read, press="Clear this edition")
    assert answer.status_code == 422
    assert "was recalled" in words(answer)
    with writing_in():
        from collab.proposals import queries

        proposal = queries.get(frozen, viewer=author("HO"))
        made.edit_provision(proposal, "3.1", "Each body asks only what, no other body has asked.")
        made.frozen_edition(proposal)
    answer = moj.post(f"/proposals/{frozen}/clearance/clear", data=old_form(read))
    assert answer.status_code == 422
    assert "not the one that is frozen now" in words(answer)
    page = moj.get_ok(f"/proposals/{frozen}/clearance")
    assert "Recalled on" in words(page)
    assert "A comma is missing" in words(page)
    assert re.search(r"<ins\b.*>what,\s*</ins>", page.text)


def old_form(page):
    fields = dict(re.findall(r'name="(csrf_token|hash)" value="([^"]*)"', page.text))
    return {**fields, "idempotency_key": "a-key-of-my-own-0001"}


@pytest.mark.parametrize(
    ("email", "button"),
    [
        ("author@ho.example", ""),
        ("signatory@ho.example", "Clear this edition"),
        ("signatory@moj.example", "Clear this edition"),
        ("author@moj.example", ""),
    ],
)
def test_there_is_one_green_button_at_most(app, frozen, email, button):
    page = Page(as_person(app, email).get_ok(f"/proposals/{frozen}/clearance").text)
    green = [words_of(found) for found in page.elements("button", "a") if found.get("class") == "govuk-button"]
    assert green == ([button] if button else [])


def test_the_frozen_text_is_all_that_named_bodies_see_of_it(app, frozen):
    moj = as_person(app, "author@moj.example")
    page = moj.get_ok(f"/proposals/{frozen}/frozen")
    assert "Proposed, subject to consultation." in words(page)
    assert "3.1 Ask once" in words(page)
    for path in ("freeze", "clearance/recall", "clearance/publish", "clearance/objection"):
        assert moj.get(f"/proposals/{frozen}/{path}").status_code == 403


def test_readiness_is_a_list_with_links(app, writing_in):
    with writing_in():
        from collab.proposals.actions import drafting

        address = str(drafting.start(title="Empty", summary="Nothing yet.", by=author("HO")).id)
    lead = as_person(app, "author@ho.example")
    page = lead.get_ok(f"/proposals/{address}/clearance")
    for link in set(re.findall(rf'href="(/proposals/{address}/[^"]+)"', page.text)):
        lead.get(link, follow_redirects=True)
        assert lead.get(link).status_code in (200, 302), link
    answer = lead.submit(f"/proposals/{address}/freeze", change_note="First")
    assert answer.status_code == 422
    assert "Nothing is written yet." in words(answer)


def test_drafts_know_the_provisions_they_need(writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        assert [p.label for p in drafts.provisions(proposal)] == ["3.1", "3.2"]
