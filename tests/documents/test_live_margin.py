"""Suggesting, commenting and deciding inside the editor, by three people of three bodies."""

import pytest
from playwright.sync_api import expect

from collab.proposals.actions import drafting
from tests.documents.test_live_together import move, opened
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal
from tests.support.browser import accessibility_faults

FIRST = "Every child in custody must see a solicitor. The force must record a waiver."
SECOND = "It costs more in rural areas."


def shown(window, email, address):
    """The editor that is seen: who may only suggest sees the text of their own."""
    opened(window, email, address)
    return window.locator(".app-editor:visible")


def press(window, name):
    window.get_by_role("button", name=name, exact=True).click()


def select_every(window, text):
    """The first word of the text."""
    move(window, text, "Control+Home")
    for _ in "Every":
        move(window, text, "Shift+ArrowRight")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_charity_suggests_a_body_comments_and_the_lead_decides(page_js, writing_in):
    with writing_in():
        for code in ("NACRO", "CPS"):
            people.author(code)
        proposal = start_proposal("HO", NACRO="affected", CPS="affected")
        drafting.write_section(proposal, proposal.sections[0], text=f"{FIRST}\n\n{SECOND}", by=people.author("HO"))
        address = f"/proposals/{proposal.address}/sections/problem"
    charity, other, lead = page_js(), page_js(width=390), page_js()
    text = shown(charity, "author@nacro.example", f"{address}/live")
    prosecutor = shown(other, "author@cps.example", f"{address}/live")
    leads = shown(lead, "author@ho.example", f"{address}/live")

    # Who may only suggest edits a text of their own, which the others do not see and this browser keeps.
    expect(charity.locator("[data-live=status]")).to_contain_text("You are suggesting")
    expect(text).to_contain_text(SECOND)
    move(charity, text, "Control+End")
    press(charity, "Heading")
    select_every(charity, text)
    charity.keyboard.type("Each")
    expect(charity.locator("[data-live=changed]")).to_contain_text("in 2 places")
    assert accessibility_faults(charity) == []
    charity.once("dialog", lambda leaving: leaving.accept())
    charity.reload()
    expect(charity.locator("[data-live=status]")).to_contain_text("kept in this browser")
    expect(text).to_contain_text("Each")
    charity.get_by_label("Why you suggest this").fill("Our members say so.")
    press(charity, "Suggest these changes")
    expect(charity.locator("[data-live=status]")).to_contain_text("2 suggestions made")
    expect(leads.locator(".app-put[data-words=Each]")).to_have_count(1)

    # Another body speaks to itself about the same words, and suggests others.
    expect(prosecutor).to_contain_text(SECOND)
    select_every(other, prosecutor)
    press(other, "Comment on the selected words")
    leaf = other.locator("[data-live=leaf]")
    expect(leaf.get_by_label("The words that it is about")).to_have_value("Every")
    press(other, "Comment")
    expect(leaf.get_by_role("alert")).to_contain_text("Enter a comment")
    assert accessibility_faults(other) == []
    leaf.get_by_label("Your comment").fill("CNRY-to ourselves")
    leaf.get_by_label("Only people who act for your organisation").check()
    press(other, "Comment")
    expect(other.locator("[data-live=announcements]")).to_contain_text("Comment made")
    expect(other.locator("[data-mark=comment-1]")).to_contain_text("Your organisation only")
    expect(prosecutor.locator(".app-said")).to_have_text("Every")
    press(other, "Close")
    expect(other.get_by_role("link", name="Comment 1")).to_be_focused()
    select_every(other, prosecutor)
    other.keyboard.type("Any")
    press(other, "Suggest these changes")

    # The lead sees both side by side and no word of the comment, accepts the one and then not the other.
    expect(lead.locator("[data-mark=suggestion-3]")).to_contain_text("On the same words as suggestion 1")
    for word in ("Each", "Any"):
        expect(leads.locator(f".app-put[data-words={word}]")).to_have_count(1)
    expect(lead.get_by_role("heading", name="Open comments (0)")).to_be_visible()
    assert "CNRY" not in lead.content()
    lead.get_by_role("link", name="Suggestion 1").focus()
    lead.keyboard.press("Enter")
    leaf = lead.locator("[data-live=leaf]")
    expect(leaf.get_by_role("heading", name="Suggestion 1 by Nacro")).to_be_focused()
    expect(leaf).to_contain_text("Our members say so.")
    assert accessibility_faults(lead) == []
    press(lead, "Accept suggestion 1")
    expect(lead.locator("[data-live=announcements]")).to_contain_text("Suggestion 1 accepted")
    expect(leads.locator("p").first).to_have_text(f"Each{FIRST[5:]}")
    expect(lead.locator("[data-mark=suggestion-3]")).to_contain_text("Its words have changed")
    expect(other.locator("[data-mark=comment-1]")).to_contain_text("Its words are gone")
    other.get_by_role("link", name="Comment 1").click()
    expect(other.locator("[data-live=leaf]")).to_contain_text("These words are not in the text any more")
    press(other, "Mark as resolved")
    expect(other.get_by_role("heading", name="Open comments (0)")).to_be_visible()
    lead.get_by_role("link", name="Suggestion 3").click()
    leaf.get_by_role("link", name="Do not accept suggestion 3").click()
    press(lead, "Do not accept")
    expect(leaf.get_by_role("alert")).to_contain_text("Say why")
    leaf.get_by_label("Why it is not accepted").fill("The charity's words came first.")
    press(lead, "Do not accept")
    expect(lead.get_by_role("heading", name="Suggestions that wait (1)")).to_be_focused()

    # Whoever has begun to suggest is told when the text goes on without it.
    move(charity, text, "Control+End")
    charity.keyboard.type(" More")
    expect(charity.locator("[data-live=changed]")).to_contain_text("in one place")
    move(lead, leads, "Control+End")
    lead.keyboard.type(" Now.")
    expect(charity.locator("[data-live=status]")).to_contain_text("Others have changed the text since you began")

    # Who may write turns suggesting on and off.
    press(lead, "Suggesting")
    expect(lead.get_by_role("button", name="Suggesting")).to_have_attribute("aria-pressed", "true")
    press(lead, "Suggesting")
    expect(lead.get_by_role("button", name="Suggesting")).to_have_attribute("aria-pressed", "false")
    expect(lead.locator("[data-live=status]")).to_contain_text("You stopped suggesting")
    lead.goto(f"{address}/voices")
    expect(lead.locator(".app-voice").filter(has_text="Each")).to_contain_text("NACRO")
