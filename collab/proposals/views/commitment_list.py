"""The list of commitments across proposals, and the same as CSV and JSON."""

from __future__ import annotations

import csv
import io

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from collab.accounts.models import Organisation
from collab.accounts.views import viewer
from collab.proposals.queries import commitments as lists
from collab.proposals.queries.commitments import CommitmentRow, Filters
from collab.proposals.rules.delivery import STANDING_WORDS, Standing
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.quarters import quarter
from collab.proposals.rules.table import harmless
from collab.proposals.views import blueprint
from collab.proposals.views.editions import absolute
from collab.web.gate import public
from collab.web.pagination import PAGE_SIZE, page_number, paginated

HEADING = (
    "Reference",
    "Proposal",
    "Number",
    "Called",
    "Organisation",
    "What",
    "How it can be seen to be done",
    "Where it stands",
    "Colour",
    "First promised for",
    "Due",
    "Overdue",
    "Update overdue",
    "Last report",
    "Address",
)


def _filters(bodies: list[Organisation]) -> tuple[Filters, bool]:
    """What the query string asks for, and whether it names an organisation that has nothing here."""
    asked = request.args.get("organisation", "")
    body = next((one for one in bodies if one.slug == asked), None)
    filters = Filters(
        organisation=body,
        standing=next((one for one in Standing if one.value == request.args.get("status")), None),
        is_overdue=bool(request.args.get("overdue")),
        is_update_overdue=bool(request.args.get("update_overdue")),
        quarter=quarter(request.args.get("due", "")),
    )
    return filters, bool(asked) and body is None


@blueprint.get("/commitments")
@public
def commitments() -> str:
    bodies = list(lists.bodies(viewer=viewer()))
    filters, is_nobody = _filters(bodies)
    rows: list[CommitmentRow] = []
    total = 0
    if not is_nobody:
        rows, total = lists.listing(viewer=viewer(), filters=filters, page=page_number(), size=PAGE_SIZE)
    return render_template(
        "proposals/commitments.html",
        rows=rows,
        filters=filters,
        is_filtered=is_nobody or filters != Filters(),
        bodies=bodies,
        quarters=lists.quarters(viewer=viewer()),
        standings=STANDING_WORDS,
        pagination=paginated(total),
        query=request.query_string.decode(),
    )


@blueprint.get("/commitments.csv")
@public
def commitments_csv() -> ResponseReturnValue:
    rows = _every()
    written = io.StringIO()
    csv.writer(written).writerows([HEADING, *(list(map(harmless, _cells(one))) for one in rows)])
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="commitments.csv"'
    return response


@blueprint.get("/commitments.json")
@public
def commitments_json() -> Response:
    """Dates are ISO 8601; what is not said is null."""
    return jsonify(licence=LICENCE, commitments=[_facts(one) for one in _every()])


def _every() -> list[CommitmentRow]:
    filters, is_nobody = _filters(list(lists.bodies(viewer=viewer())))
    return [] if is_nobody else list(lists.every(viewer=viewer(), filters=filters))


def _facts(one: CommitmentRow) -> dict[str, object]:
    days = {"baseline_on": one.baseline_on, "due_on": one.due_on, "reported_on": one.reported_on}
    return {
        "reference": one.reference or None,
        "proposal": one.title,
        "number": one.number,
        "kind": one.word,
        "organisation": one.organisation.code,
        "what": one.words,
        "measure": one.measure or None,
        "standing": one.standing.value,
        "rag": one.rag.value if one.rag else None,
        **{name: on.isoformat() if on else None for name, on in days.items()},
        "is_overdue": one.is_overdue,
        "is_update_overdue": one.is_update_overdue,
        "url": absolute(one.href),
    }


def _cells(one: CommitmentRow) -> list[str]:
    days = [on.isoformat() if on else "" for on in (one.baseline_on, one.due_on, one.reported_on)]
    return [
        one.reference,
        one.title,
        str(one.number),
        one.word,
        one.organisation.name,
        one.words,
        one.measure,
        STANDING_WORDS[one.standing],
        one.rag.value if one.rag else "",
        days[0],
        days[1],
        "yes" if one.is_overdue else "no",
        "yes" if one.is_update_overdue else "no",
        days[2],
        absolute(one.href),
    ]
