"""The theme frame: a theme with its examples, its versions, and splitting a theme."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import frames as actions
from collab.consultations.forms.frames import ExampleForm, split_form
from collab.consultations.models import FrameChange
from collab.consultations.queries import analysis, readings
from collab.consultations.queries import frames as queries
from collab.consultations.rules import frames as rules
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/themes/history")
@signed_in
def frame_history(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return render_template(
        "consultations/frame_history.html",
        consultation=consultation,
        versions=queries.versions(consultation),
        changes=rules.CHANGES,
        changed=FrameChange.changed,
        compared=rules.compared,
    )


@blueprint.get("/consultations/<address>/themes/<int:number>")
@signed_in
def theme(address: str, number: int) -> str:
    """One theme: what belongs in it, examples, and what became of it."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    theme = analysis.theme(consultation, number)
    return render_template(
        "consultations/theme.html",
        consultation=consultation,
        theme=theme,
        examples=queries.examples(theme),
        last=queries.last_of(theme),
        changes=rules.CHANGES,
    )


@blueprint.route("/consultations/<address>/themes/<int:number>/split", methods=["GET", "POST"])
@signed_in
def split_theme(address: str, number: int) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    theme = analysis.theme(consultation, number)
    require(policy.can_change_theme, viewer(), theme)
    form = split_form()()
    carry_version(form, theme)
    if form.is_sent():
        with form.catching():
            made = actions.split(theme, form.parts(), then=form.then.data, version=form.expected_version, by=viewer())
            flash(f"Theme {number} is split into {len(made)}")
            return redirect(url_for("consultations.themes", address=address), 303)
    return render_template(
        "consultations/theme_split.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        theme=theme,
        coded=len(queries.coded_places(theme)),
    ), status_of(form)


@blueprint.route("/consultations/<address>/questions/<int:number>/reading/<receipt>/example", methods=["GET", "POST"])
@signed_in
def show_as_example(address: str, number: int, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    reading = readings.reading(readings.question(consultation, number).question, receipt)
    form = ExampleForm()
    themes = rules.ordered(readings.themes(reading.question))
    form.offer([(str(theme.number), rules.label(theme)) for theme in themes])
    here = url_for("consultations.read_answer", address=address, number=number, receipt=receipt)
    if form.is_sent():
        with form.catching():
            kept = actions.show_as_example(reading, **form.values(), by=viewer())
            flash(f"Kept as an example of theme {kept.theme.number}")
            return redirect(here, 303)
    return render_template(
        "consultations/theme_example.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        reading=reading,
        here=here,
    ), status_of(form)


@blueprint.post("/consultations/<address>/themes/<int:number>/examples/<example_id>/drop")
@signed_in
def drop_example(address: str, number: int, example_id: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    theme = analysis.theme(consultation, number)
    require(policy.can_change_theme, viewer(), theme)
    actions.drop_example(theme, queries.example(theme, example_id), by=viewer())
    flash("The answer is no example of this theme any more")
    return redirect(url_for("consultations.theme", address=address, number=number), 303)
