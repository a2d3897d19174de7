"""Files of a proposal: attached, described and taken off by those who write its text, and frozen with it."""

from __future__ import annotations

from pathlib import Path

from collab.accounts.policy import Viewer, permitted
from collab.attachments import actions as attachments
from collab.attachments.actions import Sent
from collab.attachments.models import Accessibility, Attachment, ParentKind
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing
from collab.proposals.models import Proposal


@permitted(policy.can_write_text)
def attach(proposal: Proposal, *, sent: Sent, folder: Path, by: Viewer) -> Attachment:
    """Attaches a file, for all who read the draft, and for everybody once an edition with it is published. Raises Refused."""
    open_for_writing(proposal, by=by)
    made = attachments.attach(ParentKind.proposal, proposal.id, sent=sent, folder=folder, by=by)
    _record(proposal, made, Event.attachment_added, by=by)
    return made


@permitted(policy.can_write_text)
def describe(
    proposal: Proposal,
    attachment: Attachment,
    *,
    title: str,
    description: str,
    accessibility: Accessibility,
    accessible_note: str = "",
    title_cy: str = "",
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes the words that go with a file. Raises Stale with both, Refused."""
    open_for_writing(proposal, by=by)
    attachments.describe(
        attachment,
        title=title,
        title_cy=title_cy,
        description=description,
        accessibility=accessibility,
        accessible_note=accessible_note,
        version=version,
        by=by,
    )
    _record(proposal, attachment, Event.attachment_changed, by=by)


@permitted(policy.can_write_text)
def remove(proposal: Proposal, attachment: Attachment, *, by: Viewer) -> None:
    """Takes a file off the next edition. Editions that hold it keep it."""
    open_for_writing(proposal, by=by)
    attachments.remove(attachment, by=by)
    _record(proposal, attachment, Event.attachment_removed, by=by)


def _record(proposal: Proposal, attachment: Attachment, event: Event, *, by: Viewer) -> None:
    about = {"attachment": str(attachment.id), "number": attachment.number, "sha256": attachment.sha256}
    record(RootKind.proposal, proposal.id, event, by=by, about=about)
