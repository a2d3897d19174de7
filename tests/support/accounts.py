"""Signing in as a person does, through the page."""

from typing import Any

from playwright.sync_api import Page

from tests.support.client import Choice

PASSWORD = "three apples under glass"


def sign_in(client: Any, who: Any, password: str = PASSWORD, *, acting_for: str = "") -> Any:
    """Signs a person (or an email address) in; `acting_for` names the organisation where there are several.

    Returns the client, so that `sign_in(app.test_client(), person)` makes a signed-in one.
    """
    response = client.submit("/sign-in", email=getattr(who, "email", who), password=password)
    assert response.status_code == 303, f"signing in answered {response.status_code}"
    if "/switch" in response.location:
        assert acting_for, "this person acts for several organisations: say acting_for="
        response = client.submit(client.follow(response), membership=Choice(acting_for))
        assert response.status_code == 303, f"choosing {acting_for} answered {response.status_code}"
    return client


def sign_in_browser(page: Page, who: Any, password: str = PASSWORD, *, acting_for: str = "") -> None:
    """The same in a browser window."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(getattr(who, "email", who))
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Sign in").click()
    if "/switch" in page.url:
        page.get_by_label(acting_for, exact=True).check()
        with page.expect_navigation():
            page.locator("main").get_by_role("button").click()
    assert "/sign-in" not in page.url, page.inner_text("main")
