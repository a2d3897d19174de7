"""An edition as a file. Made when it is asked for, after the check, from the frozen text alone: see docs/decisions/0007."""

from __future__ import annotations

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.attachments.views import SANDBOX
from collab.errors import NotFound
from collab.proposals import queries
from collab.proposals.models import Edition
from collab.proposals.queries import editions
from collab.proposals.queries.exports import facts
from collab.proposals.rules import exports
from collab.proposals.views import blueprint
from collab.proposals.views.editions import absolute, json_of
from collab.web.gate import public, signed_in

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "json": "application/json",
}


@blueprint.get("/proposals/<address>/editions/<edition:number>.<letters:form>")
@public
def edition_export(address: str, number: str, form: str) -> ResponseReturnValue:
    proposal = queries.get(address, viewer=viewer())
    edition = queries.edition(proposal, number)
    return _file(edition, form, f"{proposal.reference}-edition-{number}")


@blueprint.get("/proposals/<address>/frozen.<form>")
@signed_in
def frozen_export(address: str, form: str) -> ResponseReturnValue:
    edition = editions.frozen(queries.get_draft(address, viewer=viewer()))
    return _file(edition, form, f"not-published-{edition.hash[:12]}")


def _file(edition: Edition, form: str, name: str) -> Response:
    if form not in MEDIA_TYPES:
        raise NotFound
    response = Response(_content(edition, form), mimetype=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _content(edition: Edition, form: str) -> bytes | str:
    if form == "json":
        return json_of(edition)
    number = edition.label
    path = url_for("proposals.edition", address=edition.proposal.address, number=number) if number else ""
    drawn = exports.outline(edition.content, facts(edition, address=absolute(path)))
    if form == "html":
        return exports.page(drawn)
    return exports.pdf(drawn) if form == "pdf" else exports.word(drawn)
