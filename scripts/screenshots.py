"""Draws the demonstration's main pages, as the public and as each role sees them, into var/screenshots/.

Fills a demonstration of its own, serves it from this process and writes var/screenshots/index.html.
Run it with `make screenshots`.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from collab import clock, config, demo, migrations  # noqa: E402
from collab.accounts import actions as accounts  # noqa: E402
from collab.accounts.policy import SYSTEM  # noqa: E402
from collab.app import create_app  # noqa: E402
from collab.consultations.models import Consultation, Submission, SubmissionToken, TokenUse  # noqa: E402
from collab.consultations.rules import links  # noqa: E402
from collab.db import db, transaction  # noqa: E402
from collab.demo import people  # noqa: E402
from collab.notifications.models import Message  # noqa: E402
from collab.proposals.models import Commitment, Proposal  # noqa: E402
from tests.support.browser import chromium  # noqa: E402

TO = ROOT / "var" / "screenshots"
WIDTHS = (1280, 390)
HOME, JUSTICE, COURTS, NACRO = "HO", "MOJ", "HMCTS", "NACRO"


@dataclass
class Album:
    """Addresses by the person who looks at them; what was drawn, by person: file, address and title; what could not be drawn."""

    addresses: dict[str, list[str]]
    mails: list[str]
    drawn: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[Any, str]]:
    """The application with a demonstration in it, served at an address."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    app = create_app(
        config.from_environment({"COLLAB_ENV": "development", "COLLAB_VAR": str(folder), "COLLAB_BASE_URL": url})
    )
    with app.app_context():
        migrations.upgrade(db.engine)
        with transaction():
            accounts.load_reference(by=SYSTEM)
        demo.fill(clock.today(), url)
    server.app = app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield app, url
    finally:
        server.shutdown()


def album() -> Album:
    """The pages to draw. Only here is it known what the demonstration holds."""
    texts = {str(one.title): f"/proposals/{one.address}" for one in db.session.query(Proposal)}
    asked = {str(one.title): f"/consultations/{one.address}" for one in db.session.query(Consultation)}

    def starting(found: dict[str, str], words: str) -> str:
        return next(address for title, address in found.items() if title.startswith(words))

    children, story = starting(texts, "Default"), starting(texts, "Tell your story")
    cases, online = starting(texts, "Cases ready"), starting(texts, "Your case online")
    answered, is_open = starting(asked, "Default"), starting(asked, "National")
    unread, withdrawn, scheduled = (starting(asked, words) for words in ("Reducing", "A standard", "Your case"))
    reading = _first_response(unread)
    updates = [address for address in _updates() if "/manage/" in address or "/confirm/" in address][:2]
    public = ["/", "/proposals", children, f"{children}/editions/1", f"{children}/editions/2/changes", "/consultations"]
    public += [answered, is_open, f"{is_open}/respond", unread, withdrawn, _private_page(answered)]
    promised = _commitments(children)
    public += ["/commitments", "/commitments?status=complete_claimed", *promised, f"{children}/editions/2/asks/npcc"]
    public += ["/organisations", "/organisations/hmcts", "/updates", *updates, "/sign-in", "/accessibility", "/privacy"]
    return Album(
        {
            "": public,
            people.address(HOME, "Author"): [
                *("/home", children, f"{children}/grid", f"{children}/history", f"{answered}/themes"),
                *(f"{promised[0]}{tail}" for tail in ("", "/report", "/date", "/claim", "/dependencies")),
                *(f"{answered}/report", f"{answered}/answer", f"{answered}/responses"),
            ],
            people.address(JUSTICE, "Author"): [
                *("/home", "/proposals", "/proposals/new", cases, f"{cases}/text", f"{cases}/grid", f"{cases}/history"),
                *(f"{cases}/attachments", f"{cases}/attachments/new", f"{cases}/import", f"{cases}/versions"),
                *(f"{cases}/versions/1", f"{cases}/versions/compare?before=v1", f"{cases}/versions/1/restore"),
                f"{cases}/versions/compare?before=v1&view=inline",
                *(f"{cases}/organisations", f"{cases}/options", f"{cases}/edit", f"{cases}/provisions/1"),
                *(
                    f"{cases}/sections/problem",
                    f"{cases}/sections/problem/live",
                    f"{cases}/sections/problem/blocks",
                    f"{cases}/commitments/new",
                    f"{cases}/implications/new",
                    f"{cases}/implications/quick",
                    f"{cases}/implications/upload",
                    f"{cases}/freeze",
                ),
                *(f"{unread}/responses", reading, f"{unread}/themes", f"{unread}/themes/new", f"{unread}/answer"),
                *(f"{unread}/responses/new", f"{withdrawn}/report"),
                *(f"{story}/rounds", f"{story}/rounds/1", f"{story}/rounds/1/text", f"{story}/assessments"),
                *(f"{cases}/rounds/new", f"{cases}/assessments/equality", f"{cases}/treasury"),
            ],
            people.address(JUSTICE, "Signatory"): [
                *("/home", f"{promised[-1]}/verify", f"{story}/clearance", f"{story}/clearance/word"),
                f"{story}/provisions/2/margin",
                f"{unread}/decision",
                *(f"{cases}/rounds/1", f"{cases}/rounds/1/end", f"{cases}/withdraw"),
            ],
            people.address("CPS", "Author and signatory"): ["/home", f"{cases}/rounds/1", f"{cases}/rounds/1/reply"],
            people.address("AGO", "Signatory"): ["/home", f"{story}/clearance"],
            people.address("AGO", "Author"): [
                *(
                    f"{story}/provisions/2/{page}"
                    for page in ("margin", "margin?view=all", "voices", "suggest", "live")
                ),
                *(f"{story}/provisions/2/{page}" for page in ("threads/new", "threads/1")),
            ],
            people.address(COURTS, "Author"): [
                *("/home", online, scheduled, f"{scheduled}/set-up", f"{scheduled}/set-up/dates"),
                *(f"{scheduled}/readiness", f"{scheduled}/questions", f"{scheduled}/questions/preview"),
            ],
            people.address(NACRO, "Author"): ["/home", starting(texts, "Reducing")],
            people.address(HOME, "Administrator"): ["/home", "/organisations/ho/members"],
            people.address("NCJB", "Secretariat"): ["/home"],
            people.SYSTEM_ADMINISTRATOR[0]: ["/home", "/organisations/new", "/account", "/roles"],
        },
        [max((one.html or "" for one in db.session.query(Message)), key=len)],
    )


def _commitments(proposal: str) -> list[str]:
    """Those of the lead, of the police and of the charity: on track, amber, and waiting to be verified."""
    reference = proposal.rpartition("/")[2]
    found = db.session.query(Commitment).join(Commitment.proposal).filter(Proposal.reference == reference)
    ids = {one.organisation.code: one.id for one in found}
    return [f"{proposal}/commitments/{ids[code]}" for code in (HOME, "NPCC", "LAA", "VS")]


def _first_response(consultation: str) -> str:
    found = db.session.query(Submission).join(Submission.consultation)
    reference = consultation.rpartition("/")[2]
    first = found.filter(Consultation.reference == reference).order_by(Submission.received_at).first()
    assert first
    return f"{consultation}/responses/{first.receipt}"


def _private_page(consultation: str) -> str:
    """A link to one respondent's page, as the mail about the outcome would carry it."""
    token = links.fresh()
    receipt = _first_response(consultation).rpartition("/")[2]
    with transaction():
        one = db.session.query(Submission).filter_by(receipt=receipt).one()
        use = TokenUse.outcome_mail
        db.session.add(
            SubmissionToken(submission_id=one.id, token_hash=links.stored(token), use=use, made_at=clock.now())
        )
    return f"/responses/{token}"


def _updates() -> list[str]:
    """One link of each kind that the mails to subscribers carry."""
    bodies = " ".join(one.body for one in db.session.query(Message).order_by(Message.id))
    found = re.findall(r"(/updates/(confirm|manage|stop)/[\w.~-]+)", bodies)
    return list({kind: address for address, kind in found}.values())


def draw(browser: Browser, url: str, found: Album) -> None:
    for person, addresses in found.addresses.items():
        state: Any = None
        for width in WIDTHS:
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": 900}, locale="en-GB", storage_state=state
            )
            page = context.new_page()
            if person and state is None:
                sign_in(page, person)
                state = context.storage_state()
            for place, address in enumerate(addresses):
                picture(page, found, person, width, place, address)
            context.close()
    mail(browser, found)


def sign_in(page: Page, person: str) -> None:
    page.goto("/sign-in")
    page.fill("input[name=email]", person)
    page.fill("input[name=password]", demo.PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def picture(page: Page, found: Album, person: str, width: int, place: int, address: str) -> None:
    answer = page.goto(address)
    assert answer
    if answer.status != 200:
        found.missing.append(f"{person or 'public'}: {address} answered {answer.status}")
        return
    keep(page, found, person, width, place, address)


def keep(page: Page, found: Album, person: str, width: int, place: int, address: str) -> None:
    who = person.partition("@")[0] or "public"
    shape = re.sub(r"[\w-]{20,}", "x", address).strip("/").replace("/", "-") or "front"
    name = f"{who}-{place + 1:02}-{shape}"
    page.screenshot(path=TO / f"{name}-{width}.png", full_page=True)
    if width == WIDTHS[0]:
        found.drawn.setdefault(person or "The public", []).append((name, address, page.title()))


def mail(browser: Browser, found: Album) -> None:
    for place, words in enumerate(found.mails):
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.set_content(words)
            keep(page, found, "mail", width, place, "/digest")
            page.close()


def write_index(found: Album) -> None:
    names = dict(demo.sign_ins())
    parts = ['<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pictures of the demonstration</title>']
    parts.append(
        "<style>body{font:16px sans-serif;margin:2em}img{border:1px solid #888;vertical-align:top;margin:0 1em 2em 0}"
    )
    parts.append(".w1280{width:60%}.w390{width:20%}</style></head><body><h1>Pictures of the demonstration</h1>")
    for person, pictures in found.drawn.items():
        parts.append(f"<h2>{html.escape(names.get(person, person))}</h2>")
        for name, address, title in pictures:
            parts.append(f"<h3>{html.escape(title or 'Mail')}</h3><p><code>{html.escape(address)}</code></p>")
            for width in WIDTHS:
                alt = f"{html.escape(title)}, {width} pixels wide"
                parts.append(
                    f'<a href="{name}-{width}.png"><img class="w{width}" src="{name}-{width}.png" alt="{alt}"></a>'
                )
    (TO / "index.html").write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")


def main() -> None:
    began = time.monotonic()
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as (app, url):
        with app.app_context():
            found = album()
        print(f"The demonstration is there, after {time.monotonic() - began:.0f} seconds.")
        with chromium() as browser:
            draw(browser, url, found)
    write_index(found)
    count = len(list(TO.glob("*.png")))
    if found.missing:
        sys.exit("\n".join(found.missing))
    print(f"{count} pictures in {time.monotonic() - began:.0f} seconds: {TO / 'index.html'}")


if __name__ == "__main__":
    main()
