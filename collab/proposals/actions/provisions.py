"""Provisions: added with a number that is theirs for ever, changed, moved and retired."""

from __future__ import annotations

from collab import clock
from collab.accounts.policy import Viewer, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db
from collab.documents.models import Document
from collab.errors import Refused, Stale
from collab.proposals import policy
from collab.proposals.actions.drafting import open_for_writing, settle_texts, write_document
from collab.proposals.models import Proposal, Provision
from collab.proposals.rules import text as rules
from collab.text import Bilingual


@permitted(policy.can_write_text)
def add_provision(
    proposal: Proposal, *, title: str, text: str, title_cy: str = "", text_cy: str = "", by: Viewer
) -> Provision:
    """Adds a provision at the end, with the next number. A number is never given twice."""
    open_for_writing(proposal, by=by)
    proposal.last_provision_number += 1
    provision = Provision(
        number=proposal.last_provision_number,
        position=max((held.position for held in proposal.provisions), default=0) + 1,
        title=Bilingual.of(title, title_cy),
        document=Document(),
    )
    proposal.provisions.append(provision)
    db.session.flush()
    write_document(provision.document, text=text, text_cy=text_cy, by=by)
    _record(provision, Event.provision_added, by=by)
    return provision


@permitted(policy.can_write_text)
def change_provision(
    proposal: Proposal,
    provision: Provision,
    *,
    title: str,
    text: str,
    title_cy: str | None = None,
    text_cy: str | None = None,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes title and text. `version` is that of its document, whose every save counts. Raises Stale with both texts."""
    open_for_writing(proposal, by=by)
    _refuse_if_retired(provision)
    settle_texts(proposal, [provision.document_id], by=by)
    _refuse_if_stale(provision, version)
    write_document(provision.document, text=text, text_cy=text_cy, by=by)
    kept = provision.title.cy.text if title_cy is None else title_cy
    provision.title = provision.title.revised(title, kept)
    _record(provision, Event.provision_changed, by=by)


def _refuse_if_stale(provision: Provision, version: int | None) -> None:
    db.session.refresh(provision.document)
    db.session.refresh(provision)
    if version is not None and rules.provision_version(provision) != version:
        raise Stale(_as_typed(provision))


def _as_typed(provision: Provision) -> dict[str, str]:
    title, document = provision.title, provision.document
    return {"title": title.en.text, "title_cy": title.cy.text, "text": document.text, "text_cy": document.text_cy}


@permitted(policy.can_write_text)
def move_provision(proposal: Proposal, provision: Provision, *, up: bool, by: Viewer) -> None:
    """Changes places with the provision before or after it; numbers stay. At the end of the list nothing happens."""
    open_for_writing(proposal, by=by)
    _refuse_if_retired(provision)
    standing = [held for held in proposal.provisions if held.retired_at is None]
    place = standing.index(provision)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(standing):
        return
    standing[place], standing[other] = standing[other], standing[place]
    for position, held in enumerate(standing, start=1):
        held.position = position
    _record(provision, Event.provision_changed, by=by)


@permitted(policy.can_write_text)
def retire_provision(proposal: Proposal, provision: Provision, *, version: int | None = None, by: Viewer) -> None:
    """Takes a provision out of the next edition, as it was read. Its number is not used again."""
    open_for_writing(proposal, by=by)
    _refuse_if_retired(provision)
    _refuse_if_stale(provision, version)
    settle_texts(proposal, [provision.document_id], by=by)
    provision.retired_at = clock.now()
    _record(provision, Event.provision_retired, by=by)


def _refuse_if_retired(provision: Provision) -> None:
    if provision.retired_at is not None:
        raise Refused(f"Provision {provision.label} was taken out already")


def _record(provision: Provision, event: Event, *, by: Viewer) -> None:
    about = {"provision": str(provision.id), "number": provision.number, "position": provision.position}
    record(RootKind.proposal, provision.proposal_id, event, by=by, about=about)
