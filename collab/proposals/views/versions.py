"""Pages of a proposal's versions: the list, one of them, two states side by side or in one, and restoring."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from collab.accounts.policy import require
from collab.accounts.views import viewer
from collab.errors import NotFound
from collab.proposals import policy, queries
from collab.proposals.actions import versions as actions
from collab.proposals.forms.versions import VersionForm
from collab.proposals.models import Proposal, Version
from collab.proposals.queries import versions as states
from collab.proposals.rules import side_by_side
from collab.proposals.rules.published import publication
from collab.proposals.views import blueprint
from collab.web.filters import day
from collab.web.forms import BaseForm, status_of
from collab.web.gate import signed_in


@blueprint.route("/proposals/<address>/versions", methods=["GET", "POST"])
@signed_in
def versions(address: str) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    form = VersionForm()
    if form.is_sent():
        with form.catching():
            version = actions.keep(proposal, **form.values(), by=viewer())
            flash(f"Version {version.number} is kept")
            return redirect(url_for("proposals.versions", address=proposal.address))
    rows = states.listed(proposal, viewer=viewer())
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        form=form,
        rows=[(named(row.version), row) for row in rows],
        choices=_choices(proposal),
    ), status_of(form)


def named(version: Version) -> str:
    """What a version is called by its readers."""
    return version.name or f"Kept by itself at the end of {day(version.on)}"


def _choices(proposal: Proposal) -> list[tuple[str, str]]:
    """What can be compared: (name in the address, words)."""
    kept = [
        (f"v{row.version.number}", f"Version {row.version.number}: {named(row.version)}")
        for row in states.listed(proposal, viewer=viewer())
    ]
    frozen = [
        (
            f"e{one.number}",
            f"Edition {one.label}, published on {day(one.published_at)}"
            if one.label
            else f"Text frozen on {day(one.frozen_at)}",
        )
        for one in states.rounds(proposal, viewer=viewer())
    ]
    return [("working", "The working text as it is now"), *kept, *frozen]


@blueprint.get("/proposals/<address>/versions/<int:number>")
@signed_in
def version(address: str, number: int) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    found = states.get(proposal, number, viewer=viewer())
    return render_template(
        "proposals/version.html",
        proposal=proposal,
        version=found,
        name=named(found),
        text=publication(states.seen(found, viewer=viewer())),
    )


@blueprint.get("/proposals/<address>/versions/compare")
@signed_in
def compare_versions(address: str) -> str:
    proposal = queries.get_draft(address, viewer=viewer())
    choices = dict(_choices(proposal))
    after = request.args.get("after", "working")
    before = request.args.get("before") or next((name for name in choices if name != after), "working")
    if before not in choices or after not in choices:
        raise NotFound
    old, new = (states.state(proposal, name, viewer=viewer()) for name in (before, after))
    return render_template(
        "proposals/version_compare.html",
        proposal=proposal,
        choices=choices.items(),
        before=before,
        after=after,
        words=(choices[before], choices[after]),
        is_beside=request.args.get("view", "beside") != "inline",
        parts=side_by_side.compared(old, new),
    )


@blueprint.route("/proposals/<address>/versions/<int:number>/restore", methods=["GET", "POST"])
@signed_in
def restore_version(address: str, number: int) -> ResponseReturnValue:
    proposal = queries.get_draft(address, viewer=viewer())
    require(policy.can_manage, viewer(), proposal)
    found = states.get(proposal, number, viewer=viewer())
    form = BaseForm()
    if form.is_sent():
        with form.catching():
            restored = actions.restore(proposal, found, by=viewer())
            flash(f"The text of version {number} is restored, and kept as version {restored.number}")
            return redirect(url_for("proposals.working_text", address=proposal.address))
    return render_template(
        "proposals/version_restore.html", form=form, proposal=proposal, version=found, name=named(found)
    ), status_of(form)
