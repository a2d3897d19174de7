"""Starting a proposal, its organisations, sections, provisions and options, through the pages."""

import pytest
from sqlalchemy import select

from collab.accounts.models import Role
from collab.notifications.models import Message
from collab.proposals.models import Marking, Participation, Proposal, Provision
from tests.factories.accounts import acting, author, sign_in, system_administrator
from tests.factories.editions import frozen_edition, published_edition
from tests.factories.proposals import add_organisation, start_proposal
from tests.support.page import Page, words_of


def people(writing_in, *codes):
    with writing_in():
        for code in codes:
            author(code)


def client_of(app, code, role="author"):
    client = app.test_client()
    sign_in(client, f"{role}@{code.lower()}.example")
    return client


@pytest.fixture
def proposal(writing_in):
    """The address of a proposal led by the Home Office, with one provision."""
    with writing_in():
        for code in ("MOJ", "LS", "CPS", "YJB", "VS"):
            author(code)
        return start_proposal("HO", MOJ="joint", LS="supporting", CPS="affected", YJB="consulted").address


def test_the_lead_marks_the_draft_and_what_is_sensitive_cannot_be_frozen(app, writing_in, reading_in, proposal):
    lead, here = client_of(app, "HO"), f"/proposals/{proposal}"
    assert Page(lead.get_ok(f"{here}/edit").text).words.count("OFFICIAL-SENSITIVE") == 1
    assert lead.submit(f"{here}/edit", marking="OFFICIAL-SENSITIVE").status_code == 302
    with reading_in() as session:
        assert session.scalars(select(Proposal)).one().marking is Marking.official_sensitive
    assert "Nothing with this marking can be published" in Page(lead.get_ok(here).text).words
    assert lead.submit(f"{here}/edit", title="Another title").status_code == 302
    assert "Nothing with this marking can be published" in Page(lead.get_ok(here).text).words
    assert lead.submit(f"{here}/edit", marking="OFFICIAL").status_code == 302
    assert "Nothing with this marking can be published" not in Page(lead.get_ok(here).text).words
    assert lead.submit(f"{here}/edit", {"marking": "SECRET"}, tampered=True).status_code == 422


def test_two_people_do_not_overwrite_each_other_s_word_on_a_role(app, proposal):
    first, second = client_of(app, "HO"), client_of(app, "HO")
    here = f"/proposals/{proposal}/organisations"
    slug = "cps"
    slow = second.get_ok(f"{here}/{slug}")
    assert first.submit(f"{here}/{slug}", role="supporting").status_code == 302
    stale = second.submit(slow, role="observer")
    assert stale.status_code == 409
    assert "supporting" in stale.text and "observer" in stale.text
    assert second.post(f"{here}/{slug}", data={}).status_code in (400, 409)


def test_readiness_leads_nobody_to_a_page_that_is_shut(app, proposal):
    here = f"/proposals/{proposal}"
    assert f'href="{here}/edit"' in client_of(app, "HO").get_ok(here).text
    affected = client_of(app, "CPS").get_ok(here).text
    assert "The proposal is marked OFFICIAL" in affected
    assert f'href="{here}/edit"' not in affected
    assert f'href="{here}/sections/' not in affected


def test_the_public_page_and_the_working_pages_lead_to_each_other(app, writing_in):
    with writing_in():
        address = published_edition(title="Public already").proposal.address
    lead = client_of(app, "HO")
    assert f"/proposals/{address}/editions/1" in lead.get_ok(f"/proposals/{address}").text
    assert "go to its working pages" in lead.get_ok(f"/proposals/{address}/editions/1").text
    assert "working pages" not in app.test_client().get_ok(f"/proposals/{address}/editions/1").text


def test_the_list_offers_only_organisations_that_are_named(app, writing_in, proposal):
    with writing_in():
        published_edition(title="Public already")
    shown = app.test_client().get_ok("/proposals").text
    assert 'value="ho"' in shown
    assert 'value="yjb"' not in shown  # only named on a draft
    assert 'value="writing"' not in shown
    assert 'value="yjb"' in client_of(app, "HO").get_ok("/proposals").text


def test_a_proposal_is_started_and_written(app, writing_in, reading_in):
    people(writing_in, "HO", "MOJ")
    client = client_of(app, "HO")
    answer = client.submit(
        "/proposals/new", title="Ask <b>once</b>", summary="One question.", press="Start this proposal"
    )
    here = answer.location
    page = client.follow(answer)
    assert "Ask <b>once</b>" in Page(page.text).words
    assert "Name the organisations" in page.text
    client.submit(f"{here}/organisations/new", organisation="moj", role="joint")
    client.submit(f"{here}/sections/problem", text="## Now\n\nPeople are *asked* twice.\n\n- here\n- there")
    client.submit(
        f"{here}/provisions/new", title="Once", text="Ask once.", title_cy="Unwaith", text_cy="Gofyn unwaith."
    )
    client.submit(f"{here}/options/new", kind="do_nothing", title="Do nothing", description="As now.")
    words = Page(client.get_ok(f"{here}/text").text).words
    assert "1. The problem and who it affects Now People are asked twice. here there" in words
    assert "3.1 Once" in words
    assert "Ask once." in words
    assert "Do nothing" in words
    for page in ("grid", "history", "organisations", "sections/problem/history", "provisions/1/history", "edit"):
        client.get_ok(f"{here}/{page}")
    with reading_in() as session:
        provision = session.scalars(select(Provision)).one()
        assert (provision.title.cy.text, provision.document.text_cy) == ("Unwaith", "Gofyn unwaith.")


def test_form_errors_keep_what_was_typed(app, writing_in):
    people(writing_in, "HO")
    client = client_of(app, "HO")
    answer = client.submit("/proposals/new", title="", summary="Kept as it is", press="Start this proposal")
    assert answer.status_code == 422
    assert "Enter a title" in answer.text
    assert "Kept as it is" in answer.text


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        ("MOJ", Role.author, 200),
        ("LS", Role.author, 200),
        ("CPS", Role.author, 200),
        ("CPS", Role.viewer, 200),
        ("MOJ", Role.administrator, 404),
        ("YJB", Role.author, 404),  # consulted, and not invited
        ("VS", Role.author, 404),  # not on the proposal
        ("NCJB", Role.secretariat, 404),
    ],
)
def test_who_reads_the_draft(app, writing_in, proposal, code, role, status):
    with writing_in():
        acting(code, role)
    client = client_of(app, code, role.value)
    for page in ("", "/text", "/grid", "/grid.csv", "/organisations", "/history", "/sections/problem/history"):
        assert client.get(f"/proposals/{proposal}{page}").status_code == status, page
    listed = client.get_ok("/proposals").text
    assert (proposal in listed) is (status == 200)


def test_the_public_and_the_system_administrator_see_no_draft(app, writing_in, proposal):
    client = app.test_client()
    assert client.get(f"/proposals/{proposal}").status_code == 404
    assert client.get(f"/proposals/{proposal}/text").status_code == 302
    assert "No proposal has been published yet" in client.get_ok("/proposals").text
    with writing_in():
        system_administrator()
    sign_in(client, "system@collab.example")
    assert client.get(f"/proposals/{proposal}").status_code == 404


@pytest.mark.parametrize(
    ("code", "page", "status"),
    [
        ("MOJ", "edit", 403),
        ("MOJ", "organisations/new", 403),
        ("MOJ", "organisations/lead", 403),
        ("MOJ", "decision", 403),
        ("MOJ", "sections/problem", 200),
        ("LS", "sections/problem", 200),
        ("LS", "provisions/new", 200),
        ("CPS", "sections/problem", 403),
        ("CPS", "provisions/1", 403),
        ("CPS", "options/new", 403),
        ("CPS", "commitments/new", 200),
        ("CPS", "implications/new", 200),
        ("CPS", "provisions/1/nil", 200),
        ("HO", "sections/nothing", 404),
        ("HO", "provisions/7", 404),
        ("HO", "options/7", 404),
        ("VS", "commitments/new", 404),
    ],
)
def test_who_may_write_what(app, proposal, code, page, status):
    assert client_of(app, code).get(f"/proposals/{proposal}/{page}").status_code == status


@pytest.mark.parametrize("role", [Role.viewer, Role.signatory])
def test_readers_and_signatories_do_not_write(app, writing_in, proposal, role):
    with writing_in():
        acting("HO", role)
    client = client_of(app, "HO", role.value)
    assert client.get("/proposals/new").status_code == 404
    for page in ("sections/problem", "commitments/new", "organisations/new"):
        assert client.get(f"/proposals/{proposal}/{page}").status_code == 403


@pytest.mark.parametrize(
    ("page", "field", "mine", "theirs"),
    [
        ("sections/problem", "text", "Mine, typed with care", "Theirs, saved first"),
        ("sections/problem", "text_cy", "Fy nhestun i", "Eu testun nhw"),
        ("provisions/1", "text", "Mine, typed with care", "Theirs, saved first"),
        ("provisions/1", "title", "Mine", "Theirs"),
        ("edit", "title", "Mine", "Theirs"),
        ("edit", "summary_cy", "Fy nghrynodeb", "Eu crynodeb"),
    ],
)
def test_a_stale_save_shows_both_texts(app, proposal, page, field, mine, theirs):
    client = client_of(app, "HO")
    address = f"/proposals/{proposal}/{page}"
    opened = client.get_ok(address)
    assert client.submit(address, {field: theirs}).status_code == 302
    answer = client.submit(opened, {field: mine})
    assert answer.status_code == 409
    assert mine in answer.text
    assert theirs in answer.text
    assert theirs in client.get_ok(address).text
    assert mine not in client.get_ok(address).text


def test_a_stale_option(app, proposal):
    client = client_of(app, "HO")
    client.submit(
        f"/proposals/{proposal}/options/new", kind="considered", title="Another way", description="First words"
    )
    address = next(
        e.get("href")
        for e in Page(client.get_ok(f"/proposals/{proposal}/text").text).elements("a")
        if "/options/" in e.get("href", "") and "new" not in e.get("href")
    )
    opened = client.get_ok(address)
    client.submit(address, description="Theirs, saved first")
    answer = client.submit(opened, description="Mine, typed with care")
    assert answer.status_code == 409
    assert "Theirs, saved first" in answer.text
    assert "Mine, typed with care" in answer.text


def test_each_save_knows_who_wrote_it_for_whom(app, proposal):
    client_of(app, "HO").submit(f"/proposals/{proposal}/sections/problem", text="People are asked twice.")
    moj = client_of(app, "MOJ")
    moj.submit(f"/proposals/{proposal}/sections/problem", text="People are asked four times.")
    words = Page(moj.get_ok(f"/proposals/{proposal}/sections/problem/history").text).words
    assert "Author at MOJ, for the Ministry of Justice" in words
    assert "Author at HO, for the Home Office" in words
    assert "removed: twice." in words
    assert "added: four times." in words
    first = Page(moj.get_ok(f"/proposals/{proposal}/sections/problem/history?after=1&before=0").text).words
    assert "four" not in first.partition("What changed")[2]
    assert moj.get(f"/proposals/{proposal}/sections/problem/history?after=99").status_code == 200


def test_provisions_keep_their_numbers(app, proposal):
    client, here = client_of(app, "HO"), f"/proposals/{proposal}"
    for title in ("Second", "Third"):
        client.submit(f"{here}/provisions/new", title=title, text=f"The {title.lower()}.")
    client.submit(f"{here}/text", press="Move 3.3 up")
    asked = client.get_ok(f"{here}/provisions/1/retire")
    assert "This cannot be undone" in asked.text
    client.submit(asked, press="Take out 3.1")
    client.submit(f"{here}/provisions/new", title="Fourth", text="The fourth.")
    page = Page(client.get_ok(f"{here}/text").text)
    headings = [words_of(h).split()[0] for h in page.elements("h3") if h.get("id", "").startswith("provision-")]
    assert headings == ["3.3", "3.2", "3.4"]
    assert "These numbers are not used again" in client.get_ok(f"{here}/text").text


def test_options(app, proposal):
    client, here = client_of(app, "LS"), f"/proposals/{proposal}/options/new"
    assert client.submit(here, kind="do_nothing", title="Do nothing", description="As now.").status_code == 302
    again = client.submit(here, kind="do_nothing", title="Do nothing", description="As now.")
    assert "There is a &#34;do nothing&#34; option already" in again.text
    without = client.submit(here, kind="discarded", title="A leaflet", description="Tell people.")
    assert without.status_code == 422
    assert "Say why this option was discarded" in without.text
    assert client.submit(without, discarded_reason="Few read it.").status_code == 302
    page = client.submit(f"/proposals/{proposal}/text", press="Remove “A leaflet”")
    assert "A leaflet" not in Page(client.follow(page).text).words.replace("Remove", "")


def test_naming_inviting_and_handing_over(app, writing_in, reading_in, proposal):
    with writing_in():
        author("NCA")
    client, here = client_of(app, "HO"), f"/proposals/{proposal}/organisations"
    without = client.submit(f"{here}/new", organisation="ago", role="not_affected")
    assert "Say why the organisation is not affected" in without.text
    assert client.submit(without, reason="No law officer function is engaged.").status_code == 302
    client.submit(f"{here}/new", organisation="nca", role="affected")
    client.submit(here, press="Invite Youth Justice Board")
    assert client_of(app, "YJB").get(f"/proposals/{proposal}/text").status_code == 200
    client.submit(f"{here}/nca", role="supporting")
    client.submit(here, press="Remove National Crime Agency")
    assert client_of(app, "NCA").get(f"/proposals/{proposal}/text").status_code == 404
    client.submit(f"{here}/lead", organisation="moj")
    assert client.get(f"{here}/new").status_code == 403
    assert client_of(app, "MOJ").get(f"{here}/new").status_code == 200
    with reading_in() as session:
        roles = {p.organisation.code: p.role.value for p in session.scalars(select(Participation))}
        assert roles == {
            "HO": "joint",
            "MOJ": "lead",
            "LS": "supporting",
            "CPS": "affected",
            "YJB": "consulted",
            "AGO": "not_affected",
        }
        told = {message.to for message in session.scalars(select(Message))}
        assert {"author@moj.example", "author@yjb.example", "author@nca.example"} <= told
        assert "author@vs.example" not in told


def test_the_lead_stays_until_it_is_handed_over(app, proposal):
    client = client_of(app, "HO")
    answer = client.submit(f"/proposals/{proposal}/organisations/ho", role="affected")
    assert answer.status_code == 422
    assert "Change the lead first" in answer.text
    assert client.post(f"/proposals/{proposal}/organisations/ho/remove").status_code == 400


def test_frozen_text_is_refused_with_the_way_out(app, writing_in):
    with writing_in():
        edition = frozen_edition()
        address, provision = edition.proposal.address, edition.proposal.provisions[0].number
        acting("HO", Role.signatory)
    client = client_of(app, "HO")
    tries = [
        ("sections/problem", {"text": "After freezing"}),
        (f"provisions/{provision}", {"text": "After freezing"}),
        ("provisions/new", {"title": "New", "text": "After freezing"}),
        ("options/new", {"kind": "considered", "title": "New", "description": "After freezing"}),
        ("edit", {"title": "After freezing"}),
        ("organisations/new", {"organisation": "ls", "role": "supporting"}),
        (f"provisions/{provision}/nil", {"reason": "After freezing"}),
        ("decision", {"reason": "After freezing"}),
    ]
    for page, fields in tries:
        answer = client.submit(f"/proposals/{address}/{page}", fields)
        assert answer.status_code == 422, page
        assert "Recall it to edit" in answer.text, page
        assert f"/proposals/{address}/clearance" in answer.text
    signatory = Page(client_of(app, "HO", "signatory").get_ok(f"/proposals/{address}").text).words
    assert "Read this edition and clear it" in signatory
    assert "Waiting for the Home Office" in signatory


def test_the_random_address_leads_to_the_reference(app, writing_in):
    with writing_in():
        edition = published_edition()
        random, reference = str(edition.proposal.id), edition.proposal.reference
    client = app.test_client()
    answer = client.get(f"/proposals/{random}")
    assert (answer.status_code, answer.location) == (301, f"/proposals/{reference}")
    client.get_ok(f"/proposals/{reference}")
    words = Page(client_of(app, "HO").get_ok(f"/proposals/{reference}").text).words
    assert "Edition 1 is public" in words


def test_a_decision_without_consultation_needs_a_reason(app, writing_in, proposal, reading_in):
    client = client_of(app, "HO")
    answer = client.submit(f"/proposals/{proposal}/decision")
    assert "Say why there is a decision without one" in answer.text
    assert client.submit(answer, reason="The law sets the date.").status_code == 302
    again = client.submit(f"/proposals/{proposal}/decision", reason="Again")
    assert "The decision edition is being prepared already" in again.text
    with reading_in() as session:
        assert session.scalars(select(Proposal)).one().straight_to_decision_reason == "The law sets the date."


class TestList:
    def test_filters_and_counts(self, app, writing_in):
        with writing_in():
            published_edition(title="Public already")
            draft = start_proposal("HO", title="A draft", MOJ="joint")
            add_organisation(draft, "LS", "supporting", by=author("HO"))
            start_proposal("LS", title="Nobody else's")
        public, ho = app.test_client(), client_of(app, "HO")
        assert "1 proposal" in public.get_ok("/proposals").text
        assert "2 proposals" in ho.get_ok("/proposals").text
        assert "Nobody else" not in ho.get_ok("/proposals").text
        assert "A draft" in ho.get_ok("/proposals?state=writing").text
        assert "Public already" not in ho.get_ok("/proposals?state=writing").text
        assert "Public already" in public.get_ok("/proposals?state=consultation&organisation=ho").text
        assert "No proposal fits" in public.get_ok("/proposals?organisation=ls").text
        assert "No proposal fits" in public.get_ok("/proposals?state=writing").text
        assert "A draft" in ho.get_ok("/proposals?organisation=ls").text
        assert public.get_ok("/proposals?page=9&state=nonsense&organisation=nobody").status_code == 200

    def test_the_public_reads_the_published_title_not_the_draft_one(self, app, writing_in):
        with writing_in():
            address = published_edition(title="Public already").proposal.reference
        client = client_of(app, "HO")
        assert client.submit(f"/proposals/{address}/edit", title="Canary title").status_code == 302
        public = app.test_client()
        for page in ("/proposals", f"/proposals/{address}", f"/proposals/{address}.json"):
            assert "Canary title" not in public.get_ok(page).text
        assert "Canary title" in client.get_ok("/proposals").text

    def test_as_many_statements_for_many_as_for_one(self, app, writing_in, statements):
        with writing_in():
            start_proposal("HO", title="First", MOJ="joint")
        client = client_of(app, "HO")
        with statements() as few:
            client.get_ok("/proposals")
        with writing_in():
            for number in range(5):
                start_proposal("HO", title=f"Number {number}", MOJ="joint", LS="supporting")
        with statements() as many:
            client.get_ok("/proposals")
        assert len(many) == len(few)
