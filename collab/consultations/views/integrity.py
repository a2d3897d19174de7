"""The integrity statement, its twin, the evidence that it follows from, and explaining a rule that is not met (F10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import evidence as actions
from collab.consultations.forms.integrity import ExplainForm
from collab.consultations.queries import analysis
from collab.consultations.queries import evidence as reading
from collab.consultations.queries.evidence import Stated
from collab.consultations.rules import integrity as rules
from collab.consultations.rules.integrity import RESULT_WORDS, Result
from collab.consultations.rules.reach import at_least_words
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.proposals.rules.exports.outline import LICENCE
from collab.web.forms import BaseForm, status_of
from collab.web.gate import public, signed_in

COLOURS = {Result.met: "green", Result.explained: "yellow", Result.not_met: "red"}


@blueprint.get("/consultations/<address>/integrity")
@public
def integrity(address: str) -> ResponseReturnValue:
    found = reading.stated(address)
    consultation = found.consultation
    if address != consultation.address:
        return redirect(url_for("consultations.integrity", address=consultation.address))
    return render_template(
        "consultations/integrity.html",
        consultation=consultation,
        tests=found.tests,
        held=found.figures,
        at={
            name: datetime.fromisoformat(on) if on else None
            for name, on in found.figures["dates"].items()
            if name.endswith("_at")
        },
        is_sealed=found.sealed is not None,
        words=RESULT_WORDS,
        colours=COLOURS,
        at_least=at_least_words,
        may_explain=bool(rules.to_explain(found.tests)) and policy.can_explain(viewer(), consultation),
    )


@blueprint.get("/consultations/<address>/integrity.json")
@public
def integrity_json(address: str) -> Response:
    found = reading.stated(address)
    return jsonify(_facts(found))


def _facts(found: Stated) -> dict[str, Any]:
    """The statement and the figures that it follows from; times are ISO 8601, and null is a number that is hidden."""
    figures = {name: held for name, held in found.figures.items() if name not in ("checks", "progress")}
    return {
        "consultation": found.consultation.reference,
        "statement": rules.as_data(found.tests),
        "figures": figures,
        "licence": LICENCE,
    }


@blueprint.get("/consultations/<address>/evidence.json")
@public
def evidence_file(address: str) -> ResponseReturnValue:
    """The chain of events with the figures, written as it is read; `collab consultation verify` checks it."""
    found = reading.stated(address)
    if found.sealed is None:
        raise NotFound
    response = Response(stream_with_context(reading.file(found)), mimetype="application/json")
    name = f"{found.consultation.reference}-evidence.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.route("/consultations/<address>/integrity/explain", methods=["GET", "POST"])
@signed_in
def explain_integrity(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_explain, viewer(), consultation)
    found = reading.stated_of(consultation)
    form = ExplainForm()
    form.offer(rules.to_explain(found.tests))
    if form.is_sent():
        with form.catching():
            actions.explain(consultation, **form.values(), by=viewer())
            flash("The explanation is public now")
            return redirect(url_for("consultations.integrity", address=consultation.address), 303)
    return _explain_page(found, form), status_of(form)


def _explain_page(found: Stated, form: BaseForm) -> str:
    return render_template(
        "consultations/integrity_explain.html",
        consultation=found.consultation,
        form=form,
        form_has_problems=form.was_refused,
        left=rules.to_explain(found.tests),
    )
