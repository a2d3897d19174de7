"""Closed questions by who answered, for those who read the responses: tables, charts and downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator

from flask import Response, render_template, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.consultations.models import Consultation
from collab.consultations.queries import analysis
from collab.consultations.queries import breakdowns as queries
from collab.consultations.queries.breakdowns import Asked
from collab.consultations.rules import breakdowns as rules
from collab.consultations.rules.breakdown_chart import chart
from collab.consultations.rules.breakdown_tables import HEADING, rows, write
from collab.consultations.rules.breakdowns import Breakdown, By
from collab.consultations.views import blueprint
from collab.consultations.views.disclosure import XLSX
from collab.consultations.views.published import csv_lines
from collab.proposals.rules.table import harmless
from collab.web.gate import signed_in

HERE = "/consultations/<address>/tables"


@blueprint.get(HERE)
@signed_in
def tables(address: str) -> str:
    """All closed questions, each with what it says."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    asked = queries.closed_questions(consultation)
    found = [(one, _shown(queries.of(consultation, one, By.nothing))) for one in asked]
    return render_template(
        "consultations/tables.html",
        consultation=consultation,
        rows=[(one, held, [rules.finding(table) for table in held]) for one, held in found],
        is_published=_is_published(),
    )


@blueprint.get(f"{HERE}/<int:number>")
@signed_in
def table(address: str, number: int) -> str:
    consultation, asked = _asked(address, number)
    found = _shown(queries.of(consultation, asked, _by()))
    return render_template(
        "consultations/table.html",
        consultation=consultation,
        asked=asked,
        tables=[(one, rules.finding(one), chart(one)) for one in found],
        by=_by(),
        choices=rules.BY,
        is_published=_is_published(),
        hides=any(one.is_hiding for one in found),
    )


def _asked(address: str, number: int) -> tuple[Consultation, Asked]:
    consultation = analysis.get_controlled(address, viewer=viewer())
    return consultation, queries.closed_question(consultation, number)


def _by() -> By:
    """What was asked for; anything else breaks nothing down."""
    return next((one for one in By if one.value == request.args.get("by")), By.nothing)


def _is_published() -> bool:
    """Whether small numbers are hidden, as they are wherever the tables are published."""
    return request.args.get("numbers") == "published"


def _shown(found: Iterable[Breakdown]) -> list[Breakdown]:
    return [rules.published(one) if _is_published() else one for one in found]


@blueprint.get(f"{HERE}/<int:number>.csv")
@signed_in
def table_csv(address: str, number: int) -> ResponseReturnValue:
    consultation, asked = _asked(address, number)
    return _csv(consultation, f"question-{number}", _shown(queries.of(consultation, asked, _by())))


@blueprint.get("/consultations/<address>/tables.csv")
@signed_in
def tables_csv(address: str) -> ResponseReturnValue:
    """Every question by everything."""
    consultation = analysis.get_controlled(address, viewer=viewer())
    return _csv(consultation, "tables", (one for _, held in _every(consultation) for one in held))


def _csv(consultation: Consultation, name: str, found: Iterable[Breakdown]) -> Response:
    lines = ([harmless(cell) for cell in row] for one in found for row in rows(one))
    response = Response(stream_with_context(csv_lines([HEADING], lines)), mimetype="text/csv")
    return named(response, consultation, name, "csv")


def named(response: Response, consultation: Consultation, name: str, ending: str) -> Response:
    """A download for those who read the responses: with its name, and kept by nobody on the way."""
    file = f"{consultation.address}-{name}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/consultations/<address>/tables.xlsx")
@signed_in
def tables_workbook(address: str) -> ResponseReturnValue:
    consultation = analysis.get_controlled(address, viewer=viewer())
    held = tempfile.TemporaryFile()  # noqa: SIM115 closed when it was sent
    note = "small numbers are hidden, as for publication" if _is_published() else "all numbers, not for publication"
    write(held, f"{consultation.title}: {note}", _every(consultation))
    response = send_file(held, mimetype=XLSX)
    response.call_on_close(held.close)
    return named(response, consultation, "tables", "xlsx")


def _every(consultation: Consultation) -> Iterator[tuple[int, list[Breakdown]]]:
    for asked in queries.closed_questions(consultation):
        yield asked.place, [one for by in By for one in _shown(queries.of(consultation, asked, by))]
