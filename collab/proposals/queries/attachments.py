"""Reading a proposal's files: those of the working text for the draft's readers, those of an edition for the edition's."""

from __future__ import annotations

from collections.abc import Sequence

from collab.accounts.policy import Viewer
from collab.attachments import queries as attachments
from collab.attachments.models import Attachment, ParentKind
from collab.errors import NotFound
from collab.proposals import policy
from collab.proposals.models import Edition, Proposal


def on(proposal: Proposal, *, viewer: Viewer) -> Sequence[Attachment]:
    """The files of the working text."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    return attachments.on(ParentKind.proposal, proposal.id)


def get(proposal: Proposal, number: int, *, viewer: Viewer) -> Attachment:
    """A file of the working text. Raises NotFound, also for whoever may not read the draft."""
    if not policy.can_read_draft(viewer, proposal):
        raise NotFound
    return attachments.get(ParentKind.proposal, proposal.id, number)


def of_edition(edition: Edition, number: int) -> Attachment:
    """A file that an edition holds, which its reader has been let to; also when it was taken off since. Raises NotFound."""
    held = {record["number"]: record["sha256"] for record in edition.content["attachments"]}
    if number not in held:
        raise NotFound
    found = attachments.ever(ParentKind.proposal, edition.proposal_id, number)
    if found.sha256 != held[number]:
        raise NotFound
    return found
