"""A questionnaire as a file: taken away as JSON or Word, brought in as JSON; and a consultation used again."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy, queries
from collab.consultations.actions import questionnaires as actions
from collab.consultations.forms.questions import TYPE_WORDS, LibraryForm, QuestionnaireForm
from collab.consultations.queries import setup as reading
from collab.consultations.rules import answers, library, questionnaire, questionnaire_file, questionnaire_word
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.text import Language
from collab.web.forms import status_of
from collab.web.gate import signed_in

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/consultations/<address>/questions.<form>")
@signed_in
def questionnaire_export(address: str, form: str) -> Response:
    consultation = queries.get_run(address, viewer=viewer())
    asked = reading.questions(consultation)
    welsh = request.args.get("language") == Language.welsh.value
    language = Language.welsh if welsh else Language.english
    if form == "json":
        response = Response(questionnaire.as_text(reading.sections(consultation), asked), mimetype="application/json")
    elif form == "docx":
        title = answers.in_language(consultation.title, language)
        response = Response(questionnaire_word.word(title, asked, language), mimetype=WORD)
    else:
        raise NotFound
    name = f"{consultation.reference or 'draft'}-questions.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/consultations/<address>/questions/import", methods=["GET", "POST"])
@signed_in
def questionnaire_import(address: str) -> ResponseReturnValue:
    """In two steps: the file, then what it would add. What is shown comes back with the confirmation, and is checked again."""
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = QuestionnaireForm()
    found = None
    if form.is_sent():
        with form.catching():
            content = form.content()
            found = questionnaire_file.read(content)
            if form.text.data:
                actions.load(consultation, found, by=viewer())
                flash("The questions were added")
                return redirect(url_for("consultations.questions", address=address), 303)
            form.text.data = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    page = render_template(
        "consultations/questionnaire_import.html",
        consultation=consultation,
        form=form,
        found=found,
        kinds=questionnaire_file.kinds(found) if found else {},
        type_words=TYPE_WORDS,
    )
    return page, status_of(form)


@blueprint.post("/consultations/<address>/duplicate")
@signed_in
def duplicate_consultation(address: str) -> ResponseReturnValue:
    made = actions.duplicate(queries.get_run(address, viewer=viewer()), by=viewer())
    flash("A new consultation was started with the same set-up and questions")
    return redirect(url_for("consultations.set_up", address=made.address), 303)


@blueprint.route("/consultations/<address>/questions/library", methods=["GET", "POST"])
@signed_in
def standard_questions(address: str) -> ResponseReturnValue:
    """Adds a section with standard wording."""
    consultation = queries.get_run(address, viewer=viewer())
    require(policy.can_edit, viewer(), consultation)
    form = LibraryForm()
    if form.is_sent():
        chosen = library.section(str(form.section.data))
        if chosen is None:
            raise NotFound
        with form.catching():
            actions.load(consultation, library.questionnaire(chosen), by=viewer())
            flash(f"Added: {chosen.heading[0]}")
            return redirect(url_for("consultations.questions", address=address), 303)
    page = render_template(
        "consultations/questions_library.html", form=form, consultation=consultation, sections=library.SECTIONS
    )
    return page, status_of(form)
