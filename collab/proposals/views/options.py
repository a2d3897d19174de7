"""Pages of the options."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import options as actions
from collab.proposals.forms.options import OptionForm
from collab.proposals.models import OptionKind
from collab.proposals.queries import drafts
from collab.proposals.views import blueprint
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.get("/proposals/<address>/options")
@signed_in
def options(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    return redirect(url_for("proposals.working_text", address=proposal.address, _anchor="options"))


@blueprint.route("/proposals/<address>/options/new", methods=["GET", "POST"])
@signed_in
def new_option(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    form = OptionForm()
    if form.is_sent():
        with form.catching():
            actions.add_option(proposal, **{**form.values(), "kind": OptionKind(form.kind.data)}, by=viewer())
            flash("Option added")
            return redirect(url_for("proposals.working_text", address=proposal.address, _anchor="options"))
    return render_template("proposals/option_form.html", form=form, proposal=proposal, option=None), status_of(form)


@blueprint.route("/proposals/<address>/options/<option_id>", methods=["GET", "POST"])
@signed_in
def edit_option(address: str, option_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_write_text, viewer(), proposal)
    option = drafts.option(proposal, option_id)
    title, description = option.title, option.description
    stored = {
        "kind": option.kind.value,
        "title": title.en.text,
        "title_cy": title.cy.text,
        "description": description.en.text,
        "description_cy": description.cy.text,
        "discarded_reason": option.discarded_reason,
    }
    form = OptionForm(data={**stored, "version": option.version})
    if form.is_sent():
        with form.catching():
            values = {**form.values(), "kind": OptionKind(form.kind.data)}
            actions.change_option(proposal, option, **values, version=form.expected_version, by=viewer())
            flash("Option saved")
            return redirect(url_for("proposals.working_text", address=proposal.address, _anchor="options"))
    return render_template("proposals/option_form.html", form=form, proposal=proposal, option=option), status_of(form)


@blueprint.post("/proposals/<address>/options/<option_id>/remove")
@signed_in
def remove_option(address: str, option_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    option, version = drafts.option(proposal, option_id), BaseForm().expected_version
    actions.remove_option(proposal, option, version=version, by=viewer())
    flash("Option removed")
    return redirect(url_for("proposals.working_text", address=proposal.address, _anchor="options"))
