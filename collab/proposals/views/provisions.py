"""Pages that add and change provisions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import provisions as actions
from collab.proposals.forms.provisions import ProvisionForm
from collab.proposals.queries import drafts
from collab.proposals.rules.text import provision_version
from collab.proposals.views import blueprint
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.route("/proposals/<address>/provisions/new", methods=["GET", "POST"])
@signed_in
def new_provision(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    form = ProvisionForm()
    if form.is_sent():
        with form.catching():
            provision = actions.add_provision(proposal, **form.values(), by=viewer())
            flash(f"Provision {provision.label} added")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    return render_template("proposals/provision_form.html", form=form, proposal=proposal, provision=None), status_of(
        form
    )


@blueprint.route("/proposals/<address>/provisions/<int:number>", methods=["GET", "POST"])
@signed_in
def edit_provision(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    provision = drafts.provision(proposal, number)
    title, document = provision.title, provision.document
    stored = {"title": title.en.text, "title_cy": title.cy.text, "text": document.text, "text_cy": document.text_cy}
    form = ProvisionForm(data={**stored, "version": provision_version(provision)})
    if form.is_sent():
        with form.catching():
            actions.change_provision(proposal, provision, **form.values(), version=form.expected_version, by=viewer())
            flash(f"Provision {provision.label} saved")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    return render_template(
        "proposals/provision_form.html", form=form, proposal=proposal, provision=provision
    ), status_of(form)


@blueprint.post("/proposals/<address>/provisions/<int:number>/move")
@signed_in
def move_provision(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    provision = drafts.provision(proposal, number)
    actions.move_provision(proposal, provision, up=request.form.get("direction") == "up", by=viewer())
    flash(f"Provision {provision.label} moved")
    return redirect(url_for("proposals.working_text", address=proposal.address))


@blueprint.route("/proposals/<address>/provisions/<int:number>/retire", methods=["GET", "POST"])
@signed_in
def retire_provision(address: str, number: int) -> ResponseReturnValue:
    """It cannot be undone, so a page asks first."""
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    provision = drafts.provision(proposal, number)
    form = BaseForm(data={"version": provision_version(provision)})
    if form.is_sent():
        with form.catching():
            actions.retire_provision(proposal, provision, version=form.expected_version, by=viewer())
            flash(f"Provision {provision.label} taken out. Its number will not be used again")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    return render_template("proposals/retire_form.html", form=form, proposal=proposal, provision=provision), status_of(
        form
    )
