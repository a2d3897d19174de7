"""Pages of one implication: asserting, changing, reading, sharing, answering; and nil returns."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import AreaKind
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import implications as actions
from collab.proposals.actions import nil_returns
from collab.proposals.forms.implications import AnswerForm, ImplicationForm, NilReturnForm, implication_form
from collab.proposals.models import Implication, Proposal
from collab.proposals.queries import drafts, grid
from collab.proposals.rules import implications as rules
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.route("/proposals/<address>/implications/new", methods=["GET", "POST"])
@signed_in
def new_implication(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_contribute, viewer(), proposal)
    form = _form(proposal, None)
    if form.is_sent():
        with form.catching():
            made = actions.assert_implication(proposal, **_entered(form, proposal), by=viewer())
            flash("Implication saved. Only your organisation sees it until you share it")
            return _onwards(made)
    return render_template(
        "proposals/implication_form.html", form=form, proposal=proposal, implication=None
    ), status_of(form)


@blueprint.route("/proposals/<address>/implications/<implication_id>/edit", methods=["GET", "POST"])
@signed_in
def edit_implication(address: str, implication_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.implication(proposal, implication_id, viewer=viewer())
    require(policy.can_edit_implication, viewer(), found)
    form = _form(proposal, found)
    if form.is_sent():
        with form.catching():
            entered = _entered(form, proposal)
            actions.change_implication(found, **entered, version=form.expected_version, by=viewer())
            flash("Implication saved")
            return _onwards(found)
    return render_template(
        "proposals/implication_form.html", form=form, proposal=proposal, implication=found
    ), status_of(form)


def _areas() -> dict[str, str]:
    return {area.code: area.name for area in accounts.areas(AreaKind.police_force_area)}


def _form(proposal: Proposal, stored: Implication | None) -> ImplicationForm:
    sent = sum(name.startswith("evidence_") and name.endswith("_title") for name in request.form)
    rows = sent or request.args.get("rows", 0, type=int)
    asked = {"provision": request.args.get("provision"), "organisation": request.args.get("organisation")}
    return _offering(implication_form(_areas(), clock.today(), rows, stored, **asked), proposal)


def _offering(form: ImplicationForm, proposal: Proposal) -> ImplicationForm:
    provisions = [(held.label, f"{held.label} {held.title}") for held in grid.live_provisions(proposal)]
    bodies = [(part.organisation.slug, part.organisation.name) for part in drafts.parts(proposal)]
    causes = [
        (str(held.id), f"{held.organisation.name}: {held.words or held.accepted_part or held.reason}"[:120])
        for held in grid.commitments(proposal, viewer=viewer())
    ]
    form.provision.choices = [("", "Choose a provision"), *provisions]
    form.organisation.choices = [("", "Choose an organisation"), *bodies]
    form.caused_by.choices = [("", "None"), *causes]
    return form


def _entered(form: ImplicationForm, proposal: Proposal) -> dict[str, Any]:
    cause = str(form.caused_by.data or "")
    return {
        "provision": drafts.provision(proposal, int(str(form.provision.data).partition(".")[2])),
        "organisation": accounts.organisation(str(form.organisation.data)),
        "terms": form.terms(_areas()),
        "caused_by": drafts.commitment(proposal, cause, viewer=viewer()) if cause else None,
    }


def _onwards(found: Implication) -> ResponseReturnValue:
    """Back to the record, or on to more evidence."""
    if not request.form.get("more"):
        return _to(found)
    rows = len(found.evidence) + rules.EVIDENCE_ROWS
    address = found.proposal.address
    return redirect(url_for("proposals.edit_implication", address=address, implication_id=found.id, rows=rows))


def _to(found: Implication) -> ResponseReturnValue:
    address = found.proposal.address
    return redirect(url_for("proposals.implication", address=address, implication_id=found.id))


@blueprint.route("/proposals/<address>/implications/<implication_id>", methods=["GET", "POST"])
@signed_in
def implication(address: str, implication_id: str) -> ResponseReturnValue:
    """The record; the affected organisation answers it here."""
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.implication(proposal, implication_id, viewer=viewer())
    form = AnswerForm(data={"version": found.version})
    if form.is_sent():
        with form.catching():
            _answer(found, form)
            flash(f"Answered for {viewer().organisation_name}")
            return _to(found)
    is_own = found.organisation_id == found.asserted_by_id
    is_shared = found.shared_at is not None
    may_answer = policy.can_answer_implication(viewer(), found)
    return render_template(
        "proposals/implication.html",
        form=form,
        proposal=proposal,
        implication=found,
        cause=drafts.cause(found, viewer=viewer()),
        is_own=is_own,
        is_to_answer=may_answer and not rules.answer_problems(found.status, is_shared=is_shared, is_own=is_own),
        is_to_edit=policy.can_edit_implication(viewer(), found) and rules.can_change(found.status, is_own=is_own),
    ), status_of(form)


def _answer(found: Implication, form: AnswerForm) -> None:
    answer = actions.confirm_implication if form.status.data == "confirmed" else actions.dispute_implication
    answer(found, answer=form.answer.data or "", version=form.expected_version, by=viewer())


@blueprint.post("/proposals/<address>/implications/<implication_id>/share")
@signed_in
def share_implication(address: str, implication_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.implication(proposal, implication_id, viewer=viewer())
    actions.share_implication(found, by=viewer())
    flash("Shared with the organisations named on this proposal")
    return _to(found)


@blueprint.post("/proposals/<address>/implications/<implication_id>/withdraw")
@signed_in
def withdraw_implication(address: str, implication_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    actions.withdraw_implication(drafts.implication(proposal, implication_id, viewer=viewer()), by=viewer())
    flash("Withdrawn")
    return redirect(url_for("proposals.grid", address=proposal.address))


@blueprint.route("/proposals/<address>/provisions/<int:number>/nil", methods=["GET", "POST"])
@signed_in
def nil_return(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_contribute, viewer(), proposal)
    provision = drafts.provision(proposal, number)
    form = NilReturnForm()
    if form.is_sent():
        with form.catching():
            nil_returns.make_nil_return(proposal, provision=provision, reason=form.reason.data or "", by=viewer())
            flash(f"Nil return made on {provision.label}")
            return redirect(url_for("proposals.grid", address=proposal.address))
    return render_template("proposals/nil_form.html", form=form, proposal=proposal, provision=provision), status_of(
        form
    )


@blueprint.post("/proposals/<address>/provisions/<int:number>/nil/withdraw")
@signed_in
def withdraw_nil_return(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.nil_return(proposal, drafts.provision(proposal, number), viewer=viewer())
    nil_returns.withdraw_nil_return(found, by=viewer())
    flash("Nil return taken back")
    return redirect(url_for("proposals.grid", address=proposal.address))
