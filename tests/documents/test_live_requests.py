"""What an editor's window sends, over HTTP: refused in words where it must be, and nothing of anybody is ever lost."""

import base64
import itertools
import uuid

from pycrdt import Doc, XmlElement, XmlFragment, XmlText
from sqlalchemy import func, select

from collab import clock
from collab.accounts.models import SignIn
from collab.accounts.policy import SYSTEM
from collab.accounts.queries import organisation_by_code
from collab.documents.models import DocumentSnapshot, DocumentUpdate, Revision
from collab.documents.queries import live
from collab.documents.rules import flat
from collab.documents.rules.live import CHUNK, MOST_UPDATE
from collab.proposals.actions import drafting, parts
from collab.proposals.models import PartRole, Proposal
from collab.proposals.queries import drafts
from collab.proposals.queries import editions as edition_queries
from tests.factories import accounts as people
from tests.support.accounts import sign_in


class Window:
    """A window of somebody who is signed in, on the test client."""

    def __init__(self, app, email, page):
        self.client = sign_in(app.test_client(), email, people.PASSWORD)
        page = self.client.get_ok(page).text
        self.address = page.partition('data-address="')[2].partition("/live")[0]
        self.token = page.partition('data-token="')[2].partition('"')[0]
        opened = self.client.post(f"{self.address}/live", headers={"X-CSRFToken": self.token}).json
        self.doc = Doc()
        self.doc.apply_update(base64.b64decode(opened["state"]))
        self.sequence = opened["sequence"]

    @property
    def children(self):
        return self.doc.get("text", type=XmlFragment).children

    @property
    def text(self):
        return "\n".join("".join(str(p) for p, _ in block.children[0].diff()) for block in self.children)

    def typed(self, words, block=0):
        before = self.doc.get_state()
        text = self.children[block].children[0]
        text.insert(len(str(text).encode()), words)
        return self.doc.get_update(before)

    def send(self, update, key="", **headers):
        headers = {"X-CSRFToken": self.token, "Idempotency-Key": key or uuid.uuid4().hex, **headers}
        return self.client.post(
            f"{self.address}/updates", data=update, content_type="application/octet-stream", headers=headers
        )

    def catch_up(self):
        while rows := self.client.get(f"{self.address}/updates?after={self.sequence}").json:
            for row in rows:
                self.doc.apply_update(base64.b64decode(row["update"]))
                self.sequence = row["sequence"]
        return self.text


def windows(app, written, *codes, page="/provisions/1/live"):
    return [Window(app, f"author@{code.lower()}.example", written + page) for code in codes]


def log(reading_in):
    with reading_in() as session:
        query = select(DocumentUpdate.sequence, DocumentUpdate.person_id).order_by(DocumentUpdate.sequence)
        return [tuple(row) for row in session.execute(query)]


def test_an_update_is_kept_once_with_who_sent_it(app, written, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    update, key = here.typed(" And well."), uuid.uuid4().hex
    first, again = here.send(update, key), here.send(update, key)
    assert (first.status_code, first.json, again.json) == (200, {"sequence": 2}, {"sequence": 2})
    assert there.send(there.typed(" At once.")).json == {"sequence": 3}
    assert here.catch_up() == there.catch_up() == here.text
    assert {" And well." in here.text, " At once." in here.text} == {True}
    with reading_in():
        ids = {code: people.author(code).person_id for code in ("HO", "MOJ")}
    assert log(reading_in) == [(1, None), (2, ids["HO"]), (3, ids["MOJ"])]


def test_what_is_no_update_of_this_text_changes_nothing(app, written, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    elsewhere = windows(app, written, "HO", page="/sections/problem/live")[0]
    other = Doc()
    text = XmlText("Mine")
    with other.transaction():
        other.get("text", type=XmlFragment).children.append(XmlElement("block", contents=[text]))
    state = other.get_state()
    text.insert(0, "Not ")
    stolen = Doc(client_id=here.doc.client_id)
    stolen.apply_update(here.doc.get_update())
    stolen.get("text", type=XmlFragment).children[0].children[0].insert(0, "As if by HO ")
    here.send(here.typed("."))
    refused = [
        (there, b"", 400), (there, b"\x01\x02\x03garbage", 400), (there, b"\xff" * 40, 400), (there, other.get_update(state), 400),
        (there, b"x" * (MOST_UPDATE + 1), 413), (there, stolen.get_update(there.doc.get_state()), 400), (elsewhere, here.typed("!"), 400),
    ]  # fmt: skip
    before = log(reading_in)
    for window, update, status in refused:
        answer = window.send(update)
        assert answer.status_code == status, (update[:20], answer.text)
        assert answer.json["problem"]
    good = there.typed(" Still well.")
    assert there.send(good, key="short").status_code == 400
    assert there.send(good, **{"X-CSRFToken": "forged"}).status_code == 400
    assert log(reading_in) == before
    assert there.send(good).status_code == 200, "the text is as it was, and goes on"


def test_a_text_that_is_too_long_is_refused_in_words(app, written):
    (here,) = windows(app, written, "HO")
    for _ in range(4):
        assert here.send(here.typed("word " * 50_000)).status_code == 200
    answer = here.send(here.typed("word " * 50_000))
    assert answer.status_code == 413
    assert "as long as it can get" in answer.json["problem"]


def test_strange_characters_and_elements_become_a_plain_text(app, written, reading_in):
    (here,) = windows(app, written, "HO")
    before = here.doc.get_state()
    with here.doc.transaction():
        for kind, words in (("script", "<script>alert(1)</script>"), ("bullet", "a\x00b\x1bc \u202e\u2066d")):
            block = XmlElement("block", {"id": "b", "kind": kind, "depth": 9e99})
            here.children.append(block)
            block.children.append(XmlText(words))
        link = XmlText()
        block = XmlElement("div")
        here.children.append(block)
        block.children.append(link)
        link.insert(0, "press", {"link": {"href": "javascript:alert(1)"}, "footnote": "none", "bold": {}})
        here.children.append(XmlText("loose"))
    assert here.send(here.doc.get_update(before)).status_code == 200
    page = here.client.get_ok(f"{written}/text").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>press</strong>" in page
    assert "javascript:" not in page
    assert "a\ufffdb\ufffdc \u202e\u2066d" in page


def test_who_may_not_write_gets_what_an_outsider_gets(app, written, reading_in, writing_in):
    here, suggests = windows(app, written, "HO", "VS")
    update = suggests.typed(" Mine.")
    assert suggests.send(update).status_code == 404
    outsider = sign_in(app.test_client(), "author@clinks.example", people.PASSWORD)
    token = outsider.get_ok("/account/name").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    keys = {"X-CSRFToken": token, "Idempotency-Key": uuid.uuid4().hex}
    for verb, tail in (
        ("post", "live"),
        ("post", "updates"),
        ("post", "presence"),
        ("get", "updates"),
        ("get", "stream"),
    ):
        answer = getattr(outsider, verb)(f"{here.address}/{tail}", headers=keys)
        assert answer.status_code == 404, tail
        assert getattr(outsider, verb)(f"/documents/{uuid.uuid4()}/{tail}", headers=keys).status_code == 404
    assert len(log(reading_in)) == 1

    # A right that ends, ends for the next key stroke; and so do a sign-in and an open text.
    (there,) = windows(app, written, "MOJ")
    with writing_in() as session:
        proposal = session.scalars(select(Proposal)).one()
        parts.set_part(
            proposal, organisation=organisation_by_code("MOJ"), role=PartRole.not_affected, reason="Not theirs.", by=people.author("HO")
        )  # fmt: skip
    assert there.send(there.typed(" Too late.")).status_code == 404
    assert there.client.get(f"{there.address}/updates").status_code == 404
    with writing_in() as session:
        proposal = session.scalars(select(Proposal)).one()
        drafting_closed(proposal)
    answer = here.send(here.typed(" Too late."))
    assert (answer.status_code, "taken out" in answer.json["problem"]) == (409, True)
    with writing_in() as session:
        for held in session.scalars(select(SignIn)):
            held.ended_at = held.started_at
    assert here.send(here.typed(" Nobody.")).status_code == 403


def drafting_closed(proposal):
    from collab.proposals.actions.provisions import retire_provision

    retire_provision(proposal, proposal.provisions[0], by=people.author("HO"))


def test_settling_says_who_wrote_what_and_when_last(app, written, writing_in, reading_in):
    here, there = windows(app, written, "HO", "MOJ")
    here.send(here.typed(" First."))
    there.catch_up()
    there.send(there.typed(" Second."))
    with writing_in():
        document_id = uuid.UUID(here.address.rpartition("/")[2])
        drafting.settle(document_id, by=SYSTEM)
        drafting.settle(document_id, by=SYSTEM)
    with reading_in() as session:
        rows = session.scalars(
            select(Revision).where(Revision.document_id == document_id).order_by(Revision.number)
        ).all()
        ho, moj = people.author("HO"), people.author("MOJ")
        assert [row.organisation_id for row in rows[1:]] == [ho.organisation_id, moj.organisation_id]
        assert [row.blocks[0].plain for row in rows[1:]] == [
            "It is done once. First.",
            "It is done once. First. Second.",
        ]
        proposal = session.scalars(select(Proposal)).one()
        assert edition_queries.last_writer(proposal) == moj.person_id
        assert drafts.provision(proposal, 1).document.plain == "It is done once. First. Second."


def test_a_form_block_by_block_merges_with_what_is_typed_meanwhile(app, written):
    (here,) = windows(app, written, "MOJ")
    client = sign_in(app.test_client(), "author@ho.example", people.PASSWORD)
    form = client.get_ok(f"{written}/provisions/1/blocks")
    here.send(here.typed(" By one body."))
    box = next(name for name in form.text.split('"') if name.startswith("block-"))
    saved = client.submit(
        form, {box: "It is **always** done once.", "added": "New block.\n\n| Body | Cost |\n| HO | [5]^[a guess] |"}
    )
    assert saved.status_code == 302, saved.text
    assert here.catch_up().splitlines() == [
        "It is always done once. By one body.",
        "New block.",
        "Body | Cost",
        "HO | 5",
    ]
    page = client.get_ok(f"{written}/text").text
    assert "<strong>always</strong> done once. By one body." in page
    assert "<table" in page

    # What somebody changes meanwhile, an emptied box does not take away.
    form = client.get_ok(f"{written}/provisions/1/blocks")
    here.send(here.typed(" Kept."))
    emptied = {
        name: ""
        for name in form.text.split('"')
        if name.startswith("block-") and not name.endswith(("-hint", "-error"))
    }
    client.submit(form, emptied)
    assert here.catch_up() == "It is always done once. By one body. Kept."

    # And the whole text by the old form, on what it no longer is, is a conflict with both texts.
    form = client.get_ok(f"{written}/provisions/1")
    here.send(here.typed(" Typed."))
    conflict = client.submit(form, text="Mine alone.")
    assert conflict.status_code == 409
    assert {"Mine alone." in conflict.text, "Kept. Typed." in conflict.text} == {True}


def test_two_forms_of_a_text_that_was_never_open_live_are_merged_too(app, written):
    """Without JavaScript nobody ever opens it live. What a form replaced as a whole meanwhile is a conflict all the same."""
    one, other = (sign_in(app.test_client(), f"author@{code}.example", people.PASSWORD) for code in ("ho", "moj"))
    here = f"{written}/provisions/1"
    late = one.get_ok(f"{here}/blocks")
    other.submit(here, text="It is done twice.")
    assert one.submit(late, added="Mine.").status_code == 409
    forms = [client.get_ok(f"{here}/blocks") for client in (one, other)]
    for client, form, words in zip((one, other), forms, ("First.", "Second."), strict=True):
        assert client.submit(form, added=words).status_code == 302
    page = one.get_ok(f"{written}/text").text
    assert all(words in page for words in ("It is done twice.", "First.", "Second."))


def test_a_long_log_is_loaded_from_a_snapshot_and_stays_whole(app, written, writing_in, reading_in):
    (here,) = windows(app, written, "HO")
    first = here.doc.get_update()
    for _ in range(3):
        here.send(here.typed("a"))
    document_id = uuid.UUID(here.address.rpartition("/")[2])
    with writing_in() as session:
        last = live.last_sequence(document_id)
        me = people.author("HO")
        for number in range(CHUNK):
            session.add(
                DocumentUpdate(
                    document_id=document_id, sequence=last + 1 + number, key=f"key-{number:020}", update=here.typed("b"), client=here.doc.client_id,
                    person_id=me.person_id, membership_id=me.membership_id, organisation_id=me.organisation_id, at=clock.now(),
                )
            )  # fmt: skip
        from collab.documents.models import Document

        session.get(Document, document_id).sequence = last + CHUNK
    with writing_in():
        drafting.settle(document_id, by=SYSTEM)
    with reading_in() as session:
        assert session.scalar(select(func.count()).select_from(DocumentUpdate)) == 1 + 3 + CHUNK
        (snapshot,) = session.scalars(select(DocumentSnapshot)).all()
        assert snapshot.sequence == 4 + CHUNK
    slept, also = windows(app, written, "HO", "HO")
    assert slept.text == here.text

    # A window that slept since the beginning reads on in a few merged pieces; and both windows of one person may type.
    woken = Doc()
    woken.apply_update(first)
    answer = slept.client.get(f"{slept.address}/stream?after=1")
    _, *pieces = itertools.islice(answer.response, 3)
    answer.close()
    assert [piece.split(b"\n")[1] for piece in pieces] == [f"id: {1 + CHUNK}".encode(), f"id: {4 + CHUNK}".encode()]
    for piece in pieces:
        woken.apply_update(base64.b64decode(piece.partition(b"data: ")[2]))
    assert flat.blocks(woken) == flat.blocks(slept.doc)
    assert [slept.send(slept.typed("c")).status_code, also.send(also.typed("d")).status_code] == [200, 200]
    assert sorted(slept.catch_up()) == sorted(also.catch_up())
