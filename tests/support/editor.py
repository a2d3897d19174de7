"""The live editor in a browser window."""

from playwright.sync_api import expect


def opened(window, address):
    """The text of an editor's page, open for typing, in a window that is signed in."""
    window.goto(address)
    expect(window.locator("#live[data-state=open]")).to_be_visible()
    return window.locator(".app-editor")


def move(window, text, keys):
    """Moves the caret in an editor, as fast as a person can: it hears of a new focus or caret only some 20 ms later,
    and a key pressed before that is a key at the old place.
    """
    text.focus()
    _wait_for_it(text)
    window.keyboard.press(keys)
    _wait_for_it(text)


def wait_until_sent(window):
    """Until the server has all that was typed: what it has not is kept in the browser."""
    expect(window.locator("[data-live=status]")).to_contain_text("Saved")
    window.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('collab-live:'))")


def _wait_for_it(text):
    text.evaluate("() => new Promise((done) => setTimeout(done, 60))")
