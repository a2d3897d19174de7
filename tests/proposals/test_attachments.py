"""Files of a proposal: who reads them when, how they are sent, and that none is lost or left behind."""

import io
import os
import re
from datetime import timedelta

import pytest

from collab import clock
from collab.accounts.policy import SYSTEM
from collab.attachments import actions as attachments
from collab.attachments.cli import group
from collab.attachments.models import Attachment
from collab.attachments.rules.limits import MEGABYTE
from collab.proposals import queries
from collab.proposals.actions import attachments as actions
from tests.factories import editions as made
from tests.factories import files
from tests.factories.accounts import PASSWORD, acting, author, signatory
from tests.factories.proposals import start_proposal
from tests.support.accounts import sign_in
from tests.support.page import words


def as_person(app, email):
    return sign_in(app.test_client(), email, PASSWORD)


def attach(app, proposal, code="HO", **sent):
    return actions.attach(proposal, sent=files.sent(**sent), folder=app.settings.files_folder, by=author(code))


@pytest.fixture
def draft(app, writing_in):
    """The random id of a draft of the Home Office with one file, which the Ministry of Justice is named on."""
    with writing_in():
        proposal = start_proposal("HO", MOJ="affected")
        attach(app, proposal)
        author("MOJ"), author("CLINKS")
        return str(proposal.id)


FIELDS = {"title": "Model", "description": "What it counts.", "accessibility": "accessible"}


def send(client, address, name, content, *, at="new", **more):
    """Fills in the page's form and sends a file with it, as a browser does."""
    page = client.get_ok(f"/proposals/{address}/attachments/{at}")
    hidden = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page.text))
    data = {**hidden, **FIELDS, **more, "file": (io.BytesIO(content), name)}
    return client.post(f"/proposals/{address}/attachments/{at}", data=data, content_type="multipart/form-data")


def test_named_bodies_read_a_draft_s_file_and_nobody_else(app, client, draft):
    path = f"/proposals/{draft}/attachments/1/file"
    answer = as_person(app, "author@moj.example").get_ok(path)
    assert answer.data == files.CSV
    assert answer.headers["Content-Disposition"] == "attachment; filename=stations.csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/csv"
    assert as_person(app, "author@clinks.example").get(path).status_code == 404
    assert client.get(path).status_code == 302
    for number in ("0", "2"):
        assert (
            as_person(app, "author@moj.example").get(f"/proposals/{draft}/attachments/{number}/file").status_code == 404
        )


def test_a_file_comes_through_the_page_with_its_words(app, draft, reading_in):
    lead = as_person(app, "author@ho.example")
    answer = send(
        lead, draft, "../cŵn\u202e.pdf", files.PDF, title_cy="Model", accessible_note="A table is in the text."
    )
    page = lead.follow(answer)
    assert "“Model” is attached" in words(page.text)
    assert "The file itself is accessible. A table is in the text." in words(page.text)
    got = lead.get_ok(f"/proposals/{draft}/attachments/2/file")
    assert got.headers["Content-Disposition"] == "attachment; filename=cwn.pdf; filename*=UTF-8''c%C5%B5n.pdf"
    with reading_in() as session:
        kept = session.query(Attachment).filter_by(number=2).one()
        assert kept.file_name not in kept.storage_name
        assert len(kept.storage_name) == 64
    edited = lead.submit(
        f"/proposals/{draft}/attachments/2", title="The model", accessibility="alternative", accessible_note=""
    )
    assert edited.status_code == 422
    assert "Say where the accessible version is" in words(edited.text)
    stale = lead.get_ok(f"/proposals/{draft}/attachments/2")
    lead.follow(lead.submit(f"/proposals/{draft}/attachments/2", title="The model"))
    assert lead.submit(stale, title="Another").status_code == 409
    page = lead.follow(lead.submit(f"/proposals/{draft}/attachments", press="Take off “The model”"))
    assert "The model" not in words(page.text).partition("Editions that hold it keep it")[2]
    assert lead.get(f"/proposals/{draft}/attachments/2/file").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("page.html", b"<html>", "The name holds .html"),
        ("page.pdf", b"<html><script>", "not what the name says"),
        ("big.txt", b"a" * (20 * MEGABYTE + 1), "It may have 20 MB"),
    ],
)
def test_a_refused_file_leaves_what_was_typed(app, draft, name, content, message):
    answer = send(as_person(app, "author@ho.example"), draft, name, content, title="A title I typed")
    assert answer.status_code == 422
    assert message in words(answer.text)
    assert 'value="A title I typed"' in answer.text
    assert "Choose the file again" in words(answer.text)
    assert len(list(app.settings.files_folder.glob("*/*"))) == 1


def test_what_is_too_big_to_read_still_gives_back_what_was_typed(app, draft):
    lead = as_person(app, "author@ho.example")
    answer = send(lead, draft, "big.txt", b"a" * (32 * MEGABYTE), title="A title I typed")
    assert answer.status_code == 413
    assert "A title I typed" in words(answer.text)
    body = {"title": "Kept", "file": (io.BytesIO(b"a" * 3 * MEGABYTE), "a")}
    assert lead.post(f"/proposals/{draft}/edit", data=body).status_code == 413, "other pages keep the small limit"


def test_an_edition_holds_its_files_from_the_instant_it_is_public(app, client, writing_in):
    with writing_in():
        proposal = made.ready_proposal()
        attach(app, proposal, content=b"one,two\n1,2\n")
        edition = made.cleared_edition(proposal)
        assert edition.content["attachments"][0]["sha256"] == proposal.attachments[0].sha256
        made.publisher(), signatory("MOJ")
        address = str(proposal.id)
    for path in (
        f"/proposals/{address}/editions/1/attachments/1/file",
        "/proposals/JP-2026-001/editions/1/attachments/1/file",
    ):
        assert client.get(path).status_code == 404
    reader = as_person(app, "signatory@moj.example")
    assert reader.get_ok(f"/proposals/{address}/attachments/1/file").data == b"one,two\n1,2\n"
    assert f'href="/proposals/{address}/attachments/1/file"' in reader.get_ok(f"/proposals/{address}/frozen").text
    lead = as_person(app, "author@ho.example")
    assert lead.get(f"/proposals/{address}/attachments/1/remove").status_code in (404, 405)
    refused = send(lead, address, "late.csv", files.CSV)
    assert refused.status_code == 422
    assert "frozen while it is being cleared" in words(refused.text)
    second = as_person(app, "second-author@ho.example")
    page = second.follow(second.submit(f"/proposals/{address}/clearance/publish", press="Publish this edition"))
    (path,) = re.findall(r'href="(/proposals/[^"]+/editions/1/attachments/1/file)"', page.text)
    assert client.get_ok(path).data == b"one,two\n1,2\n"
    assert "8. Files" in words(page.text)
    with writing_in():
        proposal = queries.get(address, viewer=author("HO"))
        actions.remove(proposal, proposal.attachments[0], by=author("HO"))
    assert client.get_ok(path).data == b"one,two\n1,2\n", "an edition keeps what it was published with"
    assert client.get(path.replace("attachments/1", "attachments/2")).status_code == 404


def test_a_failed_request_leaves_a_file_that_is_swept_later(app, draft, writing_in):
    folder = app.settings.files_folder
    with writing_in() as session:
        attach(app, queries.get(draft, viewer=author("HO")))
        session.rollback()
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / "cut.part").write_bytes(b"half")
    assert len(list(folder.glob("*/*"))) == 3
    with writing_in():
        assert attachments.sweep(folder, by=SYSTEM) == 0, "a request may still be running"
    old = (clock.now() - timedelta(days=1, minutes=1)).timestamp()
    for path in folder.glob("*/*"):
        os.utime(path, (old, old))
    with writing_in():
        assert attachments.sweep(folder, by=SYSTEM) == 2
    assert as_person(app, "author@ho.example").get_ok(f"/proposals/{draft}/attachments/1/file").data == files.CSV


def test_a_changed_file_is_noticed(app, draft):
    runner = app.test_cli_runner()
    assert "OK: 1 files" in runner.invoke(group, ["verify"]).output
    (path,) = app.settings.files_folder.glob("*/*")
    path.write_bytes(b"other")
    done = runner.invoke(group, ["verify"])
    assert done.exit_code == 1
    assert "was changed" in done.output
    path.unlink()
    assert "is missing" in runner.invoke(group, ["verify"]).output
    assert as_person(app, "author@ho.example").get(f"/proposals/{draft}/attachments/1/file").status_code == 404


def test_only_those_who_write_the_text_attach(app, writing_in, draft):
    with writing_in():
        acting("HO", email="viewer@ho.example")
    moj = as_person(app, "author@moj.example")
    assert moj.get(f"/proposals/{draft}/attachments/new").status_code == 403
    assert "Attach a file" not in moj.get_ok(f"/proposals/{draft}/attachments").text
