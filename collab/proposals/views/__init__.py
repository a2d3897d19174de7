"""Pages of proposals, by noun; each module hangs its routes on this blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("proposals", __name__, template_folder="../templates")

from collab.proposals.views import (  # noqa: E402, F401 they hang their routes on the blueprint
    clearance,
    commitments,
    drafting,
    editions,
    grid,
    implications,
    options,
    parts,
    provisions,
)
