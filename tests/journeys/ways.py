"""Two ways in which two people write one text: in the live editor, and block by block without JavaScript."""

from playwright.sync_api import expect

from tests.support.browser import accessibility_faults
from tests.support.editor import move, opened, wait_until_sent


class Typing:
    """Both have the editor open, see who else is there, and type at once."""

    javascript = True

    def begin(self, passage, visitor, words):
        text = opened(visitor.page, f"{passage}/live")
        move(visitor.page, text, "Control+End")
        visitor.page.keyboard.type(words)
        expect(text).to_have_text(words)
        wait_until_sent(visitor.page)

    def together(self, passage, first, second, goes_on, added):
        """The first one goes on in the last paragraph while the second one writes a new one below."""
        here, there = (opened(visitor.page, f"{passage}/live") for visitor in (first, second))
        for visitor, other in ((first, second), (second, first)):
            expect(visitor.page.locator("#people")).to_contain_text(other.who.partition("@")[0])
        assert accessibility_faults(first.page) == []
        move(first.page, here, "Control+End")
        move(second.page, there, "Control+End")
        second.page.keyboard.press("Enter")
        begun, _, rest = added.partition(" ")
        second.page.keyboard.type(begun)
        expect(here.locator("p").last).to_have_text(begun)
        turns = max(len(goes_on), len(rest)) // 6 + 1
        for turn in range(turns):
            first.page.keyboard.type(goes_on[turn * 6 : turn * 6 + 6])
            second.page.keyboard.type(f" {rest}"[turn * 6 : turn * 6 + 6])
        for text in (here, there):
            expect(text).to_contain_text(goes_on)
            expect(text.locator("p").last).to_have_text(added)
        for visitor in (first, second):
            wait_until_sent(visitor.page)

    def set_out(self, passage, visitor, note, table):
        """Hangs a footnote on the last line, and puts a table below it, both by the toolbar."""
        page, text = visitor.page, opened(visitor.page, f"{passage}/live")
        move(page, text, "Control+End")
        move(page, text, "Shift+Home")
        page.get_by_role("button", name="Footnote").click()
        page.get_by_label("What the footnote says").fill(note)
        page.keyboard.press("Enter")
        expect(text.locator(".app-note")).to_be_visible()
        move(page, text, "Control+End")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Table").click()
        for place, row in enumerate(table):
            if place:
                page.keyboard.press("Enter")
            page.keyboard.type(" | ".join(row))
        expect(text.locator(".app-block--table")).to_contain_text(" | ".join(table[-1]))
        wait_until_sent(visitor.page)


class Boxes:
    """Both open the form of the same text; what the one saves is put together with what the other saves."""

    javascript = False

    def begin(self, passage, visitor, words):
        visitor.go(f"{passage}/blocks").fill(added=words).press("Save")

    def together(self, passage, first, second, goes_on, added):
        for visitor in (first, second):
            visitor.go(f"{passage}/live").follow("Edit without live editing, block by block")
        last = self._last(first)
        last.fill(last.input_value() + goes_on)
        first.press("Save").sees(goes_on)
        second.fill(added=added).press("Save").sees(goes_on.strip(), added)

    def set_out(self, passage, visitor, note, table):
        last = self._last(visitor.go(f"{passage}/blocks"))
        last.fill(f"[{last.input_value()}]^[{note}]")
        rows = "\n".join(f"| {' | '.join(row)} |" for row in table)
        visitor.fill(added=rows).press("Save")

    def _last(self, visitor):
        return visitor.page.locator("main textarea[name^=block-]").last
