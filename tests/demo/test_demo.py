"""The demonstration fills an empty installation, its record verifies, and every link in it leads somewhere for everybody."""

import email
from collections import Counter, deque
from datetime import date
from email import policy
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from collab import clock, demo
from collab.accounts.policy import ANONYMOUS
from collab.audit import queries as audit
from collab.consultations import queries as consultations
from collab.consultations.models import Consideration, Consultation, OutcomeKind, Submission
from collab.consultations.rules import evidence
from collab.db import db
from collab.digests.models import DigestMail, Frequency, Subscription
from collab.notifications.actions import deliver, to_folder
from collab.notifications.models import Message
from collab.proposals.models import Proposal, Purpose
from collab.proposals.queries import grid
from tests.support.page import Page
from tests.support.run import BACKENDS

SAYS_SO = ("Demonstration: invented content", "Arddangosiad: cynnwys dychmygol")
OF_ONE_KIND = (
    2  # pages of one endpoint that a crawl reads for each person: the fortieth response is drawn as the second is
)


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request, _installations):
    """An application with the demonstration in it. The tests share it: none of them changes what another looks at."""
    installation = _installations(request.param)
    installation.renew()
    app = installation.app
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


def kind_of(app, address: str) -> tuple[str, ...]:
    """Endpoint and names of the query: pages of one kind are drawn by one view."""
    parts = urlsplit(address)
    try:
        endpoint = str(app.url_map.bind("localhost").match(parts.path)[0])
    except RequestRedirect:
        endpoint = parts.path
    except HTTPException:
        endpoint = "nowhere: " + parts.path
    return (endpoint, *sorted(parse_qs(parts.query)))


def crawl(app, client, starts: list[str]) -> dict[str, int]:
    """Follows links, some of each kind, reading each page as strictly as the client does. Returns the statuses."""
    seen: dict[str, int] = {}
    kinds: Counter[tuple[str, ...]] = Counter()
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        kind = kind_of(app, address)
        if address in seen or kinds[kind] >= OF_ONE_KIND:
            continue
        kinds[kind] += 1
        response = client.get(address)
        seen[address] = response.status_code
        if response.status_code in (301, 302, 303, 308):
            waiting.append(urlsplit(response.location)._replace(netloc="", scheme="").geturl())
        elif response.mimetype == "text/html":
            assert any(words in response.text for words in SAYS_SO), address
            waiting.extend(sorted(links(Page(response.text), address) - seen.keys()))
        else:  # a file is written while it is read: to its end, as a browser does
            response.get_data()
            response.close()
    return seen


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_every_link_leads_somewhere_for_everybody(filled):
    """Where links lead does not depend on the database, and following all of them takes a minute: one is enough."""
    for sign_in in (None, *(address for address, _ in demo.sign_ins())):
        client = filled.test_client()
        if sign_in:
            client.submit("/sign-in", email=sign_in, password=demo.PASSWORD)
        found = crawl(filled, client, ["/home", "/"] if sign_in else ["/"])
        bad = {address: status for address, status in found.items() if status >= 400}
        assert not bad, f"{sign_in or 'signed out'}: {bad}"
        assert len(found) > 20, sign_in


def test_the_record_of_the_demonstration_verifies(filled):
    with filled.app_context():
        chains = audit.chains()
        assert len(chains) > 40
        assert [audit.first_break(chain) for chain in chains] == [None] * len(chains)


def test_each_published_answer_is_proved_by_its_evidence_and_nothing_is_left_unexplained(filled):
    client = filled.test_client()
    for title in ("A standard", "Default"):
        with filled.app_context():
            asked = db.session.query(Consultation).all()
            reference = next(one.reference for one in asked if str(one.title).startswith(title))
        said = client.get(f"/consultations/{reference}/integrity.json").json["statement"]
        assert {one["test"]: one["result"] for one in said} == {
            one["test"]: "explained" if one["test"] == "time" else "met" for one in said
        }
        verdict = evidence.verify(client.get(f"/consultations/{reference}/evidence.json").data)
        assert verdict.fault == ""
    themes = client.get(f"/consultations/{reference}/you-said-we-did.json").json["themes"]
    assert {one["we_did"] for one in themes} == {True, False}


def test_it_holds_what_the_readme_promises(filled):
    with filled.app_context():
        proposals = {str(one.title): one for one in db.session.query(Proposal)}
        assert len(proposals) == 7
        first = proposals["Default legal advice for children in police custody"]
        assert [edition.purpose.value for edition in first.editions] == ["consultation", "decision"]
        bodies = {one.organisation.code for one in first.commitments} | {
            o.organisation.code for o in first.implications
        }
        assert len(bodies) >= 8
        assert sum(one.campaign == "Figures for every child" for one in db.session.query(Submission)) == 31
        answered = consultations.get("C-" + str(first.reference).split("-", 1)[1], viewer=ANONYMOUS)
        assert answered.outcome.published_at
        responses = db.session.query(Submission).filter_by(consultation_id=answered.id).all()
        assert len(responses) == 40
        assert {one.consideration for one in responses} == {Consideration.considered}


def test_it_shows_proposals_and_consultations_in_every_state(filled):
    with filled.app_context():
        by_title = {str(one.title): one for one in db.session.query(Consultation)}
        assert len(by_title) == 5
        remand = by_title["Reducing the remand population safely"]
        assert remand.closes_at < clock.now()
        unread = db.session.query(Submission).filter_by(consultation_id=remand.id).all()
        assert {one.consideration for one in unread} == {Consideration.unread}
        courts = by_title["A standard for getting to a magistrates' court, before any is closed"]
        assert courts.outcome.kind is OutcomeKind.withdrawn
        assert courts.outcome.published_at
        assert [edition.purpose for edition in courts.proposal.editions] == [Purpose.consultation]
        answered = db.session.query(Submission).filter_by(consultation_id=courts.id).all()
        assert len({one.area_id for one in answered}) == 7
        online = by_title["Your case online, for defendants and victims"]
        assert online.opening_approved_at < clock.now() < online.opens_at
        drafting = next(one for one in db.session.query(Proposal) if str(one.title).startswith("Cases ready on time"))
        assert not drafting.editions
        assert [one.organisation.code for one in drafting.commitments if one.shared_at is None] == ["LS"]
        assert grid.grid(drafting).missing


def test_each_lead_department_has_a_role_in_each_proposal(filled):
    with filled.app_context():
        for proposal in db.session.query(Proposal):
            roles = {part.organisation.code: part for part in proposal.participations}
            for code in ("HO", "MOJ", "AGO"):
                assert roles[code].role.value in ("lead", "joint", "supporting", "not_affected"), proposal.title
                assert roles[code].reason or roles[code].role.value != "not_affected"


def test_subscribers_were_sent_a_daily_and_a_weekly_digest(filled):
    with filled.app_context():
        mails = db.session.query(DigestMail).all()
        assert {mail.run.frequency for mail in mails} == set(Frequency)
        waiting = db.session.query(Subscription).filter(Subscription.confirmed_at.is_(None)).all()
        assert [one.subscriber.email for one in waiting] == ["not.yet.confirmed@demo.example"]


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
        words = email.message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
        assert words.count("Demonstration: invented content") == 1
        assert "{site}" not in words
