"""What is decided about themes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations.actions import dispositions as actions
from collab.consultations.forms.dispositions import DispositionForm
from collab.consultations.models import Consultation
from collab.consultations.queries import targets
from collab.consultations.rules.dispositions import decision_as_typed
from collab.consultations.views import blueprint
from collab.consultations.views.responses import carry_version
from collab.consultations.views.themes import theme_of
from collab.web.forms import status_of
from collab.web.gate import signed_in


@blueprint.route("/consultations/<address>/themes/<int:number>/decision", methods=["GET", "POST"])
@signed_in
def decide_theme(address: str, number: int) -> ResponseReturnValue:
    consultation, theme = theme_of(address, number)
    held = theme.disposition
    form = DispositionForm(data=decision_as_typed(held) if held else None)
    carry_version(form, held)
    form.offer(*_targets(consultation))
    if form.is_sent():
        with form.catching():
            actions.decide(theme, **form.values(), version=form.expected_version, by=viewer())
            flash(f"Decision about theme {number} saved")
            return redirect(url_for("consultations.themes", address=address), 303)
    return render_template(
        "consultations/theme_decision.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        theme=theme,
    ), status_of(form)


def _targets(consultation: Consultation) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Provisions and commitments that can be linked to, as choices."""
    provisions = [(str(p.id), f"{p.label} {p.title}") for p in targets.provisions(consultation, viewer=viewer())]
    commitments = [
        (str(c.id), f"{c.number}, {c.organisation}: {c.words[:80]}")
        for c in targets.commitments(consultation, viewer=viewer())
    ]
    return provisions, commitments
