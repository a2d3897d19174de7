"""Exporting all responses for a request under the Freedom of Information Act."""

from __future__ import annotations

import tempfile

from flask import Response, redirect, render_template, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.views import viewer
from collab.consultations import policy, queries
from collab.consultations.actions import disclosing
from collab.consultations.forms.disclosure import DisclosureForm
from collab.consultations.models import Consultation, Disclosure
from collab.consultations.models import DisclosureForm as Form
from collab.consultations.queries import disclosures, keeping
from collab.consultations.rules import disclosure as rules
from collab.consultations.rules.disclosure_workbook import write
from collab.consultations.views import blueprint
from collab.consultations.views.published import csv_lines
from collab.errors import NotFound
from collab.proposals.rules.table import harmless
from collab.web.forms import status_of
from collab.web.gate import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _disclosed(address: str) -> Consultation:
    """A consultation all of whose responses the viewer may export. Raises NotFound."""
    consultation = queries.get(address, viewer=viewer())
    if not policy.can_disclose(viewer(), consultation):
        raise NotFound
    return consultation


@blueprint.route("/consultations/<address>/disclosures", methods=["GET", "POST"])
@signed_in
def disclose_responses(address: str) -> ResponseReturnValue:
    consultation = _disclosed(address)
    form = DisclosureForm()
    if form.is_sent():
        with form.catching():
            made = disclosing.disclose(consultation, **form.values(), by=viewer())
            return redirect(url_for("consultations.disclosed", address=address, disclosure_id=made.id), 303)
    return _page(consultation, form), status_of(form)


@blueprint.get("/consultations/<address>/disclosures/<disclosure_id>")
@signed_in
def disclosed(address: str, disclosure_id: str) -> str:
    consultation = _disclosed(address)
    return _page(consultation, DisclosureForm(), _fetched(consultation, disclosure_id))


def _page(consultation: Consultation, form: DisclosureForm, made: Disclosure | None = None) -> str:
    every = disclosures.disclosures(consultation)
    names = accounts.names(sorted({one.person_id for one in every}, key=str))
    return render_template(
        "consultations/disclosure.html",
        consultation=consultation,
        form=form,
        made=made,
        marking=rules.MARKING,
        count=disclosures.count(consultation),
        notices=keeping.notices(consultation),
        every=[(one, names.get(one.person_id, "")) for one in every],
    )


def _fetched(consultation: Consultation, disclosure_id: str) -> Disclosure:
    """An export of the viewer's own that can still be fetched. Raises NotFound."""
    made = disclosures.disclosure(consultation, disclosure_id)
    if made.person_id != viewer().person_id or not rules.can_be_fetched(made, clock.now()):
        raise NotFound
    return made


@blueprint.get("/consultations/<address>/disclosures/<disclosure_id>/file")
@signed_in
def disclosure_file(address: str, disclosure_id: str) -> Response:
    """Written as it is read, so that it takes no more room for many responses than for few."""
    consultation = _disclosed(address)
    made = _fetched(consultation, disclosure_id)
    line, name = rules.first_line(consultation, made), rules.file_name(consultation, made.form.value)
    if made.form is Form.xlsx:
        held = tempfile.TemporaryFile()  # noqa: SIM115 closed when it was sent
        write(held, line, disclosures.every_row(consultation))
        response = send_file(held, mimetype=XLSX)
        response.call_on_close(held.close)
    else:
        rows = ([harmless(cell) for cell in row] for row in disclosures.every_row(consultation))
        response = Response(stream_with_context(csv_lines([[line], rules.HEADING], rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Protective-Marking"] = rules.MARKING
    response.headers["Cache-Control"] = "no-store"
    return response
