"""A Word document becomes parts of a proposal: its words, in order, and nothing that could do harm or grow without bound."""

import io
import re

import docx
import pytest
from docx.shared import Inches

from collab import text
from collab.errors import Refused
from collab.proposals import queries
from collab.proposals.queries import drafts
from collab.proposals.rules import imports
from tests.factories import files
from tests.factories.accounts import PASSWORD, author
from tests.factories.files import office, png
from tests.factories.proposals import start_proposal
from tests.support.accounts import sign_in
from tests.support.page import Page, words


def document():
    made = docx.Document()
    made.add_paragraph("Words before any heading, <script>alert(1)</script> & more.")
    made.add_heading("1. Background", 1)
    paragraph = made.add_paragraph("Too many are ")
    paragraph.add_run("asked twice").bold = True
    paragraph.add_run(".")
    made.add_paragraph("at the desk", style="List Bullet")
    made.add_paragraph("## no heading", style="Quote")
    made.add_heading("What it costs", 2)
    table = made.add_table(2, 2)
    for cell, said in zip(
        (c for row in table.rows for c in row.cells), ("Area", "Cost | a year", "North", "12"), strict=True
    ):
        cell.text = said
    made.add_picture(io.BytesIO(png()), width=Inches(1))
    made.add_heading("What is proposed", 1)
    made.add_paragraph("These things.")
    made.add_heading("Ask once", 2)
    made.add_paragraph("Each body asks once.")
    made.add_heading("Keep the answer", 2)
    made.add_paragraph("For a year.")
    made.add_heading("Options", 1)
    made.add_heading("Do nothing", 2)
    made.add_paragraph("All stays.")
    made.add_heading("Acknowledgements", 1)
    made.add_paragraph("Thanks to all.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_headings_say_where_its_parts_go_and_what_is_lost_is_listed():
    read = imports.read("paper.docx", document())
    placed = imports.place(read.parts)
    assert [(part.to, part.title) for part in placed] == [
        ("", ""),
        ("problem", "1. Background"),
        ("provision", "What is proposed"),
        ("provision", "Ask once"),
        ("provision", "Keep the answer"),
        ("option", "Do nothing"),
        ("", "Acknowledgements"),
    ]
    assert placed[1].text == (
        "Too many are **asked twice**.\n\n- at the desk\n\n> \\## no heading\n\n## What it costs\n\n| Area | Cost a year |\n| North | 12 |"
    )
    assert "<script>alert(1)</script> & more." in placed[0].text
    assert "<script>" not in text.html(text.parse(placed[0].text))
    assert read.left == ["1 picture or drawing"]


def word(body: str, **more) -> bytes:
    namespaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    return office(**{"word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>", **more})


def paragraph(inner: str) -> str:
    return f"<w:p><w:r><w:t xml:space='preserve'>{inner}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", files.PDF, "Choose a Word document"),
        ("a.docm", document(), "not taken|could run"),
        ("a.docx", b"", "empty"),
        ("a.docx", word(paragraph(" ")), "no words"),
        ("a.docx", word("<w:p>"), "cannot be read"),
        ("a.docx", word("".join(f"<w:p><w:pPr><w:pStyle w:val='h'/></w:pPr>{paragraph('x')[5:]}" for _ in range(61)), **{"word/styles.xml": '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/></w:style></w:styles>'}), "61 headings"),
        ("a.docx", word("<!DOCTYPE x [<!ENTITY a 'b'>]>"), "entities"),
        ("a.docx", word("<w:p/>" * 1_500_000), "far more|too much"),
        ("a.docx", word(paragraph("".join(f"{n} " for n in range(160_000)))), "too much"),
    ],
)  # fmt: skip
def test_what_is_no_paper_is_refused_in_words(name, content, words):
    with pytest.raises(Refused, match=words) as refusal:
        imports.read(name, content)
    assert refusal.value.problems[0].field == "file"


def test_tracked_changes_are_taken_as_made_and_said():
    body = (
        "<w:p><w:ins w:id='1' w:author='A'><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='A'><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
    )
    read = imports.read("a.docx", word(body))
    assert [part.blocks[0].plain for part in read.parts] == ["new"]
    assert len(read.left) == 2
    assert all("taken as made" in line for line in read.left)


def send(client, address, name, content):
    page = client.get_ok(f"/proposals/{address}/import")
    hidden = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page.text))
    data = {**hidden, "file": (io.BytesIO(content), name)}
    return client.post(f"/proposals/{address}/import", data=data, content_type="multipart/form-data")


def test_nothing_is_saved_before_it_was_seen_and_then_all_of_it(app, writing_in, reading_in):
    with writing_in():
        proposal = start_proposal("HO", MOJ="joint", CPS="affected")
        author("MOJ"), author("CPS")
        address = str(proposal.id)
    joint = sign_in(app.test_client(), "author@moj.example", PASSWORD)
    assert (
        sign_in(app.test_client(), "author@cps.example", PASSWORD).get(f"/proposals/{address}/import").status_code
        == 403
    )
    refused = send(joint, address, "a.docm", document())
    assert refused.status_code == 422
    preview = send(joint, address, "paper.docx", document())
    assert preview.status_code == 200
    assert "1 picture or drawing" in words(preview.text)
    answer = joint.submit(preview, to_1="leave", title_3="")
    assert answer.status_code == 422
    assert "Choose where part 7 goes" in words(answer.text)
    answer = joint.submit(answer, to_7="delivery", title_3="")
    assert "Enter a title for part 3" in words(answer.text)
    assert "1 picture or drawing" in words(answer.text)
    with reading_in():
        proposal = queries.get(address, viewer=author("MOJ"))
        assert drafts.section(proposal, "problem").document.is_empty
    page = joint.follow(joint.submit(answer, title_3="All of it", text_7="Thanks, and so on."))
    assert "6 parts are brought in" in words(page.text)
    assert Page(page.text).headings
    with reading_in():
        proposal = queries.get(address, viewer=author("MOJ"))
        document_ = drafts.section(proposal, "problem").document
        assert [block.kind.value for block in document_.blocks] == [
            "paragraph",
            "bullet",
            "quotation",
            "heading_2",
            "table",
        ]
        assert document_.revisions[-1].organisation_id == author("MOJ").organisation_id
        assert drafts.section(proposal, "delivery").document.plain == "Thanks, and so on."
        titles = [str(provision.title) for provision in drafts.provisions(proposal)]
        assert titles == ["Provision number 1", "All of it", "Ask once", "Keep the answer"]
        assert [option.kind.value for option in drafts.options(proposal)] == ["do_nothing"]


def test_footnotes_come_along():
    notes = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>A small [one].</w:t></w:r></w:p></w:footnote></w:footnotes>'
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    body = "<w:p><w:r><w:t>In a trial</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>, it worked.</w:t></w:r></w:p>"
    content = word(body, **{"word/footnotes.xml": notes, "word/_rels/document.xml.rels": rels})
    (part,) = imports.read("a.docx", content).parts
    assert [(run.text, run.note) for run in part.blocks[0].runs] == [
        ("In a ", ""),
        ("trial", "A small [one]."),
        (", it worked.", ""),
    ]
    assert text.parse(text.source(part.blocks))[0].runs == part.blocks[0].runs
