"""Reading working texts, their parts and their history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from collab.accounts import queries as accounts
from collab.accounts.policy import Viewer
from collab.audit import queries as audit
from collab.audit.models import Entry, RootKind
from collab.db import db
from collab.documents import queries as documents
from collab.documents.models import Revision
from collab.documents.queries import margin
from collab.errors import NotFound
from collab.proposals.models import (
    Commitment,
    Implication,
    NilReturn,
    Option,
    Participation,
    PartRole,
    Proposal,
    Provision,
    Section,
)
from collab.proposals.queries import as_id
from collab.proposals.queries.places import documents_of
from collab.text import Language

T = TypeVar("T")


def sections(proposal: Proposal) -> Sequence[Section]:
    """The four sections with their documents, in their order."""
    query = select(Section).where(Section.proposal_id == proposal.id).options(joinedload(Section.document))
    return db.session.scalars(query.order_by(Section.position)).all()


def section(proposal: Proposal, kind: str) -> Section:
    """Raises NotFound."""
    return _one(section for section in sections(proposal) if section.kind.value == kind)


def provisions(proposal: Proposal) -> Sequence[Provision]:
    """All provisions ever made, with their documents, in their order."""
    query = select(Provision).where(Provision.proposal_id == proposal.id).options(joinedload(Provision.document))
    return db.session.scalars(query.order_by(Provision.position, Provision.number)).all()


def provision(proposal: Proposal, number: int) -> Provision:
    """By the number that never changes. Raises NotFound."""
    query = select(Provision).where(Provision.proposal_id == proposal.id, Provision.number == number)
    return _one(db.session.scalars(query.options(joinedload(Provision.document))))


def options(proposal: Proposal) -> Sequence[Option]:
    query = select(Option).where(Option.proposal_id == proposal.id).order_by(Option.position, Option.id)
    return db.session.scalars(query).all()


def option(proposal: Proposal, option_id: str) -> Option:
    """Raises NotFound."""
    return _one(
        db.session.scalars(select(Option).where(Option.proposal_id == proposal.id, Option.id == as_id(option_id)))
    )


def parts(proposal: Proposal) -> Sequence[Participation]:
    """All organisations that are named, by role and in their order."""
    query = select(Participation).where(Participation.proposal_id == proposal.id)
    found = db.session.scalars(query.options(joinedload(Participation.organisation))).all()
    order = list(PartRole)
    return sorted(found, key=lambda part: (order.index(part.role), part.position, part.organisation.name))


def part(proposal: Proposal, slug: str) -> Participation:
    """Raises NotFound for an organisation that is not on the proposal."""
    return _one(part for part in parts(proposal) if part.organisation.slug == slug)


def commitment(proposal: Proposal, commitment_id: str, *, viewer: Viewer) -> Commitment:
    """Raises NotFound, also for what another organisation has not shared."""
    query = select(Commitment).where(
        Commitment.proposal_id == proposal.id,
        Commitment.id == as_id(commitment_id),
        or_(Commitment.shared_at.is_not(None), Commitment.organisation_id == viewer.organisation_id),
    )
    return _one(db.session.scalars(query.options(joinedload(Commitment.organisation))))


def implication(proposal: Proposal, implication_id: str, *, viewer: Viewer) -> Implication:
    """Raises NotFound, also for what another organisation has not shared."""
    query = select(Implication).where(
        Implication.proposal_id == proposal.id,
        Implication.id == as_id(implication_id),
        or_(Implication.shared_at.is_not(None), Implication.asserted_by_id == viewer.organisation_id),
    )
    loaded = query.options(
        joinedload(Implication.organisation), joinedload(Implication.asserted_by), joinedload(Implication.provision)
    )
    return _one(db.session.scalars(loaded))


def cause(implication: Implication, *, viewer: Viewer) -> Commitment | None:
    """The commitment that brings an implication about, where this viewer may see it."""
    if implication.caused_by_id is None:
        return None
    query = select(Commitment).where(
        Commitment.id == implication.caused_by_id,
        or_(Commitment.shared_at.is_not(None), Commitment.organisation_id == viewer.organisation_id),
    )
    return db.session.scalars(query.options(joinedload(Commitment.organisation))).one_or_none()


def nil_return(proposal: Proposal, provision: Provision, *, viewer: Viewer) -> NilReturn:
    """The nil return of the organisation acted for. Raises NotFound."""
    query = select(NilReturn).where(
        NilReturn.proposal_id == proposal.id,
        NilReturn.provision_id == provision.id,
        NilReturn.organisation_id == viewer.organisation_id,
    )
    return _one(db.session.scalars(query))


def _one(found: Iterable[T]) -> T:
    for item in found:
        return item
    raise NotFound


# --- History -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RevisionRow:
    """A save of a text: its number, who wrote it and for which organisation."""

    revision: Revision
    person: str
    organisation: str


def revisions(document_id: UUID, language: Language = Language.english) -> list[RevisionRow]:
    """The saves of a text in one language, the newest first."""
    rows = [RevisionRow(*row) for row in documents.revisions(document_id)]
    return [row for row in rows if row.revision.language is language]


@dataclass(frozen=True)
class HistoryRow:
    """An entry of the proposal's chain with the names of who wrote it."""

    entry: Entry
    person: str
    organisation: str


def history(proposal: Proposal, *, viewer: Viewer) -> list[HistoryRow]:
    """What was done, the newest first, without what other organisations did to records that they have not shared."""
    private = _private_ids(proposal, viewer)
    entries = [entry for entry in audit.history(RootKind.proposal, proposal.id) if not _concerns(entry, private)]
    ids = {key for entry in entries for key in (entry.person_id, entry.organisation_id) if key}
    names = accounts.names(list(ids))
    return [
        HistoryRow(
            entry, names.get(entry.person_id or proposal.id, ""), names.get(entry.organisation_id or proposal.id, "")
        )
        for entry in entries
    ]


def _private_ids(proposal: Proposal, viewer: Viewer) -> set[str]:
    commitments = select(Commitment.id).where(
        Commitment.proposal_id == proposal.id,
        Commitment.shared_at.is_(None),
        Commitment.organisation_id != viewer.organisation_id,
    )
    implications = select(Implication.id).where(
        Implication.proposal_id == proposal.id,
        Implication.shared_at.is_(None),
        Implication.asserted_by_id != viewer.organisation_id,
    )
    threads = margin.kept_from(viewer, documents_of(proposal))
    return {str(key) for query in (commitments, implications) for key in db.session.scalars(query)} | set(
        map(str, threads)
    )


def _concerns(entry: Entry, private: set[str]) -> bool:
    about = entry.payload.content if entry.payload else {}
    named = {about.get("commitment"), about.get("implication"), about.get("thread"), *about.get("implications", ())}
    return bool(named & private)
