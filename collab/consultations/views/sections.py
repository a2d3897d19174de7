"""The sections of a questionnaire."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy, queries
from collab.consultations.actions import sections as actions
from collab.consultations.actions.questions import Direction
from collab.consultations.forms.questions import NewSectionForm, SectionForm
from collab.consultations.queries import setup as reading
from collab.consultations.views import blueprint
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/sections/new", methods=["GET", "POST"])
@signed_in
def new_section(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = NewSectionForm()
    if form.is_sent():
        with form.catching():
            actions.add_section(consultation, **form.values(), by=viewer())
            flash("The section was added")
            return redirect(url_for("consultations.questions", address=address), 303)
    page = render_template("consultations/section_form.html", form=form, consultation=consultation, section=None)
    return page, status_of(form)


@blueprint.route("/consultations/<address>/sections/<int:number>", methods=["GET", "POST"])
@signed_in
def section(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    found = reading.section(consultation, number)
    form = SectionForm(data=reading.entered_section(found) | {"version": found.version})
    if form.is_sent():
        with form.catching():
            actions.change_section(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("The section was saved")
            return redirect(url_for("consultations.questions", address=address), 303)
    page = render_template("consultations/section_form.html", form=form, consultation=consultation, section=found)
    return page, status_of(form)


@blueprint.post("/consultations/<address>/sections/<int:number>/move")
@signed_in
def move_section(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    direction = Direction.down if request.form.get("direction") == "down" else Direction.up
    actions.move_section(consultation, reading.section(consultation, number), direction=direction, by=viewer())
    return redirect(url_for("consultations.questions", address=address), 303)


@blueprint.post("/consultations/<address>/sections/<int:number>/remove")
@signed_in
def remove_section(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    found, version = reading.section(consultation, number), BaseForm().expected_version
    actions.remove_section(consultation, found, by=viewer(), version=version)
    flash("The section was removed")
    return redirect(url_for("consultations.questions", address=address), 303)
