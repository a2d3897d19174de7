"""Codes from a file in two steps: what is in it and what is wrong with it by row, and then all of it."""

from __future__ import annotations

import csv
import io

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.consultations import policy
from collab.consultations.actions import code_imports as actions
from collab.consultations.forms.code_imports import CodesForm, CodesUploadForm
from collab.consultations.queries import analysis
from collab.consultations.queries import code_imports as queries
from collab.consultations.rules import code_tables as rules
from collab.consultations.rules import response_files
from collab.consultations.rules.response_files import FileRefused
from collab.consultations.views import blueprint
from collab.errors import Problem
from collab.web.forms import status_of
from collab.web.gate import signed_in

MOST_FAULTS = 200


@blueprint.route("/consultations/<address>/reading/import", methods=["GET", "POST"])
@signed_in
def import_codes(address: str) -> ResponseReturnValue:
    """Shows what is in a file. Nothing is written."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_analyse, viewer(), consultation)
    form, checked, lines = CodesUploadForm(), None, []
    if form.is_sent():
        try:
            lines = _lines(request.files["file"].read() if "file" in request.files else b"")
            checked = rules.check(lines, queries.known(consultation, rules.receipts(lines)))
        except FileRefused as refusal:
            form.refuse([Problem(str(refusal), field="file")])
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    confirm = CodesForm(formdata=None, data={"table": written.getvalue()})
    return render_template(
        "consultations/codes_import.html",
        consultation=consultation,
        form=form,
        form_has_problems=form.was_refused,
        confirm=confirm,
        checked=checked,
        most=MOST_FAULTS,
        columns=rules.COLUMNS,
    ), status_of(form)


def _lines(content: bytes) -> list[list[str]]:
    """Raises FileRefused."""
    if not content:
        raise FileRefused("Choose a file")
    found = []
    for number, line in enumerate(response_files.read(content)):
        if number > rules.MOST_ROWS:
            raise FileRefused(f"The file has more than {rules.MOST_ROWS:,} rows. Split it into several")
        found.append(line)
    return found


@blueprint.post("/consultations/<address>/reading/import/confirm")
@signed_in
def bring_in_codes(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    require(policy.can_analyse, viewer(), consultation)
    lines = list(csv.reader(io.StringIO(CodesForm().table.data or "")))
    coded = actions.bring_in_codes(consultation, lines, by=viewer())
    flash(f"{coded:,} answers coded" if coded != 1 else "1 answer coded")
    return redirect(url_for("consultations.reading", address=address), 303)
