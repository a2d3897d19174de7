"""Importing responses from a file: upload, columns, preview, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations import queries as consultations
from collab.consultations.actions import response_imports as actions
from collab.consultations.forms.response_imports import ColumnsForm, ConfirmForm, UploadForm, columns_form
from collab.consultations.models import Consultation, ImportStage, ResponseImport
from collab.consultations.queries import response_imports as queries
from collab.consultations.queries import submissions as reading
from collab.consultations.rules import answers, respondent_words, response_files, response_tables
from collab.consultations.views import blueprint, lateness
from collab.consultations.views.responses import carry_version
from collab.web.application import Collab
from collab.web.filters import count
from collab.web.forms import status_of
from collab.web.gate import signed_in, takes_uploads


def _folder() -> Path:
    return cast(Collab, current_app).settings.imports_folder


def _consultation(address: str) -> Consultation:
    consultation = consultations.get_run(address, viewer=viewer())
    require(policy.can_enter_submission, viewer(), consultation)
    return consultation


def _upload(address: str, import_id: str) -> tuple[Consultation, ResponseImport]:
    consultation = _consultation(address)
    return consultation, queries.get(consultation, import_id, viewer=viewer())


def _page_of(consultation: Consultation, upload: ResponseImport) -> ResponseReturnValue:
    return redirect(url_for("consultations.response_import", address=consultation.address, import_id=upload.id), 303)


@blueprint.route("/consultations/<address>/responses/import", methods=["GET", "POST"])
@signed_in
@takes_uploads(response_files.MOST_BYTES + 1024 * 1024)
def import_responses(address: str) -> ResponseReturnValue:
    consultation = _consultation(address)
    form = UploadForm()
    if form.is_sent():
        with form.catching():
            sent = request.files.get("file")
            content, name = (sent.read(), sent.filename or "") if sent else (b"", "")
            made = actions.upload_responses(consultation, name=name, content=content, folder=_folder(), by=viewer())
            return _page_of(consultation, made)
    return render_template(
        "consultations/entry/upload.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        uploads=queries.listed(consultation, viewer=viewer()),
        stages=STAGES,
    ), status_of(form)


STAGES = {
    ImportStage.reading: "Being read",
    ImportStage.choosing: "Columns to be chosen",
    ImportStage.checking: "Being checked",
    ImportStage.checked: "Checked, not imported yet",
    ImportStage.importing: "Being imported",
    ImportStage.done: "Imported",
    ImportStage.refused: "Not imported",
}


@blueprint.get("/consultations/<address>/responses/import/<import_id>")
@signed_in
def response_import(address: str, import_id: str) -> ResponseReturnValue:
    """How far it is; once it was checked, the preview."""
    consultation, upload = _upload(address, import_id)
    if upload.stage is ImportStage.choosing:
        return redirect(url_for("consultations.import_columns", address=address, import_id=upload.id))
    form = ConfirmForm()
    carry_version(form, upload)
    return _shown(consultation, upload, form)


def _shown(consultation: Consultation, upload: ResponseImport, form: ConfirmForm) -> ResponseReturnValue:
    questions = reading.questions(consultation)
    is_checked = upload.stage is ImportStage.checked
    return render_template(
        "consultations/entry/import.html",
        consultation=consultation,
        upload=upload,
        form=form,
        form_has_problems=form.was_refused,
        stage=STAGES[upload.stage],
        progress=queries.progress(upload, _folder()),
        rows=queries.sample(upload, _folder()) if is_checked else [],
        questions=questions,
        targets=dict(response_tables.targets(questions)) | {"": "The row"},
        said=answers.said,
        person=respondent_words.said,
        names=respondent_words.FIELDS,
    ), status_of(form)


@blueprint.route("/consultations/<address>/responses/import/<import_id>/columns", methods=["GET", "POST"])
@signed_in
def import_columns(address: str, import_id: str) -> ResponseReturnValue:
    consultation, upload = _upload(address, import_id)
    if upload.stage not in (ImportStage.choosing, ImportStage.checked):
        return _page_of(consultation, upload)
    questions = reading.questions(consultation)
    form = _columns_form(consultation, upload)
    if form.is_sent():
        with form.catching():
            plan, version = form.plan(len(upload.headings)), form.expected_version
            actions.choose_columns(upload, plan, folder=_folder(), version=version, by=viewer())
            return _page_of(consultation, upload)
    return render_template(
        "consultations/entry/columns.html",
        consultation=consultation,
        upload=upload,
        form=form,
        form_has_problems=form.was_refused,
        columns=[form[f"column_{place}"] for place in range(len(upload.headings))],
        late_words=lateness.words_of(consultation),
        files_asked=response_tables.without_column(reading.questions(consultation)),
        apart=[upload.headings[one] for one in response_tables.kept_apart(upload.headings, questions)],
        is_remembered=not upload.plan and queries.remembered(upload) is not None,
    ), status_of(form)


def _columns_form(consultation: Consultation, upload: ResponseImport) -> ColumnsForm:
    """Filled with what was chosen before for this file, or for one with the same headings, or with what they say."""
    questions = reading.questions(consultation)
    before = queries.remembered(upload)
    guessed = {"columns": response_tables.guessed(upload.headings, questions)}
    held = upload.plan or (before.plan if before else guessed)
    first = queries.first_row(upload, _folder())
    form = columns_form(upload.headings, first, response_tables.targets(questions), held)
    carry_version(form, upload)
    return form


@blueprint.post("/consultations/<address>/responses/import/<import_id>")
@signed_in
def confirm_import(address: str, import_id: str) -> ResponseReturnValue:
    consultation, upload = _upload(address, import_id)
    form = ConfirmForm()
    if form.is_sent():
        with form.catching():
            leave_out, version = form.leave_out.data == "yes", form.expected_version
            actions.confirm_import(upload, folder=_folder(), leave_out=leave_out, version=version, by=viewer())
            if upload.stage is ImportStage.done:
                flash(f"{count(upload.added, 'response')} imported")
            return _page_of(consultation, upload)
    return _shown(consultation, upload, form)
