"""Quotes of responses: collecting them, and the list with what can be done with each now."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import searching as actions
from collab.consultations.forms.searching import QuoteForm
from collab.consultations.models import Answer, Consultation
from collab.consultations.queries import analysis
from collab.consultations.queries import quotes as queries
from collab.consultations.rules import quoting
from collab.consultations.views import blueprint
from collab.web.forms import BaseForm, form_page
from collab.web.gate import signed_in

HERE = "/consultations/<address>/quotes"


@blueprint.get(HERE)
@signed_in
def quotes(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    asked = request.args.get("theme", 0, int)
    theme = asked if 0 < asked < 10**6 else None
    return render_template(
        "consultations/searching/quotes.html",
        consultation=consultation,
        rows=queries.listed(consultation, theme=theme),
        themes=_themes(consultation),
        theme=theme,
        use=quoting.USE,
    )


def _themes(consultation: Consultation) -> list[tuple[str, str]]:
    rows = sorted((row.theme for row in analysis.themes(consultation)), key=lambda one: one.number)
    return [(str(one.number), f"{one.number}. {one.name}") for one in rows]


@blueprint.route("/consultations/<address>/responses/<receipt>/quote", methods=["GET", "POST"])
@signed_in
def collect_quote(address: str, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    submission = analysis.submission(consultation, receipt)
    require(policy.can_analyse_submission, viewer(), submission)
    answers = queries.answers(submission)
    asked = request.args.get("question", "")
    form = QuoteForm(data={"question": asked, "words": _words(answers, asked)})
    form.offer([_offered(one) for one in answers], _themes(consultation))
    if form.is_sent():
        with form.catching():
            actions.collect(submission, **form.values(), by=viewer())
            flash("Quote collected")
            return redirect(url_for("consultations.quotes", address=address), 303)
    return form_page(
        "consultations/searching/quote_form.html",
        form,
        consultation=consultation,
        submission=submission,
        answers=answers,
        name=quoting.name(submission),
        form_has_problems=form.was_refused,
    )


def _offered(answer: Answer) -> tuple[str, str]:
    version = answer.question_version
    return str(version.question.number), f"{version.question.number}. {version.wording}"


def _words(answers: list[Answer], asked: str) -> str:
    """The whole answer that a quote is to be taken from; empty where there are several."""
    found = [one.words for one in answers if str(one.question_version.question.number) == asked or len(answers) == 1]
    return found[0] if found else ""


@blueprint.post(f"{HERE}/<quote_id>/removal")
@signed_in
def discard_quote(address: str, quote_id: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    quote = queries.get(consultation, quote_id)
    require(policy.can_change_quote, viewer(), quote)
    actions.discard(quote, version=BaseForm().expected_version, by=viewer())
    flash("Quote removed")
    return redirect(url_for("consultations.quotes", address=address), 303)
