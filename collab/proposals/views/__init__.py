"""Pages of proposals, by noun; each module hangs its routes on this blueprint."""

from __future__ import annotations

from flask import Blueprint

from collab.attachments.rules.words import accessibility_words, kind_words, size_words
from collab.proposals.rules.quarters import period
from collab.proposals.rules.words import iso_day, of_prices, said, within

blueprint = Blueprint("proposals", __name__, template_folder="../templates")
for in_words in (said, within, of_prices, period, iso_day, accessibility_words, kind_words, size_words):
    blueprint.add_app_template_filter(in_words)

from collab.proposals.views import (  # noqa: E402, F401 they hang their routes on the blueprint
    asks,
    attachments,
    clearance,
    commitment_list,
    commitments,
    delivery,
    drafting,
    editions,
    exports,
    grid,
    implication_tables,
    implications,
    importing,
    live,
    margin,
    options,
    parts,
    provisions,
    versions,
)
