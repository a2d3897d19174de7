"""The report, who decides for each lead and joint organisation, and their confirmation."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy, queries
from collab.consultations.actions import decision_makers as actions
from collab.consultations.forms.decision_makers import ConfirmForm, DecisionMakerForm
from collab.consultations.models import Runner
from collab.consultations.queries import analysis, equality, results
from collab.consultations.queries import decision_makers as reading
from collab.consultations.rules import analysis_words
from collab.consultations.rules.outcome import is_answered
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.errors import NotFound
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/report")
@signed_in
def report(address: str) -> str:
    consultation = analysis.get_reported(address, viewer=viewer())
    return render_template(
        "consultations/report.html",
        consultation=consultation,
        tally=analysis.tally(consultation),
        rows=analysis.themes(consultation),
        results=results.every(consultation),
        equality=equality.results_of(consultation),
        decisions=analysis_words.DECISION,
        said=analysis_words.CONSIDERATION,
        deciders=reading.deciders(consultation),
        makers={one.organisation.slug: one for one in consultation.decision_makers},
        is_answered=is_answered(consultation),
    )


@blueprint.post("/consultations/<address>/report/<slug>")
@signed_in
def give_report(address: str, slug: str) -> ResponseReturnValue:
    consultation = analysis.get_reported(address, viewer=viewer())
    maker = reading.of(consultation, reading.controller(consultation, slug).organisation_id)
    if maker is None:
        raise NotFound
    actions.give_report(maker, by=viewer())
    flash("It is recorded that the report was given")
    return redirect(url_for("consultations.report", address=address), 303)


@blueprint.route("/consultations/<address>/decision", methods=["GET", "POST"])
@signed_in
def decision(address: str) -> ResponseReturnValue:
    consultation = analysis.get_reported(address, viewer=viewer())
    own = reading.of(consultation, viewer().organisation_id)
    form = ConfirmForm(obj=own)
    carry_version(form, own)
    if form.is_sent():
        if own is None:
            raise NotFound
        require(policy.can_confirm_decision, viewer(), own)
        with form.catching():
            actions.confirm(own, **form.values(), version=form.expected_version, by=viewer())
            flash("Your confirmation is recorded")
            return redirect(url_for("consultations.decision", address=address), 303)
    return render_template(
        "consultations/decision.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        own=own,
        deciders=reading.deciders(consultation),
        runners={one.organisation.slug: one for one in reading.controllers(consultation)},
        is_answered=is_answered(consultation),
    ), status_of(form)


@blueprint.route("/consultations/<address>/decision-makers/<slug>", methods=["GET", "POST"])
@signed_in
def name_decision_maker(address: str, slug: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    runner = reading.controller(consultation, slug)
    require(policy.can_name_decision_maker, viewer(), runner)
    held = reading.of(consultation, runner.organisation_id)
    form = DecisionMakerForm(data={"role": held.role, "person_id": str(held.person_id or "")} if held else None)
    carry_version(form, held)
    form.offer(_people(runner), has_role=runner.role.value != "lead")
    if form.is_sent():
        with form.catching():
            actions.name(runner, **form.values(), version=form.expected_version, by=viewer())
            flash(f"It is recorded who decides for {runner.organisation.name}")
            return redirect(_back(address), 303)
    return render_template(
        "consultations/decision_maker_form.html",
        consultation=consultation,
        runner=runner,
        form=form,
        form_has_problems=form.was_refused,
        back_to=_back(address),
    ), status_of(form)


def _people(runner: Runner) -> list[tuple[str, str]]:
    return [(str(one.person_id), one.person.name) for one in reading.possible(runner)]


def _back(address: str) -> str:
    """To the report's page once there is one, to the set-up before."""
    consultation = queries.get_run(address, viewer=viewer())
    is_open = consultation.opening_approved_at is not None and policy.can_read_report(viewer(), consultation)
    return url_for("consultations.decision" if is_open else "consultations.set_up", address=address)
