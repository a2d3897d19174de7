"""Coding by keyboard in the workspace: keys, saving by itself, and what neither of them may do."""

import re

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from collab.consultations.models import Coding, Reading
from tests.consultations.test_readings import asked
from tests.factories.accounts import PASSWORD, author
from tests.factories.analysis import AFTER
from tests.support.accounts import sign_in_browser
from tests.support.browser import accessibility_faults

SAVED = re.compile(r"Saved \d\d:\d\d")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_answers_are_coded_without_a_mouse(browser, writing_in, reading_in):
    with time_machine.travel(AFTER, tick=True):
        with writing_in():
            here = f"/consultations/{asked().reference}/questions/2/reading"
            author("MOJ"), author("HO")
        page, other = browser.open(javascript=True), browser.open(javascript=True)
        sign_in_browser(page, "author@moj.example", PASSWORD)
        sign_in_browser(other, "author@ho.example", PASSWORD)
        page.goto(here)
        first = page.url
        page.keyboard.press("?")
        expect(page.get_by_text("needs a second reader", exact=True)).to_be_visible()
        assert accessibility_faults(page) == []
        page.keyboard.press("1")
        page.keyboard.press("e")
        expect(page.locator("#app-saved")).to_have_text(SAVED)
        page.keyboard.press("f")
        page.get_by_label("Why is it flagged?").fill("n, p and 2 are words here")
        page.keyboard.press("Tab")
        expect(page.locator("#app-saved")).to_have_text(SAVED)
        assert page.url == first
        with reading_in() as session:
            reading = session.scalars(select(Reading).where(Reading.flag_note != "")).one()
            assert (reading.flag_note, reading.is_evidence_rich, reading.is_coded) == (
                "n, p and 2 are words here",
                True,
                True,
            )
            assert [one.theme.name.en.text for one in session.scalars(select(Coding))] == ["Say it simply"]
        # somebody else has this answer open, and what they tick does not overwrite anything
        other.goto(first)
        page.keyboard.press("2")
        page.keyboard.press("s")  # before it has saved itself
        page.wait_for_url(lambda address: address != first)
        other.keyboard.press("0")
        expect(other.locator("#app-saved")).to_contain_text("Not saved")
        page.keyboard.press("p")
        page.wait_for_url(first)
        expect(page.get_by_label("Rota")).to_be_checked()
        page.keyboard.press("?")
        page.get_by_label("Use these keys").uncheck()
        page.keyboard.press("e")
        assert page.get_by_label("Evidence-rich").is_checked()
        page.get_by_role("link", name="Next answer").click()
        page.wait_for_url(lambda address: address != first)
        expect(page.get_by_label("Use these keys")).not_to_be_checked()
