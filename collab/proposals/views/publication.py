"""Pages of publication: another body's word, the hour, urgent publication, and a body's word afterwards."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.rules import opening, the
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import clearance as clearance_actions
from collab.proposals.actions import publication as actions
from collab.proposals.forms.clearance import AfterwardsForm, ScheduleForm, UrgentForm, WordForm
from collab.proposals.models import ClearanceDecision
from collab.proposals.queries import editions
from collab.proposals.rules.published import publication
from collab.proposals.views import blueprint
from collab.proposals.views.clearance import round_for
from collab.web.filters import moment
from collab.web.forms import form_page
from collab.web.gate import signed_in


@blueprint.route("/proposals/<address>/clearance/word", methods=["GET", "POST"])
@signed_in
def record_word(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_record_word)
    form = WordForm()
    form.offer(
        [
            (position.slug, position.name)
            for position in editions.positions(edition)
            if not viewer().acts_for(position.organisation_id)
        ]
    )
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            body = accounts.organisation(str(form.organisation.data))
            clearance_actions.record_word(
                edition, organisation=body, **form.values(), hash=str(form.hash.data), by=viewer()
            )
            flash(f"The word of {the(body.name)} is recorded on its behalf, and its signatories are told")
            return redirect(url_for("proposals.clearance", address=proposal.address))
    return form_page("proposals/word.html", form, proposal=proposal)


@blueprint.route("/proposals/<address>/clearance/schedule", methods=["GET", "POST"])
@signed_in
def schedule(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_publish)
    form = ScheduleForm()
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            actions.schedule(edition, at=form.instant, hash=str(form.hash.data), by=viewer())
            flash(f"It will be published on {moment(form.instant)}. Nothing of it is public before")
            return redirect(url_for("proposals.clearance", address=proposal.address))
    text = publication(edition.content)
    return form_page("proposals/schedule.html", form, proposal=proposal, text=text)


@blueprint.post("/proposals/<address>/clearance/unschedule")
@signed_in
def unschedule(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    actions.unschedule(editions.last_round(proposal), by=viewer())
    flash("The hour of publication is taken back. The clearances stand")
    return redirect(url_for("proposals.clearance", address=proposal.address))


@blueprint.route("/proposals/<address>/clearance/urgent", methods=["GET", "POST"])
@signed_in
def publish_urgently(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_publish_urgently)
    form = UrgentForm()
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            actions.publish_urgently(edition, **form.values(), hash=str(form.hash.data), by=viewer())
            flash("It is published. The organisations whose word is missing are asked to approve it afterwards")
            return redirect(url_for("proposals.edition", address=proposal.address, number=edition.label))
    return form_page(
        "proposals/urgent.html",
        form,
        proposal=proposal,
        edition=edition,
        text=publication(edition.content),
        positions=editions.positions(edition),
    )


@blueprint.route("/proposals/<address>/editions/<edition:number>/afterwards", methods=["GET", "POST"])
@signed_in
def answer_afterwards(address: str, number: str) -> ResponseReturnValue:
    proposal = queries.get(address, viewer=viewer())
    edition = queries.edition(proposal, number)
    require(policy.can_answer_afterwards, viewer(), edition)
    form = AfterwardsForm()
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            seen, name = str(form.hash.data), opening(the(viewer().organisation_name))
            if form.decision.data == ClearanceDecision.cleared.value:
                actions.approve_afterwards(edition, hash=seen, by=viewer())
                flash(f"{name} approves this edition")
            else:
                actions.decline_afterwards(edition, reason=form.reason.data or "", hash=seen, by=viewer())
                flash(f"{name} declines this edition. The reason is published")
            return redirect(url_for("proposals.edition", address=proposal.address, number=number))
    return form_page("proposals/afterwards.html", form, proposal=proposal, edition=edition)
