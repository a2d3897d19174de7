"""An edition as a document that leaves the house: one outline, drawn as PDF, as Word and as a single page."""

from collab.proposals.rules.exports.outline import Facts, outline
from collab.proposals.rules.exports.page import page
from collab.proposals.rules.exports.pdf import pdf
from collab.proposals.rules.exports.word import word

__all__ = ["Facts", "outline", "page", "pdf", "word"]
