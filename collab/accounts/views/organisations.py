"""Organisations for everybody, and the table of roles."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import actions, policy, queries
from collab.accounts.forms import ChangeOrganisationForm, NewOrganisationForm
from collab.accounts.models import Organisation, OrganisationClass
from collab.accounts.views import blueprint
from collab.accounts.views.identity import viewer
from collab.web.drawing import page
from collab.web.forms import status_of
from collab.web.gate import public, requires


@blueprint.get("/organisations")
@public
def organisations() -> str:
    chosen = request.args.get("class", "")
    classes = [kind for kind in OrganisationClass if kind.value == chosen]
    found = queries.organisations(classes=classes)
    groups = [(kind, [one for one in found if one.organisation_class is kind]) for kind in OrganisationClass]
    return render_template(
        "accounts/organisations.html",
        groups=[group for group in groups if group[1]],
        total=len(found),
        classes=list(OrganisationClass),
        chosen=chosen if classes else "",
    )


@blueprint.get("/organisations/<slug>")
@public
def organisation(slug: str) -> str:
    found = queries.profile(slug)
    managed = _managed(slug) if viewer().is_authenticated else None
    members = len(queries.members(managed)) if managed else 0
    return page(
        "accounts/organisation.html",
        is_demonstration=found.is_demonstration,
        organisation=found,
        is_managed=managed is not None,
        members=members,
    )


def _managed(slug: str) -> Organisation | None:
    """The organisation, for those who manage its members."""
    found = queries.organisation(slug)
    return found if policy.can_manage_members(viewer(), found) else None


@blueprint.get("/roles")
@public
def role_table() -> str:
    return render_template("accounts/roles.html", rows=policy.role_rows())


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(policy.can_manage_installation)
def new_organisation() -> ResponseReturnValue:
    form = NewOrganisationForm()
    form.offer(_choices())
    if form.is_sent():
        with form.catching():
            new = actions.create_organisation(**form.values(), by=viewer())
            flash(f"{new.name} was added. Now invite its first administrator")
            return redirect(url_for("accounts.members", slug=new.slug), 303)
    return render_template("accounts/organisation_form.html", form=form, organisation=None), status_of(form)


@blueprint.route("/organisations/<slug>/edit", methods=["GET", "POST"])
@requires(policy.can_manage_installation)
def edit_organisation(slug: str) -> ResponseReturnValue:
    found = queries.organisation(slug)
    form = ChangeOrganisationForm(obj=found)
    form.offer(choice for choice in _choices() if choice[0] != str(found.id))
    if form.is_sent():
        with form.catching():
            actions.change_organisation(found, **form.values(), version=form.expected_version, by=viewer())
            flash("What is said about the organisation was changed")
            return redirect(url_for("accounts.organisation", slug=slug), 303)
    return render_template("accounts/organisation_form.html", form=form, organisation=found), status_of(form)


def _choices() -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in queries.organisations(only_current=False)]
