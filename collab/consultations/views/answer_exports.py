"""The published answer as a file: PDF, Word, one page and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, current_app, jsonify, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.attachments.views import SANDBOX
from collab.consultations import queries
from collab.consultations.queries import answering, clearing
from collab.consultations.rules import answer_export as files
from collab.consultations.views import blueprint
from collab.errors import NotFound
from collab.proposals.rules import exports
from collab.web.application import Collab
from collab.web.gate import public

DRAWN: dict[str, Callable[[exports.Outline], bytes | str]] = {
    "pdf": exports.pdf,
    "docx": exports.word,
    "html": exports.page,
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}


@blueprint.get("/consultations/<address>/answer.<letters:form>")
@public
def answer_export(address: str, form: str) -> ResponseReturnValue:
    consultation = queries.get(address, viewer=viewer())
    published = clearing.published(consultation)
    if not published or form not in (*DRAWN, "json"):
        raise NotFound
    names = answering.respondents(consultation)
    if form == "json":
        return jsonify(files.as_data(published, names))
    path = url_for("consultations.consultation", address=consultation.address)
    base = cast(Collab, current_app).settings.base_url
    drawn = files.outline(published, names, f"{base}{path}")
    response = Response(DRAWN[form](drawn), mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{consultation.address}-answer.{form}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
