"""Asking, confirming and stopping in a browser, with and without JavaScript; every page is free of axe faults."""

import re

import pytest
import time_machine
from playwright.sync_api import expect
from sqlalchemy import select

from collab.digests.rules.links import Use
from collab.notifications.models import Message
from tests.digests.test_pages import NOW
from tests.factories import digests as made
from tests.factories.submissions import open_consultation
from tests.support.browser import accessibility_faults, expect_fit


@pytest.fixture(autouse=True)
def in_september():
    with time_machine.travel(NOW):
        yield


@pytest.mark.parametrize(("javascript", "width"), [(False, 390), (True, 1280), (True, 390)])
def test_the_way_from_asking_to_stopping(browser, writing_in, reading_in, javascript, width):
    with writing_in():
        about = f"/updates/consultations/{open_consultation(opens_at=NOW.replace(hour=6)).reference}"
    page = browser.open(javascript=javascript, width=width)

    def is_fit_to_be_seen(heading):
        expect_fit(page, heading)
        if javascript:
            assert accessibility_faults(page) == []

    page.goto(about)
    is_fit_to_be_seen("Get updates by email about")
    page.get_by_label("Email address").fill("reader@example.org")
    page.get_by_label("Every day").check()
    page.get_by_role("button", name="Send me the link").click()
    is_fit_to_be_seen("Look at your email")
    with reading_in() as session:
        body = session.scalars(select(Message.body)).one()
    page.goto(re.search(r"{site}(\S+)", body)[1])
    is_fit_to_be_seen("Confirm that you want updates")
    page.get_by_role("button", name="Confirm").click()
    is_fit_to_be_seen("You will get updates about")
    page.get_by_role("link", name="Change or stop your updates").click()
    is_fit_to_be_seen("Your updates")
    page.get_by_role("link", name="Change how often").click()
    is_fit_to_be_seen("Updates about")
    page.get_by_label("Once a week").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Once a week")).to_be_visible()
    with reading_in():
        stop = made.token(made.newest("reader@example.org"), Use.stop)
    page.goto(f"/updates/stop/{stop}")
    is_fit_to_be_seen("Stop updates about")
    page.get_by_role("button", name="Stop these updates").click()
    is_fit_to_be_seen("You get no more updates about")
