"""The answers to closed questions as a table for download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response
from flask.typing import ResponseReturnValue

from collab.accounts.policy import ANONYMOUS
from collab.consultations import queries
from collab.consultations.queries import answering, results
from collab.consultations.rules.results import Result
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.table import harmless
from collab.web.gate import public

HEADING = ("Question number", "Question", "Answer", "Counted", "Number", "People who answered", "Licence")


@blueprint.get("/consultations/<address>/answers.csv")
@public
def answers_csv(address: str) -> ResponseReturnValue:
    """Once feedback or outcome are published, and with small numbers hidden, whoever asks."""
    consultation = queries.get(address, viewer=ANONYMOUS)
    if answering.answer_of(consultation).numbers is None:
        raise NotFound
    written = io.StringIO()
    rows = [row for one in results.published(consultation) for row in _rows(one)]
    csv.writer(written).writerows([HEADING, *rows])
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation.reference}-answers.csv"'
    return response


def _rows(one: Result) -> Iterator[list[str]]:
    for label, cells in one.lines:
        for column, value in zip(one.columns, cells, strict=True):
            shown = "hidden" if value is None else str(value)
            named = [harmless(words) for words in (one.title, label, column)]
            yield [str(one.number), *named, shown, one.answered_by, LICENCE]
