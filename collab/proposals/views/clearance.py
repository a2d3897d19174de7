"""Pages of an edition on its way: freezing, the frozen text, each body's word on it, recall and publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import Viewer, require
from collab.accounts.rules import the
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import clearance as actions
from collab.proposals.forms.clearance import FreezeForm, ObjectionForm, RecallForm, TextSeenForm
from collab.proposals.models import Edition, Proposal
from collab.proposals.queries import editions
from collab.proposals.rules import comparison
from collab.proposals.rules import editions as rules
from collab.proposals.rules import readiness as readiness_rules
from collab.proposals.rules.published import publication
from collab.proposals.views import blueprint
from collab.proposals.views.drafting import reachable
from collab.web.forms import form_page
from collab.web.gate import signed_in


def round_for(address: str, rule: Callable[[Viewer, Edition], bool]) -> tuple[Proposal, Edition]:
    """The proposal and its last round, for a viewer to whom the rule applies."""
    proposal = queries.get_draft(address, viewer=viewer())
    edition = editions.last_round(proposal)
    require(rule, viewer(), edition)
    return proposal, edition


@blueprint.get("/proposals/<address>/clearance")
@signed_in
def clearance(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    rounds = editions.rounds(proposal, viewer=viewer())
    frozen = rules.in_clearance(rounds)
    said = editions.sayings(rounds)
    return render_template(
        "proposals/clearance.html",
        proposal=proposal,
        edition=frozen,
        positions=editions.positions(frozen) if frozen else [],
        sayings={saying.organisation_id: saying for saying in said[frozen.id] if not saying.ended_at} if frozen else {},
        earlier=[(edition, said[edition.id]) for edition in rounds if edition is not frozen],
        ended=[saying for saying in said[frozen.id] if saying.ended_at] if frozen else [],
        states=_states(frozen, rounds, said) if frozen else {},
        state_words=rules.STATE_WORDS,
        requirements=[] if frozen else [reachable(one, proposal) for one in editions.readiness(proposal)],
        **_next(proposal, frozen),
        comparisons=_comparisons(rounds, frozen),
    )


def _states(
    frozen: Edition, rounds: Sequence[Edition], said: Mapping[UUID, list[editions.Saying]]
) -> dict[UUID, rules.ClearanceState]:
    """By organisation; what was said on the round before this one is stale where that was recalled."""
    before = next((edition for edition in rounds if edition.number == frozen.number - 1), None)
    past = [*said[frozen.id], *(said[before.id] if before else [])]
    found = {}
    for position in editions.positions(frozen):
        own = [saying.ended_why for saying in past if saying.organisation_id == position.organisation_id]
        found[position.organisation_id] = rules.state(position, own)
    return found


def _next(proposal: Proposal, frozen: Edition | None) -> dict[str, object]:
    """Where it stands in words, and what this viewer does next."""
    if frozen is None:
        return {"standing": "The text is open for writing", "step": rules.Step.freeze}
    said = editions.positions(frozen)
    step = rules.next_step(
        said,
        acting_for=viewer().organisation_id,
        may_clear=policy.can_clear(viewer(), frozen),
        may_publish=policy.can_publish(viewer(), frozen),
    )
    return {"standing": rules.standing(frozen, said), "step": step}


def _comparisons(rounds: Sequence[Edition], frozen: Edition | None) -> list[tuple[str, list[rules.WordsChanged]]]:
    """The frozen text beside the newest public edition, and beside the round that was recalled after it."""
    if frozen is None:
        return []
    found = []
    for name, before in rules.to_compare_with(rounds, frozen):
        every = [
            *rules.changes(before.content, frozen.content),
            *comparison.other_changes(before.content, frozen.content),
        ]
        found.append((name, [change for change in every if change.is_changed]))
    return found


@blueprint.get("/proposals/<address>/frozen")
@signed_in
def frozen_text(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    edition = editions.frozen(proposal)
    return render_template(
        "proposals/frozen.html", proposal=proposal, edition=edition, text=publication(edition.content)
    )


@blueprint.route("/proposals/<address>/freeze", methods=["GET", "POST"])
@signed_in
def freeze(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = FreezeForm()
    if editions.newest_published(proposal) is None:
        del form.significance  # a first edition is neither major nor minor
    if request.method == "GET":
        form.version.data = str(proposal.version)
    if form.is_sent():
        with form.catching():
            actions.freeze(proposal, **form.values(), version=form.expected_version, by=viewer())
            flash("The text is frozen. The lead and joint organisations are asked to clear it")
            return redirect(url_for("proposals.clearance", address=proposal.address))
    requirements = editions.readiness(proposal)
    ready = readiness_rules.is_ready(requirements) and editions.in_clearance(proposal) is None
    return form_page("proposals/freeze.html", form, proposal=proposal, requirements=requirements, is_ready=ready)


@blueprint.post("/proposals/<address>/clearance/clear")
@signed_in
def clear(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    form = TextSeenForm()
    actions.clear(editions.last_round(proposal), hash=str(form.hash.data), by=viewer())
    flash(f"Cleared for {the(viewer().organisation_name)}")
    return redirect(url_for("proposals.clearance", address=proposal.address))


@blueprint.route("/proposals/<address>/clearance/objection", methods=["GET", "POST"])
@signed_in
def objection(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_clear)
    form = ObjectionForm()
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            actions.object_to(edition, **form.values(), hash=str(form.hash.data), by=viewer())
            flash(f"The objection of {viewer().organisation_name} is recorded, and the lead is told")
            return redirect(url_for("proposals.clearance", address=proposal.address))
    return form_page("proposals/objection.html", form, proposal=proposal, edition=edition)


@blueprint.post("/proposals/<address>/clearance/withdraw")
@signed_in
def withdraw_clearance(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    actions.withdraw_clearance(editions.last_round(proposal), by=viewer())
    flash(f"What {viewer().organisation_name} said is taken back")
    return redirect(url_for("proposals.clearance", address=proposal.address))


@blueprint.route("/proposals/<address>/clearance/recall", methods=["GET", "POST"])
@signed_in
def recall(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_recall)
    form = RecallForm()
    if form.is_sent():
        with form.catching():
            actions.recall(edition, **form.values(), by=viewer())
            flash("The edition is recalled. The text is open for writing again")
            return redirect(url_for("proposals.clearance", address=proposal.address))
    return form_page("proposals/recall.html", form, proposal=proposal, edition=edition)


@blueprint.route("/proposals/<address>/clearance/publish", methods=["GET", "POST"])
@signed_in
def publish(address: str) -> ResponseReturnValue:
    proposal, edition = round_for(address, policy.can_publish)
    form = TextSeenForm()
    form.remember(edition.hash)
    if form.is_sent():
        with form.catching():
            actions.publish(edition, hash=str(form.hash.data), by=viewer())
            flash(f"{proposal.reference}, edition {edition.label}, is published")
            return redirect(url_for("proposals.edition", address=proposal.address, number=edition.label))
    return form_page(
        "proposals/publish.html",
        form,
        proposal=proposal,
        edition=edition,
        text=publication(edition.content),
        positions=editions.positions(edition),
    )
