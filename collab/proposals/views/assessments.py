"""Pages of assessments and of HM Treasury's position."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.actions import assessments as actions
from collab.proposals.forms.assessments import AssessmentForm, TreasuryForm
from collab.proposals.models import AssessmentKind
from collab.proposals.queries import editions
from collab.proposals.rules import assessments as rules
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/proposals/<address>/assessments")
@signed_in
def assessments(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    loaded = editions.whole(proposal)
    return render_template(
        "proposals/assessments.html",
        proposal=loaded,
        recorded={one.kind: one for one in loaded.assessments},
        required=rules.required(loaded),
        kinds=rules.KIND_WORDS,
        status_words=rules.STATUS_WORDS,
        missing_position=rules.missing_position(loaded),
        is_frozen=editions.in_clearance(loaded) is not None,
    )


@blueprint.route("/proposals/<address>/assessments/<kind>", methods=["GET", "POST"])
@signed_in
def assessment(address: str, kind: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    wanted = next((one for one in AssessmentKind if one.value == kind), None)
    if wanted is None:
        raise NotFound
    require(policy.can_manage, viewer(), proposal)
    held = next((one for one in proposal.assessments if one.kind is wanted), None)
    form = AssessmentForm(obj=held)
    if held is not None and request.method == "GET":
        form.is_public.data = "yes" if held.is_public else "no"
    if form.is_sent():
        with form.catching():
            actions.record_assessment(
                proposal, kind=wanted, terms=form.terms(), version=form.expected_version, by=viewer()
            )
            flash(f"{rules.KIND_WORDS[wanted]} recorded")
            return redirect(url_for("proposals.assessments", address=proposal.address))
    name = rules.KIND_WORDS[wanted]
    return render_template("proposals/assessment_form.html", form=form, proposal=proposal, name=name), status_of(form)


@blueprint.route("/proposals/<address>/treasury", methods=["GET", "POST"])
@signed_in
def treasury(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = TreasuryForm(obj=proposal.treasury_position)
    if form.is_sent():
        with form.catching():
            actions.record_treasury_position(proposal, **form.values(), version=form.expected_version, by=viewer())
            flash("HM Treasury's position is recorded")
            return redirect(url_for("proposals.assessments", address=proposal.address))
    return render_template("proposals/treasury_form.html", form=form, proposal=proposal), status_of(form)
