"""Organisations and their members: public pages, who may change what, and when it counts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from collab import clock
from collab.accounts import actions, policy, queries, rules
from collab.accounts.models import (
    Area,
    Independence,
    Membership,
    Organisation,
    OrganisationArea,
    OrganisationClass,
    Role,
)
from collab.accounts.policy import SYSTEM, Viewer
from collab.audit import queries as audit
from collab.audit.models import Entry, Event, RootKind
from collab.errors import NotAllowed, NotFound, Refused, Stale
from collab.notifications.models import Message
from tests.factories.accounts import acting, person, sign_in, system_administrator
from tests.support.page import words


def body(code="HO"):
    return queries.organisation_by_code(code)


@pytest.fixture
def administrator(writing_in):
    with writing_in():
        return acting("HO", Role.administrator, email="administrator@ho.example")


@pytest.fixture
def system(writing_in):
    with writing_in():
        return system_administrator("system@collab.example")


def test_the_reference_data_is_there_once(app, writing_in):
    with writing_in() as session:
        assert actions.load_reference(by=SYSTEM) == 0
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Organisation, Area)]
        assert counts == [137, 85]
        assert session.scalar(select(func.count()).select_from(OrganisationArea)) == 43 + 42 + 4
        kent = queries.organisation("pf-kent")
        assert (kent.name, queries.profile(kent.slug).areas) == ("Kent Police", ("Kent",))
        hmpps = queries.organisation("hmpps")
        assert (hmpps.sponsor.code, hmpps.relation, hmpps.valid_from) == ("MOJ", "agency_of", date(2017, 4, 1))
        created = select(func.count()).select_from(Entry).where(Entry.event == Event.organisation_created)
        assert session.scalar(created) == 137


def test_loading_again_keeps_what_editors_changed(writing_in):
    with writing_in() as session:
        body().name = "Another name"
        session.flush()
        actions.load_reference(by=SYSTEM)
        assert body().name == "Another name"


def test_the_list_takes_the_same_number_of_queries_for_any_number(client, statements):
    for address in ("/organisations?class=supplier", "/organisations?class=prosecutor", "/organisations"):
        with statements() as found:
            client.get_ok(address)
        assert sum(one.lstrip().startswith("SELECT") for one in found) == 2, found


def test_the_public_pages_say_what_a_body_is(client):
    listed = words(client.get_ok("/organisations").text)
    assert "137 organisations" in listed
    assert "2 organisations" in words(client.get_ok("/organisations?class=prosecutor").text)
    assert "There is no organisation of this kind yet" in words(client.get_ok("/organisations?class=supplier").text)
    assert "137 organisations" in words(client.get_ok("/organisations?class=nonsense").text)
    page = words(client.get_ok("/organisations/cps").text)
    assert "Prosecutes independently" in page
    assert "Superintended by Attorney General's Office" in page
    assert "1 April 2017" in words(client.get_ok("/organisations/hmpps").text)
    assert client.get("/organisations/nothing").status_code == 404


def test_the_role_page_is_the_table_of_permissions(client):
    page = words(client.get_ok("/roles").text)
    for role, permissions in policy.role_rows():
        assert role.capitalize() in page
        assert all(permission.value in page for permission in permissions)


def test_an_administrator_invites_somebody(app, client, administrator, reading_in):
    sign_in(client, "administrator@ho.example")
    assert "See, invite and change members" in words(client.get_ok("/organisations/ho").text)
    answer = client.submit(
        "/organisations/ho/members/invite",
        email="New@Example.org",
        name="Policy lead",
        job_title="Deputy director",
        roles=["author", "viewer"],
    )
    assert answer.location == "/organisations/ho/members"
    page = words(client.follow(answer).text)
    assert "Policy lead Change roles of Policy lead" in page
    assert "Job title Deputy director Email address new@example.org Roles Author and viewer" in page
    assert "Invited, not joined yet" in page
    with reading_in() as session:
        mail = session.scalars(select(Message)).one()
        assert mail.to == "new@example.org"
        assert f"{app.settings.base_url}/invitations/" in mail.body
        assert audit.history(RootKind.organisation, body().id)[0].event is Event.membership_granted
    assert client.submit("/organisations/ho/members", press="Invite Policy lead again").status_code == 303


@pytest.mark.parametrize("email", ["nonsense", "a@b", "a b@example.org", "a@example.org\nbcc:x@example.org"])
def test_an_invitation_needs_a_real_address(client, administrator, email):
    sign_in(client, "administrator@ho.example")
    answer = client.submit("/organisations/ho/members/invite", email=email, name="X", roles=["author"])
    assert answer.status_code == 422


def test_a_member_is_not_invited_twice(client, administrator):
    sign_in(client, "administrator@ho.example")
    answer = client.submit(
        "/organisations/ho/members/invite", email="administrator@ho.example", name="X", roles=["author"]
    )
    assert answer.status_code == 422
    assert "is a member of the Home Office already" in words(answer.text)


def test_for_everybody_else_there_is_no_members_page(client, administrator, writing_in):
    with writing_in():
        acting("HO", Role.author, Role.signatory, email="author@ho.example")
        acting("MOJ", Role.administrator, email="administrator@moj.example")
        member = queries.members(body())[0].id
    paths = [f"/organisations/ho/members{end}" for end in ("", "/invite", f"/{member}", f"/{member}/end")]
    for path in paths:
        assert client.get(path).status_code == 302
    for email in ("author@ho.example", "administrator@moj.example"):
        other = client.application.test_client()
        sign_in(other, email)
        assert [other.get(path).status_code for path in paths] == [404] * 4
        assert [other.get(path).status_code for path in ("/organisations/new", "/organisations/ho/edit")] == [404] * 2
        assert "Members" not in words(other.get_ok("/organisations/ho").text)


def test_a_membership_of_another_organisation_is_not_found_here(client, administrator, writing_in):
    with writing_in():
        acting("MOJ", Role.author, email="author@moj.example")
        foreign = queries.members(body("MOJ"))[0].id
    sign_in(client, "administrator@ho.example")
    assert client.get(f"/organisations/ho/members/{foreign}").status_code == 404
    with writing_in(), pytest.raises(NotFound):
        queries.membership(foreign, organisation=body())


def member_of(email):
    return next(m for m in queries.members(body()) if m.person.email == email)


def test_a_role_counts_at_the_next_request_and_so_does_losing_it(app, client, administrator, writing_in):
    with writing_in():
        acting("HO", Role.author, email="author@ho.example")
        identity = member_of("author@ho.example").id
    sign_in(client, "administrator@ho.example")
    other = app.test_client()
    sign_in(other, "author@ho.example")
    assert other.get("/organisations/ho/members").status_code == 404
    path = f"/organisations/ho/members/{identity}"
    assert client.submit(path, roles=["administrator", "author"], job_title="").status_code == 303
    other.get_ok("/organisations/ho/members")
    assert client.submit(path, roles=["author"], job_title="").status_code == 303
    assert other.get("/organisations/ho/members").status_code == 404
    assert client.submit(f"{path}/end", press="End membership").status_code == 303
    assert "You do not belong to an organisation" in words(other.get_ok("/account").text)


def test_two_saves_of_roles_do_not_overwrite_each_other(client, administrator, writing_in):
    with writing_in():
        acting("HO", Role.author, email="author@ho.example")
        identity = member_of("author@ho.example").id
    sign_in(client, "administrator@ho.example")
    path = f"/organisations/ho/members/{identity}"
    page = client.get_ok(path)
    assert client.submit(path, roles=["viewer"], job_title="").status_code == 303
    answer = client.submit(page, roles=["signatory"], job_title="")
    assert answer.status_code == 409
    assert "viewer" in words(answer.text)
    assert "signatory" in words(answer.text)


def test_the_only_administrator_cannot_leave_an_organisation_without_one(writing_in, administrator):
    with writing_in():
        mine = member_of("administrator@ho.example")
        with pytest.raises(Refused, match="only administrator"):
            actions.change_roles(mine, roles={Role.author}, job_title="", by=administrator)
        with pytest.raises(Refused, match="only administrator"):
            actions.end_membership(mine, by=administrator)
        acting("HO", Role.administrator, email="second@ho.example")
        actions.end_membership(mine, by=administrator)


def test_a_membership_that_ends_on_its_first_day_ends_at_once_and_can_begin_again(writing_in, administrator):
    with writing_in():
        acting("HO", Role.author, email="author@ho.example")
        actions.end_membership(member_of("author@ho.example"), by=administrator)
        who = queries.person_by_email("author@ho.example")
        assert queries.memberships_of(who.id) == []
        actions.grant_membership(who, body(), [Role.viewer], by=administrator)
        assert [m.role_set for m in queries.memberships_of(who.id)] == [{Role.viewer}]


def test_an_older_membership_ends_yesterday_and_keeps_what_it_was(writing_in, administrator):
    with writing_in() as session:
        acting("HO", Role.author, email="author@ho.example")
        mine = member_of("author@ho.example")
        mine.valid_from = clock.today() - timedelta(days=40)
        session.flush()
        actions.end_membership(mine, by=administrator)
        assert mine.valid_to == clock.today() - timedelta(days=1)
        assert mine.role_set == {Role.author}
        assert queries.memberships_of(mine.person_id) == []


def test_nobody_else_changes_members(writing_in, administrator):
    with writing_in():
        author = acting("HO", Role.author, email="author@ho.example")
        foreign = acting("MOJ", Role.administrator)
        who = person("new@ho.example")
        for by in (author, foreign, Viewer()):
            with pytest.raises(NotAllowed):
                actions.grant_membership(who, body(), [Role.author], by=by)
            with pytest.raises(NotAllowed):
                actions.change_roles(member_of("author@ho.example"), roles={Role.author}, job_title="", by=by)
            with pytest.raises(NotAllowed):
                actions.end_membership(member_of("author@ho.example"), by=by)


def test_a_system_administrator_adds_organisations_and_first_administrators_only(
    client, system, writing_in, reading_in
):
    sign_in(client, "system@collab.example")
    answer = client.submit(
        "/organisations/new",
        code="New-Body",
        name="A new charity",
        organisation_class="third_sector",
        independence="non_government",
    )
    assert answer.location == "/organisations/new-body/members"
    assert "Nobody can act for A new charity yet" in words(client.follow(answer).text)
    page = client.get_ok("/organisations/new-body/members/invite")
    assert 'value="administrator"' in page.text
    assert 'value="signatory"' not in page.text
    fields = {"email": "first@example.org", "name": "First"}
    assert client.submit(page, fields, roles=["signatory"], tampered=True).status_code == 422
    assert client.submit(page, fields, roles=["administrator"]).status_code == 303
    with writing_in() as session:
        new = body("New-Body")
        with pytest.raises(Refused, match="gives only the role of administrator"):
            actions.grant_membership(person("x@example.org"), new, [Role.signatory], by=system)
        with pytest.raises(Refused, match="belongs to no organisation"):
            actions.grant_membership(queries.person(system.person_id), new, [Role.administrator], by=SYSTEM)
        assert session.scalar(select(func.count()).select_from(Membership)) == 1
    again = client.submit(
        "/organisations/new", code="NEW-BODY", name="X", organisation_class="board", independence="operational"
    )
    assert again.status_code == 422
    assert "Another organisation has this short name" in words(again.text)


def test_only_a_board_has_a_secretariat(writing_in):
    with writing_in():
        with pytest.raises(Refused, match="Only a board"):
            actions.grant_membership(person("s@ho.example"), body(), [Role.secretariat], by=SYSTEM)
        assert acting("NCJB", Role.secretariat).roles == {Role.secretariat}


def test_an_organisation_ends_with_a_successor(client, system, writing_in):
    sign_in(client, "system@collab.example")
    with writing_in():
        follower = str(body("HMPPS").id)
    answer = client.submit("/organisations/yjb/edit", valid_to=date(2026, 3, 31), note="")
    assert answer.status_code == 422
    assert "Choose the organisation that followed, or say in the note why there is none" in words(answer.text)
    answer = client.submit("/organisations/yjb/edit", valid_to=date(2026, 3, 31), successor_id=follower)
    page = words(client.follow(answer).text)
    assert "Ended on 31 March 2026" in page
    assert "Followed by HM Prison" in page
    assert "Followed Youth Justice Board" in words(client.get_ok("/organisations/hmpps").text)
    assert "136 organisations" in words(client.get_ok("/organisations").text)


def test_a_stale_save_of_an_organisation_shows_both(client, system):
    sign_in(client, "system@collab.example")
    page = client.get_ok("/organisations/ho/edit")
    client.submit("/organisations/ho/edit", name="First name")
    answer = client.submit(page, name="Second name")
    assert answer.status_code == 409
    assert "First name" in words(answer.text)
    assert "Second name" in words(answer.text)


OWN, OTHER = "own", "other"


@pytest.mark.parametrize(
    ("start", "end", "note", "followers", "fields"),
    [
        (None, None, "", [], []),
        (date(2020, 1, 2), date(2020, 1, 1), "why", [], ["valid_to"]),
        (date(2020, 1, 2), date(2020, 1, 2), "why", [], []),
        (None, date(2020, 1, 1), "", [], ["successor_id"]),
        (None, date(2020, 1, 1), "", [OTHER], []),
        (None, None, "", [OTHER], ["valid_to"]),
        (None, date(2020, 1, 1), "", [OTHER, OWN], ["successor_id"]),
    ],
)
def test_what_the_end_of_an_organisation_needs(start, end, note, followers, fields):
    assert [problem.field for problem in rules.end_problems(start, end, note, followers=followers, own=OWN)] == fields


def test_successors_do_not_run_in_a_circle(writing_in):
    with writing_in():
        ends = {"valid_from": None, "valid_to": date(2026, 1, 1), "note": ""}

        def follow(code, by_code, version=None):
            one = body(code)
            actions.change_organisation(
                one,
                name=one.name,
                name_cy="",
                organisation_class=OrganisationClass.public_body,
                independence=Independence.regulatory,
                sponsor_id=None,
                relation="",
                successor_id=body(by_code).id,
                version=version,
                by=SYSTEM,
                **ends,
            )

        follow("CoP", "IOPC")
        with pytest.raises(Refused, match="cannot follow itself"):
            follow("IOPC", "CoP")
        with pytest.raises(Refused, match="cannot follow itself"):
            follow("IOPC", "IOPC")
        with pytest.raises(Stale):
            follow("CoP", "IOPC", version=1)


def test_every_write_is_in_a_chain_that_verifies(client, administrator, reading_in):
    sign_in(client, "administrator@ho.example")
    client.submit("/organisations/ho/members/invite", email="a@example.org", name="A", roles=["author"])
    with reading_in():
        for chain in audit.chains():
            assert audit.first_break(chain) is None
