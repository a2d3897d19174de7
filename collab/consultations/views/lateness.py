"""Late responses: the decision for all of them, by the lead, and how many it covers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations import queries as consultations
from collab.consultations.actions import lateness as actions
from collab.consultations.forms.lateness import LateForm
from collab.consultations.models import Consultation
from collab.consultations.queries import lateness as queries
from collab.consultations.rules import lateness
from collab.consultations.views import blueprint
from collab.web.forms import status_of
from collab.web.gate import signed_in


def words_of(consultation: Consultation) -> str:
    """What holds for late responses, in a sentence."""
    found = queries.decided(consultation.id)
    return lateness.sentence(found.until, found.reason) if found else lateness.NOT_DECIDED


@blueprint.route("/consultations/<address>/late-responses", methods=["GET", "POST"])
@signed_in
def late_responses(address: str) -> ResponseReturnValue:
    consultation = consultations.get_run(address, viewer=viewer())
    form = LateForm(data={"version": str(consultation.version)})
    if form.is_sent():
        require(policy.can_publish_answer, viewer(), consultation)
        with form.catching():
            actions.accept_late(
                consultation,
                on=form.accepted_on.data,
                reason=str(form.reason.data or ""),
                version=form.expected_version,
                by=viewer(),
            )
            flash("The decision is public now")
            return redirect(url_for("consultations.late_responses", address=address), 303)
    late, left_out = queries.numbers(consultation.id)
    page = render_template(
        "consultations/late_responses.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        late_words=words_of(consultation),
        late=late,
        left_out=left_out,
        has_closed=consultation.closes_at is not None and consultation.closes_at <= clock.now(),
        may_decide=policy.can_publish_answer(viewer(), consultation),
    )
    return page, status_of(form)
