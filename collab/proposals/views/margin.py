"""Pages beside the text of a section or a provision: suggestions, decisions on them, and comments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import text
from collab.accounts import queries as accounts
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.documents.models import Audience
from collab.documents.queries import margin as beside
from collab.proposals import policy, queries
from collab.proposals.actions import margin as actions
from collab.proposals.forms.margin import (
    CommentForm,
    RejectForm,
    ReplyForm,
    offer_blocks,
    offer_readers,
    suggest_form,
)
from collab.proposals.models import Proposal
from collab.proposals.queries import drafts, margin, passages, voices
from collab.proposals.queries.passages import Passage
from collab.proposals.rules.text import BLOCK_WORDS
from collab.proposals.views import blueprint
from collab.web.forms import form_page
from collab.web.gate import signed_in

HERE = "/proposals/<address>/<family>/<name>"
VIEWS = {"with": "With suggestions", "all": "As if all were accepted", "none": "Without suggestions"}


def _load(address: str, family: str, name: str) -> tuple[Proposal, Passage]:
    proposal = queries.get_draft(address, viewer=viewer())
    return proposal, passages.passage(proposal, family, name)


def _to(proposal: Proposal, passage: Passage, page: str = "text_margin", **more: Any) -> ResponseReturnValue:
    return redirect(
        url_for(f"proposals.{page}", address=proposal.address, family=passage.family, name=passage.name, **more)
    )


@blueprint.get(f"{HERE}/margin")
@signed_in
def text_margin(address: str, family: str, name: str) -> str:
    proposal, passage = _load(address, family, name)
    shown = request.args.get("view", "with")
    found = margin.of(passage, viewer=viewer())
    return render_template(
        "proposals/margin.html",
        proposal=proposal,
        passage=passage,
        margin=found,
        views=VIEWS,
        shown=shown if shown in VIEWS else "with",
        all_accepted=text.html(found.all_accepted),
        none=text.html(found.blocks),
        kinds=BLOCK_WORDS,
    )


@blueprint.get(f"{HERE}/voices")
@signed_in
def text_voices(address: str, family: str, name: str) -> str:
    """Whose words they are, now or as the text was at a save."""
    proposal, passage = _load(address, family, name)
    rows = drafts.revisions(passage.document.id)
    save = next((row.revision.number for row in rows if str(row.revision.number) == request.args.get("save")), None)
    return render_template(
        "proposals/voices.html",
        proposal=proposal,
        passage=passage,
        found=voices.of(passage, save=save),
        rows=rows,
        save=save,
    )


@blueprint.route(f"{HERE}/suggest", methods=["GET", "POST"])
@signed_in
def suggest(address: str, family: str, name: str) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    require(policy.can_contribute, viewer(), proposal)
    base = request.form.get("base") or beside.base_of(passage.document)
    form = suggest_form(beside.as_it_was(passage.document, base), base)
    if form.is_sent():
        with form.catching():
            told = {"added": form.added.data or "", "reason": form.reason.data or ""}
            made = actions.suggest(proposal, passage, base=base, typed=form.typed(), **told, by=viewer())
            flash("Suggestion made" if len(made) == 1 else f"{len(made)} suggestions made")
            return _to(proposal, passage)
    return form_page("proposals/suggest_form.html", form, proposal=proposal, passage=passage)


@blueprint.route(f"{HERE}/suggestions/<int:number>", methods=["GET", "POST"])
@signed_in
def suggestion(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    """A suggestion with what is said about it; the form says more."""
    proposal, passage = _load(address, family, name)
    found = beside.suggestion(passage.document.id, number)
    form = ReplyForm()
    offer_readers(form, margin.readers(proposal, Audience.named, viewer=viewer()))
    if form.is_sent():
        with form.catching():
            actions.discuss(proposal, passage, found, **_said(form), by=viewer())
            flash("Comment made")
            return _to(proposal, passage, "suggestion", number=number)
    return form_page(
        "proposals/suggestion.html",
        form,
        proposal=proposal,
        passage=passage,
        row=margin.row(found, passage.blocks, beside.thread_on(found)),
        kinds=BLOCK_WORDS,
    )


def _said(form: ReplyForm) -> dict[str, Any]:
    return {"words": form.words.data or "", "mentions": [UUID(one) for one in form.mentions.data or ()]}


@blueprint.post(f"{HERE}/suggestions/<int:number>/accept")
@signed_in
def accept_suggestion(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    found = beside.suggestion(passage.document.id, number)
    actions.accept(proposal, passage, found, version=request.form.get("version", 0, type=int), by=viewer())
    flash(f"Suggestion {number} accepted")
    return _to(proposal, passage)


@blueprint.post(f"{HERE}/suggestions/accept-all")
@signed_in
def accept_suggestions(address: str, family: str, name: str) -> ResponseReturnValue:
    """All that wait; with `organisation` those of one body."""
    proposal, passage = _load(address, family, name)
    slug = request.form.get("organisation", "")
    body = accounts.organisation(slug).id if slug else None
    taken, left = actions.accept_all(proposal, passage, organisation_id=body, by=viewer())
    words = f"{taken} suggestion{'' if taken == 1 else 's'} accepted"
    flash(f"{words}. {left} could not be: the words that they are about have changed" if left else words)
    return _to(proposal, passage)


@blueprint.route(f"{HERE}/suggestions/<int:number>/reject", methods=["GET", "POST"])
@signed_in
def reject_suggestion(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    require(policy.can_manage, viewer(), proposal)
    found = beside.suggestion(passage.document.id, number)
    form = RejectForm(data={"version": found.version})
    if form.is_sent():
        with form.catching():
            reason, version = form.reason.data or "", form.expected_version
            actions.reject(proposal, passage, found, reason=reason, version=version, by=viewer())
            flash(f"Suggestion {number} not accepted")
            return _to(proposal, passage)
    return form_page(
        "proposals/reject_form.html",
        form,
        proposal=proposal,
        passage=passage,
        row=margin.row(found, passage.blocks, None),
        kinds=BLOCK_WORDS,
    )


@blueprint.post(f"{HERE}/suggestions/<int:number>/withdraw")
@signed_in
def withdraw_suggestion(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    found = beside.suggestion(passage.document.id, number)
    actions.withdraw(proposal, found, passage, version=request.form.get("version", 0, type=int), by=viewer())
    flash(f"Suggestion {number} taken back")
    return _to(proposal, passage)


@blueprint.route(f"{HERE}/threads/new", methods=["GET", "POST"])
@signed_in
def new_thread(address: str, family: str, name: str) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    require(policy.can_contribute, viewer(), proposal)
    blocks = passage.blocks
    asked = request.args
    chosen = {"block": asked.get("block", ""), "quote": asked.get("quote", "")[:500], "near": asked.get("near", "")}
    form = CommentForm(data={**chosen, "audience": Audience.named.value})
    offer_blocks(form, blocks)
    offer_readers(form, margin.readers(proposal, Audience.named, viewer=viewer()))
    if form.is_sent():
        with form.catching():
            made = actions.comment(
                proposal,
                passage,
                **_said(form),
                block_id=form.block.data or "",
                quote=form.quote.data or "",
                near=form.start,
                blocks=blocks,
                audience=Audience(form.audience.data),
                by=viewer(),
            )
            flash("Comment made")
            return _to(proposal, passage, "thread", number=made.number)
    return form_page("proposals/comment_form.html", form, proposal=proposal, passage=passage)


@blueprint.route(f"{HERE}/threads/<int:number>", methods=["GET", "POST"])
@signed_in
def thread(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    found = beside.thread(passage.document.id, number, viewer=viewer())
    form = ReplyForm()
    offer_readers(form, margin.readers(proposal, found.audience, viewer=viewer()))
    if form.is_sent():
        with form.catching():
            actions.reply(proposal, passage, found, **_said(form), by=viewer())
            flash("Comment made")
            return _to(proposal, passage, "thread", number=number)
    return form_page(
        "proposals/thread.html", form, proposal=proposal, passage=passage, row=margin.thread_row(found, passage.blocks)
    )


@blueprint.post(f"{HERE}/threads/<int:number>/resolve")
@signed_in
def resolve_thread(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    return _settle(address, family, name, number, is_resolved=True)


@blueprint.post(f"{HERE}/threads/<int:number>/reopen")
@signed_in
def reopen_thread(address: str, family: str, name: str, number: int) -> ResponseReturnValue:
    return _settle(address, family, name, number, is_resolved=False)


def _settle(address: str, family: str, name: str, number: int, *, is_resolved: bool) -> ResponseReturnValue:
    proposal, passage = _load(address, family, name)
    found = beside.thread(passage.document.id, number, viewer=viewer())
    actions.settle_thread(proposal, passage, found, is_resolved=is_resolved, by=viewer())
    flash("Marked as resolved" if is_resolved else "Opened again")
    return _to(proposal, passage, "thread", number=number)
