"""The readiness, drafts and publication of feedback and outcome."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import answering as actions
from collab.consultations.forms.answering import FeedbackForm, LatenessForm, OutcomeForm
from collab.consultations.models import AnswerPart, Outcome
from collab.consultations.queries import analysis, answering, targets
from collab.consultations.rules import analysis_words, outcome
from collab.consultations.rules.standing import response_clock
from collab.consultations.views import blueprint, steps
from collab.consultations.views.clearing import part_of
from collab.consultations.views.responses import carry_version
from collab.documents.models import Document
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@dataclass(frozen=True)
class Row:
    """A line of the task list."""

    rule: str
    missing: str
    is_met: bool
    href: str


@blueprint.get("/consultations/<address>/answer")
@signed_in
def answer(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    root = url_for("consultations.answer", address=address).rpartition("/")[0]
    tasks = outcome.tasks(answering.facts(consultation))
    return render_template(
        "consultations/answering.html",
        consultation=consultation,
        tasks=[Row(task.rule, task.missing, task.is_met, f"{root}/{task.place}") for task in tasks],
        left=sum(not task.is_met for task in tasks),
        clock=response_clock(consultation, clock.now()),
        kinds=analysis_words.OUTCOME,
    )


@blueprint.route("/consultations/<address>/answer/feedback", methods=["GET", "POST"])
@signed_in
def draft_feedback(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    held = consultation.feedback
    form = FeedbackForm(data=_written(held.document) if held else None)
    carry_version(form, held)
    if form.is_sent():
        with form.catching():
            actions.draft_feedback(consultation, **form.values(), version=form.expected_version, by=viewer())
            flash("Public feedback saved")
            return redirect(url_for("consultations.answer", address=address), 303)
    return render_template(
        "consultations/answering_feedback.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
    ), status_of(form)


@blueprint.post("/consultations/<address>/answer/feedback/publish")
@signed_in
def publish_feedback(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    actions.publish_feedback(consultation, version=BaseForm().expected_version, by=viewer())
    flash("The public feedback is published")
    return redirect(url_for("consultations.answer", address=address), 303)


@blueprint.route("/consultations/<address>/answer/outcome", methods=["GET", "POST"])
@signed_in
def draft_outcome(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    form = OutcomeForm(data=_typed(consultation.outcome))
    carry_version(form, consultation.outcome)
    form.offer(
        [
            (str(edition.id), f"Edition {edition.label}: {edition.change_note[:80]}")
            for edition in targets.decision_editions(consultation.proposal)
        ]
    )
    if form.is_sent():
        with form.catching():
            actions.draft_outcome(consultation, **form.values(), version=form.expected_version, by=viewer())
            flash("Government response saved")
            return redirect(url_for("consultations.answer", address=address), 303)
    return render_template(
        "consultations/answering_outcome.html", consultation=consultation, form=form, form_has_problems=form.was_refused
    ), status_of(form)


def _written(document: Document) -> dict[str, object]:
    return {"text": document.text, "text_cy": document.text_cy}


@blueprint.post("/consultations/<address>/answer/<part>/start")
@signed_in
def start_answer(address: str, part: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    chosen = part_of(part)
    actions.start_from_numbers(consultation, chosen, by=viewer())
    flash("The structure is there, with the numbers of today")
    page = "draft_feedback" if chosen is AnswerPart.feedback else "draft_outcome"
    return redirect(url_for(f"consultations.{page}", address=address), 303)


def _typed(held: Outcome | None) -> dict[str, object] | None:
    return outcome.as_typed(held) if held else None


@blueprint.route("/consultations/<address>/answer/outcome/publish", methods=["GET", "POST"])
@signed_in
def publish_outcome(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_publish_answer, viewer(), consultation)
    form = BaseForm()
    held = consultation.outcome
    carry_version(form, held)
    if form.is_sent():
        with form.catching():
            actions.publish_outcome(
                consultation, address=steps.private_address, version=form.expected_version, by=viewer()
            )
            flash("The government response is published")
            return redirect(url_for("consultations.answer", address=address), 303)
    return render_template(
        "consultations/answering_publish.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        answer=answering.draft_of(consultation),
        mails=len(answering.to_be_told(consultation)),
    ), status_of(form)


@blueprint.route("/consultations/<address>/answer/lateness", methods=["GET", "POST"])
@signed_in
def explain_lateness(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_publish_answer, viewer(), consultation)
    form = LatenessForm(data=_typed(consultation.outcome))
    carry_version(form, consultation.outcome)
    if form.is_sent():
        with form.catching():
            actions.explain_lateness(consultation, **form.values(), version=form.expected_version, by=viewer())
            flash("The explanation is on the public page")
            return redirect(url_for("consultations.answer", address=address), 303)
    return render_template(
        "consultations/answering_lateness.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
    ), status_of(form)
