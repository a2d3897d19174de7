"""The responses that everybody may read, as a page, as a table and as data (N8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from flask import Response, jsonify, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import ANONYMOUS
from collab.consultations import queries
from collab.consultations.models import Consultation
from collab.consultations.queries import answering, redactions
from collab.consultations.rules import publication
from collab.consultations.rules.publication import Published
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.table import harmless
from collab.web.gate import public
from collab.web.pagination import page_number, paginated

HEADING = ("Response", "From", "Question number", "Question", "Answer", "Licence")
NOT_SHOWN = "Not shown"


def _answered(address: str) -> Consultation:
    """A consultation of which feedback or outcome are published, whoever asks. Raises NotFound."""
    consultation = queries.get(address, viewer=ANONYMOUS)
    if not answering.has_numbers(consultation):
        raise NotFound
    return consultation


@blueprint.get("/consultations/<address>/published-responses")
@public
def published_responses(address: str) -> str:
    consultation = _answered(address)
    found = redactions.published(consultation, page=page_number())
    return render_template(
        "consultations/published.html",
        consultation=consultation,
        found=found,
        not_listed=publication.not_listed(redactions.standings(consultation)),
        pagination=paginated(found.total),
    )


@blueprint.get("/consultations/<address>/published-responses.json")
@public
def published_responses_json(address: str) -> Response:
    """A page of 50, and the address of the next one; null where a number is hidden."""
    consultation = _answered(address)
    number = page_number()
    found = redactions.published(consultation, page=number)
    after = url_for("consultations.published_responses_json", address=consultation.address, page=number + 1)
    not_listed = publication.not_listed(redactions.standings(consultation))
    return jsonify(
        {
            "consultation": consultation.reference,
            "total": found.total,
            "not_listed": [{"why": why, "responses": count} for why, count in not_listed],
            "responses": [
                {
                    "id": str(one.id),
                    "from": one.name,
                    "answers": [
                        {"question": said.number, "wording": said.question, "answer": said.words or None}
                        for said in one.answers
                    ],
                }
                for one in found.items
            ],
            "next": after if number * redactions.PAGE < found.total else None,
            "licence": LICENCE,
        }
    )


@blueprint.get("/consultations/<address>/published-responses.csv")
@public
def published_responses_csv(address: str) -> ResponseReturnValue:
    """All of them, a row an answer, written as they are read."""
    consultation = _answered(address)
    rows = (row for one in redactions.every_published(consultation) for row in _rows(one))
    response = Response(stream_with_context(csv_lines([HEADING], rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation.reference}-responses.csv"'
    return response


def _rows(one: Published) -> Iterator[list[str]]:
    for said in one.answers:
        shown = harmless(said.words) if said.words else NOT_SHOWN
        yield [str(one.id), harmless(one.name), str(said.number), harmless(said.question), shown, LICENCE]


def csv_lines(head: Iterable[Iterable[str]], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table as a spreadsheet reads it, line by line."""
    written = io.StringIO()
    writer = csv.writer(written)
    yield "\ufeff"
    for row in head:
        writer.writerow(row)
    for row in rows:
        writer.writerow(row)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()
