"""Downloads of what was analysed, for those who read the responses. Each is written as it is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from flask import Response, render_template, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations.models import Consultation
from collab.consultations.queries import analysis, searching
from collab.consultations.queries.exports import EXPORTS, Export
from collab.consultations.queries.searching import Selection
from collab.consultations.rules.export_workbook import write
from collab.consultations.views import blueprint
from collab.consultations.views.disclosure import XLSX
from collab.consultations.views.published import csv_lines
from collab.consultations.views.tables import named
from collab.errors import NotFound
from collab.proposals.rules.table import harmless
from collab.web.gate import signed_in

NAMES = {
    "responses": "Responses, a row for each answer, with their themes",
    "themes": "Themes with their numbers and decisions",
    "quotes": "Quotes, with what may be published",
    "selections": "Saved selections",
}


@blueprint.get("/consultations/<address>/exports")
@signed_in
def exports(address: str) -> str:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return render_template("consultations/searching/exports.html", consultation=consultation, names=NAMES)


def _export(address: str, what: str) -> tuple[Consultation, Export, Selection]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    selection = searching.selection_of(request.args)
    if what not in EXPORTS or selection.sought.problem:
        raise NotFound
    return consultation, EXPORTS[what], selection


@blueprint.get("/consultations/<address>/exports/<what>.csv")
@signed_in
def export_csv(address: str, what: str) -> ResponseReturnValue:
    consultation, export, selection = _export(address, what)
    rows = without_formulas(export.rows(consultation, selection))
    response = Response(stream_with_context(csv_lines([export.heading], rows)), mimetype="text/csv")
    return named(response, consultation, what, "csv")


def without_formulas(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """No cell that a spreadsheet would compute. Most cells come in many rows, and are looked at once."""
    safe = lru_cache(1_000)(harmless)
    return ([safe(cell) for cell in row] for row in rows)


@blueprint.get("/consultations/<address>/exports/<what>.xlsx")
@signed_in
def export_workbook(address: str, what: str) -> ResponseReturnValue:
    consultation, export, selection = _export(address, what)
    held = tempfile.TemporaryFile()  # noqa: SIM115 closed when it was sent
    write(held, export.heading, export.rows(consultation, selection))
    response = send_file(held, mimetype=XLSX)
    response.call_on_close(held.close)
    return named(response, consultation, what, "xlsx")
