"""Many implications at once: the form of ten rows, and a CSV file in two steps."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.proposals.actions.implication_uploads import KEPT, forget_old_uploads
from collab.proposals.models import Implication, ImplicationUpload
from collab.proposals.rules import implication_tables as rules
from tests.factories.accounts import author, sign_in
from tests.factories.proposals import add_commitment, start_proposal
from tests.support.page import Page

CANARY = "canary-2207"
ROW = {
    "Provision": "3.1",
    "Organisation": "Victim Support",
    "Type": "cost",
    "Direction": "adverse",
    "What it means": "More calls – by far.",
    "Low": "2,100,000",
    "Central": "3400000",
    "High": "£5,000,000",
    "Unit": "pounds a year",
    "Prices of": "2025-26",
    "First quarter": "2027 Q2",
    "Last quarter": "2028-1",
    "Whom it touches": "Victims; witness",
    "Stages of a case": "Trial",
    "Police force areas": "Cumbria; dyfed-powys",
    "Confidence": "medium",
    "Why this confident": "Counted once.",
    "Kind of evidence": "Evaluation",
    "What the evidence is called": "A pilot",
    "Date of the evidence": "30/6/2026",
    "Number of the commitment that brings it about": "1",
    "Where the money comes from": "unfunded",
}
PLAIN = {
    **ROW,
    "Type": "demand",
    "Low": "",
    "Central": "",
    "High": "",
    "Unit": "",
    "Why there are no figures": "Not counted.",
}


def as_csv(*rows, headings=tuple(rules.COLUMNS.values()), delimiter=","):
    written = io.StringIO()
    writer = csv.DictWriter(written, headings, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


@pytest.fixture
def here(writing_in):
    with writing_in():
        for code in ("VS", "MOJ", "HO"):
            author(code)
        proposal = start_proposal("HO", MOJ="joint", VS="affected")
        add_commitment(proposal, "HO", shared=True)
        return f"/proposals/{proposal.id}"


def client_of(app, code):
    client = app.test_client()
    sign_in(client, f"author@{code.lower()}.example")
    return client


def uploaded(client, here, content):
    """The answer to an upload of this file."""
    page = Page(client.get_ok(f"{here}/implications/upload").text)
    hidden = {e.get("name"): e.get("value", "") for e in page.elements("input") if e.get("type") == "hidden"}
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(f"{here}/implications/upload", data={**hidden, "file": (io.BytesIO(data), "implications.csv")})


def test_a_file_is_looked_at_and_then_entered_once(app, here, reading_in):
    ours, theirs = client_of(app, "VS"), client_of(app, "MOJ")
    template = ours.get_ok(f"{here}/implications/template.csv").text
    assert template.removeprefix("\ufeff") == as_csv()
    answer = uploaded(ours, here, as_csv(ROW, {}, PLAIN).encode("cp1252"))
    preview = Page(ours.get_ok(answer.location).text)
    assert "2 rows, all in order." in preview.words
    assert "More calls – by far." in preview.words
    assert theirs.get(answer.location).status_code == 404
    with reading_in() as session:
        assert session.scalars(select(Implication)).all() == []
    page = ours.get_ok(answer.location)
    assert ours.submit(page, press="Enter 2 implications").status_code == 302
    again = ours.get_ok(answer.location)
    assert "2 implications entered. It is not kept." in Page(again.text).words
    hidden = {e.get("name"): e.get("value", "") for e in Page(page.text).elements("input") if e.get("type") == "hidden"}
    assert ours.post(answer.location, data={**hidden, "idempotency_key": "k" * 32}).status_code == 302
    with reading_in() as session:
        first, second = session.scalars(select(Implication).order_by(Implication.number))
        assert (str(first.low), str(first.high), first.unit.value, first.user_groups) == (
            "2100000",
            "5000000",
            "gbp_per_year",
            ["victim", "witness"],
        )
        assert [area["name"] for area in first.force_areas] == ["Cumbria", "Dyfed-Powys"]
        assert (first.from_on.isoformat(), first.to_on.isoformat()) == ("2027-04-01", "2028-03-31")
        assert first.evidence == [{"kind": "evaluation", "title": "A pilot", "url": "", "date": "2026-06-30"}]
        assert (first.caused_by_id is not None, first.shared_at) == (True, None)
        assert second.cannot_quantify_reason == "Not counted."
        assert session.scalars(select(ImplicationUpload)).one().text == ""
    assert "More calls" not in theirs.get_ok(f"{here}/grid").text
    assert "Several implications drafted" not in Page(theirs.get_ok(f"{here}/history").text).words
    assert "Several implications drafted" in Page(ours.get_ok(f"{here}/history").text).words


def test_faults_are_named_by_row_and_column_and_nothing_is_entered(app, here, reading_in):
    client = client_of(app, "VS")
    crossed = {**ROW, "Low": "9", "Central": "3", "High": "5"}
    nowhere = {**ROW, "Provision": "3.9", "Organisation": "Nobody", "Police force areas": "Atlantis", "Low": "many"}
    wrong = uploaded(client, here, as_csv(ROW, crossed, nowhere))
    preview = Page(client.get_ok(wrong.location).text)
    for words in (
        "3 rows, 2 at fault",
        "Central: The figures must rise from low to high",
        "There is no “3.9” to choose on this proposal",
        "There is no “Nobody” to choose on this proposal",
        "“Atlantis” is not a police force area",
        "It must be a number, like 3,400,000 or 2.5",
    ):
        assert words in preview.words, words
    assert "Enter 3 implications" not in preview.words
    other = Page(client.get_ok(f"{here}/implications/upload").text)
    token = next(e.get("value") for e in other.elements("input") if e.get("name") == "csrf_token")
    forced = client.post(wrong.location, data={"csrf_token": token, "idempotency_key": "f" * 32})
    assert forced.status_code == 422
    assert "Row 2, central: The figures must rise" in Page(forced.text).words
    with reading_in() as session:
        assert session.scalars(select(Implication)).all() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The headings are not those of the template. Missing: Provision"),
        (as_csv(ROW, headings=("Provision", "Unit", "Costs")), "Not in the template: Costs"),
        (as_csv().replace("Low", "High"), "There twice: High"),
        (as_csv(), "no rows under its headings"),
        (as_csv(*[PLAIN] * 2001), "The file has 2,001 rows. It can have 2,000 at most"),
        (b"\x00\x01\x02", "not a CSV file"),
        (as_csv(ROW) + '"open', "not well-formed CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content, words):
    offered = rules.Offered({}, {}, {}, {})
    data = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(rules.TableRefused, match=words[:20]) as refusal:
        rules.read(rules.decoded(data), offered)
    assert words in str(refusal.value)


def test_encodings_delimiters_and_apostrophes():
    offered = rules.Offered({}, {}, {}, {})
    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        for delimiter in (",", ";"):
            read = rules.read(rules.decoded(as_csv(ROW, delimiter=delimiter).encode(encoding)), offered)
            assert read[0].typed["summary"] == "More calls – by far."
    [row] = rules.read(as_csv({**ROW, "What it means": "'=1+1"}), offered)
    assert row.typed["summary"] == "=1+1"
    with pytest.raises(rules.TableRefused, match="too big"):
        rules.decoded(b"a" * (rules.MOST_BYTES + 1))


def test_ten_rows_in_a_form(app, here, reading_in):
    client = client_of(app, "VS")
    form = f"{here}/implications/quick"
    first = {
        "row_1_provision": "3.1",
        "row_1_organisation": "vs",
        "row_1_type": "demand",
        "row_1_direction": "adverse",
        "row_1_summary": f"More calls {CANARY}.",
        "row_1_cannot_quantify_reason": "Not counted.",
        "row_1_confidence": "low",
        "row_1_confidence_reason": "A guess.",
    }
    second = {name.replace("row_1", "row_7"): value for name, value in first.items()}
    bad = client.submit(form, {**first, **second, "row_7_direction": "", "row_7_low": "x"})
    assert bad.status_code == 422
    assert "Row 7, direction: It must be filled in" in bad.text
    assert 'href="#row_7_direction"' in bad.text
    assert "Row 7, low: It must be a number" in bad.text
    assert bad.text.count(CANARY) == 2
    assert client.submit(bad, row_7_direction="mixed", row_7_low="").status_code == 302
    with reading_in() as session:
        assert [one.number for one in session.scalars(select(Implication).order_by(Implication.number))] == [1, 2]
    assert CANARY not in client_of(app, "MOJ").get_ok(f"{here}/grid").text


def test_a_table_that_nobody_confirms_is_gone_after_a_day(writing_in, reading_in):
    with clock.pinned(), writing_in() as session:
        proposal = start_proposal("HO", VS="affected")
        for text, age in (("young", KEPT), ("old", KEPT + timedelta(seconds=1))):
            by = author("VS" if text == "old" else "HO")
            who = {"organisation_id": by.organisation_id, "person_id": by.person_id}
            session.add(ImplicationUpload(proposal=proposal, text=text, uploaded_at=clock.now() - age, **who))
        session.flush()
        assert forget_old_uploads(by=SYSTEM) == 1
    with reading_in() as session:
        assert [one.text for one in session.scalars(select(ImplicationUpload))] == ["young"]
