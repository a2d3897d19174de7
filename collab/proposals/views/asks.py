"""What a proposal asks of one organisation: of a published edition for everybody, of the draft for its own people."""

from __future__ import annotations

import io

from flask import Response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.views import viewer
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.models import Edition, Proposal
from collab.proposals.queries import asks as reading
from collab.proposals.queries import editions
from collab.proposals.rules import asks as rules
from collab.proposals.rules.asks import Asks
from collab.proposals.rules.commitments import word_of
from collab.proposals.rules.workbook import workbook
from collab.proposals.views import blueprint
from collab.web.gate import public

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _is_own_draft(proposal: Proposal, body: Organisation) -> bool:
    return viewer().acts_for(body.id) and policy.can_read_draft(viewer(), proposal)


def _of_draft(proposal: Proposal, body: Organisation) -> Asks:
    found = rules.asks(reading.draft_content(proposal, body, viewer=viewer()), body.code, word_of(body))
    if found is None:
        raise NotFound
    return found


def _of_edition(edition: Edition, body: Organisation) -> Asks:
    found = rules.asks(edition.content, body.code, word_of(body))
    if found is None:
        raise NotFound
    return found


@blueprint.get("/proposals/<address>/asks/<slug>")
@public
def asks(address: str, slug: str) -> ResponseReturnValue:
    """Its own people see the draft; everybody else is led to the newest edition."""
    proposal, body = queries.get(address, viewer=viewer()), accounts.organisation(slug)
    if _is_own_draft(proposal, body):
        title = str(proposal.title)
        return _page(proposal, body, _of_draft(proposal, body), title=title, edition=None)
    return redirect(url_for("proposals.edition_asks", address=proposal.address, number=_newest(proposal), slug=slug))


@blueprint.get("/proposals/<address>/asks/<slug>.xlsx")
@public
def asks_xlsx(address: str, slug: str) -> ResponseReturnValue:
    proposal, body = queries.get(address, viewer=viewer()), accounts.organisation(slug)
    if _is_own_draft(proposal, body):
        return _file(proposal, _of_draft(proposal, body), str(proposal.title), "Draft")
    number = _newest(proposal)
    return redirect(url_for("proposals.edition_asks_xlsx", address=proposal.address, number=number, slug=slug))


def _newest(proposal: Proposal) -> str:
    newest = editions.newest_published(proposal)
    if newest is None:
        raise NotFound
    return newest.label


@blueprint.get("/proposals/<address>/editions/<edition:number>/asks/<slug>")
@public
def edition_asks(address: str, number: str, slug: str) -> ResponseReturnValue:
    proposal, body = queries.get(address, viewer=viewer()), accounts.organisation(slug)
    edition = queries.edition(proposal, number)
    if address != proposal.address:
        return redirect(url_for("proposals.edition_asks", address=proposal.address, number=number, slug=slug), 301)
    title = edition.content["title"]["en"]
    return _page(proposal, body, _of_edition(edition, body), title=title, edition=edition)


@blueprint.get("/proposals/<address>/editions/<edition:number>/asks/<slug>.xlsx")
@public
def edition_asks_xlsx(address: str, number: str, slug: str) -> ResponseReturnValue:
    proposal, body = queries.get(address, viewer=viewer()), accounts.organisation(slug)
    edition = queries.edition(proposal, number)
    found, title = _of_edition(edition, body), edition.content["title"]["en"]
    return _file(proposal, found, title, f"{proposal.reference}, edition {number}")


def _page(
    proposal: Proposal, body: Organisation, found: Asks, *, title: str, edition: Edition | None
) -> ResponseReturnValue:
    conditions = reading.conditions(proposal, body) if edition is None else []
    return render_template(
        "proposals/asks.html",
        proposal=proposal,
        organisation=body,
        asks=found,
        title=title,
        edition=edition,
        conditions=conditions,
    )


def _file(proposal: Proposal, found: Asks, title: str, source: str) -> Response:
    tables = rules.sheets(found, title=title, source=source)
    content = workbook(tables, title=f"What {title} asks of {found.name}", made_at=clock.now())
    name = f"{proposal.address}-{found.code.lower().replace(':', '-')}.xlsx"
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
