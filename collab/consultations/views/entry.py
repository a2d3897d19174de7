"""Entering a response that came by post, email or telephone, by the organisations that run the consultation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations import queries as consultations
from collab.consultations.actions import submissions
from collab.consultations.forms import respond as forms
from collab.consultations.models import Channel, Consultation
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import paths, respondents
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.window import NonexistentTime
from collab.consultations.views import blueprint, steps
from collab.errors import Problem, Refused
from collab.text import Language
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/responses/new", methods=["GET", "POST"])
@signed_in
def enter_submission(address: str) -> ResponseReturnValue:
    consultation = consultations.get_run(address, viewer=viewer())
    require(policy.can_enter_submission, viewer(), consultation)
    questions = queries.questions(consultation)
    form = forms.entry_form(questions, queries.areas())
    if form.is_sent():
        with form.catching():
            said = form.values()
            entered = submissions.receive(
                consultation,
                forms.entered_answers(form, questions),
                respondents.about_from(said),
                received_at=received(consultation, said),
                channel=Channel(said["channel"]),
                language=Language(said["language"]),
                late_discretion=said["late_discretion"],
                address=steps.private_address,
                by=viewer(),
            )
            flash(f"Response entered. Its receipt number is {entered.receipt}")
            return redirect(url_for("consultations.enter_submission", address=consultation.address), 303)
    page = render_template(
        "consultations/entry/new.html",
        consultation=consultation,
        form=form,
        questions=questions,
        conditions=paths.words_of(questions),
        form_has_problems=form.was_refused,
    )
    return page, status_of(form)


def received(consultation: Consultation, said: dict[str, Any]) -> datetime:
    """The instant of receipt from the form's day and time. Raises Refused for a time that the clocks skip."""
    try:
        return rules.received(said["received_on"], said["received_time"], consultation.opens_at)
    except NonexistentTime as error:
        raise Refused(Problem(f"Time received: {error}", field="received_time")) from error
