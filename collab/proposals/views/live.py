"""The editor's page of a section or a provision, on which several bodies write at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.documents.models import Document
from collab.documents.queries.margin import as_it_was, base_of
from collab.proposals import policy, queries
from collab.proposals.actions import drafting as actions
from collab.proposals.forms.drafting import blocks_form
from collab.proposals.models import Proposal, SectionKind
from collab.proposals.queries import drafts, margin, passages
from collab.proposals.queries.passages import Passage
from collab.proposals.rules.text import SECTION_HINTS, SECTION_WORDS
from collab.proposals.views import blueprint
from collab.proposals.views.beside import listed
from collab.text import html
from collab.web.forms import status_of
from collab.web.gate import signed_in

KEPT = ". A block that you took out stays, as somebody changed it meanwhile"


@blueprint.get("/proposals/<address>/sections/<kind>/live")
@signed_in
def live_section(address: str, kind: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    passage = passages.passage(proposal, "sections", kind)
    plain = url_for("proposals.section_blocks", address=proposal.address, kind=kind)
    return _page(proposal, passage, plain=plain, hint=f"{SECTION_HINTS[SectionKind(kind)]}.")


@blueprint.get("/proposals/<address>/provisions/<int:number>/live")
@signed_in
def live_provision(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    passage = passages.passage(proposal, "provisions", str(number))
    return _page(
        proposal, passage, plain=url_for("proposals.provision_blocks", address=proposal.address, number=number)
    )


def _page(proposal: Proposal, passage: Passage, *, plain: str, hint: str = "") -> str:
    require(policy.can_contribute, viewer(), proposal)
    found = margin.of(passage, viewer=viewer())
    beside = listed(proposal, passage, found)
    return render_template("proposals/live.html", words=html(found.blocks), plain=plain, hint=hint, **beside)


@blueprint.route("/proposals/<address>/sections/<kind>/blocks", methods=["GET", "POST"])
@signed_in
def section_blocks(address: str, kind: str) -> ResponseReturnValue:
    """The same text without JavaScript: a box for each block, merged with what others type meanwhile."""
    proposal = queries.get_draft(address, viewer=viewer())
    section = drafts.section(proposal, kind)
    return _blocks(proposal, section.document, heading=SECTION_WORDS[section.kind])


@blueprint.route("/proposals/<address>/provisions/<int:number>/blocks", methods=["GET", "POST"])
@signed_in
def provision_blocks(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    provision = drafts.provision(proposal, number)
    return _blocks(proposal, provision.document, heading=f"{provision.label} {provision.title}")


def _blocks(proposal: Proposal, document: Document, *, heading: str) -> ResponseReturnValue:
    require(policy.can_write_text, viewer(), proposal)
    base = request.form.get("base") or base_of(document)
    form = blocks_form(as_it_was(document, base), base)
    if form.is_sent():
        with form.catching():
            kept = actions.write_blocks(
                proposal,
                document.id,
                base=base,
                typed=form.typed,
                added=form.added.data or "",
                by=viewer(),
            )
            flash(f"“{heading}” saved{KEPT if kept else ''}")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    return render_template("proposals/blocks_form.html", form=form, proposal=proposal, heading=heading), status_of(form)
