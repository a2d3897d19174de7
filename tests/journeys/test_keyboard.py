"""Responding and clearing with the keyboard alone, with and without JavaScript; axe looks at each page on the way."""

import pytest
import time_machine

from tests.factories.accounts import PASSWORD, signatory
from tests.factories.editions import frozen_edition
from tests.factories.submissions import DURING, open_consultation
from tests.support.browser import accessibility_faults

MOST_STOPS = 120
WHERE = "() => (document.activeElement && document.activeElement.matches(':focus-visible') ? 'seen' : 'lost')"


@pytest.fixture(params=["sqlite"])
def backend(request):
    """Where the focus goes does not depend on the database."""
    return request.param


class Keyboard:
    """A person who has no mouse."""

    def __init__(self, page, *, looks=True):
        self.page, self.looks = page, looks

    def go(self, address):
        self.page.goto(address)
        self.look()

    def look(self):
        """What axe finds; it needs scripts to run on the page."""
        if not self.looks:
            return
        assert accessibility_faults(self.page) == [], self.page.url

    def to(self, control):
        """Presses Tab until this control has the focus, which must be visible at every stop."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(WHERE) != "seen":
                continue  # between the end of the page and its beginning
            if control.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"Tab never reaches {control} at {self.page.url}")

    def type(self, label, words):
        self.to(self.page.get_by_label(label).first)
        self.page.keyboard.type(words)

    def choose(self, place):
        """Goes into the first group of radio buttons or boxes and takes the one at this place."""
        controls = self.page.locator("main input[type=radio], main input[type=checkbox]")
        if controls.first.get_attribute("type") == "checkbox":
            self.to(controls.nth(place))
        else:
            self.to(controls.first)
            for _ in range(place):
                self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert controls.nth(place).is_checked()

    def press(self, words):
        main = self.page.locator("main")
        self.to(main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words)).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, True), (390, False)])
def test_responding_with_the_keyboard_alone(browser, writing_in, width, javascript):
    with time_machine.travel(DURING, tick=True):
        with writing_in():
            reference = open_consultation().reference
        someone = Keyboard(browser.open(javascript=javascript, width=width), looks=javascript)
        someone.go(f"/consultations/{reference}")
        someone.press("Respond")
        someone.press("Start now")
        for _ in range(12):
            if someone.page.locator("main").get_by_role("button", name="Send your response").count():
                break
            answer(someone)
            someone.press("Save and continue")
        someone.press("Send your response")
        assert "R-" in someone.page.inner_text("main")
        someone.to(someone.page.locator("main a[href*='/responses/']").first)
        with someone.page.expect_navigation():
            someone.page.keyboard.press("Enter")
        someone.look()
        assert "Ask later." in someone.page.inner_text("main")


def answer(someone):
    """Whatever the page asks for."""
    main = someone.page.locator("main")
    if main.locator("textarea").count() and not main.locator("input[type=radio]").count():
        someone.to(main.locator("textarea").first)
        someone.page.keyboard.type("Ask later.")
    elif main.locator("input[name=on_behalf_of]").count():
        someone.choose(0)
        kind = main.locator("[name=respondent_type]")
        someone.to(kind.first)
        someone.page.keyboard.press("ArrowDown" if kind.first.evaluate("e => e.tagName") == "SELECT" else "Space")
    elif (
        main.locator("input[type=radio], input[type=checkbox]").count() and not main.locator("input[type=text]").count()
    ):
        someone.choose(0)


def test_clearing_with_the_keyboard_alone(browser, writing_in):
    with writing_in():
        address = frozen_edition().proposal.address
        signatory("MOJ")
    someone = Keyboard(browser.open(javascript=True))
    someone.go("/sign-in")
    someone.type("Email address", "signatory@moj.example")
    someone.type("Password", PASSWORD)
    someone.press("Sign in")
    someone.go(f"/proposals/{address}/clearance")
    someone.press("Clear this edition")
    assert "Cleared for" in someone.page.inner_text("main")
