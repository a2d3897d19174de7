"""Themes of a consultation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import frames as ending
from collab.consultations.actions import themes as actions
from collab.consultations.forms.analysis import RetireForm, ThemeForm
from collab.consultations.models import Consultation, Theme
from collab.consultations.queries import analysis, frames
from collab.consultations.rules import analysis_words
from collab.consultations.rules.frames import label, ordered
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/themes")
@signed_in
def themes(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return render_template(
        "consultations/themes.html",
        consultation=consultation,
        rows=analysis.themes(consultation),
        decisions=analysis_words.DECISION,
        frame=frames.last_number(consultation),
    )


@blueprint.route("/consultations/<address>/themes/new", methods=["GET", "POST"])
@signed_in
def new_theme(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_analyse, viewer(), consultation)
    form = ThemeForm()
    form.offer(_questions(consultation), _parents(consultation))
    if form.is_sent():
        with form.catching():
            actions.add(consultation, **form.values(), by=viewer())
            flash("Theme added")
            return redirect(url_for("consultations.themes", address=address), 303)
    return render_template(
        "consultations/theme_form.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        theme=None,
    ), status_of(form)


def _questions(consultation: Consultation) -> list[tuple[str, str]]:
    asked = analysis.free_text_questions(consultation)
    return [(str(question.number), f"{question.number}. {question.current.wording}") for question in asked]


def _parents(consultation: Consultation, but: Theme | None = None) -> list[tuple[str, str]]:
    """Themes that can have parts."""
    offered = [one for one in frames.in_use(consultation) if one.parent_id is None and one is not but]
    return [(str(one.number), f"{one.number}. {one.name}") for one in offered]


def theme_of(address: str, number: int) -> tuple[Consultation, Theme]:
    """One that the viewer may change and decide about."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    theme = analysis.theme(consultation, number)
    require(policy.can_change_theme, viewer(), theme)
    return consultation, theme


@blueprint.route("/consultations/<address>/themes/<int:number>/edit", methods=["GET", "POST"])
@signed_in
def edit_theme(address: str, number: int) -> ResponseReturnValue:
    consultation, theme = theme_of(address, number)
    form = ThemeForm(
        data={
            "name": theme.name.en.text,
            "name_cy": theme.name.cy.text,
            "definition": theme.definition,
            "questions": [str(question.number) for question in theme.questions],
            "parent": str(theme.parent.number) if theme.parent else "",
        }
    )
    carry_version(form, theme)
    form.offer(_questions(consultation), _parents(consultation, but=theme))
    if form.is_sent():
        with form.catching():
            actions.change(theme, **form.values(), version=form.expected_version, by=viewer())
            flash("Theme saved")
            return redirect(url_for("consultations.themes", address=address), 303)
    return render_template(
        "consultations/theme_form.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        theme=theme,
    ), status_of(form)


@blueprint.route("/consultations/<address>/themes/<int:number>/retire", methods=["GET", "POST"])
@signed_in
def retire_theme(address: str, number: int) -> ResponseReturnValue:
    consultation, theme = theme_of(address, number)
    form = RetireForm()
    carry_version(form, theme)
    others = [one for one in frames.in_use(consultation) if one is not theme]
    form.offer([(str(one.number), label(one)) for one in ordered(others)])
    if form.is_sent():
        with form.catching():
            if form.into.data:
                ending.merge(theme, into=form.into.data, version=form.expected_version, by=viewer())
                flash(f"Theme {number} is merged into theme {form.into.data}")
            else:
                ending.retire(theme, version=form.expected_version, by=viewer())
                flash(f"Theme {number} is retired")
            return redirect(url_for("consultations.themes", address=address), 303)
    return render_template(
        "consultations/theme_retire.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        theme=theme,
        coded=len(frames.coded_places(theme)),
    ), status_of(form)
