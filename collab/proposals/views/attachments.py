"""Pages of a proposal's files, and the files themselves: each time through the check of what they belong to."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.actions import Sent
from collab.attachments.forms import AttachForm, DetailsForm
from collab.attachments.models import Accessibility, Attachment
from collab.attachments.rules.limits import MOST_FILES, MOST_SENT
from collab.attachments.views import download
from collab.proposals import policy, queries
from collab.proposals.actions import attachments as actions
from collab.proposals.queries import attachments as files
from collab.proposals.queries import editions
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import public, signed_in, takes_uploads


@blueprint.get("/proposals/<address>/attachments")
@signed_in
def attachments(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    return render_template(
        "proposals/attachments.html",
        proposal=proposal,
        files=files.on(proposal, viewer=viewer()),
        most=MOST_FILES,
        is_frozen=editions.in_clearance(proposal) is not None,
    )


@blueprint.route("/proposals/<address>/attachments/new", methods=["GET", "POST"])
@takes_uploads(MOST_SENT)
@signed_in
def new_attachment(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    form = AttachForm()
    if form.is_sent():
        with form.catching():
            sent = Sent(name=form.file.data.filename or "", content=form.file.data.read(), **_details(form))
            folder = current_app.settings.files_folder  # type: ignore[attr-defined]
            made = actions.attach(proposal, sent=sent, folder=folder, by=viewer())
            flash(f"“{made.title}” is attached")
            return redirect(url_for("proposals.attachments", address=proposal.address))
    return render_template("proposals/attachment_form.html", form=form, proposal=proposal, file=None), status_of(form)


@blueprint.route("/proposals/<address>/attachments/<int:number>", methods=["GET", "POST"])
@signed_in
def edit_attachment(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    file = files.get(proposal, number, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    form = DetailsForm(data={**_stored(file), "version": file.version})
    if form.is_sent():
        with form.catching():
            actions.describe(proposal, file, **_details(form), version=form.expected_version, by=viewer())
            flash(f"“{file.title}” saved")
            return redirect(url_for("proposals.attachments", address=proposal.address))
    return render_template("proposals/attachment_form.html", form=form, proposal=proposal, file=file), status_of(form)


def _details(form: DetailsForm) -> dict[str, Any]:
    values = {name: value for name, value in form.values().items() if name != "file"}
    return {**values, "accessibility": Accessibility(values["accessibility"])}


def _stored(file: Attachment) -> dict[str, str]:
    return {
        "title": file.title,
        "title_cy": file.title_cy,
        "description": file.description,
        "accessibility": file.accessibility.value,
        "accessible_note": file.accessible_note,
    }


@blueprint.post("/proposals/<address>/attachments/<int:number>/remove")
@signed_in
def remove_attachment(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    file = files.get(proposal, number, viewer=viewer())
    actions.remove(proposal, file, by=viewer())
    flash(f"“{file.title}” is taken off. Editions that hold it keep it")
    return redirect(url_for("proposals.attachments", address=proposal.address))


@blueprint.get("/proposals/<address>/attachments/<int:number>/file")
@signed_in
def draft_file(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    return download(files.get(proposal, number, viewer=viewer()))


@blueprint.get("/proposals/<address>/editions/<edition:number>/attachments/<int:file>/file")
@public
def edition_file(address: str, number: str, file: int) -> ResponseReturnValue:
    proposal = queries.get(address, viewer=viewer())
    return download(files.of_edition(queries.edition(proposal, number), file))
