"""Chromium, and the server that it visits: the tests' own application in this process, so that its clock can be moved."""

import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from werkzeug.wrappers import Response

from tests.support import page
from tests.support.client import is_page

CHROMIUM = os.environ.get("COLLAB_TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
AXE = "axe.run({resultTypes: ['violations']}).then((result) => result.violations)"
RUNS_OFF = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NUMBERED = re.compile(r"/[^/ ]*\d[^/ ]*")
BUILT = re.compile(r'<(\w+)(?:[^>]*?\sclass="([^"]*)")?')
SECONDS = 30  # a machine may be busy with the other half of the suite


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@dataclass
class LiveServer:
    """An application at a local address. `faults` are those of the pages it gave out, and its crashes.

    `pages` are the pages themselves by where they were asked for; of those at one address that are built of the same
    parts, the first.
    """

    app: Any
    url: str
    faults: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    shapes: set[tuple[str, frozenset[tuple[str, str]]]] = field(default_factory=set)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/stream"):
            return self.app(environ, start_response)
        where = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        try:
            response = Response.from_app(self.app, environ, buffered=True)
        except Exception as error:
            self.faults.append(f"{where}: {error!r}")
            raise
        asked_by_itself = environ["PATH_INFO"] == "/favicon.ico"
        if (
            is_page(response.mimetype, response.status_code)
            and environ["REQUEST_METHOD"] != "HEAD"
            and not asked_by_itself
        ):
            text = response.get_data(as_text=True)
            self.keep(f"{where} ({response.status_code})", text)
            is_file = "Content-Disposition" in response.headers  # it stands alone: no page of this site
            found = [] if is_file else page.faults_of_new(text)
            self.faults += [f"{where} ({response.status_code}): {fault}" for fault in found]
        return response(environ, start_response)

    def keep(self, where: str, text: str) -> None:
        shape = NUMBERED.sub("/…", where), frozenset(BUILT.findall(text))
        if shape not in self.shapes:
            self.shapes.add(shape)
            self.pages.setdefault(where, text)


def serve(server: Any) -> None:
    """Starts a server in a thread of its own, once."""
    if not getattr(server, "is_started", False):
        server.is_started = True
        threading.Thread(target=server.serve_forever, daemon=True, name="live server").start()


class Visits:
    """Opens pages in browser windows of their own, which share nothing, and closes them at the end."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def open(self, *, javascript: bool, width: int = 1280, height: int = 900) -> Page:
        context = self.browser.new_context(
            base_url=self.base_url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(SECONDS * 1000)
        self.contexts.append(context)
        opened = context.new_page()
        opened.on("pageerror", lambda error: self.errors.append(f"{opened.url}: {error}"))
        opened.on("console", self._note)
        return opened

    def _note(self, message: Any) -> None:
        # Chromium reports each page of 400 and above as an error; that is for the test to judge.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.errors.append(message.text)

    def faults_as_served(self, pages: dict[str, str], widths: Sequence[int]) -> list[str]:
        """What axe finds on pages as a reader without JavaScript has them, and which of them run off the screen.

        axe cannot run where scripts are off. So each document is opened again as it was served, under a policy that
        lets no script of its own run; axe comes in through the developer tools, which a page's policy does not bind.
        It looks at the first width; the others are for what runs off the screen.
        """
        from axe_playwright_python.sync_playwright import Axe

        context = self.browser.new_context(base_url=self.base_url)
        self.contexts.append(context)
        opened = context.new_page()
        found = []
        for where, text in pages.items():
            opened.route("**/as-served", partial(_serve_again, text))
            opened.goto("/as-served")
            opened.evaluate(Axe().axe_script)
            for width in widths:
                opened.set_viewport_size({"width": width, "height": 900})
                faults = _named(opened.evaluate(AXE)) if width == widths[0] else []
                off = ["it runs off the screen"] if opened.evaluate(RUNS_OFF) else []
                found += [f"{where}, {width} pixels wide: {fault}" for fault in [*faults, *off]]
            opened.unroute("**/as-served")
        return found

    def keep_pictures(self, folder: Any) -> None:
        """Writes what each open page shows, for a test that failed."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [opened for context in self.contexts for opened in context.pages]
        for number, opened in enumerate(pages, 1):
            opened.screenshot(path=folder / f"{number}.png", full_page=True)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def expect_fit(opened: Page, heading: str) -> None:
    """Waits for the page with this heading, and fails when it runs off the right of its window.

    After a click a browser may be between two documents: what is asked of it then is asked of neither.
    """
    expect(opened.get_by_role("heading", name=heading).first).to_be_visible()
    opened.wait_for_load_state()  # a heading can be there before the style sheet is
    off = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert off <= 0, f"{opened.url} runs {off} pixels off its window"


def accessibility_faults(opened: Page) -> list[str]:
    """What axe finds on a page; it must have been opened with JavaScript."""
    from axe_playwright_python.sync_playwright import Axe

    return _named(Axe().run(opened).response["violations"])


def _serve_again(text: str, route: Route) -> None:
    policy = {"Content-Security-Policy": "script-src 'none'"}
    route.fulfill(body=text, content_type="text/html; charset=utf-8", headers=policy)


def _named(found: list[dict[str, Any]]) -> list[str]:
    return [f"{fault['id']}: {fault['help']}: {[node['html'] for node in fault['nodes']]}" for fault in found]
