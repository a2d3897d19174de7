"""Whose words: replayed from saves and from what was typed live, for now and for any save."""

import pytest
from pycrdt import Doc
from sqlalchemy import select

from collab.documents.actions import live as actions
from collab.documents.models import DocumentSnapshot, DocumentUpdate
from collab.documents.queries import live
from collab.documents.queries.voices import attribution
from collab.documents.rules import authorship, flat
from collab.documents.rules.live import CHUNK
from collab.proposals.actions import drafting
from collab.proposals.queries.places import TextsOfProposals, owner_of
from tests.factories.accounts import author, sign_in
from tests.factories.proposals import start_proposal
from tests.support.page import Page

FIRST, SECOND, THIRD = "Each force keeps a record.", " Rural forces need longer.", " It is counted each year."


@pytest.fixture
def place(writing_in):
    """A section that the lead wrote, then a charity, by forms."""
    with writing_in():
        proposal = start_proposal("HO", MOJ="joint", VS="supporting")
        section = proposal.sections[0]
        drafting.write_section(proposal, section, text=FIRST, by=author("HO"))
        drafting.write_section(proposal, section, text=FIRST + SECOND, by=author("VS"))
        author("MOJ")
        return proposal.address, section.document_id


def type_in(document_id, words, by, key, owner=None):
    """Adds words at the end, as a browser would."""
    held = Doc()
    held.apply_update(live.opened(document_id).state)
    before = held.get_state()
    text = flat.root(held).children[0].children[0]
    text.insert(flat.length(text), words)
    actions.type_in(document_id, held.get_update(before), key=key, owner=owner or TextsOfProposals(), by=by)


def spoken(document_id, save=None):
    found = authorship.voices(attribution(document_id, save=save).owned, lambda owner: owner.partition(":")[0])
    return [words for block in found for words, _ in block]


def test_saves_and_live_typing_are_one_history(app, writing_in, reading_in, place):
    address, document_id = place
    with writing_in():
        assert spoken(document_id) == [f"{FIRST} ", SECOND.strip()]
        actions.open_live(document_id, owner=TextsOfProposals(), by=author("MOJ"))
        for number, letter in enumerate(THIRD):
            type_in(document_id, letter, author("MOJ"), f"key-{number:016}")
    with reading_in():
        assert spoken(document_id) == [f"{FIRST} ", f"{SECOND.strip()} ", THIRD.strip()]
    with writing_in():
        drafting.settle_texts(owner_of(document_id)[0], [document_id], by=author("HO"))
    client = app.test_client()
    sign_in(client, "author@vs.example")
    here = f"/proposals/{address}/sections/problem/voices"
    page = Page(client.get_ok(here).text).words
    assert "Victim Support Author at VS VS like this 4 29%" in page
    assert "HO Each force keeps a record. VS Rural forces need longer. MOJ It is counted each year." in page
    assert "It is counted" not in Page(client.get_ok(f"{here}?save=2").text).words
    assert "Rural" not in Page(client.get_ok(f"{here}?save=1").text).words
    assert client.get_ok(f"{here}?save=nonsense")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_owners_are_kept_beside_a_snapshot_and_say_the_same(writing_in, reading_in, place):
    _, document_id = place
    with writing_in():
        by = author("MOJ")
        actions.open_live(document_id, owner=TextsOfProposals(), by=by)
        for number in range(CHUNK + 1):
            type_in(document_id, " word" if number % 50 == 0 else "s", by, f"key-{number:016}")
        drafting.settle_texts(owner_of(document_id)[0], [document_id], by=author("HO"))
    with reading_in() as session:
        kept = session.scalars(select(DocumentSnapshot)).one()
        assert session.scalars(select(DocumentUpdate)).all()
        owned = authorship.from_json(kept.attribution).owned
        assert owned.text == attribution(document_id).owned.text
        assert owned.runs == attribution(document_id).owned.runs and len(owned.runs) == 3
