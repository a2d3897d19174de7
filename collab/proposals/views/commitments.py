"""Pages of one commitment: entering, changing, reading, sharing, withdrawing, signing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation, OrganisationClass
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import commitments as actions
from collab.proposals.actions import implications as implication_actions
from collab.proposals.forms.commitments import CommitmentForm, commitment_form
from collab.proposals.models import Commitment, Proposal, PublishedCommitment
from collab.proposals.queries import commitments as lists
from collab.proposals.queries import delivery as reading
from collab.proposals.queries import drafts, grid
from collab.proposals.rules import commitments as rules
from collab.proposals.rules import delivery
from collab.proposals.rules.contents import BINDING
from collab.proposals.rules.published import commitment_of
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import public, signed_in
from collab.web.pagination import page_number, paginated


@blueprint.route("/proposals/<address>/commitments/new", methods=["GET", "POST"])
@signed_in
def new_commitment(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_contribute, viewer(), proposal)
    organisation = _own()
    form = _form(proposal, organisation, None)
    if request.method == "GET":
        form.provisions.data = request.args.getlist("provision")
    if form.is_sent():
        with form.catching():
            terms = _terms(form, proposal)
            commitment = actions.add_commitment(proposal, terms=terms, by=viewer())
            flash(
                f"{rules.word_of(organisation).capitalize()} saved. Only your organisation sees it until you share it"
            )
            return _onwards(proposal, commitment)
    return _page(form, proposal, organisation, None)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/edit", methods=["GET", "POST"])
@signed_in
def edit_commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    commitment = drafts.commitment(proposal, commitment_id, viewer=viewer())
    require(policy.can_edit_commitment, viewer(), commitment)
    form = _form(proposal, commitment.organisation, commitment)
    if form.is_sent():
        with form.catching():
            terms = _terms(form, proposal)
            actions.change_commitment(commitment, terms=terms, version=form.expected_version, by=viewer())
            flash(f"{rules.word_of(commitment.organisation).capitalize()} saved")
            return _onwards(proposal, commitment)
    return _page(form, proposal, commitment.organisation, commitment)


def _own() -> Organisation:
    return accounts.organisation(viewer().organisation_slug)


def _form(proposal: Proposal, organisation: Organisation, stored: Commitment | None) -> CommitmentForm:
    labels = [(held.label, f"{held.label} {held.title}") for held in grid.live_provisions(proposal)]
    sent = sum(name.startswith("milestone_") and name.endswith("_on-day") for name in request.form)
    rows = sent or request.args.get("rows", 0, type=int)
    offered = [(body.slug, body.name) for body in _inspectorates()]
    return commitment_form(rules.kinds_for(organisation), labels, offered, rows, stored)


def _inspectorates() -> Sequence[Organisation]:
    return accounts.organisations(classes=[OrganisationClass.inspectorate])


def _terms(form: CommitmentForm, proposal: Proposal) -> rules.CommitmentTerms:
    return form.terms(_provision_ids(proposal), {body.slug: body.id for body in _inspectorates()})


def _provision_ids(proposal: Proposal) -> dict[str, UUID]:
    return {held.label: held.id for held in grid.live_provisions(proposal)}


def _onwards(proposal: Proposal, commitment: Commitment) -> ResponseReturnValue:
    """Back to the record, or on to more milestones."""
    address, key = proposal.address, commitment.id
    if request.form.get("more"):
        rows = len(commitment.milestones) + rules.MILESTONE_ROWS
        return redirect(url_for("proposals.edit_commitment", address=address, commitment_id=key, rows=rows))
    return redirect(url_for("proposals.commitment", address=address, commitment_id=key))


def _page(
    form: CommitmentForm, proposal: Proposal, organisation: Organisation, commitment: Commitment | None
) -> ResponseReturnValue:
    word = rules.word_of(organisation)
    return render_template(
        "proposals/commitment_form.html",
        form=form,
        proposal=proposal,
        organisation=organisation,
        word=word,
        commitment=commitment,
    ), status_of(form)


@blueprint.get("/proposals/<address>/commitments/<commitment_id>")
@public
def commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    """For the organisations named on the proposal as it is worked on; for everybody else as the newest edition has it."""
    proposal = queries.get(address, viewer=viewer())
    if not policy.can_read_draft(viewer(), proposal):
        return _public_page(address, proposal, reading.public_one(proposal, commitment_id))
    found = drafts.commitment(proposal, commitment_id, viewer=viewer())
    word = rules.word_of(found.organisation)
    signing = rules.sign_problems(
        preparing=proposal.preparing,
        acceptance=found.acceptance,
        status=found.status,
        is_shared=found.shared_at is not None,
        word=word,
    )
    return render_template(
        "proposals/commitment.html",
        proposal=proposal,
        commitment=found,
        word=word,
        signing=signing,
        **_life(found, found.recommended_on),
    )


def _public_page(address: str, proposal: Proposal, held: PublishedCommitment) -> ResponseReturnValue:
    found = held.commitment
    if address != proposal.address:
        where = url_for("proposals.commitment", address=proposal.address, commitment_id=found.id)
        return redirect(where, 301)
    names = {body["code"]: body["name"] for body in held.edition.content["organisations"]}
    record = commitment_of(held.record, names)
    asked = record["recommendation"]["published_on"] if record["recommendation"] else None
    return render_template(
        "proposals/commitment_public.html",
        proposal=proposal,
        public=held,
        commitment=found,
        record=record,
        **_life(found, asked, is_bound=held.standing in BINDING),
    )


def _life(found: Commitment, asked: date | None, *, is_bound: bool = True) -> dict[str, Any]:
    """What becomes of it, as this reader may know it; `asked` is the day of the recommendation that it answers."""
    row = lists.row(found.id, viewer=viewer())
    year = request.args.get("year", type=int)
    history = reading.history(found, page=page_number(), year=year, is_bound=is_bound)
    owes = delivery.owes_answer(found.organisation.organisation_class, asked)
    return {
        "row": row,
        "is_bound": is_bound,
        "standings": delivery.STANDING_WORDS,
        "is_live": row.standing in lists.LIVE,
        "history": history,
        "year": year,
        "pagination": paginated(history.total, reading.PAGE_OF_HISTORY),
        "depends_on": lists.depended_on(found, viewer=viewer()),
        "needed_by": lists.dependents(found, viewer=viewer()),
        "milestone_states": {stone.words: stone.state for stone in found.milestones} if is_bound else {},
        "answer_due_on": delivery.answer_due_on(asked) if asked and owes else None,
        "today": clock.today(),
    }


@blueprint.post("/proposals/<address>/commitments/<commitment_id>/share")
@signed_in
def share_commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    actions.share_commitment(drafts.commitment(proposal, commitment_id, viewer=viewer()), by=viewer())
    flash("Shared with the organisations named on this proposal")
    return redirect(url_for("proposals.commitment", address=proposal.address, commitment_id=commitment_id))


@blueprint.post("/proposals/<address>/commitments/<commitment_id>/withdraw")
@signed_in
def withdraw_commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    actions.withdraw_commitment(drafts.commitment(proposal, commitment_id, viewer=viewer()), by=viewer())
    flash("Withdrawn")
    return redirect(url_for("proposals.grid", address=proposal.address))


@blueprint.post("/proposals/<address>/commitments/<commitment_id>/sign")
@signed_in
def sign_commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.commitment(proposal, commitment_id, viewer=viewer())
    actions.sign_commitment(found, version=request.form.get("version", 0, type=int), by=viewer())
    flash(f"{rules.word_of(found.organisation).capitalize()} signed for {viewer().organisation_name}")
    return redirect(url_for("proposals.commitment", address=proposal.address, commitment_id=commitment_id))


@blueprint.post("/proposals/<address>/share")
@signed_in
def share_all(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    commitments = actions.share_all_commitments(proposal, by=viewer())
    implications = implication_actions.share_all_implications(proposal, by=viewer())
    flash(f"Shared: {commitments + implications} of what {viewer().organisation_name} drafted")
    return redirect(url_for("proposals.grid", address=proposal.address))
