"""Many implications at once: a form of ten rows, and a CSV file in two steps."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import implication_uploads as uploads
from collab.proposals.actions import implications as actions
from collab.proposals.forms.implication_tables import QUICK_COLUMNS, UploadForm, quick_form
from collab.proposals.models import Proposal
from collab.proposals.queries import drafts, grid
from collab.proposals.queries import uploads as reading
from collab.proposals.rules import implication_tables as rules
from collab.proposals.rules.words import said
from collab.proposals.views import blueprint
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in

MOST_SHOWN = 200


def _proposal(address: str) -> Proposal:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_contribute, viewer(), proposal)
    return proposal


@blueprint.route("/proposals/<address>/implications/quick", methods=["GET", "POST"])
@signed_in
def quick_implications(address: str) -> ResponseReturnValue:
    proposal = _proposal(address)
    provisions = [(held.label, f"{held.label} {held.title}"[:80]) for held in grid.live_provisions(proposal)]
    bodies = [(part.organisation.slug, part.organisation.name) for part in drafts.parts(proposal)]
    form = quick_form(provisions, bodies)
    if form.is_sent():
        with form.catching():
            offered = reading.offered(proposal, viewer=viewer())
            rows = [rules.read_row(number, typed, offered) for number, typed in form.rows()]
            made = actions.assert_implications(proposal, rows=rows, by=viewer()) if rows else []
            flash(
                f"{len(made)} saved. Only your organisation sees them until you share them"
                if made
                else "Nothing was typed"
            )
            return redirect(url_for("proposals.grid", address=proposal.address))
    return render_template(
        "proposals/quick_form.html",
        form=form,
        proposal=proposal,
        rows=rules.QUICK_ROWS,
        columns=rules.COLUMNS,
        keys=QUICK_COLUMNS,
    ), status_of(form)


@blueprint.get("/proposals/<address>/implications/template.csv")
@signed_in
def implications_template(address: str) -> ResponseReturnValue:
    _proposal(address)
    written = io.StringIO()
    csv.writer(written).writerow(rules.COLUMNS.values())
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="implications.csv"'
    return response


@blueprint.route("/proposals/<address>/implications/upload", methods=["GET", "POST"])
@signed_in
def upload_implications(address: str) -> ResponseReturnValue:
    proposal = _proposal(address)
    form = UploadForm()
    if form.is_sent():
        with form.catching():
            sent = request.files.get("file")
            content = sent.read() if sent else b""
            made = uploads.upload_implications(proposal, content=content, by=viewer())
            return redirect(url_for("proposals.confirm_implications", address=proposal.address, upload_id=made.id))
    choices = [(rules.COLUMNS[key], [said(one) for one in kind]) for key, kind in rules.CHOICES.items()]
    return render_template(
        "proposals/upload_form.html", form=form, proposal=proposal, choices=choices, most=rules.MOST_ROWS
    ), status_of(form)


@blueprint.route("/proposals/<address>/implications/upload/<upload_id>", methods=["GET", "POST"])
@signed_in
def confirm_implications(address: str, upload_id: str) -> ResponseReturnValue:
    """What the file holds, row by row; confirming it enters all of it."""
    proposal = _proposal(address)
    upload = reading.upload(proposal, upload_id, viewer=viewer())
    form = BaseForm()
    if form.is_sent():
        with form.catching():
            added = uploads.confirm_upload(upload, by=viewer())
            known = "The file had been confirmed already. Nothing was added"
            flash(f"{added} saved. Only your organisation sees them until you share them" if added else known)
            return redirect(url_for("proposals.grid", address=proposal.address))
    rows = rules.read(upload.text, reading.offered(proposal, viewer=viewer())) if upload.confirmed_at is None else []
    wrong = [row for row in rows if row.faults]
    return render_template(
        "proposals/upload_preview.html",
        form=form,
        proposal=proposal,
        upload=upload,
        total=len(rows),
        wrong=wrong[:MOST_SHOWN],
        wrong_count=len(wrong),
        good=[row for row in rows if not row.faults][:MOST_SHOWN],
        columns=rules.COLUMNS,
    ), status_of(form)
