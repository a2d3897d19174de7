"""Signing in and out, and choosing the organisation to act for."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from collab import clock
from collab.accounts import actions, queries, rules
from collab.accounts.forms import SignInForm, SwitchForm
from collab.accounts.views import blueprint
from collab.accounts.views.addresses import same_site
from collab.accounts.views.identity import viewer
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import public, repeatable, signed_in


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@repeatable
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.is_sent():
        with form.catching():
            token = actions.start_sign_in(**form.values(), by=viewer())
            return _enter(token)
    return render_template("accounts/sign_in.html", form=form), status_of(form)


def _enter(token: str) -> ResponseReturnValue:
    """Begins a new session, so that one planted before the sign-in is worth nothing after it."""
    found = queries.viewer(token, rules.token_hash(token), clock.now())
    if found is None:
        raise NotFound
    who, onward = found[0], same_site(request.args.get("next", "")) or "/home"
    session.clear()
    login_user(who)
    if who.has_several:
        return redirect(url_for("accounts.switch", next=onward), 303)
    return redirect(onward, 303)


@blueprint.route("/sign-out", methods=["GET", "POST"])
@public
@repeatable
def sign_out() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("accounts/sign_out.html")
    actions.end_sign_in(viewer().token, by=viewer())
    session.clear()
    flash("You have signed out")
    return redirect("/", 303)


@blueprint.route("/switch", methods=["GET", "POST"])
@signed_in
@repeatable
def switch() -> ResponseReturnValue:
    held = queries.sign_in_by_id(g.sign_in[0])
    places = queries.memberships_of(held.person_id)
    form = SwitchForm(membership=str(viewer().membership_id or ""))
    form.membership.choices = [(str(place.id), place.organisation.name) for place in places]
    if form.is_sent():
        chosen = next(place for place in places if place.id == UUID(form.membership.data))
        actions.act_for(held, chosen, by=viewer())
        return redirect(same_site(request.args.get("next", "")) or "/home", 303)
    return render_template("accounts/switch.html", form=form, places=places), status_of(form)
