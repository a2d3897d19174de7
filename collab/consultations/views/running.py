"""Running a consultation: what its lead can do about it from its approval on, and what everybody was told."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import changed_questions, extensions
from collab.consultations.actions import running as actions
from collab.consultations.forms import running as forms
from collab.consultations.models import Consultation
from collab.consultations.queries import notices
from collab.consultations.rules import notice_words, standing
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.errors import NotFound
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/running")
@signed_in
def running(address: str) -> str:
    consultation = _approved(address)
    asked = notices.waiting(consultation)
    names = accounts.names([asked.asked_by_id]) if asked else {}
    return render_template(
        "consultations/running.html",
        consultation=consultation,
        state=standing.state(consultation, now()).value,
        sentence=standing.sentence(consultation, now()),
        is_running=standing.is_running(consultation, now()),
        is_public=standing.is_public(consultation, now()),
        is_answered=consultation.outcome is not None and consultation.outcome.published_at is not None,
        extension=asked,
        asked_by=names.get(asked.asked_by_id, "") if asked else "",
        notices=notices.told(consultation),
        prompts=[notice_words.prompt(one) for one in notices.unsettled(consultation)],
        tabs=tabs(consultation),
    )


@blueprint.route("/consultations/<address>/running/pause", methods=["GET", "POST"])
@signed_in
def pause(address: str) -> ResponseReturnValue:
    said = "The consultation is paused. It closes when it would have closed, unless you extend it"
    return _form_page(address, "pause", forms.PauseForm, actions.pause, said)


@blueprint.post("/consultations/<address>/running/resume")
@signed_in
def resume(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    actions.resume(consultation, by=viewer(), version=BaseForm().expected_version)
    flash("The consultation is open again. Its closing date did not move")
    return redirect(url_for("consultations.running", address=consultation.address), 303)


@blueprint.route("/consultations/<address>/running/extend", methods=["GET", "POST"])
@signed_in
def extend(address: str) -> ResponseReturnValue:
    said = "A second person of your organisation is asked to approve the extension"
    return _form_page(address, "extend", forms.ExtendForm, extensions.ask_to_extend, said)


@blueprint.post("/consultations/<address>/running/extension/approve")
@signed_in
def approve_extension(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    asked = notices.extension_waiting(consultation)
    extensions.approve_extension(asked, by=viewer(), version=BaseForm().expected_version)
    flash("The consultation is extended, and its page says so")
    return redirect(url_for("consultations.running", address=consultation.address), 303)


@blueprint.post("/consultations/<address>/running/extension/decline")
@signed_in
def decline_extension(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    asked = notices.extension_waiting(consultation)
    extensions.decline_extension(asked, by=viewer(), version=BaseForm().expected_version)
    flash("The extension was not approved. The closing date stays")
    return redirect(url_for("consultations.running", address=consultation.address), 303)


@blueprint.route("/consultations/<address>/running/no-extension", methods=["GET", "POST"])
@signed_in
def keep_the_end(address: str) -> ResponseReturnValue:
    return _form_page(address, "keep", forms.KeepForm, changed_questions.keep_the_end, "Saved. The closing date stays")


@blueprint.route("/consultations/<address>/running/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(address: str) -> ResponseReturnValue:
    return _form_page(address, "withdraw", forms.WithdrawForm, actions.withdraw, "The consultation is withdrawn")


@blueprint.route("/consultations/<address>/running/cancel", methods=["GET", "POST"])
@signed_in
def cancel(address: str) -> ResponseReturnValue:
    return _form_page(address, "cancel", forms.CancelForm, actions.cancel, "The consultation is cancelled")


def _form_page(
    address: str, page: str, form_type: type[BaseForm], act: Callable[..., object], said: str
) -> ResponseReturnValue:
    """The page of one step, and the step itself; `said` is what is told once it is done."""
    consultation = _conducted(address)
    form = form_type(data={"version": consultation.version})
    if form.is_sent():
        with form.catching():
            act(consultation, **form.values(), by=viewer(), version=form.expected_version)
            flash(said)
            return redirect(url_for("consultations.running", address=consultation.address), 303)
    return render_template(
        "consultations/running_form.html", form=form, page=page, consultation=consultation
    ), status_of(form)


def _conducted(address: str) -> Consultation:
    consultation = _approved(address)
    require(policy.can_conduct, viewer(), consultation)
    return consultation


def _approved(address: str) -> Consultation:
    """Raises NotFound for one whose opening is not approved: nothing can run yet."""
    consultation = queries.get_run(address, viewer=viewer())
    if consultation.opening_approved_at is None:
        raise NotFound
    return consultation
