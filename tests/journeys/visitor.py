"""A person at a browser without JavaScript, who fills in forms by what they say and presses buttons by their words."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD


class Visitor:
    """One browser window. `who` is an email address, or None for the public."""

    def __init__(self, page: Page, who: str | None = None) -> None:
        self.page, self.who = page, who
        if who:
            self.sign_in()

    def sign_in(self) -> None:
        self.go("/sign-in")
        self.fill(email=self.who, password=PASSWORD).press("Sign in")
        assert "/sign-in" not in self.page.url, self.words

    def go(self, address: str, status: int = 200) -> "Visitor":
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, f"{address}: {response.status}\n{self.words}"
        return self

    @property
    def words(self) -> str:
        """What the page says, as text."""
        return self.page.inner_text("body")

    @property
    def path(self) -> str:
        return self.page.url.split("//", 1)[1].partition("/")[2].partition("?")[0]

    def fill(self, **values) -> "Visitor":
        """Fills fields by name. A date fills its three inputs; a list ticks boxes; a choice is its value or its words."""
        for name, value in values.items():
            if isinstance(value, date):
                for part in ("day", "month", "year"):
                    self.page.fill(f"[name='{name}-{part}']", str(getattr(value, part)))
                continue
            control = self.page.locator(f"main [name='{name}']")
            assert control.count(), f"no field {name!r} at {self.path}:\n{self.words}"
            kind = control.first.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                for one in [value] if isinstance(value, str) else value:
                    self.page.check(f"main [name='{name}'][value='{one}']")
            elif kind.startswith("select"):
                options = control.locator("option").all_inner_texts()
                chosen = next((option for option in options if str(value) in option), None)
                assert chosen, f"{name!r} at {self.path} offers no {value!r}, but {options}"
                control.select_option(label=chosen)
            else:
                control.fill(str(value))
        return self

    def press(self, words: str | re.Pattern[str], *, refused: bool = False) -> "Visitor":
        """Presses the first button or link with these words. The page that follows names a problem only if `refused`."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words))
        assert target.count(), f"nothing to press that says {words!r} at {self.path}; there is:\n{main.inner_text()}"
        with self.page.expect_navigation() as happened:
            target.first.click()
        response = happened.value
        assert response is None or response.status < 500, self.words
        problems = self.page.locator(".govuk-error-summary")
        assert bool(problems.count()) is refused, f"{self.path}: {problems.all_inner_texts()}"
        return self

    def follow(self, words: str) -> "Visitor":
        link = self.page.locator("main").get_by_role("link", name=words)
        assert link.count(), f"no link says {words!r} at {self.path}:\n{self.words}"
        with self.page.expect_navigation():
            link.first.click()
        return self

    def sees(self, *words: str) -> "Visitor":
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)
        return self

    def sees_not(self, *words: str) -> "Visitor":
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)
        return self

    def status_of(self, address: str) -> int:
        response = self.page.goto(address)
        return response.status if response else 0
