"""The respondent's private page: their answers, changing or withdrawing them until closing, and what came of them."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.attachments.views import download
from collab.consultations.actions import drafts, submissions
from collab.consultations.forms.respond import typed
from collab.consultations.models import Submission
from collab.consultations.queries import answer_files, receipts
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers, keeping, links, respondent_words, respondents, standing
from collab.consultations.rules.answers import Given
from collab.consultations.views import blueprint, steps
from collab.consultations.views.closed import closed
from collab.text import say, speak
from collab.web.forms import BaseForm, status_of
from collab.web.gate import public, repeatable


@blueprint.get("/responses/<token>")
@public
def receipt(token: str) -> str:
    submission = _submission(token)
    is_open = standing.takes_responses(submission.consultation, clock.now())
    return render_template(
        "consultations/receipt.html",
        token=token,
        submission=submission,
        consultation=submission.consultation,
        is_paused=standing.is_paused(submission.consultation, clock.now()),
        can_withdraw=standing.is_running(submission.consultation, clock.now()) and submission.withdrawn_at is None,
        can_change=is_open and submission.withdrawn_at is None,
        sentence=standing.sentence(submission.consultation, clock.now()),
        answers=answer_rows(submission),
        files=answer_files.files_of(submission.consultation, answer_files.answered(submission)),
        person=person_rows(submission),
        outcome=receipts.outcome_for(submission),
        kept_words=keeping.kept_words(submission.consultation),
    )


@blueprint.get("/responses/<token>/files/<file_id>")
@public
def receipt_file(token: str, file_id: str) -> ResponseReturnValue:
    """A file that was sent, for whoever holds the private link."""
    submission = queries.submission(token)
    return download(answer_files.file_in(submission.consultation, answer_files.answered(submission), file_id))


@blueprint.post("/responses/<token>/amend")
@public
@repeatable
def receipt_amend(token: str) -> ResponseReturnValue:
    """Opens the answers for changing. The draft's token comes from the link and the revision, so twice is once."""
    submission = _submission(token)
    if not standing.takes_responses(submission.consultation, clock.now()):
        return closed(submission.consultation, {})
    draft_token = links.amendment_token(token, len(submission.revisions))
    drafts.start_amendment(submission, token=draft_token, by=viewer())
    return redirect(steps.step_address(draft_token, "check"), 303)


@blueprint.route("/responses/<token>/withdraw", methods=["GET", "POST"])
@public
def receipt_withdraw(token: str) -> ResponseReturnValue:
    submission = _submission(token)
    form = BaseForm()
    is_open = standing.is_running(submission.consultation, clock.now())
    if submission.withdrawn_at is None and not is_open:
        return closed(submission.consultation, typed(form))
    if form.is_sent():
        with form.catching():
            submissions.withdraw(submission, by=viewer())
            return redirect(url_for("consultations.receipt_withdraw", token=token), 303)
    page = render_template(
        "consultations/withdraw_response.html",
        token=token,
        form=form,
        submission=submission,
        consultation=submission.consultation,
    )
    return page, status_of(form)


def _submission(token: str) -> Submission:
    """The response that a private link opens; its pages speak its language, unless the address asks for the other."""
    submission = queries.submission(token)
    speak(steps.asked_language(submission.language))
    return submission


def answer_rows(submission: Submission) -> list[tuple[str, str, str]]:
    """(question, answer, language) of the newest revision, as they were shown."""
    language = submission.language
    return [
        (
            answers.in_language(answer.question_version.wording, language),
            answers.said(answer.question_version, Given(tuple(answer.keys), answer.words), language),
            answers.language_of(answer.question_version.wording, language).value,
        )
        for answer in submission.answers
    ]


def person_rows(submission: Submission) -> list[tuple[str, str]]:
    """What was said about the person, in words."""
    area = submission.area.name if submission.area else ""
    said = respondent_words.said(respondents.about_of(submission), area)
    return [(say(respondent_words.FIELDS[name]), value) for name, value in said.items()]
