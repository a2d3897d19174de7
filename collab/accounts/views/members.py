"""The members of an organisation, for its administrators; for everybody else there is no such page."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import actions, policy, queries
from collab.accounts.forms import InviteForm, RolesForm
from collab.accounts.models import Organisation, OrganisationClass, Role
from collab.accounts.rules import the
from collab.accounts.views import blueprint
from collab.accounts.views.identity import viewer
from collab.accounts.views.links import base_url
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import signed_in


def _managed(slug: str) -> Organisation:
    found = queries.organisation(slug)
    if not policy.can_manage_members(viewer(), found):
        raise NotFound
    return found


def _offered(organisation: Organisation) -> list[Role]:
    """The roles that the viewer may give here."""
    if not policy.is_administrator_of(viewer(), organisation):
        return [Role.administrator]
    has_secretariat = organisation.organisation_class is OrganisationClass.board
    return [role for role in Role if has_secretariat or role is not Role.secretariat]


@blueprint.get("/organisations/<slug>/members")
@signed_in
def members(slug: str) -> str:
    organisation = _managed(slug)
    return render_template("accounts/members.html", organisation=organisation, members=queries.members(organisation))


@blueprint.route("/organisations/<slug>/members/invite", methods=["GET", "POST"])
@signed_in
def invite_member(slug: str) -> ResponseReturnValue:
    organisation = _managed(slug)
    form = InviteForm()
    form.offer(_offered(organisation))
    if form.is_sent():
        with form.catching():
            actions.invite(organisation, **form.values(), base_url=base_url(), by=viewer())
            flash(f"An email is on its way to {form.email.data}")
            return redirect(url_for("accounts.members", slug=slug), 303)
    return render_template("accounts/member_invite.html", form=form, organisation=organisation), status_of(form)


@blueprint.route("/organisations/<slug>/members/<uuid:member_id>", methods=["GET", "POST"])
@signed_in
def member(slug: str, member_id: UUID) -> ResponseReturnValue:
    organisation = _managed(slug)
    found = queries.membership(member_id, organisation=organisation)
    held = sorted(role.value for role in found.role_set)
    form = RolesForm(job_title=found.job_title, roles=held, version=found.version)
    form.offer([role for role in Role if role in found.role_set or role in _offered(organisation)])
    if form.is_sent():
        with form.catching():
            actions.change_roles(found, **form.values(), version=form.expected_version, by=viewer())
            flash(f"The roles of {found.person.name} were changed")
            return redirect(url_for("accounts.members", slug=slug), 303)
    page = render_template("accounts/member.html", form=form, organisation=organisation, membership=found)
    return page, status_of(form)


@blueprint.post("/organisations/<slug>/members/<uuid:member_id>/invite")
@signed_in
def invite_member_again(slug: str, member_id: UUID) -> ResponseReturnValue:
    found = queries.membership(member_id, organisation=_managed(slug))
    actions.invite_again(found, base_url=base_url(), by=viewer())
    flash(f"A new link is on its way to {found.person.email}")
    return redirect(url_for("accounts.members", slug=slug), 303)


@blueprint.route("/organisations/<slug>/members/<uuid:member_id>/end", methods=["GET"])
@signed_in
def confirm_end_of_membership(slug: str, member_id: UUID) -> str:
    organisation = _managed(slug)
    found = queries.membership(member_id, organisation=organisation)
    return render_template("accounts/member_end.html", organisation=organisation, membership=found)


@blueprint.post("/organisations/<slug>/members/<uuid:member_id>/end")
@signed_in
def end_membership(slug: str, member_id: UUID) -> ResponseReturnValue:
    found = queries.membership(member_id, organisation=_managed(slug))
    actions.end_membership(found, by=viewer())
    flash(f"{found.person.name} cannot act for {the(found.organisation.name)} any more")
    return redirect(
        url_for("accounts.organisation" if not _still_managed(found.organisation) else "accounts.members", slug=slug),
        303,
    )


def _still_managed(organisation: Organisation) -> bool:
    """Whether the viewer did not just end their own membership."""
    mine = viewer().person_id
    return policy.can_manage_installation(viewer()) or any(m.person_id == mine for m in queries.members(organisation))
