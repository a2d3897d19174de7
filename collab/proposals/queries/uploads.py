"""What the cells of a table of implications can name, and the tables that wait to be confirmed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from collab.accounts import queries as accounts
from collab.accounts.models import AreaKind
from collab.accounts.policy import Viewer
from collab.db import db
from collab.errors import NotFound
from collab.proposals.models import ImplicationUpload, Proposal
from collab.proposals.queries import as_id, drafts, grid
from collab.proposals.rules.implication_tables import Offered


def offered(proposal: Proposal, *, viewer: Viewer) -> Offered:
    """The provisions that stand, the named organisations, the force areas, and the commitments that this viewer may see."""
    bodies = [part.organisation for part in drafts.parts(proposal)]
    areas = accounts.areas(AreaKind.police_force_area)
    return Offered(
        provisions={one.label: one for one in grid.live_provisions(proposal)},
        organisations={name.casefold(): one for one in bodies for name in (one.code, one.slug, one.name)},
        areas={name.casefold(): one for one in areas for name in (one.code, one.slug, one.name)},
        commitments={str(one.number): one for one in grid.commitments(proposal, viewer=viewer)},
    )


def upload(proposal: Proposal, upload_id: str, *, viewer: Viewer) -> ImplicationUpload:
    """A table of the organisation acted for. Raises NotFound."""
    query = select(ImplicationUpload).where(
        ImplicationUpload.proposal_id == proposal.id,
        ImplicationUpload.id == as_id(upload_id),
        ImplicationUpload.organisation_id == viewer.organisation_id,
    )
    found = db.session.scalars(query.options(joinedload(ImplicationUpload.proposal))).one_or_none()
    if found is None:
        raise NotFound
    return found
