"""Writing the questions, and seeing them as a respondent will."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import questions as actions
from collab.consultations.forms.questions import TYPE_WORDS, QuestionForm
from collab.consultations.forms.respond import every_field
from collab.consultations.models import Consultation
from collab.consultations.queries import setup as reading
from collab.consultations.rules.standing import takes_responses
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/questions")
@signed_in
def questions(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    return render_template(
        "consultations/questions.html",
        consultation=consultation,
        questions=reading.questions(consultation),
        type_words=TYPE_WORDS,
        is_fixed=consultation.opening_approved_at is not None,
        is_open=takes_responses(consultation, now()),
        tabs=tabs(consultation),
    )


@blueprint.get("/consultations/<address>/questions/preview")
@signed_in
def preview_questions(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    asked = reading.questions(consultation)
    return render_template(
        "consultations/questions_preview.html",
        consultation=consultation,
        questions=asked,
        form=every_field(asked),
    )


@blueprint.route("/consultations/<address>/questions/new", methods=["GET", "POST"])
@signed_in
def new_question(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = QuestionForm()
    form.offer(_provision_choices(consultation))
    if form.is_sent():
        with form.catching():
            actions.add_question(consultation, **form.values(), by=viewer())
            flash("The question was added")
            return redirect(url_for("consultations.questions", address=address), 303)
    page = render_template(
        "consultations/questions_form.html", form=form, consultation=consultation, question=None, is_open=False
    )
    return page, status_of(form)


@blueprint.route("/consultations/<address>/questions/<int:number>", methods=["GET", "POST"])
@signed_in
def question(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.question(consultation, number)
    form = QuestionForm(data=actions.entered(found) | {"version": found.current.number})
    form.offer(_provision_choices(consultation))
    if form.is_sent():
        with form.catching():
            actions.change_question(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("The question was saved")
            return redirect(url_for("consultations.questions", address=address), 303)
    is_open = takes_responses(consultation, now())
    page = render_template(
        "consultations/questions_form.html", form=form, consultation=consultation, question=found, is_open=is_open
    )
    return page, status_of(form)


@blueprint.post("/consultations/<address>/questions/<int:number>/remove")
@signed_in
def remove_question(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    found, version = reading.question(consultation, number), BaseForm().expected_version
    actions.remove_question(consultation, found, by=viewer(), version=version)
    flash("The question was removed")
    return redirect(url_for("consultations.questions", address=address), 303)


@blueprint.post("/consultations/<address>/questions/<int:number>/move")
@signed_in
def move_question(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    down = request.form.get("direction") == "down"
    direction = actions.Direction.down if down else actions.Direction.up
    actions.move_question(consultation, reading.question(consultation, number), direction=direction, by=viewer())
    return redirect(url_for("consultations.questions", address=address), 303)


def _provision_choices(consultation: Consultation) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.label} {one.title}") for one in reading.provisions(consultation)]
