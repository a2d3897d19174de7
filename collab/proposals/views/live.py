"""The editor's page of a section or a provision, on which several bodies write at once."""

from __future__ import annotations

from flask import render_template, url_for

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.documents.models import Document
from collab.documents.queries import live
from collab.proposals import policy, queries
from collab.proposals.models import Proposal
from collab.proposals.queries import drafts, editions
from collab.proposals.rules.text import SECTION_HINTS, SECTION_WORDS, closed_words
from collab.proposals.views import blueprint
from collab.text import html
from collab.web.gate import signed_in


@blueprint.get("/proposals/<address>/sections/<kind>/live")
@signed_in
def live_section(address: str, kind: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    section = drafts.section(proposal, kind)
    require(policy.can_contribute, viewer(), proposal)
    closed = closed_words(proposal, None, is_frozen=editions.in_clearance(proposal) is not None)
    plain = url_for("proposals.edit_section", address=proposal.address, kind=kind)
    words = {"heading": SECTION_WORDS[section.kind], "hint": f"{SECTION_HINTS[section.kind]}."}
    return _page(proposal, section.document, closed=closed, plain=plain, **words)


@blueprint.get("/proposals/<address>/provisions/<int:number>/live")
@signed_in
def live_provision(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    provision = drafts.provision(proposal, number)
    require(policy.can_contribute, viewer(), proposal)
    closed = closed_words(proposal, provision, is_frozen=editions.in_clearance(proposal) is not None)
    plain = url_for("proposals.edit_provision", address=proposal.address, number=number)
    return _page(
        proposal,
        provision.document,
        closed=closed,
        plain=plain,
        heading=f"{provision.label} {provision.title}",
        hint="",
    )


def _page(proposal: Proposal, document: Document, *, closed: str, plain: str, heading: str, hint: str) -> str:
    return render_template(
        "proposals/live.html",
        proposal=proposal,
        document=document,
        words=html(live.current(document)),
        closed=closed,
        plain=plain,
        heading=heading,
        hint=hint,
    )
