"""Expected and actual positions: where resistance was over-estimated, and what every group agrees with."""

from __future__ import annotations

from flask import render_template

from collab.accounts.views import viewer
from collab.consultations.queries import positions
from collab.consultations.rules.opinion import words
from collab.consultations.rules.stakeholders import POSITION_WORDS
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.gate import public


@blueprint.get("/consultations/<address>/positions")
@public
def compared_positions(address: str) -> str:
    """For those who read the responses, and for everybody once the government response is published."""
    consultation, in_public = positions.seen_at(address, viewer=viewer())
    return render_template(
        "consultations/positions.html",
        consultation=consultation,
        in_public=in_public,
        found=positions.of(consultation, in_public=in_public),
        expected=POSITION_WORDS,
        limits=words,
        tabs=tabs(consultation),
    )
