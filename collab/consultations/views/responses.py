"""The list of responses and the workspace in which one is read and coded."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.attachments.views import download
from collab.consultations import policy
from collab.consultations.actions import coding
from collab.consultations.forms.analysis import CodingForm, ExclusionForm, HandlingForm, coding_form
from collab.consultations.models import Answer, Channel, Consideration, Consultation, RespondentType, Submission
from collab.consultations.queries import analysis, answer_files, campaigns, samples, scans, statements
from collab.consultations.queries.analysis import PAGE, Filters
from collab.consultations.rules import analysis_words, answers, respondent_words
from collab.consultations.rules.consideration import as_ticked
from collab.consultations.rules.respondents import about_of
from collab.consultations.views import blueprint, lateness
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in
from collab.web.pagination import page_number

Kind = TypeVar("Kind", bound=enum.Enum)


@dataclass(frozen=True)
class Pages:
    """Where a reader is in a list; the filters stay in its addresses."""

    number: int
    last: int

    def href(self, number: int) -> str:
        kept = {name: value for name, value in request.args.items() if name != "page" and value}
        return "?" + urlencode({**kept, "page": number})


@blueprint.get("/consultations/<address>/responses")
@signed_in
def responses(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    filters = _filters()
    number = page_number()
    rows, found = analysis.submissions(consultation, filters, page=number)
    return render_template(
        "consultations/responses.html",
        consultation=consultation,
        tally=analysis.tally(consultation),
        rows=rows,
        waiting_statements=statements.waiting(consultation) if consultation.takes_statements else 0,
        found=found,
        filters=filters,
        questions=analysis.questions(consultation),
        pagination=Pages(number, max(1, -(-found // PAGE))),
        words=analysis_words,
        people=respondent_words,
    )


def _filters() -> Filters:
    return Filters(
        status=_chosen(Consideration, "status"),
        respondent_type=_chosen(RespondentType, "type"),
        channel=_chosen(Channel, "channel"),
        question=_question_number(),
    )


def _question_number() -> int | None:
    """The question that is filtered by; what is no number of a question filters nothing."""
    asked = request.args.get("question", 0, int)
    return asked if 0 < asked < 10**6 else None


def _chosen(kind: type[Kind], name: str) -> Kind | None:
    """A filter from the query string; what is not offered filters nothing."""
    return next((member for member in kind if member.value == request.args.get(name)), None)


@blueprint.route("/consultations/<address>/responses/<receipt>", methods=["GET", "POST"])
@signed_in
def response(address: str, receipt: str) -> ResponseReturnValue:
    consultation, submission = _submission(address, receipt)
    form = _coding_form(consultation, submission)
    if form.is_sent():
        with form.catching():
            coding.code(submission, form.ticks(), version=form.expected_version, by=viewer())
            flash("Coding saved")
            return redirect(_onwards(consultation, receipt), 303)
    return render_template(
        "consultations/response.html",
        consultation=consultation,
        submission=submission,
        person=_person(submission),
        answers=[(answer.question_version, _said(answer)) for answer in submission.answers],
        form=form,
        form_has_problems=form.was_refused,
        is_blind=bool(samples.waiting_in(submission, viewer().person_id)),
        scans=scans.of_response(submission) if submission.scans else [],
        late_words=lateness.words_of(consultation),
        original=analysis.original_of(submission),
        files=answer_files.files_of(consultation, answer_files.answered(submission)),
        words=analysis_words,
        consideration=analysis_words.CONSIDERATION[submission.consideration],
    ), status_of(form)


@blueprint.get("/consultations/<address>/responses/<receipt>/files/<file_id>")
@signed_in
def response_file(address: str, receipt: str, file_id: str) -> ResponseReturnValue:
    """A file that was sent with a response, for those who read it."""
    consultation, submission = _submission(address, receipt)
    return download(answer_files.file_in(consultation, answer_files.answered(submission), file_id))


def _submission(address: str, receipt: str) -> tuple[Consultation, Submission]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return consultation, analysis.submission(consultation, receipt)


def _person(submission: Submission) -> list[tuple[str, str]]:
    """What was said about the person, in words for those who read it."""
    said = respondent_words.said(about_of(submission), submission.area.name if submission.area else "")
    return [(analysis_words.RESPONDENT[name], value) for name, value in said.items()]


def _said(answer: Answer) -> str:
    return answers.said(answer.question_version, answers.Given(tuple(answer.keys), answer.words))


def _coding_form(consultation: Consultation, submission: Submission) -> CodingForm:
    """A form with the themes of each question that this response answers in words, ticked as they are coded."""
    themes = sorted((row.theme for row in analysis.themes(consultation)), key=lambda theme: theme.number)
    in_words = [answer.question_version for answer in submission.answers if answer.words]
    kind = coding_form(
        (
            version.question.number,
            str(version.wording),
            [
                (str(theme.number), f"{theme.number}. {theme.name}")
                for theme in themes
                if version.question in theme.questions
            ],
        )
        for version in in_words
    )
    form = kind(data=as_ticked(submission))
    carry_version(form, submission)
    return form


def _onwards(consultation: Consultation, receipt: str) -> str:
    """The next response that nobody has read where that was asked for, else this one again."""
    if request.form.get("then") != "next":
        return url_for("consultations.response", address=consultation.address, receipt=receipt)
    following = analysis.next_unread(consultation, receipt)
    if not following:
        flash("All responses have been read")
        return url_for("consultations.responses", address=consultation.address)
    return url_for("consultations.response", address=consultation.address, receipt=following)


@blueprint.post("/consultations/<address>/responses/<receipt>/read")
@signed_in
def read_response(address: str, receipt: str) -> ResponseReturnValue:
    consultation, submission = _submission(address, receipt)
    coding.mark_read(submission, by=viewer())
    flash(f"Response {receipt} is marked as read")
    return redirect(_onwards(consultation, receipt), 303)


@blueprint.route("/consultations/<address>/responses/<receipt>/handling", methods=["GET", "POST"])
@signed_in
def handle_response(address: str, receipt: str) -> ResponseReturnValue:
    consultation, submission = _submission(address, receipt)
    original = analysis.original_of(submission)
    form = HandlingForm(obj=submission, duplicate_of=original.receipt if original else "")
    if form.is_sent():
        with form.catching():
            coding.handle(submission, **form.values(), version=form.expected_version, by=viewer())
            flash("Grouping saved")
            return redirect(url_for("consultations.response", address=address, receipt=receipt), 303)
    return render_template(
        "consultations/response_handling.html",
        consultation=consultation,
        submission=submission,
        form=form,
        form_has_problems=form.was_refused,
        campaigns=campaigns.names(consultation),
    ), status_of(form)


@blueprint.route("/consultations/<address>/responses/<receipt>/exclusion", methods=["GET", "POST"])
@signed_in
def exclude_response(address: str, receipt: str) -> ResponseReturnValue:
    consultation, submission = _submission(address, receipt)
    form = ExclusionForm(obj=submission)
    if form.is_sent():
        with form.catching():
            coding.exclude(submission, **form.values(), version=form.expected_version, by=viewer())
            flash(f"Response {receipt} is excluded")
            return redirect(url_for("consultations.response", address=address, receipt=receipt), 303)
    return render_template(
        "consultations/response_exclusion.html",
        consultation=consultation,
        submission=submission,
        form=form,
        form_has_problems=form.was_refused,
    ), status_of(form)


@blueprint.post("/consultations/<address>/responses/<receipt>/inclusion")
@signed_in
def include_response(address: str, receipt: str) -> ResponseReturnValue:
    _, submission = _submission(address, receipt)
    require(policy.can_analyse_submission, viewer(), submission)
    coding.include(submission, version=BaseForm().expected_version, by=viewer())
    flash(f"Response {receipt} is included again")
    return redirect(url_for("consultations.response", address=address, receipt=receipt), 303)


def carry_version(form: BaseForm, row: Any) -> None:
    """Puts the version of what is shown into a form that was not sent yet; nothing where there is no row yet."""
    if not form.is_submitted():
        form.version.data = str(row.version) if row is not None else ""
