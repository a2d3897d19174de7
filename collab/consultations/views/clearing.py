"""Pages of feedback and outcome in clearance: freezing, each body's word, recall."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from collab.accounts.policy import require
from collab.accounts.rules import the
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import clearing as actions
from collab.consultations.forms.clearing import ObjectionForm, RecallForm, SeenForm
from collab.consultations.models import AnswerPart, AnswerText, Consultation
from collab.consultations.queries import analysis, answering, clearing
from collab.consultations.queries.decision_makers import controllers
from collab.consultations.rules import answer_text
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.web.forms import BaseForm, form_page
from collab.web.gate import signed_in


def part_of(name: str) -> AnswerPart:
    try:
        return AnswerPart(name)
    except ValueError:
        raise NotFound from None


def _frozen(address: str, part: str) -> AnswerText:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return clearing.frozen(consultation, part_of(part))


def _back(address: str, part: str) -> Response:
    return redirect(url_for("consultations.answer_clearance", address=address, part=part), 303)


@blueprint.get("/consultations/<address>/answer/<part>/clearance")
@signed_in
def answer_clearance(address: str, part: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    chosen = part_of(part)
    rounds = clearing.rounds(consultation, chosen)
    frozen = next((one for one in rounds if one.recalled_at is None), None)
    said = [one for one in frozen.clearances if one.ended_at is None] if frozen else []
    return render_template(
        "consultations/answer_clearance.html",
        consultation=consultation,
        part=chosen,
        name=answer_text.PART_WORDS[chosen],
        held=_held(consultation, chosen),
        frozen=frozen,
        bodies=controllers(consultation),
        said={one.organisation_id: one for one in said},
        waiting=answer_text.waiting(controllers(consultation), said),
        earlier=[one for one in rounds if one is not frozen],
        answer=answering.draft_of(consultation),
    )


def _held(consultation: Consultation, part: AnswerPart) -> object:
    return consultation.feedback if part is AnswerPart.feedback else consultation.outcome


@blueprint.post("/consultations/<address>/answer/<part>/freeze")
@signed_in
def freeze_answer(address: str, part: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    actions.freeze(consultation, part_of(part), version=BaseForm().expected_version, by=viewer())
    flash("The text is frozen. The lead and joint organisations are asked to clear it")
    return _back(address, part)


@blueprint.post("/consultations/<address>/answer/<part>/clear")
@signed_in
def clear_answer(address: str, part: str) -> ResponseReturnValue:
    actions.clear(_frozen(address, part), hash=SeenForm().hash.data or "", by=viewer())
    flash(f"Cleared for {the(viewer().organisation_name)}")
    return _back(address, part)


@blueprint.post("/consultations/<address>/answer/<part>/take-back")
@signed_in
def take_back_clearance(address: str, part: str) -> ResponseReturnValue:
    actions.take_back(_frozen(address, part), by=viewer())
    flash("It is taken back. Your organisation is asked again")
    return _back(address, part)


@blueprint.route("/consultations/<address>/answer/<part>/objection", methods=["GET", "POST"])
@signed_in
def object_to_answer(address: str, part: str) -> ResponseReturnValue:
    answer = _frozen(address, part)
    require(policy.can_clear_answer, viewer(), answer)
    form = ObjectionForm()
    if request.method == "GET":
        form.hash.data = answer.hash
    if form.is_sent():
        with form.catching():
            actions.object_to(answer, **form.values(), by=viewer())
            flash("The objection is recorded")
            return _back(address, part)
    words = f"Object to the {answer_text.PART_WORDS[answer.part]}"
    return form_page("consultations/answer_word.html", form, answer=answer, words=words, button="Object")


@blueprint.route("/consultations/<address>/answer/<part>/recall", methods=["GET", "POST"])
@signed_in
def recall_answer(address: str, part: str) -> ResponseReturnValue:
    answer = _frozen(address, part)
    require(policy.can_recall_answer, viewer(), answer)
    form = RecallForm()
    if form.is_sent():
        with form.catching():
            actions.recall(answer, **form.values(), by=viewer())
            flash("It is recalled, and can be written again")
            return _back(address, part)
    words = f"Recall the {answer_text.PART_WORDS[answer.part]}"
    return form_page("consultations/answer_word.html", form, answer=answer, words=words, button="Recall it")
