"""Giving answers to people to read, and the translation beside an answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import answers, assigning
from collab.consultations.forms.readings import AssignForm, TranslationForm
from collab.consultations.queries import analysis, readings
from collab.consultations.queries import assignments as queries
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/questions/<int:number>/reading/assign", methods=["GET", "POST"])
@signed_in
def assign_answers(address: str, number: int) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    progress = readings.question(consultation, number)
    require(policy.can_analyse, viewer(), consultation)
    form = AssignForm()
    people = queries.analysts(consultation)
    form.offer([(str(one.person_id), f"{one.person.name}, {one.organisation.name}") for one in people])
    if form.is_sent():
        with form.catching():
            person_id, asked = form.person_id.data, form.asked
            given = assigning.assign(consultation, progress.question, person_id=person_id, number=asked, by=viewer())
            flash(f"{given:,} answers given" if given != 1 else "1 answer given")
            return redirect(url_for("consultations.assign_answers", address=address, number=number), 303)
    return render_template(
        "consultations/reading_assign.html",
        consultation=consultation,
        progress=progress,
        form=form,
        form_has_problems=form.was_refused,
        portions=queries.portions(progress.question),
    ), status_of(form)


@blueprint.post("/consultations/<address>/questions/<int:number>/reading/assign/<person_id>/take-back")
@signed_in
def take_back_answers(address: str, number: int, person_id: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    question = readings.question(consultation, number).question
    held = next((one.person for one in queries.portions(question) if str(one.person.id) == person_id), None)
    if held is None:
        raise NotFound
    free = assigning.take_back(consultation, question, person_id=held.id, by=viewer())
    flash(f"{free:,} answers taken back from {held.name}" if free != 1 else f"1 answer taken back from {held.name}")
    return redirect(url_for("consultations.assign_answers", address=address, number=number), 303)


@blueprint.route(
    "/consultations/<address>/questions/<int:number>/reading/<receipt>/translation", methods=["GET", "POST"]
)
@signed_in
def translate_answer(address: str, number: int, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    reading = readings.reading(readings.question(consultation, number).question, receipt)
    form = TranslationForm(obj=reading)
    carry_version(form, reading)
    here = url_for("consultations.read_answer", address=address, number=number, receipt=receipt)
    if form.is_sent():
        with form.catching():
            answers.translate(reading, **form.values(), version=form.expected_version, by=viewer())
            flash("Translation saved")
            return redirect(here, 303)
    return render_template(
        "consultations/reading_translation.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        reading=reading,
        here=here,
    ), status_of(form)
