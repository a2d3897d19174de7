"""Three people type, split, take out, lose their connection and come back, in any order: in the end all hold one text,
the server holds the same, and every update is in its log once.
"""

import uuid

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pycrdt import Doc, XmlElement, XmlFragment, XmlText
from sqlalchemy import select

from collab.accounts.policy import SYSTEM
from collab.db import db, transaction
from collab.documents.actions import live as actions
from collab.documents.models import DocumentUpdate
from collab.documents.queries import live as queries
from collab.documents.rules import flat
from collab.proposals.actions import drafting
from collab.proposals.models import Proposal
from collab.proposals.queries.places import TextsOfProposals
from tests.factories import accounts as people
from tests.factories.proposals import start_proposal

OWNER = TextsOfProposals()
ACTORS = ("HO", "MOJ", "CPS")
WORDS = st.text(alphabet="ab é\U0001f600\n|", min_size=1, max_size=8)


class Actor:
    """Somebody's window: its document, and what it has not sent yet."""

    def __init__(self, code, document_id):
        self.by, self.document_id = people.author(code), document_id
        _, held = actions.open_live(document_id, owner=OWNER, by=self.by)
        self.doc, self.sequence, self.unsent, self.is_offline = Doc(), held.sequence, [], False
        self.doc.apply_update(held.state)

    @property
    def blocks(self):
        return self.doc.get("text", type=XmlFragment).children

    def change(self, how):
        before = self.doc.get_state()
        with self.doc.transaction():
            how(self.blocks)
        update = self.doc.get_update(before)
        if update != b"\x00\x00":
            self.unsent.append((uuid.uuid4().hex, update))

    def meet(self, *, twice=False):
        """Sends all that waits, perhaps twice, and reads all that came."""
        for key, update in self.unsent:
            first = actions.type_in(self.document_id, update, key=key, owner=OWNER, by=self.by)
            if twice:
                assert actions.type_in(self.document_id, update, key=key, owner=OWNER, by=self.by) == first
        self.unsent = []
        for row in queries.after(self.document_id, self.sequence):
            self.doc.apply_update(row.update)
            self.sequence = row.sequence


class Together(RuleBasedStateMachine):
    app = None

    @initialize()
    def begin(self):
        self.sent = set()
        with self.app.app_context(), transaction():
            proposal = start_proposal("HO", MOJ="joint", CPS="supporting")
            self.document_id = proposal.provisions[0].document_id
            self.actors = [Actor(code, self.document_id) for code in ACTORS]

    def done(self, who, how):
        actor = self.actors[who]
        actor.change(how)
        self.sent |= {key for key, _ in actor.unsent}
        if not actor.is_offline:
            self.meet(who)

    def meet(self, who, **how):
        with self.app.app_context(), transaction():
            self.actors[who].meet(**how)

    @rule(who=st.integers(0, 2), block=st.integers(0, 9), words=WORDS)
    def type(self, who, block, words):
        self.done(who, lambda blocks: blocks[block % len(blocks)].children[0].insert(0, words))

    @rule(who=st.integers(0, 2), block=st.integers(0, 9), bold=st.booleans())
    def mark_or_take_out(self, who, block, bold):
        def how(blocks):
            text = blocks[block % len(blocks)].children[0]
            first = str(text.diff()[0][0])[:1] if text.diff() else ""
            if first and bold:
                text.format(0, len(first.encode()), {"bold": {}})
            elif first:
                del text[0 : len(first.encode())]

        self.done(who, how)

    @rule(
        who=st.integers(0, 2),
        block=st.integers(0, 9),
        words=WORDS,
        kind=st.sampled_from(["bullet", "heading_2", "table", "odd"]),
    )
    def split(self, who, block, words, kind):
        def how(blocks):
            made = XmlElement("block", {"id": "same", "kind": kind, "depth": 1})
            blocks.insert(block % len(blocks) + 1, made)
            made.children.append(XmlText(words))

        self.done(who, how)

    @rule(who=st.integers(0, 2), block=st.integers(0, 9))
    def change_kind_or_remove(self, who, block):
        def how(blocks):
            place = block % len(blocks)
            if len(blocks) > 2:
                del blocks[place]
            else:
                blocks[place].attributes["kind"] = "quotation"

        self.done(who, how)

    @rule(who=st.integers(0, 2))
    def lose_the_connection(self, who):
        self.actors[who].is_offline = True

    @rule(who=st.integers(0, 2), twice=st.booleans())
    def come_back(self, who, twice):
        self.actors[who].is_offline = False
        self.meet(who, twice=twice)

    @rule()
    def settle(self):
        with self.app.app_context(), transaction():
            drafting.settle(self.document_id, by=SYSTEM)

    @rule(words=WORDS)
    def save_a_box(self, words):
        with self.app.app_context(), transaction():
            proposal = db.session.scalars(
                select(Proposal).where(Proposal.provisions.any(document_id=self.document_id))
            ).one()
            base = f"s{queries.last_sequence(self.document_id)}"
            drafting.write_blocks(
                proposal, self.document_id, base=base, typed={}, added=words, by=people.author("MOJ")
            )  # fmt: skip

    @invariant()
    def the_log_has_no_gap(self):
        with self.app.app_context():
            rows = queries.after(self.document_id, 0)
            assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))

    def teardown(self):
        if not hasattr(self, "actors"):
            return
        for _ in range(2):
            for who in range(3):
                self.meet(who)

        with self.app.app_context(), transaction():
            held = queries.opened(self.document_id, upto=queries.last_sequence(self.document_id))
            blocks = flat.blocks(held.live)
            assert all(flat.blocks(actor.doc) == blocks for actor in self.actors)
            drafting.settle(self.document_id, by=SYSTEM)
            proposal = db.session.scalars(
                select(Proposal).where(Proposal.provisions.any(document_id=self.document_id))
            ).one()
            assert proposal.provisions[0].document.blocks == blocks
            keys = set(
                db.session.scalars(select(DocumentUpdate.key).where(DocumentUpdate.document_id == self.document_id))
            )
            assert self.sent <= keys, "an update that was sent is not in the log"


def test_everybody_ends_with_one_text(app):
    class Machine(Together):
        pass

    Machine.app = app
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
