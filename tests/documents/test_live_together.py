"""Two people of two bodies in one text, each in a window of their own."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from collab import clock
from collab.accounts.queries import organisation_by_code
from collab.proposals import tasks
from collab.proposals.actions import parts
from collab.proposals.models import PartRole, Proposal
from collab.proposals.queries import drafts
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal
from tests.support import editor
from tests.support.accounts import sign_in_browser
from tests.support.browser import accessibility_faults
from tests.support.editor import move


def opened(window, email, address):
    sign_in_browser(window, email, people.PASSWORD)
    return editor.opened(window, address)


HOLD_WHAT_COMES = """() => {
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, hear) {
    listen.call(this, kind, (event) => (kind === "update" && window.held ? window.held.push(() => hear(event)) : hear(event)));
  };
}"""
CARET_TO_THE_START_AND_THEN_WHAT_CAME = """() => {
  getSelection().collapse(document.querySelector(".app-editor p").firstChild, 0);
  window.held.splice(0).forEach((hear) => hear());
  window.held = null;
}"""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_comes_before_the_editor_hears_of_the_caret_does_not_move_it_back(page_js, writing_in):
    with writing_in():
        people.author("MOJ")
        address = f"/proposals/{start_proposal('HO', MOJ='joint').address}/sections/problem/live"
    windows = page_js(), page_js()
    windows[0].add_init_script(f"({HOLD_WHAT_COMES})()")
    here = opened(windows[0], "author@ho.example", address)
    there = opened(windows[1], "author@moj.example", address)
    here.click()
    windows[0].keyboard.type("told again.")
    expect(there).to_contain_text("told again.")
    windows[0].evaluate("() => { window.held = []; }")
    move(windows[1], there, "Control+End")
    windows[1].keyboard.type(" Once.")
    windows[0].wait_for_function("() => window.held.length")
    windows[0].evaluate(CARET_TO_THE_START_AND_THEN_WHAT_CAME)
    windows[0].keyboard.type("Stories are ")
    expect(here).to_have_text("Stories are told again. Once.")
    expect(there).to_have_text("Stories are told again. Once.")


def test_two_bodies_write_one_text(page_js, app, writing_in):
    with writing_in():
        people.author("MOJ")
        proposal = start_proposal("HO", MOJ="joint")
        address = f"/proposals/{proposal.address}/sections/problem"
        reference = proposal.address
    windows = page_js(), page_js()
    here = opened(windows[0], "author@ho.example", f"{address}/live")
    there = opened(windows[1], "author@moj.example", f"{address}/live")
    expect(windows[0].locator("#people li")).to_have_count(2)
    expect(windows[0].locator("#people")).to_contain_text("Author at MOJ, Ministry of Justice")
    here.click()
    windows[0].keyboard.type("Victims tell their story again and again.")
    expect(there).to_contain_text("again and again.")
    move(windows[1], there, "Control+End")
    windows[1].keyboard.press("Enter")
    windows[1].keyboard.type("Once is enough.")
    move(windows[0], here, "Control+Home")
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


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_keyboard_an_offline_spell_and_the_end_of_a_right(page_js, app, writing_in):
    with writing_in():
        people.author("MOJ")
        proposal = start_proposal("HO", MOJ="joint")
        address = f"/proposals/{proposal.address}/provisions/1/live"
    windows = page_js(), page_js(width=390)
    here = opened(windows[0], "author@ho.example", address)
    there = opened(windows[1], "author@moj.example", address)
    assert accessibility_faults(windows[0]) == []
    keys = windows[0].keyboard

    # Everything by keys alone: the toolbar by its arrows, a footnote and a table.
    windows[0].get_by_role("button", name="Paragraph").focus()
    keys.press("ArrowRight")
    expect(windows[0].get_by_role("button", name="Heading", exact=True)).to_be_focused()
    keys.press("Enter")
    expect(windows[0].get_by_role("button", name="Heading", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(there.locator("h3")).to_have_text("It is done once.")
    move(windows[0], here, "Control+End")
    keys.press("Enter")
    keys.type("Who pays")
    move(windows[0], here, "Shift+Home")
    windows[0].get_by_role("button", name="Footnote").click()
    windows[0].get_by_label("What the footnote says").fill("Annex A")
    keys.press("Enter")
    expect(there.locator(".app-note")).to_have_text("Who pays")
    move(windows[0], here, "Control+End")
    keys.press("Enter")
    windows[0].get_by_role("button", name="Table").click()
    keys.type("Body | Cost")
    keys.press("Enter")
    keys.type("HO | 5")
    expect(there.locator(".app-block--table")).to_contain_text("HO | 5")
    assert accessibility_faults(windows[0]) == []

    # A remote change never takes the focus, and what is typed without a connection arrives after it.
    windows[1].context.set_offline(True)
    move(windows[1], there, "Control+Home")
    windows[1].keyboard.type("Offline ")
    expect(windows[1].locator("[data-live=status]")).to_contain_text("Not connected")
    keys.type(" each")
    windows[1].context.set_offline(False)
    expect(here.locator("h3")).to_have_text("Offline It is done once.")
    expect(there.locator(".app-block--table")).to_contain_text("HO | 5 each")
    expect(windows[1].locator("[data-live=status]")).to_contain_text("Saved")
    expect(there).to_be_focused()
    expect(here).to_be_focused()

    # The body is taken off the proposal: from then on nothing more comes or goes.
    with writing_in() as session:
        found = session.scalars(select(Proposal)).one()
        parts.set_part(
            found,
            organisation=organisation_by_code("MOJ"),
            role=PartRole.not_affected,
            reason="Not theirs.",
            by=people.author("HO"),
        )
    expect(windows[1].locator("[data-live=status]")).to_contain_text("You cannot write in this text any more")
    keys.type(" CNRY-after")
    expect(windows[0].locator("[data-live=status]")).to_contain_text("Saved")
    expect(here).to_contain_text("CNRY-after")
    assert "CNRY-after" not in there.inner_text()
    assert there.get_attribute("contenteditable") == "false"
