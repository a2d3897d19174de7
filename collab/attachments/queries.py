"""Reading attachments and their content. Who may read them was decided by what they belong to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from collab.attachments.models import Attachment, ParentKind
from collab.db import db
from collab.errors import NotFound


def on(kind: ParentKind, parent_id: UUID) -> Sequence[Attachment]:
    """The files that stand, in the order in which they came."""
    query = select(Attachment).where(
        Attachment.parent_kind == kind, Attachment.parent_id == parent_id, Attachment.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Attachment.number)).all()


def get(kind: ParentKind, parent_id: UUID, number: int) -> Attachment:
    """One that stands, by the number that never changes. Raises NotFound."""
    return _one(kind, parent_id, number, is_standing=True)


def ever(kind: ParentKind, parent_id: UUID, number: int) -> Attachment:
    """The same, also of those that were taken off: what is frozen keeps them. Raises NotFound."""
    return _one(kind, parent_id, number, is_standing=False)


def _one(kind: ParentKind, parent_id: UUID, number: int, *, is_standing: bool) -> Attachment:
    query = select(Attachment).where(
        Attachment.parent_kind == kind, Attachment.parent_id == parent_id, Attachment.number == number
    )
    found = db.session.scalars(query).one_or_none()
    if found is None or (is_standing and found.removed_at is not None):
        raise NotFound
    return found


def last_number(parent_id: UUID) -> int:
    return db.session.scalar(select(func.max(Attachment.number)).where(Attachment.parent_id == parent_id)) or 0


def held_by(organisation_id: UUID) -> int:
    """The bytes that an organisation keeps here."""
    query = select(func.sum(Attachment.size)).where(Attachment.organisation_id == organisation_id)
    return int(db.session.scalar(query) or 0)


def held_under(parent_id: UUID) -> int:
    """The bytes of all that belongs to one parent."""
    return int(db.session.scalar(select(func.sum(Attachment.size)).where(Attachment.parent_id == parent_id)) or 0)


def some(kind: ParentKind, parent_id: UUID, ids: Collection[UUID]) -> Sequence[Attachment]:
    """Those of the ids that are files of this parent, in the order in which they came."""
    query = select(Attachment).where(
        Attachment.parent_kind == kind, Attachment.parent_id == parent_id, Attachment.id.in_(ids)
    )
    return db.session.scalars(query.order_by(Attachment.number)).all()


def of_kind(kind: ParentKind, *, before: datetime) -> dict[UUID, UUID]:
    """The parents of all files of a kind that came before, by the file's id."""
    query = select(Attachment.id, Attachment.parent_id).where(
        Attachment.parent_kind == kind, Attachment.added_at < before
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def path_of(attachment: Attachment, folder: Path) -> Path:
    """Where the content is kept, under a random name that says nothing."""
    return folder / attachment.storage_name[:2] / attachment.storage_name


def known(storage_names: Sequence[str]) -> set[str]:
    """Those of the names that have a row."""
    found: set[str] = set()
    for first in range(0, len(storage_names), 500):
        some = storage_names[first : first + 500]
        found.update(db.session.scalars(select(Attachment.storage_name).where(Attachment.storage_name.in_(some))))
    return found


def every() -> Sequence[Attachment]:
    return db.session.scalars(select(Attachment).order_by(Attachment.parent_id, Attachment.number)).all()
