"""What an open editor asks for of suggestions and comments, and sends: the list beside the text, and edited words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.errors import Refused
from collab.proposals import policy, queries
from collab.proposals.actions import margin as actions
from collab.proposals.forms.margin import EditedForm
from collab.proposals.models import Proposal
from collab.proposals.queries import margin, passages
from collab.proposals.queries.margin import Margin
from collab.proposals.queries.passages import Passage
from collab.proposals.rules.text import BLOCK_WORDS
from collab.proposals.views import blueprint
from collab.web.gate import automatic, signed_in

HERE = "/proposals/<address>/<family>/<name>"


@blueprint.get(f"{HERE}/beside")
@signed_in
@automatic
def beside(address: str, family: str, name: str) -> Response:
    """The list, and where each of its items stands in the text. An editor asks again when it hears of a change."""
    proposal = queries.get_draft(address, viewer=viewer())
    passage = passages.passage(proposal, family, name)
    found = margin.of(passage, viewer=viewer())
    drawn = render_template("proposals/_beside.html", **listed(proposal, passage, found))
    return jsonify(list=drawn, marks=_marks(found))


def listed(proposal: Proposal, passage: Passage, found: Margin) -> dict[str, Any]:
    """What the template of the list needs."""
    return {"proposal": proposal, "passage": passage, "margin": found, "kinds": BLOCK_WORDS}


def _marks(found: Margin) -> list[dict[str, Any]]:
    """With the code of each one's organisation."""
    suggested = {row.suggestion.number: row.suggestion.organisation.code for row in found.waiting}
    spoken = {row.thread.number: row.thread.organisation.code for row in found.threads}
    names = {True: spoken, False: suggested}
    return [asdict(mark) | {"who": names[mark.kind == "comment"][mark.number]} for mark in found.marks]


@blueprint.post(f"{HERE}/suggest/edited")
@signed_in
def suggest_edited(address: str, family: str, name: str) -> ResponseReturnValue:
    """Keeps what was changed in an editor's window, which sent it to nobody yet, as suggestions."""
    proposal = queries.get_draft(address, viewer=viewer())
    passage = passages.passage(proposal, family, name)
    require(policy.can_contribute, viewer(), proposal)
    form = EditedForm()
    if not form.is_sent():
        return {"problem": ". ".join(words for _, words in form.problems())}, 422
    try:
        base, reason = form.base.data or "", form.reason.data or ""
        made = actions.suggest_edited(proposal, passage, base=base, change=form.update, reason=reason, by=viewer())
    except Refused as refusal:
        return {"problem": str(refusal)}, 422
    return {"said": "Suggestion made" if len(made) == 1 else f"{len(made)} suggestions made"}
