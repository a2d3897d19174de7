"""Pages that are kept for visitors without a session: a change shows at once, and nobody gets what another one may see."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from flask import request

from collab import clock
from collab.accounts.models import Organisation
from collab.app import PACKAGE
from collab.consultations.models import Consultation
from collab.consultations.queries import public
from collab.proposals.models import Proposal
from collab.web.drawing import NONCE
from tests.factories import accounts
from tests.factories import consultations as made
from tests.factories.editions import decision_edition, edit_provision, published_edition
from tests.support.databases import reading


def kept(app):
    return app.extensions["collab_drawing"].kept


def signed_in(app, code):
    client = app.test_client()
    accounts.sign_in(client, f"author@{code.lower()}.example")
    return client


@pytest.fixture
def consultation(app, writing_in):
    """The address of one that is open."""
    with writing_in():
        return made.approved(edition=published_edition(), opens_on=clock.today()).address


def test_a_page_is_drawn_once_and_again_when_what_it_says_has_changed(app, client, writing_in):
    address = "/organisations/ho"
    first = client.get_ok(address).text
    held = len(kept(app))
    again = client.get_ok(address)
    assert len(kept(app)) == held
    nonces = [set(re.findall(r'nonce="([^"]+)"', text)) for text in (first, again.text)]
    assert [len(one) for one in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[1].pop()}'" in again.headers["Content-Security-Policy"]
    assert NONCE not in first + again.text
    with writing_in() as session:
        ho = session.query(Organisation).filter_by(slug="ho").one()
        ho.note = "Moved to another street"
        kent = session.query(Organisation).filter_by(slug="pf-kent").one()
        kent.successor_id = ho.id
    changed = client.get_ok(address).text
    assert "Moved to another street" in changed
    assert "Kent Police" in changed
    assert f"'nonce-{NONCE}'" not in changed


def test_who_is_signed_in_neither_fills_nor_gets_what_is_kept(app, writing_in, consultation):
    with writing_in():
        accounts.author("HO")
        draft = published_edition(title="Public words").proposal
        draft.title = draft.title.revised("Canary words", "")
    reader, public_reader = signed_in(app, "HO"), app.test_client()
    held = len(kept(app))
    for address in ("/proposals", "/organisations/ho", f"/consultations/{consultation}"):
        mine = reader.get_ok(address).text
        assert len(kept(app)) == held
        theirs = public_reader.get_ok(address).text
        held = len(kept(app))
        assert ("Your account" in mine, "Your account" in theirs) == (True, False)
        assert ("Sign in" in mine, "Sign in" in theirs) == (False, True)
        assert "Canary words" not in theirs
        assert "Your account" in reader.get_ok(address).text
    assert "Canary words" in reader.get_ok("/proposals").text
    assert "Set up" in reader.get_ok(f"/consultations/{consultation}").text
    assert "Set up" not in public_reader.get_ok(f"/consultations/{consultation}").text


def stands_in(app, address):
    """Whether the plain values of a consultation have all that its template, rules and view ask for."""
    asked = set()
    for path in ("templates/consultations/consultation.html", "rules/standing.py", "views/public.py"):
        asked |= set(
            re.findall(r"\b(?:consultation|found)\.(\w+)", (PACKAGE / "consultations" / path).read_text("utf-8"))
        )
    of_the_model = {name for name in asked if hasattr(Consultation, name)} - {
        "edition"
    }  # the view asks for it by itself
    with reading(app):
        one = public.unanswered(address)
        return len(of_the_model) > 20 and of_the_model <= {name for name in of_the_model if hasattr(one, name)}


def test_a_consultation_appears_changes_and_is_withdrawn_at_its_moment(app, client, writing_in, consultation):
    address = f"/consultations/{consultation}"
    assert stands_in(app, consultation)
    assert "Respond</a>" in client.get_ok(address).text
    with writing_in() as session:
        one = session.query(Consultation).filter_by(reference=consultation).one()
        one.opens_at = clock.now() + timedelta(hours=1)
        closes_at = one.closes_at
    assert client.get(address).status_code == 404
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=5), tick=False):
        assert "Respond</a>" in client.get_ok(address).text
    with time_machine.travel(closes_at, tick=False):
        assert "It has closed" in client.get_ok(address).text
    with writing_in() as session:
        one = session.query(Consultation).filter_by(reference=consultation).one()
        one.opens_at = clock.now() - timedelta(hours=1)
        one.withdrawn_at, one.withdrawn_reason = clock.now() - timedelta(minutes=1), "Asked too early"
    withdrawn = client.get_ok(address).text
    assert "Asked too early" in withdrawn
    assert "Respond</a>" not in withdrawn


def test_a_newer_edition_is_in_the_list_at_once(app, client, writing_in):
    with writing_in():
        proposal = published_edition(title="Asked first").proposal
        proposal_id = proposal.id
    assert "Asked first" in client.get_ok("/proposals").text
    assert "Asked first" in client.get_ok("/proposals").text
    with writing_in() as session:
        proposal = session.get_one(Proposal, proposal_id)
        proposal.title = proposal.title.revised("Decided now", "")
        edit_provision(proposal, "3.1", "Other words")
        decision_edition(proposal)
    text = client.get_ok("/proposals").text
    assert "Decided now" in text
    assert "Asked first" not in text
    assert "Decision published" in text
    assert "1 proposal" in text


@dataclass(frozen=True)
class Asking:
    """Says what only the request knows."""

    path: str = ""

    @property
    def name(self):
        return request.path


def test_a_page_that_is_kept_cannot_ask_for_more_than_its_values(app):
    drawing = app.extensions["collab_drawing"]
    with app.test_request_context("/proposals"), pytest.raises(RuntimeError, match="outside of request context"):
        drawing.page("accounts/organisation.html", "/", False, {"organisation": Asking()})
    for changing in ([], Organisation(), object()):
        with pytest.raises(TypeError):
            drawing.page("accounts/organisation.html", "/", False, {"organisation": changing})
    assert not {"request", "session", "g", "current_app"} & set(drawing.environment.globals)
