"""A table of implications in two steps: kept for its preview, and entered in one transaction once it is confirmed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.db import db, lock
from collab.errors import NotFound, Refused
from collab.proposals import policy
from collab.proposals.actions.implications import assert_implications
from collab.proposals.models import ImplicationUpload, Proposal
from collab.proposals.queries import uploads as queries
from collab.proposals.rules import implication_tables as rules

KEPT = timedelta(days=1)


@permitted(policy.can_contribute)
def upload_implications(proposal: Proposal, *, content: bytes, by: Viewer) -> ImplicationUpload:
    """Keeps the text of a file until it is confirmed, for a day at most. Raises Refused for a file that cannot be read at all.

    An older file of the same organisation that was not confirmed goes.
    """
    if by.organisation_id is None:
        raise NotFound
    try:
        text = rules.decoded(content)
        rules.read(text, queries.offered(proposal, viewer=by))
    except rules.TableRefused as refusal:
        raise Refused(str(refusal)) from None
    _forget(proposal, by)
    upload = ImplicationUpload(
        proposal=proposal,
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        text=text,
        uploaded_at=clock.now(),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def _forget(proposal: Proposal, by: Viewer) -> None:
    mine = (ImplicationUpload.proposal_id == proposal.id) & (ImplicationUpload.organisation_id == by.organisation_id)
    db.session.execute(delete(ImplicationUpload).where(ImplicationUpload.confirmed_at.is_(None), mine))


@permitted(policy.can_act_as_system)
def forget_old_uploads(*, by: Viewer) -> int:
    """Lets go of files that nobody confirmed within a day. Returns how many went."""
    old = ImplicationUpload.uploaded_at < clock.now() - KEPT
    gone = db.session.execute(delete(ImplicationUpload).where(ImplicationUpload.confirmed_at.is_(None), old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


@permitted(policy.can_confirm_upload)
def confirm_upload(upload: ImplicationUpload, *, by: Viewer) -> int:
    """Enters each row as a draft of the organisation, all or none, and lets the file go. Confirming again adds nothing."""
    proposal = upload.proposal
    lock(proposal)
    lock(upload)
    if upload.confirmed_at is not None:
        return 0
    rows = rules.read(upload.text, queries.offered(proposal, viewer=by))
    added = len(assert_implications(proposal, rows=rows, by=by))
    upload.text, upload.added, upload.confirmed_at = "", added, clock.now()
    db.session.flush()
    return added
