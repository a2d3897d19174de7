"""Links that came by email: invitations and forgotten passwords."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import actions, queries, rules
from collab.accounts.forms import NewPasswordForm, ResetRequestForm
from collab.accounts.models import TokenPurpose
from collab.accounts.views import blueprint
from collab.accounts.views.identity import viewer
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import public


def base_url() -> str:
    """Where links in mails begin: always the configured address, never what a request says."""
    return str(current_app.settings.base_url)  # type: ignore[attr-defined]


@blueprint.route("/password-reset", methods=["GET", "POST"])
@public
def password_reset() -> ResponseReturnValue:
    form = ResetRequestForm()
    if form.is_sent():
        actions.request_reset(form.values()["email"], base_url=base_url(), by=viewer())
        return redirect(url_for("accounts.password_reset_sent"), 303)
    return render_template("accounts/password_reset.html", form=form), status_of(form)


@blueprint.get("/password-reset/sent")
@public
def password_reset_sent() -> str:
    return render_template("accounts/password_reset_sent.html")


@blueprint.route("/password-reset/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    return _take_password(token, TokenPurpose.password_reset)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    return _take_password(token, TokenPurpose.invitation)


def _take_password(token: str, purpose: TokenPurpose) -> ResponseReturnValue:
    """Shows the form without using the link up, as mail scanners open links too; sending it uses the link up."""
    try:
        held = queries.emailed_token(rules.token_hash(token), purpose)
    except NotFound:
        return render_template("accounts/link_over.html", purpose=purpose.value), 404
    if not queries.is_open(held):
        return render_template("accounts/link_over.html", purpose=purpose.value), 410
    form, person, places = NewPasswordForm(), held.person, queries.memberships_of(held.person_id)
    if form.is_sent():
        with form.catching():
            actions.use_token(token, purpose, password=form.values()["password"], by=viewer())
            flash("Your password is set. You can sign in with it now")
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/link.html", form=form, person=person, places=places, purpose=purpose.value)
    return page, status_of(form)
