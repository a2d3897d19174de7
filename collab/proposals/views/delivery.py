"""Pages on which a commitment's owner reports, and on which another organisation verifies that it is complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import Viewer, require
from collab.accounts.views import viewer
from collab.errors import NotFound, Problem, Refused
from collab.proposals import policy, queries
from collab.proposals.actions import delivery as actions
from collab.proposals.actions import dependencies
from collab.proposals.forms.delivery import (
    ClaimForm,
    DateForm,
    DependencyForm,
    EndForm,
    ReportForm,
    VerdictForm,
    milestones_form,
)
from collab.proposals.models import Acceptance, Commitment, DateChangeReason
from collab.proposals.queries import commitments as lists
from collab.proposals.queries import delivery as reading
from collab.proposals.queries import drafts, grid
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.table import gist
from collab.proposals.views import blueprint
from collab.web.forms import BaseForm, form_page
from collab.web.gate import signed_in

ADDRESS = re.compile(r"/commitments/([0-9a-fA-F-]{36})(?:[/?#]|$)")


def _found(address: str, commitment_id: str, rule: Callable[[Viewer, Commitment], bool]) -> Commitment:
    proposal = queries.get_draft(address, viewer=viewer())
    found = drafts.commitment(proposal, commitment_id, viewer=viewer())
    require(rule, viewer(), found)
    return found


def _to(found: Commitment) -> ResponseReturnValue:
    return redirect(url_for("proposals.commitment", address=found.proposal.address, commitment_id=found.id))


def _page(page: str, form: BaseForm, found: Commitment, **more: object) -> ResponseReturnValue:
    word = word_of(found.organisation)
    return form_page(
        f"proposals/{page}.html", form, proposal=found.proposal, commitment=found, word=word, gist=gist(found), **more
    )


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/report", methods=["GET", "POST"])
@signed_in
def report_progress(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_report)
    form = ReportForm(
        data={
            "delivery": found.delivery.value if found.delivery else None,
            "rag": found.rag.value if found.rag else None,
            "path_to_green": found.path_to_green,
            "green_on": found.green_on,
            "version": found.version,
        }
    )
    if form.is_sent():
        with form.catching():
            actions.report_progress(found, report=form.report(), version=form.expected_version, by=viewer())
            flash("Reported")
            return _to(found)
    in_the_way = [one for one in lists.depended_on(found, viewer=viewer()) if one.stands_in_the_way]
    return _page("report_form", form, found, has_colour=found.acceptance is Acceptance.agreed, in_the_way=in_the_way)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/date", methods=["GET", "POST"])
@signed_in
def change_date(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_report)
    form = DateForm(data={"version": found.version})
    if form.is_sent():
        with form.catching():
            reason = DateChangeReason(form.date_reason.data)
            words, to_on = form.words.data or "", form.to_on.data
            actions.change_date(
                found, to_on=to_on, reason=reason, words=words, version=form.expected_version, by=viewer()
            )
            flash("Date changed. The first date stays on the page beside it")
            return _to(found)
    return _page("date_form", form, found)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/milestones", methods=["GET", "POST"])
@signed_in
def change_milestones(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_report)
    form = milestones_form(found.milestones, found.version)
    if form.is_sent():
        with form.catching():
            states = form.states(found.milestones)
            changed = actions.change_milestones(found, states=states, version=form.expected_version, by=viewer())
            flash("Milestones brought up to date" if changed else "Nothing was changed")
            return _to(found)
    return _page("milestones_form", form, found)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/claim", methods=["GET", "POST"])
@signed_in
def claim_completion(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_report)
    form = ClaimForm(data={"version": found.version})
    if form.is_sent():
        with form.catching():
            evidence, url = form.evidence.data or "", form.evidence_url.data or ""
            version = form.expected_version
            actions.claim_completion(found, evidence=evidence, evidence_url=url, version=version, by=viewer())
            flash("Another organisation that is named on the proposal is asked to verify it")
            return _to(found)
    return _page("claim_form", form, found)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/verify", methods=["GET", "POST"])
@signed_in
def verify_completion(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_verify)
    form = VerdictForm(data={"version": found.version})
    if form.is_sent():
        with form.catching():
            accepts = form.decision.data == "accept"
            words, version = form.words.data or "", form.expected_version
            actions.verify_completion(found, accepts=accepts, words=words, version=version, by=viewer())
            flash("Verified as complete" if accepts else "Sent back")
            return _to(found)
    return _page("verify_form", form, found, history=reading.history(found, page=1))


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/end", methods=["GET", "POST"])
@signed_in
def end_commitment(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_report)
    others = [
        one
        for one in grid.commitments(found.proposal, viewer=viewer())
        if one.organisation_id == found.organisation_id and one is not found
    ]
    form = EndForm(data={"version": found.version})
    form.superseded_by.choices = [
        ("", "Nothing"),
        *((str(one.id), f"{one.number}: {gist(one)}"[:120]) for one in others),
    ]
    if form.is_sent():
        with form.catching():
            follower = next((one for one in others if str(one.id) == form.superseded_by.data), None)
            words, version = form.words.data or "", form.expected_version
            actions.end_commitment(found, words=words, superseded_by=follower, version=version, by=viewer())
            flash("Ended. Its page says why")
            return _to(found)
    return _page("end_form", form, found)


@blueprint.route("/proposals/<address>/commitments/<commitment_id>/dependencies", methods=["GET", "POST"])
@signed_in
def change_dependencies(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_edit_commitment)
    held = lists.depended_on(found, viewer=viewer())
    known = {found.id, *(one.id for one in held)}
    others = [one for one in grid.commitments(found.proposal, viewer=viewer()) if one.id not in known]
    form = DependencyForm()
    form.on.choices = [
        ("", "Choose one"),
        *((str(one.id), f"{one.number}, {one.organisation.name}: {gist(one)}"[:140]) for one in others),
    ]
    if form.is_sent():
        with form.catching():
            dependencies.add_dependency(found, on=_chosen(form), by=viewer())
            flash("Dependency added")
            return redirect(request.path)
    return _page("dependencies_form", form, found, held=held)


def _chosen(form: DependencyForm) -> Commitment:
    """The one that was picked, or the one whose address was typed. Raises Refused in words that fit the form."""
    typed = ADDRESS.search(str(form.elsewhere.data or ""))
    key = queries.as_id(str(form.on.data or "")) or (queries.as_id(typed[1]) if typed else None)
    if key is None:
        raise Refused(
            Problem("Choose one, or enter the address of one", field="elsewhere" if form.elsewhere.data else "on")
        )
    try:
        return reading.seen(key, viewer=viewer())[0]
    except NotFound:
        raise Refused(Problem("There is none at this address that you can see", field="elsewhere")) from None


@blueprint.post("/proposals/<address>/commitments/<commitment_id>/dependencies/remove")
@signed_in
def remove_dependency(address: str, commitment_id: str) -> ResponseReturnValue:
    found = _found(address, commitment_id, policy.can_edit_commitment)
    on_id: UUID | None = queries.as_id(request.form.get("on", ""))
    dependencies.remove_dependency(found, on_id=on_id, by=viewer())
    flash("Dependency removed")
    return redirect(url_for("proposals.change_dependencies", address=address, commitment_id=commitment_id))
