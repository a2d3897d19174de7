"""Adding a statement while one responds, and moderating what was added."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.views import viewer
from collab.consultations.actions import statements as actions
from collab.consultations.forms.statements import ModerationForm, StatementForm
from collab.consultations.models import Consultation
from collab.consultations.queries import analysis
from collab.consultations.queries import statements as queries
from collab.consultations.rules import statements as rules
from collab.consultations.views import blueprint, steps
from collab.consultations.views.responses import carry_version
from collab.errors import NotFound
from collab.proposals.rules.table import harmless
from collab.text import say
from collab.web.forms import status_of
from collab.web.gate import public, signed_in

HEADING = ("Number", "Statement", "Language", "Sent", "State", "Why left out", "Decided", "By", "Asked as question")
STATE = {"waiting": "Waits for a decision", "accepted": "People vote on it", "rejected": "Left out"}


@blueprint.route("/responses/draft/<token>/statement", methods=["GET", "POST"])
@public
def draft_statement(token: str) -> ResponseReturnValue:
    draft = steps.draft_of(token)
    if not draft.consultation.takes_statements:
        raise NotFound
    form = StatementForm()
    if stopped := steps.in_the_way(draft, token, form):
        return stopped
    if form.is_sent():
        with form.catching():
            actions.add_statement(draft, str(form.words.data), is_other=form.is_other, by=viewer())
            flash(
                say(
                    "Your statement was received. Others vote on it once those who run the consultation have looked at it"
                )
            )
            return redirect(url_for("consultations.draft", token=token), 303)
    others = rules.alike(str(form.words.data or ""), queries.asked_words(draft.consultation)) if form.words.data else []
    page = steps.render_step(
        draft, token, "statement", form, alike=others, reasons=list(rules.REASON.values()), most=rules.MOST_OF_ONE
    )
    return page, status_of(form)


def _moderated(address: str) -> Consultation:
    return analysis.get_controlled(address, viewer=viewer())


@blueprint.get("/consultations/<address>/statements")
@signed_in
def statements(address: str) -> str:
    consultation = _moderated(address)
    return render_template(
        "consultations/statements.html",
        consultation=consultation,
        rows=queries.statements(consultation),
        states=STATE,
        reasons=rules.REASON,
    )


@blueprint.route("/consultations/<address>/statements/<int:number>", methods=["GET", "POST"])
@signed_in
def moderate_statement(address: str, number: int) -> ResponseReturnValue:
    consultation = _moderated(address)
    statement = queries.statement(consultation, number)
    form = ModerationForm()
    carry_version(form, statement)
    if form.is_sent():
        with form.catching():
            version = form.expected_version
            if form.decision.data == "accept":
                translation = str(form.translation.data or "")
                actions.accept_statement(statement, translation=translation, version=version, by=viewer())
            else:
                actions.reject_statement(statement, str(form.reason.data or ""), version=version, by=viewer())
            flash(f"Decided about statement {number}")
            return redirect(url_for("consultations.statements", address=address), 303)
    return render_template(
        "consultations/statement.html",
        consultation=consultation,
        statement=statement,
        form=form,
        form_has_problems=form.was_refused,
        alike=rules.alike(statement.words, queries.asked_words(consultation)) if not statement.question_id else [],
        state=STATE[statement.state.value],
        reason=rules.REASON[statement.reason] if statement.reason else "",
    ), status_of(form)


@blueprint.get("/consultations/<address>/statements.csv")
@signed_in
def statements_csv(address: str) -> Response:
    """The log of what was decided about each statement."""
    consultation = _moderated(address)
    rows = queries.statements(consultation)
    people = accounts.names(sorted({one.moderated_by_id for one in rows if one.moderated_by_id}, key=str))
    written = io.StringIO()
    cells = [
        [
            str(one.number),
            one.words,
            one.language.value,
            one.sent_at.date().isoformat(),
            STATE[one.state.value],
            rules.REASON[one.reason] if one.reason else "",
            one.moderated_at.isoformat() if one.moderated_at else "",
            people.get(one.moderated_by_id, "") if one.moderated_by_id else "",
            str(one.question.number) if one.question else "",
        ]
        for one in sorted(rows, key=lambda one: one.number)
    ]
    csv.writer(written).writerows([HEADING, *([harmless(cell) for cell in row] for row in cells)])
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation.address}-statements.csv"'
    return response
