"""Responding in public: start, one question a page, about you, check your answers, sent. Nobody needs an account."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.views import viewer
from collab.attachments.rules.limits import MOST_SENT_TOGETHER
from collab.attachments.views import download
from collab.consultations import queries as consultations
from collab.consultations.actions import drafts, submissions
from collab.consultations.forms import pages
from collab.consultations.forms import respond as forms
from collab.consultations.forms.spoken import RespondentForm, is_switching
from collab.consultations.models import SubmissionDraft
from collab.consultations.queries import answer_files, setup
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import keeping, links, respondents, standing
from collab.consultations.rules import submissions as rules
from collab.consultations.views import blueprint, question_page, steps
from collab.consultations.views.closed import closed, paused
from collab.db import db
from collab.errors import NotFound, Stale
from collab.text import Language, say, speak, spoken
from collab.web.application import Collab
from collab.web.forms import BaseForm, status_of
from collab.web.gate import public, repeatable, signed_in, takes_uploads


@blueprint.route("/consultations/<address>/respond", methods=["GET", "POST"])
@public
@repeatable
def respond(address: str) -> ResponseReturnValue:
    """The start page. Its button may be pressed twice: the form's key makes the draft's token, so it is one draft."""
    consultation = consultations.get(address, viewer=viewer())
    speak(steps.asked_language(Language.english))
    if not standing.takes_responses(consultation, clock.now()):
        return closed(consultation, {})
    questions = queries.questions(consultation)
    form = forms.StartForm(data={"language": spoken().value})
    if form.is_sent():
        secret = cast(Collab, current_app).settings.secret_key
        token = links.draft_token(str(form.idempotency_key.data or ""), secret)
        language = Language(form.language.data or spoken().value)
        draft = drafts.start(consultation, token=token, language=language, by=viewer())
        first = rules.ALL if form.layout.data == rules.ALL else steps.first(draft)
        return redirect(steps.step_address(token, first), 303)
    page = render_template(
        "consultations/respond/start.html",
        consultation=consultation,
        form=form,
        questions=questions,
        minutes=rules.minutes(questions),
        kept_words=keeping.kept_words(consultation),
        in_welsh=any(question.current.wording.cy.text for question in questions),
    )
    return page, status_of(form)


def takes_files(parts: dict[str, Any]) -> bool:
    """Whether a draft with this token can be sent files: nobody else gets a bigger request read."""
    found = queries.find_draft(str(parts["token"]))
    if found is None or found.revision_id is not None or not answer_files.asks_for_files(found.consultation_id):
        return False
    return found.is_test or standing.takes_responses(found.consultation, clock.now())


@blueprint.route("/responses/draft/<token>/questions/<int:number>", methods=["GET", "POST"])
@takes_uploads(MOST_SENT_TOGETHER, of=takes_files)
@public
def draft_question(token: str, number: int) -> ResponseReturnValue:
    """The page with a question; one that shares the page of another leads there."""
    draft = steps.draft_of(token)
    page = steps.page_of(draft, setup.question(draft.consultation, number))
    if page[0].number != number:
        return redirect(steps.step_address(token, f"questions/{page[0].number}", request.args.get(steps.THEN, "")))
    return question_page.answer_page(draft, token, f"questions/{number}", pages.places(page))


@blueprint.get("/responses/draft/<token>")
@public
def draft(token: str) -> ResponseReturnValue:
    """The address to come back to: it leads to where somebody stopped."""
    found = steps.draft_of(token)
    return redirect(steps.step_address(token, "check" if found.revision_id else steps.unanswered(found)))


@blueprint.get("/responses/draft/<token>/files/<file_id>")
@public
def draft_answer_file(token: str, file_id: str) -> ResponseReturnValue:
    """A file of a draft, for whoever holds its token."""
    draft = steps.draft_of(token)
    return download(answer_files.file_in(draft.consultation, drafts.given(draft).values(), file_id))


@blueprint.route("/responses/draft/<token>/all", methods=["GET", "POST"])
@takes_uploads(MOST_SENT_TOGETHER, of=takes_files)
@public
def draft_all(token: str) -> ResponseReturnValue:
    """All questions on one page."""
    draft = steps.draft_of(token)
    every = pages.places(steps.asked_of(draft), by_number=True)
    return question_page.answer_page(draft, token, rules.ALL, every)


@blueprint.route("/responses/draft/<token>/link", methods=["GET", "POST"])
@public
def draft_link(token: str) -> ResponseReturnValue:
    """The link with which to go on later, shown, and mailed to those who want it."""
    draft = steps.draft_of(token)
    form = forms.LinkForm()
    if stopped := steps.in_the_way(draft, token, form):
        return stopped
    link = steps.draft_address(token)
    if form.is_sent():
        with form.catching():
            drafts.mail_link(draft, str(form.email.data), link=link, by=viewer())
            flash(say("The link is on its way to you"))
            return redirect(steps.step_address(token, "link"), 303)
    return steps.render_step(draft, token, "link", form, link=link), status_of(form)


@blueprint.route("/responses/draft/<token>/about/<part>", methods=["GET", "POST"])
@public
def draft_about(token: str, part: str) -> ResponseReturnValue:
    draft = steps.draft_of(token)
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
    draft = steps.draft_of(token)
    form = RespondentForm()
    if draft.revision_id is None and (stopped := steps.in_the_way(draft, token, form)):
        return stopped
    if request.method == "POST" and not is_switching() and draft.revision_id is None and steps.is_paused(draft):
        return paused(draft.consultation, {}, token=token)
    if request.method == "GET" and draft.revision_id is not None:
        return redirect(url_for("consultations.draft_sent", token=token))
    is_stale = False
    if form.is_sent():
        try:
            with form.catching():
                if draft.is_test:
                    drafts.end_test(draft, by=viewer())
                    flash(say("The test is over. Nothing of it was kept, and nothing was counted"))
                    return redirect(url_for("consultations.questions", address=draft.consultation.address), 303)
                version = form.expected_version
                submissions.submit(draft, token=token, address=steps.private_address, version=version, by=viewer())
                return redirect(url_for("consultations.draft_sent", token=token), 303)
        except Stale:
            is_stale = True
            db.session.rollback()
    return check_page(draft, token, form, is_stale=is_stale), 409 if is_stale else status_of(form)


@blueprint.post("/consultations/<address>/questions/test")
@signed_in
def test_questions(address: str) -> ResponseReturnValue:
    """Begins a test of the questions, as a respondent sees them."""
    consultation = consultations.get_run(address, viewer=viewer())
    form, secret = forms.StartForm(), cast(Collab, current_app).settings.secret_key
    token = links.draft_token(str(form.idempotency_key.data or ""), secret)
    language = Language.welsh if form.language.data == Language.welsh.value else Language.english
    draft = drafts.start_test(consultation, token=token, language=language, by=viewer())
    return redirect(steps.step_address(token, steps.first(draft)), 303)


def check_page(draft: SubmissionDraft, token: str, form: BaseForm, *, is_stale: bool = False) -> str:
    questions, given, about = queries.questions_of(draft), drafts.given(draft), drafts.about(draft)
    found = rules.problems(questions, given, about, shown=drafts.shown(draft))
    form.version.data = str(draft.version)
    return steps.render_step(
        draft,
        token,
        "check",
        form,
        is_stale=is_stale,
        is_paused=steps.is_paused(draft),
        problems=[(steps.step_address(token, one.href, then="check"), one.message) for one in found],
        answers=steps.answer_rows(draft, token),
        person=steps.person_rows(draft, token),
    )


@blueprint.get("/responses/draft/<token>/sent")
@public
def draft_sent(token: str) -> ResponseReturnValue:
    """The confirmation. Whoever holds the draft's token can always make the private link again."""
    draft = steps.draft_of(token)
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
