"""Pages that bring a Word document into the text: choose it, see what became of it, confirm."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.rules.limits import MOST_SENT
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.actions.importing import bring_in
from collab.proposals.forms.drafting import TYPING
from collab.proposals.forms.importing import DocumentForm, PartsForm, parts_form
from collab.proposals.models import Proposal
from collab.proposals.rules import imports
from collab.proposals.rules.imports.reading import MOST_PARTS
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import repeatable, signed_in, takes_uploads


@blueprint.route("/proposals/<address>/import", methods=["GET", "POST"])
@takes_uploads(MOST_SENT)
@repeatable
@signed_in
def import_document(address: str) -> ResponseReturnValue:
    """A good document leads to its preview in the same answer: nothing of it is kept, by a key neither, before it is confirmed."""
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    form = DocumentForm()
    if form.is_sent():
        with form.catching():
            found = imports.read(form.file.data.filename or "", form.file.data.read())
            placed = imports.place(found.parts)
            return _preview(proposal, parts_form(len(placed), placed, found.left)), 200
    return render_template("proposals/import.html", form=form, proposal=proposal), status_of(form)


@blueprint.post("/proposals/<address>/import/confirm")
@signed_in
def confirm_import(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    count = request.form.get("count", "")
    if not re.fullmatch(r"[0-9]{1,2}", count) or int(count) > MOST_PARTS:
        raise NotFound
    form = parts_form(int(count))
    if form.is_sent():
        form.refuse(form.missing())
        if not form.was_refused:
            with form.catching():
                parts = form.placed()
                bring_in(proposal, parts, by=viewer())
                flash(f"{len(parts)} {'part is' if len(parts) == 1 else 'parts are'} brought in")
                return redirect(url_for("proposals.working_text", address=proposal.address))
    return _preview(proposal, form), status_of(form)


def _preview(proposal: Proposal, form: PartsForm) -> str:
    left = [line for line in (form.left.data or "").splitlines() if line]
    return render_template("proposals/import_preview.html", form=form, proposal=proposal, left=left, typing=TYPING)
