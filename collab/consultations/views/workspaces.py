"""An organisation's response, written by its members: overview, questions, about it, checking, signing, sending, withdrawing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.rules.limits import MOST_SENT_TOGETHER
from collab.attachments.views import download
from collab.consultations import policy
from collab.consultations import queries as consultations
from collab.consultations.actions import submissions
from collab.consultations.actions import workspaces as actions
from collab.consultations.actions.drafts import Typed
from collab.consultations.forms import pages
from collab.consultations.forms import workspaces as forms
from collab.consultations.forms.answers import Files
from collab.consultations.models import Question, Workspace
from collab.consultations.queries import answer_files, receipts, setup
from collab.consultations.queries import submissions as asking
from collab.consultations.queries import workspaces as queries
from collab.consultations.rules import answers, keeping, standing
from collab.consultations.rules import workspaces as rules
from collab.consultations.views import blueprint, steps, workspace_rows
from collab.db import db
from collab.errors import NotFound, Stale
from collab.text import Language
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in, takes_uploads


def workspace_of(address: str) -> Workspace:
    """The viewer's organisation's response to a consultation. Raises NotFound."""
    return queries.get(consultations.get(address, viewer=viewer()), viewer=viewer())


@blueprint.get("/consultations/<address>/our-response")
@signed_in
def our_response(address: str) -> ResponseReturnValue:
    """The overview; before there is a response, the page on which one is begun."""
    consultation = consultations.get(address, viewer=viewer())
    found = queries.find(consultation, viewer=viewer())
    is_open = standing.takes_responses(consultation, clock.now())
    may_start = is_open and policy.can_respond_for_body(viewer(), consultation)
    if found is None and not may_start:
        raise NotFound
    questions = setup.asked_together(consultation)
    if found is None:
        return render_template(
            "consultations/workspace/start.html",
            consultation=consultation,
            form=forms.StartForm(),
            kept_words=keeping.kept_words(consultation),
            in_welsh=rules.has_welsh(questions),
        )
    return render_template(
        "consultations/workspace/overview.html",
        **workspace_rows.overview(found, questions),
        may_start=may_start and found.withdrawn_at is not None,
        outcome=receipts.outcome_for(found.submission) if found.submission else None,
    )


@blueprint.post("/consultations/<address>/our-response/start")
@signed_in
def start_our_response(address: str) -> ResponseReturnValue:
    consultation = consultations.get(address, viewer=viewer())
    if not standing.takes_responses(consultation, clock.now()):
        raise NotFound
    welsh = forms.StartForm().language.data == Language.welsh.value
    actions.start(consultation, language=Language.welsh if welsh else Language.english, by=viewer())
    return redirect(url_for("consultations.our_response", address=consultation.address), 303)


@blueprint.get("/consultations/<address>/our-response/files/<file_id>")
@signed_in
def our_file(address: str, file_id: str) -> ResponseReturnValue:
    """A file of an answer, also of an earlier wording."""
    workspace = workspace_of(address)
    return download(answer_files.file_in(workspace.consultation, queries.ever_given(workspace), file_id))


@blueprint.route("/consultations/<address>/our-response/questions/<int:number>", methods=["GET", "POST"])
@takes_uploads(MOST_SENT_TOGETHER)
@signed_in
def our_answer(address: str, number: int) -> ResponseReturnValue:
    workspace = workspace_of(address)
    question = setup.question_together(workspace.consultation, number)
    places, given = pages.places([question]), rules.given_in(workspace)
    form = pages.page_form(places, given, workspace.language, must_answer=False)
    saved = None
    if form.is_sent():
        one = pages.sent(form, places)[0]
        try:
            with form.catching():
                typed = Typed(one.question, one.given, one.asked, one.saves, one.field, one.files, one.removed)
                actions.answer(workspace, typed, folder=steps.files_folder(), by=viewer())
                flash("Answer saved")
                return redirect(url_for("consultations.our_answer", address=address, number=number), 303)
        except Stale as stale:
            db.session.rollback()
            saved = stale.current[one.field]
    page = _question_page(workspace, question, form, saved=saved)
    return page, 409 if saved is not None else status_of(form)


@blueprint.post("/consultations/<address>/our-response/questions/<int:number>/comments")
@signed_in
def comment_on_our_answer(address: str, number: int) -> ResponseReturnValue:
    workspace = workspace_of(address)
    question = setup.question_together(workspace.consultation, number)
    form = forms.CommentForm()
    if form.is_sent():
        with form.catching():
            actions.comment(workspace, question, str(form.words.data), by=viewer())
            return redirect(url_for("consultations.our_answer", address=address, number=number) + "#comments", 303)
    given = rules.given_in(workspace)
    places = pages.places([question])
    of_answer = pages.page_form(places, given, workspace.language, must_answer=False, was_sent=False)
    return _question_page(workspace, question, of_answer, comment=form), status_of(form)


def _question_page(
    workspace: Workspace,
    question: Question,
    form: BaseForm,
    *,
    comment: forms.CommentForm | None = None,
    saved: str | None = None,
) -> str:
    """When a colleague wrote since, their answer stands beside what was typed here."""
    kept = queries.answer_to(workspace, question.id)
    if isinstance(form["answer"], Files):
        form["answer"].folder = f"/consultations/{workspace.consultation.address}/our-response/files/"
    if saved is not None or not form.version.raw_data or comment is not None:
        form.version.data = str(kept.version if kept else 0)
    return render_template(
        "consultations/workspace/question.html",
        **workspace_rows.frame(workspace),
        **workspace_rows.of_question(workspace, question),
        form=form,
        comment=comment or forms.CommentForm(formdata=None),
        saved=saved,
        language=answers.language_of(question.current.wording, workspace.language).value,
    )


@blueprint.route("/consultations/<address>/our-response/about", methods=["GET", "POST"])
@signed_in
def our_organisation(address: str) -> ResponseReturnValue:
    workspace = workspace_of(address)
    require(policy.can_write_in_workspace, viewer(), workspace)
    form = forms.about_form(workspace.about, workspace.about_saves, asking.areas())
    if form.is_sent():
        with form.catching():
            actions.describe(workspace, form.values(), saves=form.expected_version, by=viewer())
            flash("Saved")
            return redirect(url_for("consultations.our_response", address=address), 303)
    page = render_template("consultations/workspace/about.html", **workspace_rows.frame(workspace), form=form)
    return page, status_of(form)


@blueprint.get("/consultations/<address>/our-response/check")
@signed_in
def check_our_response(address: str) -> str:
    return _check_page(workspace_of(address), forms.ContentForm(formdata=None))


@blueprint.post("/consultations/<address>/our-response/sign")
@signed_in
def sign_our_response(address: str) -> ResponseReturnValue:
    workspace, form = workspace_of(address), forms.ContentForm()
    if form.is_sent():
        with form.catching():
            actions.sign(workspace, version=form.expected_version, hash=str(form.hash.data), by=viewer())
            flash("You signed this response")
            return redirect(url_for("consultations.our_response", address=address), 303)
    return _check_page(workspace, form), 422


@blueprint.post("/consultations/<address>/our-response/unsign")
@signed_in
def unsign_our_response(address: str) -> ResponseReturnValue:
    actions.take_back_sign_off(workspace_of(address), by=viewer())
    return redirect(url_for("consultations.our_response", address=address), 303)


@blueprint.post("/consultations/<address>/our-response/send")
@signed_in
def send_our_response(address: str) -> ResponseReturnValue:
    workspace, form = workspace_of(address), forms.ContentForm()
    if form.is_sent():
        with form.catching():
            submissions.send_for_body(workspace, version=form.expected_version, hash=str(form.hash.data), by=viewer())
            return redirect(url_for("consultations.our_response", address=address), 303)
    return _check_page(workspace, form), 422


def _check_page(workspace: Workspace, form: forms.ContentForm) -> str:
    questions = setup.asked_together(workspace.consultation)
    form.version.data, form.hash.data = str(workspace.version), rules.hash_of(workspace, questions)
    return render_template(
        "consultations/workspace/check.html", **workspace_rows.checked(workspace, questions), form=form
    )


@blueprint.route("/consultations/<address>/our-response/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw_our_response(address: str) -> ResponseReturnValue:
    workspace = workspace_of(address)
    require(policy.can_send_workspace, viewer(), workspace)
    form = BaseForm()
    if form.is_sent():
        with form.catching():
            submissions.withdraw_for_body(workspace, by=viewer())
            flash("The response is withdrawn")
            return redirect(url_for("consultations.our_response", address=address), 303)
    page = render_template("consultations/workspace/withdraw.html", **workspace_rows.frame(workspace), form=form)
    return page, status_of(form)
