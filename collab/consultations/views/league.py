"""How long government responses are waited for, by lead organisation: a page, a table and data for everybody (N11)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import Response, jsonify, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from collab.consultations.queries import waits
from collab.consultations.queries.waits import Explained, Late
from collab.consultations.rules import league as rules
from collab.consultations.rules.league import Order, Standing
from collab.consultations.views import blueprint
from collab.consultations.views.published import csv_lines
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.table import harmless
from collab.proposals.views.editions import absolute
from collab.web.gate import public

COLUMNS = (
    (Order.organisation, "Lead organisation"),
    (Order.late_now, "Late now"),
    (Order.days_now, "Days late now, the most"),
    (Order.published_late, "Published late"),
    (Order.average, "Days late when published, on average"),
    (Order.longest, "Days late when published, the most"),
)
HEADING = (
    "Lead organisation",
    "Closed and waiting for a response",
    "Of those late now",
    "Days late now, the most",
    "Responses published",
    "Of those published late",
    "Days late when published, on average",
    "Days late when published, the most",
    "Licence",
)


@dataclass(frozen=True)
class Column:
    """A heading that leads to the same table in its order; `sorted_by` is what `aria-sort` says, empty for the others."""

    words: str
    href: str
    sorted_by: str


def _asked() -> tuple[Order, bool]:
    """What the address asks to be in order by, and whether upwards; what is not offered is the longest wait first."""
    by = next((one for one in Order if one.value == request.args.get("sort", "")), Order.days_now)
    direction = request.args.get("direction", "")
    upwards = direction == "up" if direction in ("up", "down") else by is Order.organisation
    return by, upwards


@blueprint.get("/consultations/response-times")
@public
def response_times() -> str:
    by, upwards = _asked()
    found = waits.waits()
    return render_template(
        "consultations/response_times.html",
        rows=rules.ordered(rules.league(found), by, is_ascending=upwards),
        columns=[_column(order, words, by, upwards) for order, words in COLUMNS],
        late=waits.late_now(),
        total=len(found),
        tenth=rules.tenth,
    )


def _column(order: Order, words: str, by: Order, upwards: bool) -> Column:
    """Following the heading of the column that is sorted turns it round."""
    is_sorted = order is by
    turned = "down" if is_sorted and upwards else "up"
    direction = turned if is_sorted else ("up" if order is Order.organisation else "down")
    href = url_for("consultations.response_times", sort=order.value, direction=direction)
    return Column(words, href, ("ascending" if upwards else "descending") if is_sorted else "")


@blueprint.get("/consultations/response-times.json")
@public
def response_times_json() -> Response:
    """The whole table, and each response that is late now; null where there is nothing to count."""
    found = waits.waits()
    return jsonify(
        {
            "consultations": len(found),
            "organisations": [_facts(one) for one in rules.league(found)],
            "late_now": [_late(one) for one in waits.late_now()],
            "licence": LICENCE,
        }
    )


def _facts(one: Standing) -> dict[str, Any]:
    return {
        "organisation": one.organisation,
        "waiting": one.waiting,
        "late_now": one.late_now,
        "days_late_now_most": one.days_now,
        "published": one.published,
        "published_late": one.published_late,
        "days_late_published_average": _rounded(one.average),
        "days_late_published_most": one.longest,
    }


def _rounded(average: Fraction | None) -> float | None:
    return None if average is None else float(rules.tenth(average))


def _late(one: Late) -> dict[str, Any]:
    return {
        "reference": one.consultation.reference,
        "title": {"en": one.consultation.title.en.text, "cy": one.consultation.title.cy.text},
        "organisation": one.organisation,
        "due_on": one.clock.due_on.isoformat(),
        "days_late": one.clock.days_late,
        "explanation": explanation(one.explained) if one.explained else None,
        "address": absolute(url_for("consultations.consultation", address=one.consultation.address)),
    }


def explanation(said: Explained) -> dict[str, Any]:
    """Why one is late, as data."""
    return {
        "by": said.by or None,
        "at": said.at.isoformat() if said.at else None,
        "reason": said.words,
        "expected_on": said.expected_on.isoformat() if said.expected_on else None,
        "expected_before": [on.isoformat() for on in said.before],
        "has_passed": said.has_passed,
    }


@blueprint.get("/consultations/response-times.csv")
@public
def response_times_csv() -> ResponseReturnValue:
    rows = (_cells(one) for one in rules.league(waits.waits()))
    response = Response(stream_with_context(csv_lines([HEADING], rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="response-times.csv"'
    return response


def _cells(one: Standing) -> list[str]:
    told = _facts(one)
    numbers = ["" if value is None else str(value) for name, value in told.items() if name != "organisation"]
    return [harmless(one.organisation), *numbers, LICENCE]
