"""Starting a proposal, its title and summary, its sections of running text, and turning to the decision edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from collab import clock
from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer, anybody, permitted
from collab.audit.actions import record
from collab.audit.models import Event, RootKind
from collab.db import db, lock
from collab.documents import actions as documents
from collab.documents.actions import live
from collab.documents.models import Document
from collab.documents.queries import live as texts
from collab.errors import Refused, Stale
from collab.proposals import policy
from collab.proposals.models import Marking, Participation, PartRole, Proposal, Purpose, Section, SectionKind
from collab.proposals.queries import places
from collab.proposals.rules import text as rules
from collab.text import Bilingual, Language


@permitted(policy.can_start)
def start(
    *,
    title: str,
    summary: str,
    title_cy: str = "",
    summary_cy: str = "",
    is_demonstration: bool = False,
    by: Viewer,
) -> Proposal:
    """A proposal with its four empty sections; the organisation acted for leads it."""
    if by.organisation_id is None:
        raise Refused("Choose the organisation that you act for first")
    proposal = Proposal(
        title=Bilingual.of(title, title_cy),
        summary=Bilingual.of(summary, summary_cy),
        is_demonstration=is_demonstration or _is_demonstration(),
        started_at=clock.now(),
        started_by_id=by.person_id,
        started_for_id=by.organisation_id,
    )
    proposal.participations = [Participation(organisation_id=by.organisation_id, role=PartRole.lead)]
    proposal.sections = [
        Section(kind=kind, position=place, document=Document()) for place, kind in enumerate(SectionKind)
    ]
    db.session.add(proposal)
    db.session.flush()
    about = {"lead": str(by.organisation_id)}
    record(RootKind.proposal, proposal.id, Event.proposal_started, by=by, about=about)
    return proposal


def _is_demonstration() -> bool:
    installation = accounts.installation()
    return installation is not None and installation.is_demonstration


@permitted(policy.can_read_draft)
def open_for_writing(proposal: Proposal, *, by: Viewer) -> None:
    """Locks the proposal for a change of what an edition holds. Raises Refused while one is in clearance (P4), and once it is withdrawn."""
    lock(proposal)
    if proposal.withdrawn_at is not None:
        raise Refused("This proposal was withdrawn. Nothing in it is changed any more.")
    rules.refuse_if_frozen(proposal.editions, href=f"/proposals/{proposal.address}/clearance")


@permitted(policy.can_manage)
def change(
    proposal: Proposal,
    *,
    title: str,
    summary: str,
    title_cy: str = "",
    summary_cy: str = "",
    marking: Marking | None = None,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Changes title, summary and marking (None leaves it). Raises Stale, with both languages of both, when somebody saved since."""
    open_for_writing(proposal, by=by)
    if version is not None and proposal.version != version:
        raise Stale(_as_typed(proposal))
    proposal.title = proposal.title.revised(title, title_cy)
    proposal.summary = proposal.summary.revised(summary, summary_cy)
    proposal.marking = marking or proposal.marking
    about = {"marking": proposal.marking.value}
    record(RootKind.proposal, proposal.id, Event.proposal_changed, by=by, about=about)


def _as_typed(proposal: Proposal) -> dict[str, str]:
    return {
        "title": proposal.title.en.text,
        "summary": proposal.summary.en.text,
        "title_cy": proposal.title.cy.text,
        "summary_cy": proposal.summary.cy.text,
        "marking": proposal.marking.value,
    }


@permitted(policy.can_write_text)
def write_section(
    proposal: Proposal,
    section: Section,
    *,
    text: str,
    text_cy: str | None = None,
    version: int | None = None,
    by: Viewer,
) -> None:
    """Saves a section as its next revision; `version` is that of its document, and `text_cy` None leaves the Welsh alone."""
    open_for_writing(proposal, by=by)
    settle_texts(proposal, [section.document_id], by=by)
    revisions = write_document(section.document, text=text, text_cy=text_cy, version=version, by=by)
    if revisions:
        about = {"section": section.kind.value, "revisions": revisions}
        record(RootKind.proposal, proposal.id, Event.text_revised, by=by, about=about)


@permitted(anybody)
def settle_texts(proposal: Proposal, document_ids: Sequence[UUID], *, by: Viewer) -> None:
    """Settles what was typed live in these documents, in the order in which it was; each is an entry of who typed last.

    The proposal is locked already. Nothing can be typed in them until the transaction ends.
    """
    settled = [documents.settle(document, by=by) for document in texts.locked(document_ids)]
    for done in sorted((done for done in settled if done is not None), key=lambda done: done.at):
        about = {"document": str(done.document_id), "revisions": done.revisions, "typed": [done.first, done.last]}
        record(RootKind.proposal, proposal.id, Event.text_revised, by=done.writer, about=about)


@permitted(policy.can_write_text)
def write_blocks(
    proposal: Proposal,
    document_id: UUID,
    *,
    base: str,
    typed: Mapping[str, str],
    added: str,
    by: Viewer,
) -> int:
    """Saves a text block by block, merged with what was typed since the text that `base` names; says how many blocks stayed for that."""
    open_for_writing(proposal, by=by)
    settle_texts(proposal, [document_id], by=by)
    (document,) = texts.locked([document_id])
    kept = live.merge(document, base=base, typed=typed, added=added, by=by)
    settle_texts(proposal, [document_id], by=by)
    return kept


@permitted(policy.can_act_as_system)
def settle(document_id: UUID, *, by: Viewer) -> None:
    """What the worker does when nobody has typed for a while."""
    found = places.owner_of(document_id)
    if found is not None:
        lock(found[0])
        settle_texts(found[0], [document_id], by=by)


@permitted(policy.can_start)
def write_document(
    document: Document, *, text: str, text_cy: str | None, version: int | None = None, by: Viewer
) -> list[int]:
    """Saves the languages of a document that changed; gives the numbers of the revisions made. Its owner is locked already."""
    english = documents.write(document, text, by=by, version=version)
    welsh = None if text_cy is None else documents.write(document, text_cy, by=by, language=Language.welsh)
    return [revision.number for revision in (english, welsh) if revision is not None]


@permitted(policy.can_manage)
def begin_decision_edition(proposal: Proposal, *, reason: str = "", by: Viewer) -> None:
    """From now on the next edition is the one that is decided on, and commitments can be signed."""
    open_for_writing(proposal, by=by)
    is_published = any(e.published_at and e.purpose is Purpose.consultation for e in proposal.editions)
    problems = rules.begin_decision_problems(proposal.preparing, is_consultation_published=is_published, reason=reason)
    if problems:
        raise Refused(problems)
    proposal.preparing = Purpose.decision
    proposal.straight_to_decision_reason = "" if is_published else reason.strip()
    about = {"consultation_edition": is_published}
    record(RootKind.proposal, proposal.id, Event.decision_edition_begun, by=by, about=about)
