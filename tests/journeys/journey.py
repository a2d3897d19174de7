"""The people of a journey, their browser windows and the clock; and the steps that every joint proposal takes."""

import email
import re
from contextlib import contextmanager
from email import policy

import time_machine

from collab.cli import main
from collab.notifications.actions import deliver, to_folder
from tests.factories import accounts as people
from tests.journeys.visitor import Visitor

WIDTHS = (320, 1280)


def at(name):
    return f"{name}@journey.example"


class Journey:
    """Everything is done through pages. Time is moved, nothing else is."""

    def __init__(self, app, browser, writing_in, tmp_path):
        self.app, self.browser, self.writing_in, self.mail = app, browser, writing_in, tmp_path / "mail"
        self.javascript = False
        self._windows = {}

    def cast(self, members):
        """People by name, each with the code of their organisation and their roles there."""
        with self.writing_in():
            for name, (code, roles) in members.items():
                people.person(at(name), name=f"{name} (journey)", organisation=code, roles=roles)

    @contextmanager
    def at(self, moment):
        """Moves the clock. Windows that were opened before have timed out, so people sign in anew."""
        with time_machine.travel(moment, tick=True):
            yield
        for window in self._windows.values():
            window.page.context.close()
        self._windows.clear()

    def as_(self, who, width=1280):
        """The window of this person, who signs in once at a time; the public opens a new one each time."""
        if who is None:
            return self._open(None, width)
        if (who, width) not in self._windows:
            self._windows[who, width] = self._open(who, width)
        return self._windows[who, width]

    def _open(self, who, width):
        return Visitor(self.browser.open(javascript=self.javascript, width=width), who)

    def post(self):
        """Delivers what is queued, as the mail process does, and returns the texts of all mail so far."""
        with self.app.app_context():
            deliver(to_folder(self.mail), mail_from="collab@localhost.example", site=self.app.settings.base_url)
        return [path.read_text() for path in sorted(self.mail.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)]

    def letter_to(self, address):
        found = [email.message_from_string(one, policy=policy.default) for one in self.post()]
        return [one.get_content() for one in found if one["To"] == address]

    # --- Steps of a proposal -------------------------------------------------------------------------------------

    def name_body(self, author, proposal, name, role):
        author.go(f"{proposal}/organisations/new").fill(organisation=name, role=role).press("Save")

    def write(self, visitor, proposal, section, text):
        visitor.go(f"{proposal}/sections/{section}").fill(text=text).press("Save")
        assert "/sections/" not in visitor.path, visitor.words

    def add_options(self, author, proposal, *options):
        """(kind, title, why it was discarded)"""
        for kind, title, why_not in options:
            author.go(f"{proposal}/options/new").fill(
                kind=kind, title=title, description=title, discarded_reason=why_not
            ).press("Save")

    def return_nil(self, who, proposal, *numbers):
        for number in numbers:
            self.as_(at(who)).go(f"{proposal}/provisions/{number}/nil").fill(
                reason="It asks nothing else of us."
            ).press("Make this nil return")

    def freeze(self, who, proposal, note, **more):
        author = self.as_(at(who)).go(f"{proposal}/freeze").fill(change_note=note, **more).press("Freeze")
        assert author.path.endswith("/clearance"), author.words
        return author

    def clear(self, proposal, *who):
        for name in who:
            self.as_(at(name)).go(f"{proposal}/clearance").press("Clear this edition").sees("cleared")

    def publish(self, who, proposal):
        return self.as_(at(who)).go(f"{proposal}/clearance/publish").press("Publish")

    def reference_of(self, proposal):
        """Its public reference, once it has one: the old address leads there."""
        public = self.as_(None).go(proposal)
        reference = public.path.rpartition("/")[2]
        assert re.fullmatch(r"JP-2026-\d{3}", reference), reference
        return reference

    def download(self, address):
        """The file at this address, as somebody without an account gets it."""
        answer = self.browser.open(javascript=False).request.get(address)
        assert answer.ok, f"{address}: {answer.status}"
        return answer.body()

    def verify(self, address, word, other, command="edition"):
        """Downloads an edition, or evidence, and checks it; that `word` was made `other` is noticed."""
        text = self.download(address).decode()
        assert word in text
        file = self.mail.parent / "edition.json"
        for written, code in ((text, 0), (text.replace(word, other), 1)):
            file.write_text(written)
            outcome = self.app.test_cli_runner().invoke(main.get_command(None, command), ["verify", str(file)])
            assert outcome.exit_code == code, outcome.output


def faults_of_all_pages(browser, live_server, least, widths=WIDTHS):
    """What axe finds at the end on all that was visited, on a narrow screen, and what runs off one; `least`: so many different pages there were."""
    assert len(live_server.pages) > least
    return "\n".join(browser.faults_as_served(live_server.pages, widths=widths))
