"""You said, we did: a page, a table and data for everybody (F11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, jsonify, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from collab.consultations.queries import you_said as reading
from collab.consultations.queries.you_said import Done, SaidOf
from collab.consultations.views import blueprint, steps
from collab.consultations.views.public import edition_href
from collab.consultations.views.published import csv_lines
from collab.proposals.rules.exports.outline import LICENCE
from collab.proposals.rules.table import harmless
from collab.text import Bilingual, Language, speak
from collab.web.gate import public

HEADING = (
    "Theme number",
    "You said",
    "You said, in Welsh",
    "What it means",
    "Responses",
    "Of all responses",
    "Percentage",
    "Decision",
    "We did",
    "Why",
    "Why, in Welsh",
    "What it links to",
    "Words before",
    "Words after",
    "Licence",
)


@blueprint.get("/consultations/<address>/you-said-we-did")
@public
def you_said(address: str) -> ResponseReturnValue:
    found = reading.you_said(address)
    if address != found.consultation.address:
        return redirect(url_for("consultations.you_said", address=found.consultation.address))
    speak(steps.asked_language(Language.english))
    return render_template(
        "consultations/you_said.html",
        found=found,
        consultation=found.consultation,
        edition=found.outcome.edition,
        edition_href=edition_href(found.outcome.edition),
        in_welsh=any(one.name.cy.text or one.done.reason.cy.text for one in found.themes),
    )


@blueprint.get("/consultations/<address>/you-said-we-did.json")
@public
def you_said_json(address: str) -> Response:
    """Numbers are null where they are small and hidden; percentages are of `responses`."""
    found = reading.you_said(address)
    edition = found.outcome.edition
    published = found.outcome.published_at
    return jsonify(
        {
            "consultation": found.consultation.reference,
            "published_at": published.isoformat() if published else None,
            "responses": found.responses,
            "edition": {"address": edition_href(edition), "sha256": edition.hash} if edition else None,
            "themes": [_theme(one) for one in found.themes],
            "single_responses": [_done(one) for one in found.own],
            "licence": LICENCE,
        }
    )


def _theme(one: SaidOf) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": _both(one.name),
        "definition": one.definition or None,
        "responses": one.share.number,
        "percent": one.share.percent,
        **_done(one.done),
    }


def _done(done: Done) -> dict[str, Any]:
    return {
        "decision": done.decision.value,
        "we_did": done.is_change,
        "reason": _both(done.reason),
        "links": [
            {"name": words.name, "is_changed": words.is_changed, "before": words.before, "after": words.after}
            for words in done.links
        ],
    }


def _both(words: Bilingual) -> dict[str, str]:
    return {"en": words.en.text, "cy": words.cy.text}


@blueprint.get("/consultations/<address>/you-said-we-did.csv")
@public
def you_said_csv(address: str) -> ResponseReturnValue:
    """A row for each theme, and each single response, and what it links to; one where that is nothing."""
    found = reading.you_said(address)
    rows = [row for one in found.themes for row in _theme_rows(one)]
    rows += [row for one in found.own for row in _rows(["", "One response", "", "", "", str(found.responses), ""], one)]
    response = Response(stream_with_context(csv_lines([HEADING], rows)), mimetype="text/csv")
    name = f"{found.consultation.reference}-you-said-we-did.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _theme_rows(one: SaidOf) -> Iterator[list[str]]:
    share = one.share
    number = "" if share.number is None else str(share.number)
    numbers = [number, str(share.base), "" if share.percent is None else str(share.percent)]
    return _rows([str(one.number), one.name.en.text, one.name.cy.text, one.definition, *numbers], one.done)


def _rows(said: Sequence[str], done: Done) -> Iterator[list[str]]:
    what = [done.decision_words, "yes" if done.is_change else "no", done.reason.en.text, done.reason.cy.text]
    for name, before, after in [(words.name, words.before, words.after) for words in done.links] or [("", "", "")]:
        yield [harmless(cell) for cell in (*said, *what, name, before, after, LICENCE)]
