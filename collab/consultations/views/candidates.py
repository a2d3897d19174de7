"""Candidate themes for those who read the responses: by question, each with its words and examples, and what becomes of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import candidates as actions
from collab.consultations.forms.candidates import CandidateForm, MergeForm
from collab.consultations.models import CandidateState, CandidateTheme, Consultation, Question
from collab.consultations.queries import analysis
from collab.consultations.queries import candidates as queries
from collab.consultations.rules import candidate_words
from collab.consultations.rules.candidates import FEWEST_ANSWERS
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.web.forms import BaseForm, form_page
from collab.web.gate import signed_in

HERE = "/consultations/<address>/candidates"


@blueprint.get(HERE)
@signed_in
def candidates(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    rows = queries.questions(consultation)
    return render_template("consultations/candidates/questions.html", consultation=consultation, rows=rows)


def _question(address: str, number: int) -> tuple[Consultation, Question]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return consultation, queries.question(consultation, number)


@blueprint.get(f"{HERE}/<int:number>")
@signed_in
def candidates_of(address: str, number: int) -> str:
    consultation, question = _question(address, number)
    rows = queries.listed(question)
    proposed = [row for row in rows if row.candidate.state is CandidateState.proposed]
    run = queries.last_run(question)
    return render_template(
        "consultations/candidates/question.html",
        consultation=consultation,
        question=question,
        run=run,
        is_running=run is not None and run.finished_at is None,
        proposed=[(row, queries.examples(row.candidate, 2)) for row in proposed],
        settled=[row for row in rows if row.candidate.state is not CandidateState.proposed],
        nothing=candidate_words.nothing_found(run.different, FEWEST_ANSWERS) if run else "",
        sureness=candidate_words.sureness,
        states=candidate_words.STATE,
    )


@blueprint.post(f"{HERE}/<int:number>")
@signed_in
def look_for_candidates(address: str, number: int) -> ResponseReturnValue:
    consultation, question = _question(address, number)
    actions.look_for_candidates(consultation, question, by=viewer())
    return redirect(url_for("consultations.candidates_of", address=address, number=number), 303)


def _candidate(address: str, number: int, place: int) -> CandidateTheme:
    _, question = _question(address, number)
    candidate = queries.get(question, place)
    require(policy.can_change_candidate, viewer(), candidate)
    return candidate


@blueprint.route(f"{HERE}/<int:number>/<int:place>", methods=["GET", "POST"])
@signed_in
def candidate(address: str, number: int, place: int) -> ResponseReturnValue:
    """The form adopts the candidate, or only names it."""
    found = _candidate(address, number, place)
    form = CandidateForm(data={"name": found.name})
    carry_version(form, found)
    if form.is_sent():
        with form.catching():
            flash(_adopted_or_named(found, form))
            return redirect(url_for("consultations.candidates_of", address=address, number=number), 303)
    row = next((row for row in queries.listed(found.question) if row.candidate.id == found.id), None)
    return form_page(
        "consultations/candidates/candidate.html",
        form,
        consultation=found.consultation,
        question=found.question,
        candidate=found,
        row=row,
        examples=queries.examples(found),
        sureness=candidate_words.sureness(found.sureness),
        state=candidate_words.STATE[found.state],
        form_has_problems=form.was_refused,
    )


def _adopted_or_named(found: CandidateTheme, form: CandidateForm) -> str:
    """What was done, in words."""
    if request.form.get("then") == "name":
        actions.rename(found, name=str(form.name.data), version=form.expected_version, by=viewer())
        return "Name saved"
    theme = actions.adopt(found, **form.values(), version=form.expected_version, by=viewer())
    return f"Theme {theme.number} added. Its answers are proposed by the computer until somebody confirms each"


@blueprint.route(f"{HERE}/<int:number>/<int:place>/merge", methods=["GET", "POST"])
@signed_in
def merge_candidate(address: str, number: int, place: int) -> ResponseReturnValue:
    found = _candidate(address, number, place)
    form = MergeForm()
    carry_version(form, found)
    form.offer(queries.targets(found))
    if form.is_sent():
        with form.catching():
            actions.merge(found, **form.values(), version=form.expected_version, by=viewer())
            flash(f"Candidate {place} is merged")
            return redirect(url_for("consultations.candidates_of", address=address, number=number), 303)
    return form_page(
        "consultations/candidates/merge.html",
        form,
        consultation=found.consultation,
        question=found.question,
        candidate=found,
        form_has_problems=form.was_refused,
    )


@blueprint.post(f"{HERE}/<int:number>/<int:place>/drop")
@signed_in
def drop_candidate(address: str, number: int, place: int) -> ResponseReturnValue:
    found = _candidate(address, number, place)
    actions.drop(found, version=BaseForm().expected_version, by=viewer())
    flash(f"Candidate {place} is dropped")
    return redirect(url_for("consultations.candidates_of", address=address, number=number), 303)


@blueprint.post(f"{HERE}/<int:number>/<int:place>/back")
@signed_in
def take_candidate_back(address: str, number: int, place: int) -> ResponseReturnValue:
    found = _candidate(address, number, place)
    actions.take_back(found, version=BaseForm().expected_version, by=viewer())
    flash(f"Candidate {place} is back among those that wait")
    return redirect(url_for("consultations.candidates_of", address=address, number=number), 303)
