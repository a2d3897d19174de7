"""An edition as PDF, Word and HTML: all that its page says, nothing that its words could do, nothing before its time."""

import io
import re

import docx
import html5lib
import pytest
from pypdf import PdfReader

from collab import clock
from collab.proposals.actions import commitments, drafting, parts, publication
from collab.proposals.models import PartRole
from collab.proposals.queries import drafts
from collab.proposals.rules import exports
from tests.factories import editions as made
from tests.factories.accounts import PASSWORD, author, signatory
from tests.factories.proposals import add_implication
from tests.support.accounts import sign_in

TYPST = '#read("/etc/passwd") $x^2$ = Heading *bold* #panic("x") <label> @ref \\ // `raw` #{1+1}'
TEXT = (
    f"{TYPST}\n\n## A heading\n\n- one\n   - deeper\n- two\n\n> quoted\n\n| Area | Count |\n| North | **12** |\n\n"
    "Seen [in a trial]^[A small one.] and [in a report](https://example.org/report).\n\n<script>alert(1)</script>"
)


@pytest.fixture
def address(writing_in):
    """A public edition with running text of every kind, hostile words, and an undertaking of an independent body."""
    with writing_in():
        by = author("HO")
        proposal = made.ready_proposal(title=f"Ask once {TYPST}")
        drafting.write_section(proposal, drafts.section(proposal, "problem"), text=TEXT, text_cy="Cŵn Ŷ", by=by)
        parts.set_part(proposal, organisation=made.organisation("CPS"), role=PartRole.supporting, by=by)
        own = commitments.add_commitment(
            proposal, terms=made.terms(proposal.provisions[0], words="We will review it ourselves."), by=author("CPS")
        )
        commitments.share_commitment(own, by=author("CPS"))
        add_implication(proposal, "CPS", shared=True)
        made.fill_blanks(proposal)
        return made.published_edition(proposal).proposal.reference


def words_of_pdf(content):
    reader = PdfReader(io.BytesIO(content))
    return reader, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def words_of_word(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return document, re.sub(r"\s+", " ", " ".join([p.text for p in document.paragraphs] + cells))


def test_every_form_says_what_the_page_says(client, address, reading_in):
    answers = {form: client.get_ok(f"/proposals/{address}/editions/1.{form}") for form in ("pdf", "docx", "html")}
    for form, answer in answers.items():
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{address}-edition-1.{form}"'
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    sha = client.get_ok(f"/proposals/{address}/editions/1.json").json["sha256"]
    reader, pdf = words_of_pdf(answers["pdf"].data)
    document, word = words_of_word(answers["docx"].data)
    page = html5lib.parse(answers["html"].text, namespaceHTMLElements=False)
    html = re.sub(r"\s+", " ", "".join(page.itertext()))
    said = (
        *(
            "1. The problem and who it affects",
            "3.1 Ask once",
            "A heading",
            "deeper",
            "quoted",
            "North",
            "A small one.",
        ),
        *(
            TYPST[:20],
            "<script>alert(1)</script>",
            "Cŵn Ŷ",
            "Open Government Licence v3.0",
            "collab edition verify FILE",
        ),
        *("£2.1 million to £5 million, most likely £3.4", "2026 to 2027 prices", "First edition, for consultation."),
        *(
            "Proposed, subject to consultation.",
            "Home Office, Signatory, on ",
            "1, for consultation",
            f"{address}.json"[:8],
        ),
        *("Crown Prosecution Service, supporting", "We will review it ourselves.", "This body is independent."),
    )
    for form, words in (("pdf", pdf), ("docx", word), ("html", html)):
        for one in said:
            assert one in words, (form, one)
        assert sha in words.replace(" ", ""), form
        assert "root:" not in words, form
    assert (reader.metadata.title or "").startswith("Ask once #read")
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1<" in re.sub(rb"\s", b"", reader.trailer["/Root"]["/Metadata"].get_data()) or (
        b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_data()
    )
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)][:2] == [
        "1. The problem and who it affects",
        "2. The vision",
    ]
    assert {p.style.name for p in document.paragraphs} >= {
        "Title",
        "Heading 1",
        "Heading 2",
        "List Bullet",
    }
    assert document.core_properties.language == "en-GB"
    assert document.tables[1].rows[0]._tr.trPr.find(docx.oxml.ns.qn("w:tblHeader")) is not None
    assert any("https://example.org/report" in rel.target_ref for rel in document.part.rels.values() if rel.is_external)
    assert page.find(".//script") is None
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//li/ul/li").text == "deeper"
    assert page.find(".//a").get("href") == "https://example.org/report"


def test_what_was_published_urgently_or_withdrawn_says_so(client, writing_in):
    with writing_in():
        edition = made.cleared_edition(but=("AGO",))
        proposal, _ = edition.proposal, signatory("AGO")
        publication.publish_urgently(edition, reason="A court has ordered it.", by=signatory("HO"))
        proposal.withdrawn_at, proposal.withdrawn_reason = clock.now(), "Replaced by another one."
        reference = proposal.reference
    page = client.get_ok(f"/proposals/{reference}/editions/1.html").text
    assert "This proposal was withdrawn on" in page
    assert "Replaced by another one." in page
    assert "Why: A court has ordered it. The Attorney General's Office has not said anything yet." in page


def test_nothing_of_a_text_leaves_before_its_time(app, client, writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        author("CLINKS"), signatory("MOJ")
        address = str(proposal.id)
        edition = made.frozen_edition(proposal)
        sha = edition.hash
    named = sign_in(app.test_client(), "signatory@moj.example", PASSWORD)
    other = sign_in(app.test_client(), "author@clinks.example", PASSWORD)
    for form in ("pdf", "docx", "html", "json"):
        assert client.get(f"/proposals/{address}/editions/1.{form}").status_code == 404
        assert client.get(f"/proposals/{address}/frozen.{form}").status_code == 302
        assert other.get(f"/proposals/{address}/frozen.{form}").status_code == 404
        answer = named.get_ok(f"/proposals/{address}/frozen.{form}")
        assert f"not-published-{sha[:12]}.{form}" in answer.headers["Content-Disposition"]
    assert named.get(f"/proposals/{address}/frozen.exe").status_code == 404
    _, words = words_of_pdf(named.get_ok(f"/proposals/{address}/frozen.pdf").data)
    assert "Frozen text, not published" in words
    assert "It is not public and can still change." in words
    assert "JP-" not in words


CONTENT = {
    "format": "collab-edition",
    "purpose": "decision",
    "title": {"en": "Empty", "cy": "", "cy_status": "missing"},
    "summary": {"en": "", "cy": "", "cy_status": "missing"},
    "change_note": "",
    **{name: [] for name in ("organisations", "sections", "provisions", "options", "commitments", "implications")},
    **{name: [] for name in ("nil_returns", "attachments")},
    "demonstration": True,
}


def test_what_a_reader_must_know_comes_first():
    said = {
        "kind": "equality",
        "status": "published",
        "status_on": "2026-10-08",
        "reason": "",
        "reference": "EQ-1",
        "url": "",
    }
    section = {"kind": "evidence", "blocks": [], "blocks_cy": [], "cy_status": "missing"}
    facts = exports.Facts(
        hash="0" * 64, on="8 October 2026", reference="JP-1", number=1, address="x", notices=["Published urgently."]
    )
    drawn = exports.outline({**CONTENT, "sections": [section], "assessments": [said]}, facts)
    assert drawn.notices[0] == "Published urgently."
    page = exports.page(drawn)
    assert "Published urgently." in page
    assert "(EQ-1): " in page
    assert ", since 8 October 2026" in page


def test_an_empty_text_and_one_with_headings_out_of_order_can_be_drawn():
    kinds = ("heading_3", "heading_3", "heading_2", "heading_3", "table", "numbered", "bullet")
    runs = {"table": [{"text": "a | b\nc"}], "heading_3": [{"text": "Small"}]}
    blocks = [
        {"id": str(n), "kind": kind, "runs": runs.get(kind, [{"text": "Words\nmore"}])} for n, kind in enumerate(kinds)
    ]
    section = {"kind": "problem", "blocks": blocks, "blocks_cy": [], "cy_status": "missing"}
    for content in (CONTENT, {**CONTENT, "sections": [section]}):
        drawn = exports.outline(content, exports.Facts(hash="0" * 64, on="8 October 2026"))
        _, words = words_of_pdf(exports.pdf(drawn))
        assert "Demonstration: invented content" in words
        assert "Demonstration: invented content" in words_of_word(exports.word(drawn))[1]
        assert "Demonstration: invented content" in exports.page(drawn)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"low": "0", "central": None, "high": "5"}, "0 to 5 cases a year"),
        ({"central": "3"}, "3 cases a year"),
        ({"cannot_quantify_reason": "Nobody counted."}, "Cannot be put as a number: Nobody counted."),
        ({}, "No number"),
    ],
)
def test_how_much_in_words(record, words):
    from collab.proposals.rules.exports.outline import quantity

    whole = {
        "low": None,
        "central": None,
        "high": None,
        "unit": "cases_per_year",
        "price_base": "",
        "cannot_quantify_reason": "",
    }
    assert quantity({**whole, **record}) == words
