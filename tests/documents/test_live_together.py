"""Two people of two bodies in one text, each in a window of their own."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from collab import clock
from collab.proposals import tasks
from collab.proposals.models import Proposal
from collab.proposals.queries import drafts
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal
from tests.support.accounts import sign_in_browser


def opened(window, email, address):
    sign_in_browser(window, email, people.PASSWORD)
    window.goto(address)
    expect(window.locator("#live[data-state=open]")).to_be_visible()
    return window.locator(".app-editor")


def test_two_bodies_write_one_text(page_js, app, writing_in):
    with writing_in():
        people.author("MOJ")
        proposal = start_proposal("HO", MOJ="joint")
        address = f"/proposals/{proposal.address}/sections/problem"
        reference = proposal.address
    windows = page_js(), page_js()
    here = opened(windows[0], "author@ho.example", f"{address}/live")
    there = opened(windows[1], "author@moj.example", f"{address}/live")
    here.click()
    windows[0].keyboard.type("Victims tell their story again and again.")
    expect(there).to_contain_text("again and again.")
    there.click()
    windows[1].keyboard.press("Control+End")
    windows[1].keyboard.press("Enter")
    windows[1].keyboard.type("Once is enough.")
    windows[0].keyboard.press("Control+Home")
    windows[0].keyboard.type("Today: ")
    for text in (here, there):
        expect(text.locator("p")).to_have_text(["Today: Victims tell their story again and again.", "Once is enough."])
    for window in windows:
        expect(window.locator("[data-live=status]")).to_contain_text("Saved")

    with app.app_context(), clock.pinned(clock.now() + timedelta(minutes=1)):
        tasks.settle()
    windows[0].goto(f"/proposals/{reference}/text")
    expect(windows[0].locator("main")).to_contain_text("Today: Victims tell their story again and again.")
    windows[0].goto(f"{address}/history")
    expect(windows[0].locator("main")).to_contain_text("Ministry of Justice")
    expect(windows[0].locator("main")).to_contain_text("Home Office")
    with writing_in() as session:
        held = drafts.section(session.scalars(select(Proposal)).one(), "problem").document
        assert held.plain == "Today: Victims tell their story again and again.\nOnce is enough."
