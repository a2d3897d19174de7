"""The front page and the pages about the service, for everybody."""

import pytest

from collab.accounts import actions, queries
from collab.accounts.models import Role
from collab.accounts.policy import SYSTEM
from tests.factories.accounts import person, sign_in, system_administrator
from tests.factories.editions import published_edition, ready_proposal
from tests.factories.submissions import open_consultation
from tests.support.page import words


def test_the_front_page_of_an_empty_installation_says_so(client):
    page = words(client.get_ok("/").text)
    assert "No consultation is open today" in page
    assert "No proposal has been published yet" in page


def test_the_front_page_shows_what_is_public_and_no_draft(client, writing_in):
    with writing_in():
        published_edition()
        ready_proposal(title="A secret draft")
        title = str(open_consultation().title)
    page = words(client.get_ok("/").text)
    assert "Ask people once" in page
    assert title in page
    assert "JP-2026-001" in page
    assert "A secret draft" not in page


def test_the_front_page_shows_no_draft_to_its_writers_either(client, writing_in):
    with writing_in():
        ready_proposal(title="A secret draft")
    sign_in(client, "author@ho.example")
    assert "A secret draft" not in words(client.get_ok("/").text)
    assert "A secret draft" in words(client.get_ok("/home").text)


@pytest.mark.parametrize(("path", "said"), [("/privacy", "one cookie"), ("/accessibility", "What we do not know yet")])
def test_pages_about_the_service(app, client, path, said):
    page = client.get_ok(path)
    assert said in page.text
    assert app.settings.service_contact in page.text


def test_reading_sets_no_cookie(client):
    for path in ("/", "/privacy", "/accessibility", "/organisations", "/roles", "/consultations", "/proposals"):
        assert "Set-Cookie" not in client.get_ok(path).headers, path


def test_home_needs_a_sign_in(client):
    assert client.get("/home").location == "/sign-in?next=%2Fhome"


def test_home_of_somebody_without_an_organisation(client, writing_in):
    with writing_in():
        person("nobody@example.org")
        system_administrator("system@example.org")
        several = person("several@example.org", organisation="HO")
        actions.grant_membership(several, queries.organisation_by_code("MOJ"), [Role.viewer], by=SYSTEM)
    for email, said in (
        ("nobody@example.org", "You do not act for an organisation"),
        ("system@example.org", "You do not read drafts or responses"),
        ("several@example.org", "Choose the organisation that you act for"),
    ):
        sign_in(client, email)
        assert said in words(client.get_ok("/home").text)
