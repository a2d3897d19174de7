"""Pages of proposals, by noun; each module hangs its routes on this blueprint."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from collab.attachments.rules.words import accessibility_words, kind_words, size_words
from collab.proposals.rules.quarters import period
from collab.proposals.rules.words import iso_day, of_prices, said, within


class EditionLabel(BaseConverter):
    """What an edition is called in an address: 2, or 2.1."""

    regex = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"


class Letters(BaseConverter):
    """The format of a file, which cannot be taken for a part of an edition's number."""

    regex = r"[a-z]{2,8}"


def _know_labels(state: BlueprintSetupState) -> None:
    state.app.url_map.converters.update(edition=EditionLabel, letters=Letters)


blueprint = Blueprint("proposals", __name__, template_folder="../templates")
blueprint.record(_know_labels)
for in_words in (said, within, of_prices, period, iso_day, accessibility_words, kind_words, size_words):
    blueprint.add_app_template_filter(in_words)

from collab.proposals.views import (  # noqa: E402, F401 they hang their routes on the blueprint
    asks,
    assessments,
    attachments,
    beside,
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
    publication,
    rounds,
    versions,
)
