"""What somebody can follow: everything, an organisation, a published proposal, a public consultation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from collab.accounts import queries as accounts
from collab.accounts.models import Organisation
from collab.accounts.rules import the
from collab.consultations import policy as consultations_policy
from collab.consultations.models import Consultation
from collab.db import db
from collab.digests.models import EVERYTHING, Subscription, Topic
from collab.digests.queries.subscriptions import Following
from collab.errors import NotFound
from collab.proposals.models import Edition, Marking, Proposal

NAMELESS = {Topic.organisation: "an organisation", Topic.proposal: "a proposal", Topic.consultation: "a consultation"}


@dataclass(frozen=True)
class Subject:
    """A subject with its public name, as it stands inside a sentence, and its page."""

    topic: Topic
    id: UUID
    name: str
    path: str = ""


ALL = Subject(Topic.everything, EVERYTHING, "everything that is published", "/")


def subject(topic: Topic, address: str) -> Subject:
    """By the last part of its address. Raises NotFound for what is not public."""
    if topic is Topic.everything:
        return ALL
    if topic is Topic.organisation:
        body = accounts.organisation(address)
        return Subject(topic, body.id, the(body.name), f"/organisations/{body.slug}")
    row_id = db.session.scalar(_row_id(topic, address))
    found = _public(topic, {row_id}) if row_id else {}
    if row_id not in found:
        raise NotFound
    return found[row_id]


def _row_id(topic: Topic, address: str) -> Select[UUID]:
    if topic is Topic.proposal:
        return select(Proposal.id).where(Proposal.reference == address)
    return select(Consultation.id).where(Consultation.reference == address)


def of(subscriptions: Iterable[Subscription | Following]) -> dict[UUID, Subject]:
    """The subjects of subscriptions, by subscription. What is not public has no name."""
    rows = list(subscriptions)
    found: dict[tuple[Topic, UUID], Subject] = {(Topic.everything, EVERYTHING): ALL}
    for topic in NAMELESS:
        wanted = {row.subject_id for row in rows if row.topic is topic}
        found |= {(topic, key): named for key, named in (_public(topic, wanted) if wanted else {}).items()}
    return {row.id: found.get((row.topic, row.subject_id)) or _nameless(row) for row in rows}


def _nameless(row: Subscription | Following) -> Subject:
    return Subject(row.topic, row.subject_id, NAMELESS[row.topic])


def _public(topic: Topic, ids: set[UUID]) -> dict[UUID, Subject]:
    if topic is Topic.organisation:
        bodies = db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name))
        return {body.id: Subject(topic, body.id, the(body.name), f"/organisations/{body.slug}") for body in bodies}
    return _proposals(ids) if topic is Topic.proposal else _consultations(ids)


def _proposals(ids: set[UUID]) -> dict[UUID, Subject]:
    """Named as their newest edition names them."""
    query = (
        select(Edition, Proposal.reference)
        .join(Edition.proposal)
        .where(Proposal.id.in_(ids), Proposal.marking == Marking.official, Edition.published_at.is_not(None))
        .order_by(Edition.proposal_id, Edition.publication_number)
    )
    newest = {edition.proposal_id: (edition, reference) for edition, reference in db.session.execute(query)}
    return {
        row_id: Subject(Topic.proposal, row_id, edition.content["title"]["en"], f"/proposals/{reference}")
        for row_id, (edition, reference) in newest.items()
    }


def _consultations(ids: set[UUID]) -> dict[UUID, Subject]:
    sensitive = Consultation.proposal.has(Proposal.marking != Marking.official)
    query = select(Consultation).where(
        Consultation.id.in_(ids), consultations_policy.is_public(), Consultation.marking == Marking.official, ~sensitive
    )
    rows = db.session.scalars(query.order_by(Consultation.id))
    return {
        row.id: Subject(Topic.consultation, row.id, row.title.en.text, f"/consultations/{row.address}") for row in rows
    }
