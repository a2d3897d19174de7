"""One's own account: name, password, memberships."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import actions, queries
from collab.accounts.forms import NameForm, PasswordForm
from collab.accounts.models import Person
from collab.accounts.policy import is_self, require
from collab.accounts.views import blueprint
from collab.accounts.views.identity import viewer
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/account")
@signed_in
def account() -> str:
    me = _me()
    return render_template("accounts/account.html", person=me, places=queries.memberships_of(me.id))


def _me() -> Person:
    identity = viewer().person_id
    if identity is None:
        raise NotFound
    return queries.person(identity)


@blueprint.route("/account/name", methods=["GET", "POST"])
@signed_in
def account_name() -> ResponseReturnValue:
    me = _me()
    require(is_self, viewer(), me)
    form = NameForm(obj=me)
    if form.is_sent():
        with form.catching():
            actions.rename(me, **form.values(), version=form.expected_version, by=viewer())
            flash("Your name was changed")
            return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/account_name.html", form=form), status_of(form)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def account_password() -> ResponseReturnValue:
    me = _me()
    require(is_self, viewer(), me)
    form = PasswordForm()
    if form.is_sent():
        with form.catching():
            actions.change_password(me, **form.values(), by=viewer())
            flash("Your password was changed. Other browsers where you were signed in have been signed out")
            return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/account_password.html", form=form, person=me), status_of(form)
