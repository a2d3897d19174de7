"""Pages of the organisations on a proposal."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.rules import opening, the
from collab.accounts.views import viewer
from collab.proposals import policy, queries
from collab.proposals.actions import parts as actions
from collab.proposals.forms.drafting import LeadForm, PartForm
from collab.proposals.models import PartRole, Proposal
from collab.proposals.queries import drafts, successions
from collab.proposals.rules.parts import LAW_OFFICERS, ROLE_WORDS, joint_publication_problems
from collab.proposals.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/proposals/<address>/organisations")
@signed_in
def organisations(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    parts = drafts.parts(proposal)
    return render_template(
        "proposals/organisations.html",
        proposal=proposal,
        parts=parts,
        role_words=ROLE_WORDS,
        problems=joint_publication_problems(parts, accounts.heirs(LAW_OFFICERS)),
        successions=successions.on(proposal),
    )


@blueprint.route("/proposals/<address>/organisations/new", methods=["GET", "POST"])
@signed_in
def new_part(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = PartForm()
    named = {part.organisation_id for part in proposal.participations}
    others = [(one.slug, one.name) for one in accounts.organisations() if one.id not in named]
    form.organisation.choices = [("", "Choose an organisation"), *others]
    if form.is_sent():
        with form.catching():
            return _set(proposal, form)
    return render_template("proposals/part_form.html", form=form, proposal=proposal, part=None), status_of(form)


@blueprint.route("/proposals/<address>/organisations/<slug>", methods=["GET", "POST"])
@signed_in
def edit_part(address: str, slug: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    part = drafts.part(proposal, slug)
    stored = {"organisation": slug, "role": part.role.value, "reason": part.reason}
    form = PartForm(data={**stored, "version": part.version})
    form.organisation.choices = [(slug, part.organisation.name)]
    if form.is_sent():
        with form.catching():
            return _set(proposal, form, version=form.expected_version)
    return render_template("proposals/part_form.html", form=form, proposal=proposal, part=part), status_of(form)


def _set(proposal: Proposal, form: PartForm, *, version: int | None = None) -> ResponseReturnValue:
    organisation = accounts.organisation(str(form.organisation.data))
    role, reason = PartRole(form.role.data), form.reason.data or ""
    actions.set_part(proposal, organisation=organisation, role=role, reason=reason, version=version, by=viewer())
    flash(f"{opening(the(organisation.name))} is named as {ROLE_WORDS[role].lower()}")
    return redirect(url_for("proposals.organisations", address=proposal.address))


@blueprint.post("/proposals/<address>/organisations/<slug>/remove")
@signed_in
def remove_part(address: str, slug: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    organisation = drafts.part(proposal, slug).organisation
    actions.remove_part(proposal, organisation=organisation, by=viewer())
    flash(f"{opening(the(organisation.name))} is not named any more")
    return redirect(url_for("proposals.organisations", address=proposal.address))


@blueprint.post("/proposals/<address>/organisations/<slug>/invite")
@signed_in
def invite_part(address: str, slug: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    organisation = drafts.part(proposal, slug).organisation
    actions.invite(proposal, organisation=organisation, by=viewer())
    flash(f"{opening(the(organisation.name))} can read the draft, and is told by email")
    return redirect(url_for("proposals.organisations", address=proposal.address))


@blueprint.route("/proposals/<address>/organisations/lead", methods=["GET", "POST"])
@signed_in
def change_lead(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = LeadForm()
    able = [part for part in drafts.parts(proposal) if part.role not in (PartRole.lead, PartRole.not_affected)]
    form.organisation.choices = [
        ("", "Choose an organisation"),
        *((p.organisation.slug, p.organisation.name) for p in able),
    ]
    if form.is_sent():
        with form.catching():
            organisation = accounts.organisation(str(form.organisation.data))
            actions.change_lead(proposal, organisation=organisation, by=viewer())
            flash(f"{opening(the(organisation.name))} leads from now on")
            return redirect(url_for("proposals.organisations", address=proposal.address))
    return render_template("proposals/lead_form.html", form=form, proposal=proposal), status_of(form)
