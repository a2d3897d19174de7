"""A document that leaves the house: one outline, drawn as PDF, as Word and as a single page; an edition's is made here."""

from collab.proposals.rules.exports.outline import DEMONSTRATION, LICENCE, Facts, blocks, outline
from collab.proposals.rules.exports.page import page
from collab.proposals.rules.exports.pdf import pdf
from collab.proposals.rules.exports.pieces import Heading, Outline, Piece, Table, Words, plain
from collab.proposals.rules.exports.word import word

__all__ = [
    "DEMONSTRATION",
    "LICENCE",
    "Facts",
    "Heading",
    "Outline",
    "Piece",
    "Table",
    "Words",
    "blocks",
    "outline",
    "page",
    "pdf",
    "plain",
    "word",
]
