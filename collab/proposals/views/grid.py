"""Commitments and implications side by side: the grid, the records under it, and the grid as CSV."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from collab.accounts.views import viewer
from collab.proposals import queries
from collab.proposals.models import Proposal
from collab.proposals.queries import editions
from collab.proposals.queries import grid as grids
from collab.proposals.rules.table import Table, table
from collab.proposals.views import blueprint
from collab.web.gate import signed_in


def _table(address: str) -> tuple[Proposal, grids.Grid, Table]:
    proposal = queries.get_draft(address, viewer=viewer())
    grid = grids.grid(proposal)
    shown = table(
        grid.organisations,
        grid.provisions,
        grid.cells,
        commitments=grids.commitments(proposal, viewer=viewer()),
        implications=grids.implications(proposal, viewer=viewer()),
        nil_returns=grids.nil_returns(proposal, viewer=viewer()),
    )
    return proposal, grid, shown


@blueprint.get("/proposals/<address>/grid")
@signed_in
def grid(address: str) -> str:
    proposal, found, shown = _table(address)
    commitments = grids.commitments(proposal, viewer=viewer())
    implications = grids.implications(proposal, viewer=viewer())
    drafts = [c for c in commitments if c.shared_at is None] + [i for i in implications if i.shared_at is None]
    return render_template(
        "proposals/grid.html",
        proposal=proposal,
        grid=found,
        table=shown,
        commitments=commitments,
        implications=implications,
        drafts=len(drafts),
        is_frozen=editions.in_clearance(proposal) is not None,
    )


@blueprint.get("/proposals/<address>/grid.csv")
@signed_in
def grid_csv(address: str) -> ResponseReturnValue:
    proposal, _, shown = _table(address)
    written = io.StringIO()
    csv.writer(written).writerows(shown.as_rows())
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{proposal.address}-commitments.csv"'
    return response
