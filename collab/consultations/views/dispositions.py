"""What is decided about themes, and about single responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import dispositions as actions
from collab.consultations.actions.dispositions import Decided
from collab.consultations.forms.dispositions import DispositionForm
from collab.consultations.models import Consultation, Disposition
from collab.consultations.queries import analysis, decision_makers, targets
from collab.consultations.rules.dispositions import decision_as_typed
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.consultations.views.themes import theme_of
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/themes/<int:number>/decision", methods=["GET", "POST"])
@signed_in
def decide_theme(address: str, number: int) -> ResponseReturnValue:
    consultation, theme = theme_of(address, number)
    return _decision(
        consultation,
        theme.disposition,
        lambda decided, version: actions.decide(theme, decided, version=version, by=viewer()),
        back_to=url_for("consultations.themes", address=address),
        heading_words=f"Decide about: {theme.name}",
        caption=f"Theme {theme.number}",
        about=theme.definition,
    )


@blueprint.route("/consultations/<address>/responses/<receipt>/decision", methods=["GET", "POST"])
@signed_in
def decide_response(address: str, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    submission = analysis.submission(consultation, receipt)
    require(policy.can_analyse_submission, viewer(), submission)
    return _decision(
        consultation,
        submission.disposition,
        lambda decided, version: actions.decide_response(submission, decided, version=version, by=viewer()),
        back_to=url_for("consultations.response", address=address, receipt=receipt),
        heading_words="Decide about this response alone",
        caption=f"Response {receipt}",
        about="Only its sender reads this decision, on their private page.",
    )


@blueprint.post("/consultations/<address>/responses/<receipt>/decision/ask")
@signed_in
def ask_for_decision(address: str, receipt: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    submission = analysis.submission(consultation, receipt)
    actions.ask_for_decision(submission, version=BaseForm().expected_version, by=viewer())
    flash("The response waits for a decision of its own")
    return redirect(url_for("consultations.response", address=address, receipt=receipt), 303)


def _decision(
    consultation: Consultation,
    held: Disposition | None,
    save: Callable[[Decided, int | None], Any],
    *,
    back_to: str,
    **shown: str,
) -> ResponseReturnValue:
    form = DispositionForm(data=decision_as_typed(held) if held else None)
    carry_version(form, held)
    form.offer(*_targets(consultation))
    if form.is_sent():
        with form.catching():
            save(Decided(**form.values()), form.expected_version)
            flash("Decision saved")
            return redirect(back_to, 303)
    after = targets.next_text(consultation, viewer=viewer())
    return render_template(
        "consultations/disposition_form.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        back_to=back_to,
        decider=decision_makers.decider_of(consultation, viewer().organisation_id),
        after=after,
        changed=after.changes(consultation.edition) if after else [],
        **shown,
    ), status_of(form)


def _targets(consultation: Consultation) -> tuple[list[tuple[str, str]], ...]:
    """Provisions, commitments and implications that can be linked to, as choices."""
    who = viewer()
    provisions = [(str(p.id), f"{p.label} {p.title}") for p in targets.provisions(consultation, viewer=who)]
    commitments = [
        (str(c.id), f"{c.number}, {c.organisation}: {c.words[:80]}")
        for c in targets.commitments(consultation, viewer=who)
    ]
    implications = [
        (str(one.id), f"{one.number}, {one.organisation}: {one.summary[:80]}")
        for one in targets.implications(consultation, viewer=who)
    ]
    return provisions, commitments, implications
