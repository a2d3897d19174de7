"""Reading versions. Each reader gets what all readers share and what their own body had not shared, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select

from collab import clock
from collab.accounts.models import Organisation, Person
from collab.accounts.policy import Viewer
from collab.audit.models import Entry, RootKind
from collab.db import db
from collab.errors import NotFound
from collab.proposals import policy
from collab.proposals.models import Edition, Proposal, Version, VersionDraft, VersionKind
from collab.proposals.queries import editions
from collab.proposals.rules import canonical
from collab.proposals.rules import versions as rules


@dataclass(frozen=True)
class VersionRow:
    """A version in the list, with who kept it for whom."""

    version: Version
    person: str
    organisation: str


def listed(proposal: Proposal, *, viewer: Viewer) -> list[VersionRow]:
    """The newest first, for those who may read the draft."""
    if not policy.can_read_draft(viewer, proposal):
        return []
    query = (
        select(Version, Person.name, Organisation.name)
        .outerjoin(Person, Person.id == Version.person_id)
        .outerjoin(Organisation, Organisation.id == Version.organisation_id)
        .where(Version.proposal_id == proposal.id)
        .order_by(Version.number.desc())
    )
    return [VersionRow(row[0], row[1] or "", row[2] or "") for row in db.session.execute(query)]


def get(proposal: Proposal, number: int, *, viewer: Viewer) -> Version:
    """Raises NotFound, also for whoever may not read the draft."""
    found = None
    if policy.can_read_draft(viewer, proposal):
        query = select(Version).where(Version.proposal_id == proposal.id, Version.number == number)
        found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest(proposal: Proposal) -> Version | None:
    query = select(Version).where(Version.proposal_id == proposal.id).order_by(Version.number.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def seen(version: Version, *, viewer: Viewer) -> dict[str, Any]:
    """A version as this viewer's body sees it."""
    query = select(VersionDraft.canonical).where(
        VersionDraft.version_id == version.id, VersionDraft.organisation_id == viewer.organisation_id
    )
    own = db.session.scalar(query)
    return rules.seen(json.loads(version.canonical), json.loads(own) if own else {})


def working(proposal: Proposal, *, viewer: Viewer) -> dict[str, Any]:
    """The working text as this viewer's body sees it now, in the form of a version. Raises NotFound."""
    if not policy.can_read_draft(viewer, proposal):
        raise NotFound
    loaded = editions.whole(proposal)
    own = rules.draft_of(loaded, viewer.organisation_id) if viewer.organisation_id else {}
    shared, private = (json.loads(canonical.dumps(held)) for held in (rules.shared(loaded), own))
    return rules.seen(shared, private)


def state(proposal: Proposal, name: str, *, viewer: Viewer) -> dict[str, Any]:
    """What `working`, `v3` (a version) or `e2` (the second text that was frozen) names. Raises NotFound."""
    if name == "working":
        return working(proposal, viewer=viewer)
    kind, number = name[:1], name[1:]
    if not number.isascii() or not number.isdigit() or len(number) > 9 or kind not in ("v", "e"):
        raise NotFound
    if kind == "v":
        return seen(get(proposal, int(number), viewer=viewer), viewer=viewer)
    frozen = [one for one in editions.rounds(proposal, viewer=viewer) if one.number == int(number)]
    if not frozen:
        raise NotFound
    return frozen[0].content


def rounds(proposal: Proposal, *, viewer: Viewer) -> Sequence[Edition]:
    return editions.rounds(proposal, viewer=viewer)


def held_drafts(version: Version) -> dict[UUID, str]:
    """What each body had not shared, as it was written: only to see whether anything changed."""
    query = select(VersionDraft.organisation_id, VersionDraft.canonical).where(VersionDraft.version_id == version.id)
    return {row.organisation_id: row.canonical for row in db.session.execute(query)}


def due(on: date) -> Sequence[UUID]:
    """The proposals that were written to before the end of a London day and after their newest version."""
    ended = datetime.combine(on + timedelta(days=1), time(0), tzinfo=clock.LONDON)
    kept = select(func.max(Version.at)).where(Version.proposal_id == Proposal.id).correlate(Proposal).scalar_subquery()
    written: ColumnElement[bool] = exists(
        select(Entry.id).where(
            Entry.root_kind == RootKind.proposal,
            Entry.root_id == Proposal.id,
            Entry.at < ended,
            or_(kept.is_(None), Entry.at > kept),
        )
    )
    daily = exists(
        select(Version.id).where(
            Version.proposal_id == Proposal.id, Version.kind == VersionKind.daily, Version.on == on
        )
    )
    return db.session.scalars(select(Proposal.id).where(written, ~daily).order_by(Proposal.id)).all()


def by_id(proposal_id: UUID) -> Proposal:
    """For the worker, which looks at nothing but what it keeps."""
    return db.session.get_one(Proposal, proposal_id)
