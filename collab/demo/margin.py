"""What bodies suggest beside the text of JP-03, two of them for the same words, and what they say about it: invented."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from collab.db import db
from collab.demo.filling import at, who
from collab.documents.queries import margin as beside
from collab.proposals.actions import margin as actions
from collab.proposals.models import Proposal
from collab.proposals.queries import passages
from collab.text import source

PASSAGE = ("provisions", "2")
WORDS = "only what its powers allow"
SUGGESTIONS = [
    (
        "AGO",
        "only what its powers and the Attorney General's Guidelines on Disclosure allow",
        "Who reads an account decides what has to be disclosed.",
    ),
    (
        "CPS",
        "only what it needs for a decision in the case",
        "Powers are wider than needs. A victim expects the narrower one.",
    ),
]
COMMENT = (
    "VS",
    "Each reading is shown to the victim",
    "Some victims do not want to be told each time. Can they choose?",
)
REPLY = ("CPS", "They can: the record would ask them once.")


def fill(identity: UUID, on: date) -> None:
    for hour, (code, words, reason) in enumerate(SUGGESTIONS, start=10):
        with at(on, hour):
            proposal = db.session.get_one(Proposal, identity)
            passage = passages.passage(proposal, *PASSAGE)
            typed = {block.id: source([block]).replace(WORDS, words) for block in passage.blocks}
            base = beside.base_of(passage.document)
            actions.suggest(proposal, passage, base=base, typed=typed, added="", reason=reason, by=who(code))
    with at(on, 14):
        proposal = db.session.get_one(Proposal, identity)
        passage = passages.passage(proposal, *PASSAGE)
        code, quote, words = COMMENT
        block = next(block for block in passage.blocks if quote in block.plain)
        thread = actions.comment(
            proposal, passage, words=words, block_id=block.id, quote=quote, blocks=passage.blocks, by=who(code)
        )
        code, words = REPLY
        actions.reply(proposal, passage, thread, words=words, by=who(code))
