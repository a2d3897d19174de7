"""Pages of the working text: the list, starting, the overview, the text, its sections and their history."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab import text
from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.documents.queries import live, margin
from collab.proposals import policy, queries
from collab.proposals.actions import drafting as actions
from collab.proposals.actions import withdrawal
from collab.proposals.forms.drafting import ChangeForm, DecisionForm, ProposalForm, SectionForm, WithdrawForm
from collab.proposals.models import Marking, Proposal
from collab.proposals.queries import drafts, editions, lists
from collab.proposals.queries import next_step as steps
from collab.proposals.queries.places import documents_of
from collab.proposals.rules import editions as edition_rules
from collab.proposals.rules.readiness import Requirement, unmet
from collab.proposals.rules.text import SECTION_HINTS, SECTION_WORDS
from collab.proposals.rules.timeline import event_words
from collab.proposals.views import blueprint
from collab.proposals.views.editions import published_page
from collab.web.drawing import page
from collab.web.forms import status_of
from collab.web.gate import public, requires, signed_in
from collab.web.pagination import PAGE_SIZE, page_number, paginated


@blueprint.get("/proposals")
@public
def proposals() -> str:
    state = next((kind for kind in lists.ListState if kind.value == request.args.get("state")), None)
    bodies = lists.named(viewer=viewer())
    wanted = request.args.get("organisation", "")
    body = next((one for one in bodies if one.slug == wanted), None)
    rows: list[lists.ListRow] = []
    total = 0
    if body or not wanted:
        rows, total = lists.listing(viewer=viewer(), state=state, organisation=body, page=page_number(), size=PAGE_SIZE)
    return page(
        "proposals/list.html",
        rows=tuple(rows),
        pagination=paginated(total),
        states=tuple(lists.ListState) if viewer().is_authenticated else lists.PUBLIC_STATES,
        state=state,
        bodies=bodies,
        wanted=wanted,
    )


@blueprint.route("/proposals/new", methods=["GET", "POST"])
@requires(policy.can_start)
def new_proposal() -> ResponseReturnValue:
    form = ProposalForm()
    if form.is_sent():
        with form.catching():
            proposal = actions.start(**form.values(), by=viewer())
            flash("Proposal started")
            return redirect(url_for("proposals.proposal", address=proposal.address))
    return render_template("proposals/proposal_form.html", form=form, proposal=None), status_of(form)


@blueprint.get("/proposals/<address>")
@public
def proposal(address: str) -> ResponseReturnValue:
    found = queries.get(address, viewer=viewer())
    if address != found.address:
        return redirect(url_for("proposals.proposal", address=found.address), 301)
    if policy.can_read_draft(viewer(), found):
        return overview(found)
    return published_page(found)


def overview(proposal: Proposal) -> str:
    """The page for readers of the draft: where it stands, the one next step, and what is missing."""
    frozen = editions.in_clearance(proposal)
    requirements = editions.readiness(proposal)
    return render_template(
        "proposals/overview.html",
        proposal=proposal,
        parts=drafts.parts(proposal),
        frozen=frozen,
        standing=edition_rules.standing(frozen, editions.positions(frozen)) if frozen else "",
        step=steps.of(proposal, frozen, viewer=viewer()),
        requirements=[reachable(requirement, proposal) for requirement in requirements],
        is_ready=not unmet(requirements),
        published=editions.published(proposal),
    )


def reachable(requirement: Requirement, proposal: Proposal) -> Requirement:
    """The requirement without its link where the viewer may not open the page that mends it."""
    is_shut = (requirement.href.endswith("/edit") and not policy.can_manage(viewer(), proposal)) or (
        "/sections/" in requirement.href and not policy.can_write_text(viewer(), proposal)
    )
    return replace(requirement, href="") if is_shut else requirement


@blueprint.route("/proposals/<address>/edit", methods=["GET", "POST"])
@signed_in
def edit_proposal(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    title, summary = proposal.title, proposal.summary
    stored = {
        "title": title.en.text,
        "title_cy": title.cy.text,
        "summary": summary.en.text,
        "summary_cy": summary.cy.text,
        "marking": proposal.marking.value,
    }
    form = ChangeForm(data={**stored, "version": proposal.version})
    if form.is_sent():
        with form.catching():
            values = {**form.values(), "marking": Marking(form.marking.data)}
            actions.change(proposal, **values, version=form.expected_version, by=viewer())
            flash("Title, summary and marking saved")
            return redirect(url_for("proposals.proposal", address=proposal.address))
    return render_template("proposals/proposal_form.html", form=form, proposal=proposal), status_of(form)


@blueprint.get("/proposals/<address>/text")
@signed_in
def working_text(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    sections, provisions = drafts.sections(proposal), drafts.provisions(proposal)
    return render_template(
        "proposals/text.html",
        proposal=proposal,
        sections={section.kind.value: section for section in sections},
        headings=SECTION_WORDS,
        provisions=[held for held in provisions if held.retired_at is None],
        words=live.texts([*(held.document for held in sections), *(held.document for held in provisions)]),
        retired=[held for held in provisions if held.retired_at is not None],
        options=drafts.options(proposal),
        is_frozen=editions.in_clearance(proposal) is not None,
        waiting=margin.waiting(documents_of(proposal)),
    )


@blueprint.route("/proposals/<address>/sections/<kind>", methods=["GET", "POST"])
@signed_in
def edit_section(address: str, kind: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    section = drafts.section(proposal, kind)
    require(policy.can_write_text, viewer(), proposal)
    document = section.document
    form = SectionForm(data={"text": document.text, "text_cy": document.text_cy, "version": document.version})
    if form.is_sent():
        with form.catching():
            actions.write_section(proposal, section, **form.values(), version=form.expected_version, by=viewer())
            flash(f"“{SECTION_WORDS[section.kind]}” saved")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    heading, hint = SECTION_WORDS[section.kind], SECTION_HINTS[section.kind]
    return render_template(
        "proposals/section_form.html", form=form, proposal=proposal, section=section, heading=heading, hint=hint
    ), status_of(form)


@blueprint.get("/proposals/<address>/sections/<kind>/history")
@signed_in
def section_history(address: str, kind: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    section = drafts.section(proposal, kind)
    return _revisions(proposal, SECTION_WORDS[section.kind], section.document_id)


@blueprint.get("/proposals/<address>/provisions/<int:number>/history")
@signed_in
def provision_history(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    provision = drafts.provision(proposal, number)
    return _revisions(proposal, f"{provision.label} {provision.title}", provision.document_id)


def _revisions(proposal: Proposal, heading: str, document_id: UUID) -> str:
    """The saves of a text, and two of them compared by words: the newest two, unless the address says which."""
    rows = drafts.revisions(document_id)
    texts = {row.revision.number: text.plain(row.revision.blocks) for row in rows}
    after = request.args.get("after", rows[0].revision.number if rows else 0, type=int)
    older = [number for number in texts if number < after]
    before = request.args.get("before", max(older, default=0), type=int)
    pieces = text.compare(texts.get(before, ""), texts[after]) if after in texts else []
    return render_template(
        "proposals/revisions.html",
        proposal=proposal,
        heading=heading,
        rows=rows,
        before=before,
        after=after,
        pieces=pieces,
    )


@blueprint.get("/proposals/<address>/history")
@signed_in
def history(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    rows = [(event_words(row.entry.event), row) for row in drafts.history(proposal, viewer=viewer())]
    return render_template("proposals/history.html", proposal=proposal, rows=rows)


@blueprint.route("/proposals/<address>/decision", methods=["GET", "POST"])
@signed_in
def begin_decision(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    form = DecisionForm()
    if form.is_sent():
        with form.catching():
            actions.begin_decision_edition(proposal, reason=form.reason.data or "", by=viewer())
            flash("The decision edition is being prepared. Commitments can be signed")
            return redirect(url_for("proposals.proposal", address=proposal.address))
    return render_template("proposals/decision_form.html", form=form, proposal=proposal), status_of(form)


@blueprint.route("/proposals/<address>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_withdraw, viewer(), proposal)
    form = WithdrawForm()
    if form.is_sent():
        with form.catching():
            withdrawal.withdraw(proposal, **form.values(), by=viewer())
            flash("The proposal is withdrawn")
            return redirect(url_for("proposals.proposal", address=proposal.address))
    return render_template("proposals/withdraw.html", form=form, proposal=proposal), status_of(form)
