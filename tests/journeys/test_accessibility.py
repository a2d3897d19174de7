"""The demonstration's main pages, wide and narrow, as those who work with them: axe finds nothing, and nothing runs off the screen."""

import csv
import io
from datetime import date

import docx
import pytest
from playwright.sync_api import expect

from collab import demo
from collab.demo.people import PASSWORD, SYSTEM_ADMINISTRATOR, address
from collab.proposals.rules.implication_tables import COLUMNS
from tests.support.accounts import sign_in_browser
from tests.support.browser import accessibility_faults

NARROW, WIDE = 320, 1280
RUNS_OFF = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGER_THAN_THE_TITLE = """() => {
  const size = (heading) => parseFloat(getComputedStyle(heading).fontSize);
  const title = document.querySelector("main h1");
  return [...document.querySelectorAll("main h2, main h3, main h4")]
    .filter((heading) => size(heading) >= size(title)).map((heading) => heading.textContent.trim());
}"""

PUBLIC, OPEN, CLOSED = "/proposals/{jp01}", "/consultations/{open}", "/consultations/{closed}"
DRAFT, CLEARING = "/proposals/{jp06}", "/proposals/{jp03}"
PROMISE, CLAIMED = PUBLIC + "/commitments/{promise}", PUBLIC + "/commitments/{claimed}"
PAGES = {
    None: ("/", "/consultations", "/consultations/response-times", "/proposals", "/organisations", "/organisations/ho", "/privacy", "/accessibility", "/sign-in",
           PUBLIC, PUBLIC + "/editions/1", PUBLIC + "/editions/2/changes", OPEN, OPEN + "/respond", OPEN + "/paper-form", CLOSED, CLOSED + "/published-responses", CLOSED + "/you-said-we-did", CLOSED + "/integrity"),
    address("HO", "Author"): (
        "/home", "/account", "/roles", "/proposals/new", "/consultations/new",
        PUBLIC, PUBLIC + "/text", PUBLIC + "/grid", PUBLIC + "/clearance", PUBLIC + "/organisations", PUBLIC + "/history",
        PUBLIC + "/edit", PUBLIC + "/sections/problem", PUBLIC + "/sections/problem/history", PUBLIC + "/commitments/new",
        PUBLIC + "/implications/new", PUBLIC + "/freeze", CLOSED, CLOSED + "/set-up", CLOSED + "/set-up/keeping", CLOSED + "/questions", CLOSED + "/readiness",
        CLOSED + "/responses", CLOSED + "/reading", CLOSED + "/questions/2/reading", CLOSED + "/questions/2/reading?show=flagged", CLOSED + "/publication-check", CLOSED + "/statements", CLOSED + "/responses/{receipt}/redaction", CLOSED + "/responses/import", CLOSED + "/campaigns", CLOSED + "/campaigns/1?adds=all", CLOSED + "/candidates", CLOSED + "/candidates/2", CLOSED + "/tables", CLOSED + "/tables/1?by=type", CLOSED + "/search?q=child", CLOSED + "/selections", CLOSED + "/quotes", CLOSED + "/responses/{receipt}/quote", CLOSED + "/exports", CLOSED + "/themes", CLOSED + "/themes/1/decision", CLOSED + "/late-responses", CLOSED + "/common-ground", CLOSED + "/positions", CLOSED + "/integrity/explain", CLOSED + "/report", CLOSED + "/decision", CLOSED + "/decision-makers/moj", CLOSED + "/responses/{receipt}/decision", CLOSED + "/answer", CLOSED + "/answer/outcome", CLOSED + "/answer/outcome/clearance", CLOSED + "/answer/outcome/live", CLOSED + "/answer/outcome/voices",
        CLOSED + "/history", CLOSED + "/stakeholders", CLOSED + "/stakeholders/1/involvement/new", CLOSED + "/expected-positions", CLOSED + "/papers", CLOSED + "/questions/library",
        CLOSED + "/themes/1", CLOSED + "/themes/1/split", CLOSED + "/themes/history", CLOSED + "/questions/2/reading/assign",
        PROMISE, PROMISE + "/report", PROMISE + "/milestones", PROMISE + "/date", PROMISE + "/claim", PROMISE + "/end",
        PROMISE + "/dependencies",
    ),
    address("MOJ", "Author"): (
        DRAFT + "/attachments", DRAFT + "/attachments/new", DRAFT + "/versions/1", DRAFT + "/versions/1/restore",
        DRAFT + "/versions/compare?before=v1", DRAFT + "/versions/compare?before=v1&view=inline", DRAFT + "/organisations/lead",
        DRAFT + "/provisions/1", DRAFT + "/provisions/1/blocks", DRAFT + "/provisions/1/retire", DRAFT + "/provisions/1/nil",
        OPEN + "/progress", OPEN + "/questions/1",
        OPEN + "/running", OPEN + "/running/pause", OPEN + "/running/extend", OPEN + "/running/withdraw",
        DRAFT + "/implications/quick", DRAFT + "/rounds/1/text", DRAFT + "/decision", CLEARING + "/rounds", CLEARING + "/rounds/1",
        CLEARING + "/assessments", CLEARING + "/provisions/2/margin", CLEARING + "/provisions/2/live",
    ),
    address("MOJ", "Signatory"): (
        DRAFT + "/withdraw", DRAFT + "/rounds/1/end", CLEARING + "/clearance/word", CLEARING + "/clearance/urgent",
        CLAIMED + "/verify",
    ),
    address("AGO", "Signatory"): ("/home", "/proposals/{jp03}", "/proposals/{jp03}/clearance", "/proposals/{jp03}/frozen"),
    address("HO", "Disclosure officer"): (CLOSED + "/disclosures",),
    address("HO", "Administrator"): ("/organisations/ho/members", "/organisations/ho/members/invite"),
    address("NACRO", "Author and signatory"): (OPEN + "/our-response",),
    address("HMCTS", "Author and signatory"): (
        OPEN + "/our-response", OPEN + "/our-response/questions/2", OPEN + "/our-response/about", OPEN + "/our-response/check",
    ),
    SYSTEM_ADMINISTRATOR[0]: ("/home", "/organisations/new"),
}  # fmt: skip


def word_document():
    made, content = docx.Document(), io.BytesIO()
    made.add_heading("Background", 1)
    made.add_paragraph("Too many are asked twice.")
    made.add_table(1, 2)
    made.save(content)
    return {"name": "paper.docx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


def table_of_implications():
    """One row in order, and one that is not."""
    good = {"Provision": "3.1", "Organisation": "Home Office", "Type": "Demand", "Direction": "adverse"}
    good |= {"What it means": "More to do.", "Why there are no figures": "Not counted.", "Confidence": "low"}
    good |= {"Why this confident": "A guess.", "Where the money comes from": "unfunded"}
    written = io.StringIO()
    rows = csv.DictWriter(written, COLUMNS.values(), restval="")
    rows.writeheader()
    rows.writerows([good, good | {"Low": "many"}])
    return {"name": "table.csv", "mimeType": "text/csv", "buffer": written.getvalue().encode()}


UPLOADS = {
    address("MOJ", "Author"): (
        (DRAFT + "/import", word_document(), "What becomes of the document"),
        (DRAFT + "/implications/upload", table_of_implications(), "Look at the file"),
    )
}


@pytest.fixture(params=["sqlite"])
def backend(request):
    """What a page looks like does not depend on the database."""
    return request.param


@pytest.fixture
def addresses(app):
    """The demonstration's addresses by name."""
    from sqlalchemy import select

    from collab.consultations.models import Consultation, RedactionStatus, Submission
    from collab.db import db
    from collab.proposals.models import Proposal

    with app.app_context():
        demo.fill(date.today(), app.settings.base_url)
        proposals = db.session.scalars(select(Proposal).order_by(Proposal.started_at)).all()
        consultations = db.session.scalars(select(Consultation).order_by(Consultation.opens_at)).all()
        by_title = {str(proposal.title).split()[0]: proposal.address for proposal in proposals}
        asked = {str(consultation.title).split()[0]: consultation.address for consultation in consultations}
        default = next(one for one in proposals if str(one.title).startswith("Default"))
        promised = {one.organisation.code: one.id for one in default.commitments}
        return {
            "promise": promised["HO"],
            "claimed": promised["VS"],
            "jp01": by_title["Default"],
            "jp03": by_title["Tell"],
            "jp06": by_title["Cases"],
            "closed": asked["Default"],
            "receipt": db.session.scalar(
                select(Submission.receipt).where(Submission.redaction == RedactionStatus.redacted)
            ),
            "open": asked["National"],
        }


def test_the_main_pages_have_no_fault(addresses, page_js):
    found = []
    for who, pages in PAGES.items():
        page = page_js(width=WIDE)
        if who:
            sign_in_browser(page, who, PASSWORD)
        for pattern in pages:
            here = pattern.format(**addresses)
            answer = page.goto(here)
            assert answer.status == 200, here
            found += faults(page, here)
        for pattern, file, opened in UPLOADS.get(who, ()):
            page.goto(pattern.format(**addresses))
            page.set_input_files("main input[type=file]", file)
            with page.expect_navigation():
                page.locator("main form button").first.click()
            expect(page.locator("h1")).to_contain_text(opened)
            found += faults(page, opened)
        page.context.close()
    assert not found, "\n".join(found)


def faults(page, here):
    found = [f"{here}, wide: {fault}" for fault in accessibility_faults(page)]
    found += [f"{here}: larger than the title: {heading}" for heading in page.evaluate(LARGER_THAN_THE_TITLE)]
    page.set_viewport_size({"width": NARROW, "height": 800})
    if page.evaluate(RUNS_OFF):
        found.append(f"{here} runs off a narrow screen")
    page.set_viewport_size({"width": WIDE, "height": 900})
    return found
