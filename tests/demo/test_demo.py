"""The demonstration fills an empty installation, its record verifies, and every link in it leads somewhere for everybody."""

import email
from collections import deque
from datetime import date
from email import policy
from urllib.parse import urljoin, urlsplit

import pytest

from collab import demo
from collab.accounts.policy import ANONYMOUS
from collab.audit import queries as audit
from collab.consultations import queries as consultations
from collab.consultations.models import Consideration, Submission
from collab.db import db
from collab.notifications.actions import deliver, to_folder
from collab.notifications.models import Message
from collab.proposals.models import Proposal
from tests.support.page import Page

FOLLOWED = 400


@pytest.fixture
def filled(app):
    """An application with the demonstration in it."""
    with app.app_context():
        demo.fill(date.today(), app.settings.base_url)
    return app


def links(page: Page, address: str) -> set[str]:
    """The addresses on this site that a page leads to."""
    found = {urljoin(address, a.get("href", "")) for a in page.root.iter() if a.tag == "a" and a.get("href")}
    return {
        urlsplit(link)._replace(fragment="").geturl()
        for link in found
        if not urlsplit(link).netloc and urlsplit(link).scheme not in ("mailto", "tel")
    }


def crawl(client, start: str) -> dict[str, int]:
    """Follows every link once, reading each page as strictly as the client does. Returns the status of each address."""
    seen: dict[str, int] = {}
    waiting = deque([start])
    while waiting and len(seen) < FOLLOWED:
        address = waiting.popleft()
        if address in seen:
            continue
        response = client.get(address)
        seen[address] = response.status_code
        if response.status_code in (301, 302, 303, 308):
            waiting.append(urlsplit(response.location)._replace(netloc="", scheme="").geturl())
        elif response.mimetype == "text/html":
            assert "Demonstration: invented content" in response.text, address
            waiting.extend(sorted(links(Page(response.text), address) - seen.keys()))
    return seen


def test_every_link_leads_somewhere_for_everybody(filled):
    for sign_in in (None, *(address for address, _ in demo.sign_ins())):
        client = filled.test_client()
        if sign_in:
            client.submit("/sign-in", email=sign_in, password=demo.PASSWORD)
        for start in ("/", "/home") if sign_in else ("/",):
            bad = {address: status for address, status in crawl(client, start).items() if status >= 400}
            assert not bad, f"{sign_in or 'signed out'}: {bad}"


def test_the_record_of_the_demonstration_verifies(filled):
    with filled.app_context():
        chains = audit.chains()
        assert len(chains) > 40
        assert [audit.first_break(chain) for chain in chains] == [None] * len(chains)


def test_it_holds_what_the_readme_promises(filled):
    with filled.app_context():
        proposals = {str(one.title): one for one in db.session.query(Proposal)}
        assert len(proposals) == 3
        first = proposals["Default legal advice for children in police custody"]
        assert [edition.purpose.value for edition in first.editions] == ["consultation", "decision"]
        bodies = {one.organisation.code for one in first.commitments} | {
            o.organisation.code for o in first.implications
        }
        assert len(bodies) >= 8
        assert db.session.query(Submission).filter_by(campaign="Figures for every child").count() == 31
        answered = consultations.get("C-" + str(first.reference).split("-", 1)[1], viewer=ANONYMOUS)
        assert answered.outcome.published_at
        responses = db.session.query(Submission).filter_by(consultation_id=answered.id).all()
        assert len(responses) == 40
        assert {one.consideration for one in responses} == {Consideration.considered}


def test_every_mail_of_the_demonstration_says_so_and_leads_to_this_site(filled, tmp_path):
    with filled.app_context():
        waiting = db.session.query(Message).count()
        sent = deliver(
            to_folder(tmp_path),
            mail_from="a@b.example",
            site="https://x.example",
            footer=filled.mail_footer(),
            limit=1000,
        )
        assert sent == waiting > 20
        assert not any(message.body for message in db.session.query(Message))
    for path in tmp_path.glob("*.eml"):
        words = email.message_from_bytes(path.read_bytes(), policy=policy.default).get_content()
        assert words.count("Demonstration: invented content") == 1
        assert "{site}" not in words
