"""Checking responses for what must not be published."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from collab.accounts.views import viewer
from collab.consultations.actions import redacting
from collab.consultations.forms.analysis import RedactionForm, redaction_form
from collab.consultations.models import Answer, Consultation, RedactionStatus, Removal, Submission
from collab.consultations.queries import analysis, redactions
from collab.consultations.rules import analysis_words, personal_data, publication
from collab.consultations.rules import redaction as rules
from collab.consultations.rules.publication import Standing
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.web.forms import status_of
from collab.web.gate import signed_in
from collab.web.pagination import page_number, paginated


@dataclass(frozen=True)
class ToCheck:
    """An answer with what was found in it, and the fields in which its public version is made."""

    answer: Answer
    pieces: list[tuple[str, Removal | None]]
    words: Field
    withheld: Field

    @property
    def status(self) -> str:
        """Whether this answer was checked, and with what result, in words."""
        held = self.answer.redaction
        return analysis_words.REDACTION[held.status if held else RedactionStatus.not_checked]

    @property
    def found(self) -> int:
        return sum(kind is not None for _, kind in self.pieces)


@blueprint.get("/consultations/<address>/publication-check")
@signed_in
def publication_check(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    standings = redactions.standings(consultation)
    return render_template(
        "consultations/publication_check.html",
        consultation=consultation,
        standings=[(words, standings[one]) for one, words in publication.STANDING.items()],
        rows=redactions.to_check(consultation, page=page_number()),
        pagination=paginated(standings[Standing.to_check]),
    )


@blueprint.route("/consultations/<address>/responses/<receipt>/redaction", methods=["GET", "POST"])
@signed_in
def redact_response(address: str, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    submission = analysis.submission(consultation, receipt)
    answers = redactions.in_words(submission)
    form = _form(submission, answers)
    if form.is_sent():
        with form.catching():
            redacting.redact(submission, form.publics(), version=form.expected_version, by=viewer())
            flash(f"Response {receipt} is checked")
            return redirect(_onwards(consultation, receipt), 303)
    return render_template(
        "consultations/redaction.html",
        consultation=consultation,
        submission=submission,
        form=form,
        form_has_problems=form.was_refused,
        items=[_to_check(form, answer) for answer in answers],
        redaction=analysis_words.REDACTION[submission.redaction],
        removal=rules.REMOVAL,
        marks=[rules.mark(kind, submission.language) for kind in Removal],
    ), status_of(form)


def _form(submission: Submission, answers: list[Answer]) -> RedactionForm:
    """Filled with what was kept; for an answer that nobody checked, with marks for all that was found."""
    kept = rules.as_entered(answers)
    for answer in answers:
        if answer.redaction is None:
            number = answer.question_version.question.number
            kept[f"words_{number}"] = rules.suggested(answer.words, submission.language)
    form = redaction_form(answer.question_version.question.number for answer in answers)(data=kept)
    carry_version(form, submission)
    return form


def _to_check(form: RedactionForm, answer: Answer) -> ToCheck:
    number = answer.question_version.question.number
    return ToCheck(answer, personal_data.pieces(answer.words), form[f"words_{number}"], form[f"withheld_{number}"])


def _onwards(consultation: Consultation, receipt: str) -> str:
    """The next response that waits to be checked where that was asked for, else the response itself."""
    if request.form.get("then") != "next":
        return url_for("consultations.response", address=consultation.address, receipt=receipt)
    following = redactions.next_to_check(consultation)
    if not following:
        return url_for("consultations.publication_check", address=consultation.address)
    return url_for("consultations.redact_response", address=consultation.address, receipt=following)
