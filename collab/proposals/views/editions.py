"""Public pages of published editions, as HTML and as JSON. An edition that is not published is not there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts import queries as accounts
from collab.accounts.views import viewer
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.models import Edition, Proposal
from collab.proposals.queries import delivery, editions, frozen
from collab.proposals.rules import canonical, comparison
from collab.proposals.rules import editions as rules
from collab.proposals.rules.published import publication
from collab.proposals.views import blueprint
from collab.web.drawing import is_for_nobody, page
from collab.web.gate import public


@blueprint.get("/proposals/<address>/editions/<edition:number>")
@public
def edition(address: str, number: str) -> ResponseReturnValue:
    proposal = queries.get(address, viewer=viewer())
    found = queries.edition(proposal, number, with_text=False)
    if address != proposal.address:
        return redirect(url_for("proposals.edition", address=proposal.address, number=number), 301)
    return published_page(proposal, found)


def published_page(proposal: Proposal, shown: Edition | None = None) -> str:
    """The page of one public edition; of the newest when none is named. Raises NotFound when nothing is public."""
    every = editions.published(proposal, with_texts=False)
    if not every:
        raise NotFound
    if proposal.withdrawn_at and shown is None:
        return render_template(
            "proposals/tombstone.html", proposal=proposal, editions=every, text=publication(every[0].content)
        )
    shown = shown or every[0]
    text = frozen.text(shown)
    codes = [body.code for body in text.publication.bodies if body.role != "not_affected"]
    missing = editions.missing(shown)
    told: dict[str, Any] = {"proposal": proposal, "edition": shown, "editions": every, "missing": missing}
    if is_for_nobody():
        told = {
            "proposal": frozen.proposal(proposal),
            "edition": frozen.edition(shown),
            "editions": tuple(map(frozen.edition, every)),
            "missing": frozen.missing(missing),
        }
    return page(
        "proposals/edition.html",
        frozen=text,
        pages=_pages(proposal),
        asks=_asks(proposal, shown, codes),
        said=tuple(saying for saying in editions.sayings([shown])[shown.id] if saying.counts),
        address=absolute(url_for("proposals.edition", address=proposal.address, number=shown.label)),
        **told,
    )


def _pages(proposal: Proposal) -> tuple[tuple[int, str], ...]:
    """(number, address of its own page) of each commitment."""
    address = proposal.address
    found = delivery.addresses(proposal)
    return tuple((n, url_for("proposals.commitment", address=address, commitment_id=key)) for n, key in found.items())


def _asks(proposal: Proposal, shown: Edition, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(code, address of "what this asks of it") of each organisation."""
    address, number, slugs = proposal.address, shown.label, accounts.slugs(codes)
    return tuple(
        (code, url_for("proposals.edition_asks", address=address, number=number, slug=slug))
        for code, slug in slugs.items()
    )


@blueprint.get("/proposals/<address>/editions/<edition:number>.json")
@public
def edition_json(address: str, number: str) -> ResponseReturnValue:
    return _download(queries.edition(queries.get(address, viewer=viewer()), number))


@blueprint.get("/proposals/<address>.json")
@public
def newest_json(address: str) -> ResponseReturnValue:
    newest = editions.newest_published(queries.get(address, viewer=viewer()))
    if newest is None:
        raise NotFound
    return _download(newest)


@blueprint.get("/proposals/<address>/editions/<edition:number>/changes")
@public
def edition_changes(address: str, number: str) -> ResponseReturnValue:
    proposal = queries.get(address, viewer=viewer())
    after = queries.edition(proposal, number)
    if address != proposal.address:
        return redirect(url_for("proposals.edition_changes", address=proposal.address, number=number), 301)
    every = editions.published(proposal)
    before = _since(every, after)
    return render_template(
        "proposals/edition_changes.html",
        proposal=proposal,
        before=before,
        after=after,
        provisions=editions.changes(before, after) if before else [],
        others=_others(before, after),
        editions=_earlier(every, after),
    )


def _since(every: Sequence[Edition], after: Edition) -> Edition | None:
    """The edition to compare with: the one that `?since=` names, otherwise the one before."""
    wanted = request.args.get("since")
    return next((other for other in _earlier(every, after) if wanted in (None, other.label)), None)


def _earlier(every: Sequence[Edition], after: Edition) -> list[Edition]:
    return [other for other in every if (other.publication_number or 0) < (after.publication_number or 0)]


def _others(before: Edition | None, after: Edition) -> list[rules.WordsChanged]:
    if before is None:
        return []
    return [change for change in comparison.other_changes(before.content, after.content) if change.is_changed]


@blueprint.get("/proposals/<address>/clearances/<clearance_id>")
@public
def signed_text(address: str, clearance_id: str) -> str:
    """What one body cleared or objected to, exactly as it stood then; also where it was recalled, for those who may see."""
    said, edition = editions.clearance(address, clearance_id, viewer=viewer())
    return render_template(
        "proposals/signed.html",
        proposal=edition.proposal,
        edition=edition,
        said=said,
        text=publication(edition.content),
        is_intact=canonical.is_intact(edition.canonical, edition.hash),
        is_draft_reader=policy.can_read_draft(viewer(), edition.proposal),
    )


def _download(shown: Edition) -> Response:
    name = f"{shown.proposal.reference}-edition-{shown.label}.json"
    response = Response(json_of(shown), mimetype="application/json")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def json_of(shown: Edition) -> str:
    """The file that `collab edition verify` reads."""
    content: dict[str, Any] = editions.envelope(shown)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def absolute(path: str) -> str:
    """A path as an address that can be cited, from the configured base address alone."""
    return f"{current_app.settings.base_url}{path}"  # type: ignore[attr-defined]
