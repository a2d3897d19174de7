"""Pages of write-rounds: the list, issuing one, its page and text, replies, conditions and decisions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.rules import the
from collab.accounts.views import viewer
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.actions import rounds as actions
from collab.proposals.forms.rounds import CloseForm, EndForm, ReasonForm, ReplyForm, RoundForm
from collab.proposals.models import Proposal, WriteRound
from collab.proposals.queries import drafts, editions
from collab.proposals.queries import rounds as held
from collab.proposals.rules import rounds as rules
from collab.proposals.rules.published import publication
from collab.proposals.views import blueprint
from collab.web.filters import day
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/proposals/<address>/rounds")
@signed_in
def rounds(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    return render_template(
        "proposals/rounds.html",
        proposal=proposal,
        rounds=held.rounds(proposal),
        is_frozen=editions.in_clearance(proposal) is not None,
        rules=rules,
        today=clock.today(),
    )


@blueprint.route("/proposals/<address>/rounds/new", methods=["GET", "POST"])
@signed_in
def new_round(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = RoundForm()
    asked = [part for part in drafts.parts(proposal) if rules.can_be_asked(part)]
    form.offer([(str(part.organisation_id), part.organisation.name) for part in asked], _deadline_hint())
    if form.is_sent():
        with form.catching():
            issued = actions.issue(proposal, **form.values(), by=viewer())
            flash(f"Write-round {issued.number} is issued. Its organisations are told")
            return _to(proposal, issued)
    return render_template("proposals/round_form.html", form=form, proposal=proposal), status_of(form)


def _deadline_hint() -> str:
    holidays = accounts.bank_holidays()
    earliest = rules.earliest_full_deadline(clock.today(), holidays)
    held_to = f"Bank holidays of England and Wales are known up to the end of {holidays.last_year}"
    if earliest is None:
        return f"{held_to}. Ten clear working days from today cannot be counted with them."
    return f"From {day(earliest)} on there are 10 clear working days: neither today nor the deadline counts. {held_to}."


@blueprint.get("/proposals/<address>/rounds/<int:number>")
@signed_in
def write_round(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    return render_template(
        "proposals/round.html",
        proposal=proposal,
        round=found,
        rules=rules,
        today=clock.today(),
        status=rules.status(found, clock.today()),
        own=next((asked for asked in found.asked if viewer().acts_for(asked.organisation_id)), None),
        changed=editions.is_changed_since(proposal, found.hash),
    )


@blueprint.get("/proposals/<address>/rounds/<int:number>/text")
@signed_in
def round_text(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    return render_template("proposals/round_text.html", proposal=proposal, round=found, text=publication(found.content))


@blueprint.route("/proposals/<address>/rounds/<int:number>/reply", methods=["GET", "POST"])
@signed_in
def reply_to_round(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    own = next((asked for asked in found.asked if viewer().acts_for(asked.organisation_id)), None)
    if own is None:
        raise NotFound
    require(policy.can_reply, viewer(), own)
    form = ReplyForm()
    if form.is_sent():
        with form.catching():
            actions.reply(own, **form.values(), by=viewer())
            flash(f"The reply of {the(viewer().organisation_name)} is recorded, and the lead is told")
            return _to(proposal, found)
    is_late = rules.has_passed(found.deadline_on, clock.today())
    return render_template(
        "proposals/round_reply.html", form=form, proposal=proposal, round=found, is_late=is_late
    ), status_of(form)


@blueprint.route("/proposals/<address>/rounds/<int:number>/conditions/<condition_id>", methods=["GET", "POST"])
@signed_in
def condition(address: str, number: int, condition_id: str) -> ResponseReturnValue:
    """The raiser closes it; for a signatory of the lead the same page records a decision."""
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    raised = held.condition(found, condition_id)
    is_own = policy.can_close_condition(viewer(), raised)
    if not is_own:
        require(policy.can_decide, viewer(), proposal)
    form = CloseForm() if is_own else ReasonForm()
    if form.is_sent():
        with form.catching():
            act = actions.close_condition if is_own else actions.decide_condition
            act(raised, **form.values(), by=viewer())
            flash("The condition is closed")
            return _to(proposal, found)
    return render_template(
        "proposals/round_condition.html", form=form, proposal=proposal, round=found, condition=raised, is_own=is_own
    ), status_of(form)


@blueprint.route("/proposals/<address>/rounds/<int:number>/organisations/<slug>/without", methods=["GET", "POST"])
@signed_in
def go_on_without(address: str, number: int, slug: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    asked = held.asked(found, slug)
    require(policy.can_decide, viewer(), proposal)
    form = ReasonForm()
    if form.is_sent():
        with form.catching():
            actions.go_on_without(asked, **form.values(), by=viewer())
            flash(f"The decision to go on without a reply of {the(asked.organisation.name)} is recorded")
            return _to(proposal, found)
    return render_template(
        "proposals/round_without.html", form=form, proposal=proposal, round=found, asked=asked
    ), status_of(form)


@blueprint.route("/proposals/<address>/rounds/<int:number>/end", methods=["GET", "POST"])
@signed_in
def end_round(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = held.write_round(proposal, number)
    require(policy.can_decide, viewer(), proposal)
    form = EndForm()
    if form.is_sent():
        with form.catching():
            actions.end_round(found, **form.values(), by=viewer())
            flash(f"Write-round {found.number} is ended")
            return _to(proposal, found)
    return render_template("proposals/round_end.html", form=form, proposal=proposal, round=found), status_of(form)


def _to(proposal: Proposal, found: WriteRound) -> Response:
    return redirect(url_for("proposals.write_round", address=proposal.address, number=found.number))
