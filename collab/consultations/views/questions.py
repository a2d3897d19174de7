"""Writing the questions, and seeing them as a respondent will."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.clock import now
from collab.consultations import policy, queries
from collab.consultations.actions import questions as actions
from collab.consultations.forms.answers import answer_in
from collab.consultations.forms.questions import (
    TYPE_WORDS,
    AlwaysForm,
    ChangedQuestionForm,
    ConditionForm,
    QuestionForm,
    condition_as_typed,
)
from collab.consultations.forms.respond import StartForm, every_field
from collab.consultations.models import Consultation
from collab.consultations.queries import setup as reading
from collab.consultations.rules import answers, paths
from collab.consultations.rules.paths import Condition
from collab.consultations.rules.standing import is_running
from collab.consultations.views import blueprint
from collab.consultations.views.tabs import tabs
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.get("/consultations/<address>/questions")
@signed_in
def questions(address: str) -> str:
    consultation = queries.get_run(address, viewer=viewer())
    asked = reading.questions(consultation)
    return render_template(
        "consultations/questions.html",
        consultation=consultation,
        questions=asked,
        sections=reading.sections(consultation),
        conditions=paths.words_of(asked),
        type_words=TYPE_WORDS,
        is_fixed=consultation.opening_approved_at is not None,
        is_open=is_running(consultation, now()),
        tabs=tabs(consultation),
    )


@blueprint.get("/consultations/<address>/questions/preview")
@signed_in
def preview_questions(address: str) -> str:
    """All questions as a respondent sees them; with answers in the address, also the way of somebody who gives them."""
    consultation = queries.get_run(address, viewer=viewer())
    asked = reading.questions(consultation)
    form = every_field(asked, request.args if request.args else None)
    given = {one.id: answer_in(one.current, form[f"answer_{one.number}"].data) for one in asked}
    way = paths.path(asked, given)
    return render_template(
        "consultations/questions_preview.html",
        consultation=consultation,
        questions=asked,
        form=form,
        conditions=paths.words_of(asked),
        way=[[(asked.index(one) + 1, one) for one in page] for page in paths.pages(way)],
        left_out=[(place, one) for place, one in enumerate(asked, 1) if one not in way],
        in_welsh=any(one.current.wording.cy.text for one in asked),
        start=StartForm(formdata=None),
    )


@blueprint.route("/consultations/<address>/questions/new", methods=["GET", "POST"])
@signed_in
def new_question(address: str) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = QuestionForm()
    form.offer(_provision_choices(consultation), _section_choices(consultation))
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
    is_open = is_running(consultation, now())
    held = actions.entered(found) | {"version": found.current.number}
    form = ChangedQuestionForm(data=held) if is_open else QuestionForm(data=held)
    form.offer(_provision_choices(consultation), _section_choices(consultation))
    if form.is_sent():
        with form.catching():
            actions.change_question(consultation, found, **form.values(), by=viewer(), version=form.expected_version)
            flash("The question was saved")
            return redirect(url_for("consultations.questions", address=address), 303)
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


def _section_choices(consultation: Consultation) -> list[tuple[str, str]]:
    return [(str(one.number), str(one.heading)) for one in reading.sections(consultation)]


@blueprint.route("/consultations/<address>/questions/<int:number>/condition", methods=["GET", "POST"])
@signed_in
def question_condition(address: str, number: int) -> ResponseReturnValue:
    """When a question is asked, in two steps: first the question that it depends on, then the answers to it."""
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    asked = reading.questions(consultation)
    found = reading.question(consultation, number)
    held = paths.condition_of(found.current)
    chosen = request.args.get("on", held.question if held else 0, type=int)
    target = next((one for one in paths.deciding(asked, found) if one.number == chosen), None)
    form = ConditionForm(data=condition_as_typed(held if held and held.question == chosen else None))
    if not form.is_submitted():
        form.version.data = str(found.current.number)
    form.offer(answers.choices(target.current) if target else [])
    if target and form.is_sent():
        with form.catching():
            condition = Condition(target.number, form.verb.data == "is", tuple(form.options.data or ()))
            actions.set_condition(
                consultation,
                found,
                condition=condition,
                public_reason=form.public_reason.data or "",
                public_reason_cy=form.public_reason_cy.data or "",
                by=viewer(),
                version=form.expected_version,
            )
            flash("It was saved when the question is asked")
            return redirect(url_for("consultations.questions", address=address), 303)
    page = render_template(
        "consultations/question_condition.html",
        form=form,
        consultation=consultation,
        question=found,
        target=target,
        earlier=[(place, one) for place, one in enumerate(asked, 1) if one in paths.deciding(asked, found)],
        place=asked.index(found) + 1,
        target_place=asked.index(target) + 1 if target else 0,
        is_conditional=held is not None,
        always=AlwaysForm(formdata=None, data={"version": found.current.number}),
        is_open=is_running(consultation, now()),
    )
    return page, status_of(form)


@blueprint.post("/consultations/<address>/questions/<int:number>/condition/remove")
@signed_in
def remove_condition(address: str, number: int) -> ResponseReturnValue:
    consultation = queries.get_run(address, viewer=viewer())
    found, form = reading.question(consultation, number), AlwaysForm()
    actions.set_condition(
        consultation,
        found,
        condition=None,
        public_reason=form.why.data or "",
        public_reason_cy=form.why_cy.data or "",
        by=viewer(),
        version=form.expected_version,
    )
    flash("The question is always asked now")
    return redirect(url_for("consultations.questions", address=address), 303)
