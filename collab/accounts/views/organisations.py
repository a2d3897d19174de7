"""Organisations for everybody, and the table of roles."""

from __future__ import annotations

from flask import render_template, request

from collab.accounts import policy, queries
from collab.accounts.models import OrganisationClass
from collab.accounts.views import blueprint
from collab.accounts.views.identity import viewer
from collab.web.gate import public


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
    found = queries.organisation(slug)
    is_managed = policy.can_manage_members(viewer(), found)
    return render_template(
        "accounts/organisation.html",
        organisation=found,
        areas=queries.areas_of(found),
        former=queries.predecessors(found),
        members=queries.members(found) if is_managed else [],
        is_managed=is_managed,
    )


@blueprint.get("/roles")
@public
def role_table() -> str:
    return render_template("accounts/roles.html", rows=policy.role_rows())
