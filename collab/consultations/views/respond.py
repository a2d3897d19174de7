"""Responding in public: start, one question a page, about you, check your answers, sent. Nobody needs an account."""

from __future__ import annotations

from typing import cast

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.consultations import queries as consultations
from collab.consultations.actions import drafts, submissions
from collab.consultations.forms import respond as forms
from collab.consultations.forms.answers import answer_in
from collab.consultations.models import Question, SubmissionDraft
from collab.consultations.queries import setup
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import answers, links, respondents, standing
from collab.consultations.rules import submissions as rules
from collab.consultations.rules.answers import Given
from collab.consultations.views import blueprint, steps
from collab.consultations.views.closed import closed
from collab.db import db
from collab.errors import NotFound, Stale
from collab.text import Language
from collab.web.application import Collab
from collab.web.forms import BaseForm, status_of
from collab.web.gate import public, repeatable


@blueprint.route("/consultations/<address>/respond", methods=["GET", "POST"])
@public
@repeatable
def respond(address: str) -> ResponseReturnValue:
    """The start page. Its button may be pressed twice: the form's key makes the draft's token, so it is one draft."""
    consultation = consultations.get(address, viewer=viewer())
    if not standing.takes_responses(consultation, clock.now()):
        return closed(consultation, {})
    questions = queries.questions(consultation)
    form = forms.StartForm()
    if form.is_sent():
        secret = cast(Collab, current_app).settings.secret_key
        token = links.draft_token(str(form.idempotency_key.data or ""), secret)
        drafts.start(consultation, token=token, language=Language(form.language.data or "en"), by=viewer())
        return redirect(steps.step_address(token, rules.steps(questions, respondents.About())[0]), 303)
    page = render_template(
        "consultations/respond/start.html",
        consultation=consultation,
        form=form,
        questions=questions,
        minutes=rules.minutes(questions),
        in_welsh=any(question.current.wording.cy.text for question in questions),
    )
    return page, status_of(form)


@blueprint.route("/responses/draft/<token>/questions/<int:number>", methods=["GET", "POST"])
@public
def draft_question(token: str, number: int) -> ResponseReturnValue:
    draft = queries.draft(token)
    question = setup.question(draft.consultation, number)
    given = drafts.given(draft).get(question.id, Given())
    form = forms.question_form(question.current, given, draft.language)
    if stopped := steps.in_the_way(draft, token, form):
        return stopped
    is_stale = False
    if form.is_sent():
        given, asked = answer_in(question.current, form.answer.data), steps.as_id(form.asked.data)
        try:
            with form.catching():
                drafts.answer(draft, question, given, asked=asked, version=form.expected_version, by=viewer())
                return redirect(steps.next_address(draft, token, f"questions/{number}"), 303)
        except Stale:
            is_stale = True
            db.session.rollback()
    page = question_page(draft, token, question, form, is_stale=is_stale)
    return page, 409 if is_stale else status_of(form)


def question_page(
    draft: SubmissionDraft, token: str, question: Question, form: forms.QuestionForm, *, is_stale: bool = False
) -> str:
    """A question with its form. When another tab answered it since, that answer stands beside what was typed here."""
    if request.method == "GET" or is_stale:
        form.version.data = str(drafts.saves_of(draft, question))
    version, numbers = question.current, [one.number for one in queries.questions(draft.consultation)]
    saved = drafts.given(draft).get(question.id, Given())
    return steps.render_step(
        draft,
        token,
        f"questions/{question.number}",
        form,
        asked=version.id,
        language=answers.language_of(version.wording, draft.language).value,
        saved=answers.said(version, saved, draft.language) if is_stale else "",
        place=numbers.index(question.number) + 1,
        of=len(numbers),
    )


@blueprint.route("/responses/draft/<token>/about/<part>", methods=["GET", "POST"])
@public
def draft_about(token: str, part: str) -> ResponseReturnValue:
    draft = queries.draft(token)
    if part not in respondents.PARTS:
        raise NotFound
    form = forms.about_form(part, drafts.about(draft), draft.about, queries.areas())
    if stopped := steps.in_the_way(draft, token, form):
        return stopped
    if form.is_sent():
        with form.catching():
            drafts.describe(draft, part, form.values(), by=viewer())
            return redirect(steps.next_address(draft, token, f"about/{part}"), 303)
    return steps.render_step(draft, token, f"about/{part}", form, part=part), status_of(form)


@blueprint.route("/responses/draft/<token>/check", methods=["GET", "POST"])
@public
def draft_check(token: str) -> ResponseReturnValue:
    """Check your answers, and send them. However often they are sent, it leads to the same receipt."""
    draft = queries.draft(token)
    form = BaseForm()
    if draft.revision_id is None and (stopped := steps.in_the_way(draft, token, form)):
        return stopped
    if request.method == "GET" and draft.revision_id is not None:
        return redirect(url_for("consultations.draft_sent", token=token))
    is_stale = False
    if form.is_sent():
        try:
            with form.catching():
                version = form.expected_version
                submissions.submit(draft, token=token, address=steps.private_address, version=version, by=viewer())
                return redirect(url_for("consultations.draft_sent", token=token), 303)
        except Stale:
            is_stale = True
            db.session.rollback()
    return check_page(draft, token, form, is_stale=is_stale), 409 if is_stale else status_of(form)


def check_page(draft: SubmissionDraft, token: str, form: BaseForm, *, is_stale: bool = False) -> str:
    questions, given, about = queries.questions(draft.consultation), drafts.given(draft), drafts.about(draft)
    found = rules.problems(questions, given, about, shown=drafts.shown(draft))
    form.version.data = str(draft.version)
    return steps.render_step(
        draft,
        token,
        "check",
        form,
        is_stale=is_stale,
        problems=[(steps.step_address(token, one.href, then="check"), one.message) for one in found],
        answers=steps.answer_rows(draft, token),
        person=steps.person_rows(draft, token),
    )


@blueprint.get("/responses/draft/<token>/sent")
@public
def draft_sent(token: str) -> ResponseReturnValue:
    """The confirmation. Whoever holds the draft's token can always make the private link again."""
    draft = queries.draft(token)
    if draft.revision is None:
        return redirect(steps.step_address(token, "check"))
    consultation = draft.consultation
    return render_template(
        "consultations/respond/sent.html",
        consultation=consultation,
        revision=draft.revision,
        submission=draft.revision.submission,
        link=steps.private_address(links.receipt_token(token)),
        can_change=standing.takes_responses(consultation, clock.now()),
        due_on=rules.response_due_on(consultation),
    )
